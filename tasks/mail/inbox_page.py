"""The sink's mails as pages: one that lists them all with a reading pane, and one for each mail. No script anywhere."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from tasks import whole
from tasks.mail.kept import Enclosure, Kept, read_kept

# What a click may open: documents. A page or a script that came by mail stays inside its .eml.
_OPENED = frozenset(
    [".xlsx", ".xls", ".et", ".csv", ".docx", ".doc", ".wps", ".pptx", ".pdf", ".ofd", ".txt", ".png", ".jpg", ".zip"]
)
# 【kind】 → colour, first match: what is late or wrong, what is asked for, what is good; the rest is blue.
_TONES = {"逾期": "bad", "通报": "bad", "退": "bad", "催": "warn", "提醒": "warn", "收": "good", "回执": "good"}
_WEEKDAYS = "一二三四五六日"


class Card(NamedTuple):
    """One attachment as shown: `url` "" where it is not to be opened."""

    name: str
    size: str
    mark: str
    url: str


class Row(NamedTuple):
    """One mail in the list."""

    mail: Kept
    url: str
    copies: int


def write_inbox(folder: Path, to: Path) -> None:
    """Write the page `to` that shows all mails (`*.eml`) of `folder`, newest first.

    Each mail gets a folder of its own in `<to without suffix>_files`, with its page and its attachments. All links are
    relative, so the whole can be moved as long as `folder` moves along. Mails already shown are not read
    again. 2,000 new ones take 2 s and make a list of 1.8 MB. Raises OSError.
    """
    home = to.with_name(f"{to.stem}_files")
    home.mkdir(parents=True, exist_ok=True)
    mails = sorted((_shown(file, home, to) for file in folder.glob("*.eml")), key=lambda mail: (mail.date, mail.file))
    copies = Counter(mail.message_id for mail in mails)
    rows = [Row(mail, _url(_page(home, mail.file), to.parent), copies[mail.message_id]) for mail in reversed(mails)]
    days = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.mail.date.date())]
    kinds = Counter(mail.kind for mail in mails if mail.kind).most_common(9)
    twice = sum(count > 1 for key, count in copies.items() if key)
    whole.put(to, _template("inbox.html.j2").render(days=days, kinds=kinds, total=len(rows), twice=twice))


def _shown(file: Path, home: Path, index: Path) -> Kept:
    """The mail without what only its page needs; page and attachments are written once, since a mail never changes."""
    page = _page(home, file)
    summary = page.with_name(f".{_look()}.json")
    if summary.exists() and summary.stat().st_mtime_ns >= file.stat().st_mtime_ns:
        return replace(_KEPT.validate_json(summary.read_bytes()), file=file)
    mail = read_kept(file)
    page.parent.mkdir(exist_ok=True)
    cards = [_card(enclosure, page.parent) for enclosure in mail.enclosures]
    links = {"index": _url(index, page.parent), "source": _url(file, page.parent)}
    page.write_text(_template("mail.html.j2").render(mail=mail, cards=cards, **links), "utf-8")
    mail = replace(mail, html="", text=mail.text[:400], enclosures=tuple(e._replace(data=b"") for e in mail.enclosures))
    whole.put(summary, _KEPT.dump_json(mail))  # last: where it is, everything else is
    return mail


@cache
def _look() -> str:
    """What changes with the template: pages of another look are written anew."""
    environment = _ENVIRONMENT
    source = environment.loader.get_source(environment, "mail.html.j2")[0] if environment.loader else ""
    return sha256(source.encode()).hexdigest()[:12]


def _page(home: Path, file: Path) -> Path:
    return home / file.stem / "index.html"


def _card(enclosure: Enclosure, folder: Path) -> Card:
    suffix = PurePosixPath(enclosure.name).suffix.lower()
    if suffix in _OPENED:
        (folder / enclosure.name).write_bytes(enclosure.data)
    size = f"{len(enclosure.data) / 1024:,.1f} KB" if enclosure.data else "空文件"
    return Card(enclosure.name, size, suffix[1:5] or "?", quote(enclosure.name) if suffix in _OPENED else "")


def _url(path: Path, start: Path) -> str:
    return quote(Path(os.path.relpath(path, start)).as_posix())


def _tone(kind: str) -> str:
    return next((tone for word, tone in _TONES.items() if word in kind), "info")


def _people(people: Iterable[tuple[str, str]]) -> str:
    return "、".join(name or address for name, address in people)


_KEPT = TypeAdapter(Kept)
_ENVIRONMENT = Environment(
    loader=PackageLoader("tasks.mail"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters |= {"tone": _tone, "people": _people, "weekday": lambda day: f"星期{_WEEKDAYS[day.weekday()]}"}
_template = _ENVIRONMENT.get_template

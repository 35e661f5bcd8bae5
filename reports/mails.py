"""Mails in Chinese: from the facts of a notice to subject, HTML and the text twin."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from reports.environment import html, text
from reports.facts import FACTS
from reports.formats import clip, one_line


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready for the transport. `thread` is the same for every mail about the same obligation."""

    subject: str
    html: str
    text: str
    thread: str


def compose(kind: str, facts: Mapping[str, Any]) -> Mail:
    """Word one mail; `kind` is a notice's kind or the name of a rung (`before_3`, `overdue_1`).

    Raises KeyError for a kind there is none of, ValidationError naming each fact that is missing or wrong.
    """
    name = mail_kind(kind)
    known = _adapter(name).validate_python(dict(facts))
    letter = text().get_template(f"{name}.j2").make_module(known)
    page = html().get_template(f"{name}.j2").render(known)
    thread = f"{one_line(known['title'])}（{clip(known['unit_name'], 40)}）"
    return Mail(one_line(str(letter.subject)), page, _tidy(str(letter)), thread)  # type: ignore[attr-defined]


def mail_kind(kind: str) -> str:
    """The template of a notice's kind or rung. Raises KeyError for a kind there is none of."""
    name = {"before": "reminder", "overdue": "overdue"}.get(kind.split("_")[0], kind)
    if name not in FACTS:
        raise KeyError(f"no mail of kind {kind!r}; there are {', '.join(FACTS)}")
    return name


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(FACTS[name])


def _tidy(letter: str) -> str:
    """At most one empty line between two paragraphs, none at either end."""
    kept: list[str] = []
    for line in letter.splitlines():
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n"

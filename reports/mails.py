"""Mails in Chinese: from the facts of a notice to subject, HTML and the text twin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment
from pydantic import TypeAdapter

from reports.environment import html, text
from reports.facts import FACTS
from reports.formats import clip, one_line

URGENCY = ("bad", "warn", "calm", "good")  # the tones of mails, the most urgent first


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


def digest(matters: Sequence[tuple[str, Mapping[str, Any]]]) -> Mail:
    """Word one mail about several matters, the most urgent first: (kind, facts) of each, as `compose` takes them.

    Every matter is a section in the words of its own mail; what is only copied to the reader is a list at the end.
    """
    known = [(mail_kind(kind), facts) for kind, facts in matters]
    checked = [(name, _adapter(name).validate_python(dict(facts))) for name, facts in known]
    pages, letters = ([_section(env(), *one) for one in checked] for env in (html, text))
    order = sorted(range(len(checked)), key=lambda place: letters[place]["urgency"])
    subject = text().get_template("digest.j2").make_module(_whole([letters[place] for place in order]))
    said = one_line(str(subject.subject))  # type: ignore[attr-defined]
    page = html().get_template("digest.j2").render(_whole([pages[place] for place in order]) | {"subject": said})
    return Mail(said, page, _tidy(str(subject)), "")


def _section(env: Environment, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the mail of one matter says, part by part, as its own template has set it."""
    own = vars(env.get_template(f"{name}.j2").make_module(dict(facts)))
    standing = vars(env.get_template("standing.j2").make_module(dict(facts)))
    parts = {part: own.get(part, "") for part in ("tag", "headline", "lead", "rows", "steps", "missing_title")}
    shared = {part: standing[part] for part in ("greeting", "due", "why", "contact", "signed")}
    copied, tone = name == "copy", str(own["tone"])
    return {**facts, **parts, **shared, "tone": tone, "copied": copied,
            "urgency": (copied, URGENCY.index(tone), facts["deadline"]["effective"], name != "overdue")}


def _whole(sections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The mail of these sections: it opens with the first one's news, and says once why it came."""
    first = sections[0]
    shared = {part: first[part] for part in ("greeting", "office", "signed")}
    return {"sections": sections, "headline": f"{one_line(first['title'])}：{first['headline']}", **shared,
            "reasons": list(dict.fromkeys(one["why"] for one in sections))}


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

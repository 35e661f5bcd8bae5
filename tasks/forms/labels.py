"""Which headings a text may be: the wordings of the form's description, matched without blanks, brackets, numbering."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from config.forms_official import official_form

_LONGEST = 26  # of a heading without its brackets
_BRACKETS = re.compile(r"\([^()]*\)")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.．,]")
_TAIL = re.compile(r"(?<=[^\x00-\x7f])(?:[A-Ca-c](?:[/÷][A-Ca-c])?|[%*★#:]+)$")


class Meaning(NamedTuple):
    """One reading of a heading: its field, how good the wording is (0 is best), and whether its value stands behind a
    colon in the same cell."""

    field: str
    rank: int
    inline: bool = False


@lru_cache(maxsize=16384)
def meanings(key: str) -> Mapping[str, Meaning]:
    """Group → meaning of one cell's key (`normalise.label`); empty for anything that is no heading."""
    name = bare(key)
    if name and len(name) <= _LONGEST and ":" not in name:
        return _all(name, False)
    left, colon, right = key.partition(":")
    name = bare(left)
    return _all(name, True) if colon and right and name and len(name) <= _LONGEST else {}


def bare(key: str) -> str:
    """A heading without brackets, numbering in front, and letters, signs or a colon behind."""
    key = key.removeprefix("其中:").removeprefix("其中")
    name = _NUMBERING.sub("", _BRACKETS.sub("", key) or key.strip("()"))
    return _TAIL.sub("", name.strip(":*★"))


@cache
def any_of(*patterns: str) -> re.Pattern[str]:
    """One expression for several wordings."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _all(name: str, inline: bool) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    if not _glance().fullmatch(name):  # values are no headings, and there are ten of them to one
        return found
    for group, (pattern, fields) in _vocabulary().items():
        match = pattern.fullmatch(name)
        if match and match.lastgroup:
            found[group] = Meaning(*fields[match.lastgroup], inline)
    return found


@cache
def _wordings() -> dict[str, Mapping[Any, Sequence[str]]]:
    """Group → field → wordings."""
    form = official_form()
    return {
        "head": form.head, "funds": form.funds, "rows": form.rows, "goals": form.goals, "indicators": form.indicators,
        "total": form.total, "section": {"section": form.section}, "reasons": {"reasons": form.reasons},
        "foreign": {"foreign": form.foreign},
    }


@cache
def _vocabulary() -> dict[str, tuple[re.Pattern[str], dict[str, tuple[str, int]]]]:
    return {group: _compile(wordings) for group, wordings in _wordings().items()}


@cache
def _glance() -> re.Pattern[str]:
    """Any heading at all."""
    return any_of(*(one for group in _wordings().values() for patterns in group.values() for one in patterns))


def _compile(wordings: Mapping[Any, Sequence[str]]) -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """One alternation for a whole group: a single match tells field and rank."""
    fields, parts = dict[str, tuple[str, int]](), list[str]()
    for field, patterns in wordings.items():
        for rank, pattern in enumerate(patterns):
            name = f"g{len(parts)}"
            fields[name] = (field, rank)
            parts.append(f"(?P<{name}>{pattern})")
    return re.compile("|".join(parts)), fields

"""A number with its sign and unit, out of one cell: `≥50个`, `98%以上`, `不超过1.2万元`, 0.98 with a % format."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from config.forms_targets import target_words
from tasks.forms.normalise import label
from tasks.forms.words import SHORT
from tasks.rules.columns import AT_MOST

_LONGEST = 40  # a longer text is a sentence
_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_ASIDE = re.compile(r"\([^()0-9]*\)")


class Quantity(NamedTuple):
    """`value` as written (percent points for rates), `scale` the power of ten of 万 and 亿, `relation` a sign or ""."""

    value: Decimal
    relation: str = ""
    unit: str = ""
    scale: int = 0
    percent: bool = False

    @property
    def bare(self) -> bool:
        """True for a number that says nothing about what it counts."""
        return not (self.unit or self.scale or self.percent)


def quantity(cell: object, *, percent: bool = False, unit: str = "") -> Quantity | None:
    """The one certain number of a cell, or None. `percent`: its number format; `unit`: the text of 度量单位."""
    found = _of_number(cell, percent) if isinstance(cell, (int, float, Decimal)) else _of_text(cell)
    if found is None or not unit or not found.bare:
        return found
    named = _unit(unit)
    if named is None or (named.percent and percent):
        return found
    return Quantity(found.value, found.relation, named.unit, named.scale, named.percent)


@lru_cache(maxsize=1024)
def _unit(words: str) -> Quantity | None:
    """One of what a text in the column 度量单位 names; None when it names nothing certain."""
    named = _read(f"1{label(words)}") if label(words) else None
    return None if named is None or named.relation or named.value != 1 else named


def _of_number(cell: int | float | Decimal, percent: bool) -> Quantity | None:
    if isinstance(cell, bool) or not -(10**15) < cell < 10**15:  # also refuses inf and nan
        return None
    value = Decimal(f"{cell:.15g}")
    return Quantity(value * 100, percent=True) if percent else Quantity(value)


def _of_text(cell: object) -> Quantity | None:
    if cell is None or isinstance(cell, (date, time, timedelta)):
        return None
    words = str(cell)
    return _in_words(words) if len(words) <= SHORT else _in_lines(words)


def _in_lines(words: str) -> Quantity | None:
    lines = {label(line) for line in words.splitlines()} - {""}
    if len(lines) == 1 and len(line := lines.pop()) <= _LONGEST:
        return _read(line)
    key = label(words)
    return _read(key) if len(key) <= _LONGEST else None


_in_words = lru_cache(maxsize=16384)(_in_lines)


@lru_cache(maxsize=16384)
def _read(key: str) -> Quantity | None:
    found = _grammar().fullmatch(_ASIDE.sub("", key))
    unit = found["unit"] or "" if found else ""
    if found is None or any(word in unit for word in target_words().doubts):
        return None
    before, after = _signs()
    signs = {before.get(found["sign"] or "", ""), after.get(found["after"] or "", "")} - {""}
    if len(signs) > 1:
        return None  # 不少于5天以内: nobody can tell
    value = Decimal(found["number"].replace(",", ""))
    relation = signs.pop() if signs else ""
    if found["percent"] or found["hundred"]:
        return Quantity(value, relation, percent=True)
    return Quantity(value, relation, unit, _SCALES[found["scale"] or ""])


@cache
def _signs() -> tuple[dict[str, str], dict[str, str]]:
    words = target_words()
    return (
        {label(word): relation for relation, listed in words.before.items() for word in listed},
        {label(word): relation for relation, listed in words.after.items() for word in listed},
    )


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


@cache
def _grammar() -> re.Pattern[str]:
    words = target_words()
    before, after = _signs()
    fillers = _any([label(word) for word in words.fillers])
    return re.compile(
        rf"(?:{fillers})?(?P<sign>{_any(list(before))})?(?:{fillers})?(?P<hundred>百分之)?"
        r"(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,9})?)"
        rf"(?:(?P<percent>{_any([label(word) for word in words.percent])})"
        rf"|(?P<scale>{_any([s for s in _SCALES if s])})?(?P<unit>(?:[^\W0-9_A-Za-z]|[a-zA-Z/%°]|m2|m3){{0,8}}?))"
        rf"(?P<after>{_any(list(after))})?[。.;,]?"
    )


def zero_limit(target: Quantity) -> Quantity:
    """A target of 0 without a sign can only be a limit."""
    return meant(target, AT_MOST) if not target.relation and target.value == 0 else target


def meant(target: Quantity, relation: str) -> Quantity:
    """The same number with this relation."""
    if target.relation == relation:
        return target
    return Quantity(target.value, relation, target.unit, target.scale, target.percent)

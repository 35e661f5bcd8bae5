"""What a target asks and what was reached: relation, two comparable integers, or a tier in words (domain §1.3).

Nothing is guessed: a value that is not safely a number stays None, and the scoring rule then takes the self-score.
Used by the official and by the issued form alike.
"""

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from config.forms_targets import target_words
from tasks.forms.comparable import comparable
from tasks.forms.dates import reached_by, written_day
from tasks.forms.normalise import is_blank, label
from tasks.forms.quantities import Quantity, meant, quantity, zero_limit
from tasks.rules.columns import AT_LEAST, AT_MOST, QUALITATIVE

_WORDS = 40  # a longer answer is a report
_LARGEST = 10**14  # of either integer, so that 2 × points × value stays within int64


class Target(NamedTuple):
    """One indicator's target and result. The two values are integers in one common power of ten: read their ratio.

    `relation` is "" only for an empty target. `tier` is 1–3 for an answer in words, None beside a numeric result.
    `notes` are (finding rule, expected) as in `normalise`.
    """

    relation: str
    target_value: int | None = None
    actual_value: int | None = None
    tier: int | None = None
    notes: tuple[tuple[str, str], ...] = ()


def read_target(
    target_cell: object, actual_cell: object, *, relation: str = "", level3: str = "", level2: str = "", unit: str = "",
    target_percent: bool = False, actual_percent: bool = False,
) -> Target:
    """Read one indicator row's 年度指标值 and 实际完成值.

    `relation` and `unit` are the texts of 指标性质 and 度量单位 where a form has such columns; `target_percent` and
    `actual_percent` say that the cell has a percent number format. Without any sign the name decides the direction.
    """
    stated = _stated(relation)
    day, names = written_day(target_cell), label(level3)
    in_words = day or stated == QUALITATIVE or _ranked(names)
    asked = None if in_words else quantity(target_cell, percent=target_percent, unit=unit)
    if asked is None:
        if is_blank(target_cell):
            return Target(stated)
        on_time = 1 if day and reached_by(day, actual_cell) else None
        return Target(QUALITATIVE, tier=on_time or _answer(actual_cell, target_cell, actual_percent))
    asked = zero_limit(meant(asked, stated or asked.relation))
    asked = meant(asked, asked.relation or direction(names, label(level2), asked.unit))
    return _compare(asked, actual_cell, quantity(actual_cell, percent=actual_percent), names)


def _compare(asked: Quantity, actual_cell: object, reached: Quantity | None, names: str) -> Target:
    if reached is None or written_day(actual_cell):
        pair, tier = None, _answer(actual_cell, None, False) or _none_happened(asked, actual_cell)
    else:
        pair = comparable(asked, reached, rate=_is_rate(names))
        tier = 1 if pair is None and reached.percent and reached.value == 100 and not asked.percent else None
    if pair is None:
        whole = _integers((asked.value.scaleb(asked.scale), Decimal(0)))
        return Target(asked.relation, whole[0] if whole else None, None, tier, _mismatch(asked, reached))
    both = _integers(pair)
    return Target(asked.relation, *both) if both else Target(asked.relation)


def _integers(pair: tuple[Decimal, Decimal]) -> tuple[int, int] | None:
    """Both as integers in one common power of ten, None when they are too large to be scored."""
    if max(map(abs, pair)) > _LARGEST:
        return None
    asked, reached = map(int, pair)
    if asked == pair[0] and reached == pair[1]:
        return asked, reached
    rounded = [round(value, 6).normalize() for value in pair]
    power = max(0, *(-int(value.as_tuple().exponent) for value in rounded))
    whole = [int(value.scaleb(power)) for value in rounded]
    return (whole[0], whole[1]) if max(map(abs, whole)) <= _LARGEST else None


def _mismatch(asked: Quantity, reached: Quantity | None) -> tuple[tuple[str, str], ...]:
    """A rate answered with a head count is to be explained."""
    counted = reached is not None and asked.percent and reached.unit in target_words().counting
    return (("W-MEASURE", "百分数"),) if counted else ()


@lru_cache(maxsize=16384)
def direction(name: str, heading: str, unit: str) -> str:
    """The relation of a number without a sign: by the indicator's name, then its second-level heading, else ≥."""
    for relation, pattern in _directions():
        if pattern.search(name):
            return relation
    limits = target_words().limits
    if any(word in heading for word in limits.cost):
        return AT_MOST
    if any(word in heading for word in limits.time) and unit in target_words().spans:
        return AT_MOST
    return AT_LEAST


def _answer(cell: object, target: object, percent: bool) -> int | None:
    """The tier of an answer in words. The target's own words, or 100 %, are full achievement of a target in words."""
    key = label(cell)
    if not key or (len(key) > _WORDS and target is None):
        return None
    if target is not None:
        share = quantity(cell, percent=percent)
        if key == label(target) or (share is not None and share.percent and share.value >= 100):
            return 1
    return _tier(key) if len(key) <= _WORDS else None


@lru_cache(maxsize=16384)
def _tier(key: str) -> int | None:
    key = key.rstrip("。.;,!")
    return next((tier for tier, pattern in _answers() if pattern.fullmatch(key)), None)


def _none_happened(asked: Quantity, cell: object) -> int | None:
    return 1 if asked.relation == AT_MOST and label(cell) in target_words().nothing else None


@lru_cache(maxsize=1024)
def _stated(words: str) -> str:
    return _relations().get(label(words), "")


@cache
def _relations() -> dict[str, str]:
    return {label(word): relation for relation, words in target_words().stated.items() for word in words}


@cache
def _directions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((d.relation, re.compile("|".join(d.words))) for d in target_words().direction)


@cache
def _answers() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((tier, re.compile("|".join(words))) for tier, words in target_words().answers.items())


@lru_cache(maxsize=16384)
def _ranked(name: str) -> bool:
    return _ranks().search(name) is not None


@cache
def _ranks() -> re.Pattern[str]:
    return re.compile("|".join(target_words().ranks))


@lru_cache(maxsize=16384)
def _is_rate(name: str) -> bool:
    return _rates().search(name) is not None


@cache
def _rates() -> re.Pattern[str]:
    return re.compile("|".join(target_words().rates))

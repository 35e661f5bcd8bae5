"""Deadlines as people write them in target cells: `9月前`, `2022年12月底`, `12月31日前完成`, a date cell."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tasks.forms.normalise import label
from tasks.forms.words import SHORT

_LONGEST = 24
_DAY = re.compile(
    r"(?:[≤≥<>=]|<=|>=|于|在|截至|截止|不晚于|不迟于)?"
    r"(?:(?P<year>20[0-9]{2})年度?|(?P<dotted>20[0-9]{2})(?P<dot>[-./])(?P<m2>1[0-2]|0?[1-9])(?:(?P=dot)(?P<d2>3[01]|[12][0-9]|0?[1-9]))?)?"
    r"(?:(?P<month>1[0-2]|0?[1-9])月份?)?(?:(?P<day>3[01]|[12][0-9]|0?[1-9])[日号])?"
    r"(?P<part>年?初|上旬|中旬|下旬|年?底|年?末)?(?P<before>之前|以前|前|止)?"
    r"(?:已|均|全部|按时|按期|如期)*(?:完成|完工|竣工|建成|发放|支付|投入使用|验收|到位|下达)?(?:完毕)?"
)
_LAST_DAY = {"初": 10, "上旬": 10, "中旬": 20}


@dataclass(frozen=True, slots=True)
class Day:
    """The first and last day a text may mean; `year` 0 when it names none."""

    year: int
    first: tuple[int, int]
    last: tuple[int, int]
    before: bool


def written_day(cell: object) -> Day | None:
    """The day or month of a date cell or of a date in words, None for anything else. A bare number is no date."""
    if isinstance(cell, str):
        return _in_words(cell) if len(cell) <= SHORT else _written(cell)
    return Day(cell.year, (cell.month, cell.day), (cell.month, cell.day), False) if isinstance(cell, date) else None


def reached_by(limit: Day, cell: object) -> bool:
    """True when the result is a day that is certainly within the limit."""
    done = written_day(cell)
    if done is None or bool(done.year) != bool(limit.year):
        return False
    last = limit.first if limit.before and limit.first != limit.last else limit.last  # 9月前 may exclude September
    return (done.year, done.last) <= (limit.year, last) or (done == limit)


def _written(words: str) -> Day | None:
    key = label(words)
    found = _DAY.fullmatch(key) if len(key) <= _LONGEST else None
    if found is None:
        return None
    year = int(found["year"] or found["dotted"] or 0)
    month, number = int(found["month"] or found["m2"] or 0), int(found["day"] or found["d2"] or 0)
    if not (year or month):
        return None
    part = (found["part"] or "").removeprefix("年") if month else ""
    if month == 0:
        return Day(year, (1, 1), (12, 31), bool(found["before"]) and not found["part"])
    if number:
        return Day(year, (month, number), (month, number), False)
    length = monthrange(year or 2000, month)[1]
    start = {"下旬": 21, "底": length, "末": length, "中旬": 11}.get(part, 1)
    return Day(year, (month, start), (month, _LAST_DAY.get(part, length)), bool(found["before"]) and not part)


_in_words = lru_cache(maxsize=16384)(_written)

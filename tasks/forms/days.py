"""Days out of a cell: serial numbers, eight digits and every way of writing a date (catalogue 56, 57)."""

import re
from datetime import date, datetime, timedelta

from tasks.forms.words import SHORT, Parsed, blank, folded, is_blank, shown

_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 2_958_465  # 9999-12-31
_WRITTEN = re.compile(
    r"([0-9]{4})\s*(?:([-./])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,2})|年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?)"
    r"(?:[T ]00?:00(?::00)?)?"
)


def day(cell: object, first: date, last: date) -> Parsed[date]:
    """A day from `first` to `last`, both included; N-DATE when not written as 2023-06-30, R-DATE when impossible."""
    if is_blank(cell):
        return blank(cell)
    found = _read(cell)
    if found is None or not first <= found <= last:
        return Parsed(None, (("R-DATE", f"{first.isoformat()} 至 {last.isoformat()}"),))
    plain = isinstance(cell, date) or shown(cell).strip() == found.isoformat()
    return Parsed(found) if plain else Parsed(found, (("N-DATE", found.isoformat()),))


def _read(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        return None
    words = folded(cell) if isinstance(cell, str) and len(cell) <= SHORT else shown(cell)
    if len(words) <= 8 and words.isascii() and words.isdigit():
        return _packed(words)
    if (found := _WRITTEN.fullmatch(words)) is None:
        return None
    return _date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6]))


def _packed(words: str) -> date | None:
    if len(words) == 8:
        return _date(int(words[:4]), int(words[4:6]), int(words[6:]))
    serial = int(words)
    return _EPOCH + timedelta(serial) if 61 <= serial <= _LAST_SERIAL else None  # before 61 Excel's calendar is wrong


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None

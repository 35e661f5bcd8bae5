"""One cell of a register table, read as its column says; what is wrong with it is a finding at its address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from config.forms_register import Column
from tasks.forms.grid import Sheet, address
from tasks.forms.normalise import (
    Parsed,
    code,
    day,
    is_blank,
    label,
    money_fen,
    number,
    percent_bp,
    points_cp,
    shown,
    text,
)
from tasks.rules.codes import email_valid, project_code_usual, uscc_valid
from tasks.rules.finding import Finding, finding

FIRST, LAST = date(1949, 10, 1), date(2099, 12, 31)
YEARS = range(2015, 2051)
NAME, TEXT, CODE = 200, 2000, 32  # signs that the store holds
_MOST = 10**15
_ODD = {"error": "R-ERRVAL", "nocalc": "R-NOCALC"}
_FLAGS = {"是": True, "√": True, "1": True, "y": True, "yes": True, "否": False, "×": False, "0": False, "n": False}
FAILED = object()


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands and what it should hold. `place` None: the table has no such column."""

    file: str
    sheet: Sheet
    row: int
    place: int | None
    column: Column
    unit: str

    @property
    def at(self) -> str:
        """Its Excel address."""
        return address(self.row, self.place) if self.place is not None else ""

    def wrong(self, rule: str, value: object, expected: object = "") -> Finding:
        """A finding at this cell."""
        return finding(rule, file=self.file, sheet=self.sheet.name, cell=self.at, value=shown(value),
                       expected=expected, field=self.column.headings[0])


def read_cell(where: Cell, cell: object, above: object) -> tuple[Any, list[Finding]]:
    """The value (None = blank, FAILED = unreadable) and its findings. `above`: what a blank cell repeats, if it may."""
    odd = _ODD.get(where.sheet.odd.get(where.at, ""))
    if odd:
        return FAILED, [where.wrong(odd, cell)]
    if is_blank(cell):
        value = above if where.column.down else None
        missing = value is None and where.column.filled and where.place is not None
        return (FAILED, [where.wrong("R-REQ", cell)]) if missing else (value, [])
    worded = where.column.choices and where.column.read_as in ("text", "name")
    parsed = _bounded(_READERS["choice" if worded else where.column.read_as](cell, where), where.column)
    findings = [where.wrong(rule, cell, expected) for rule, expected in parsed.notes]
    return (FAILED if parsed.value is None else parsed.value), findings


def _code(cell: object, where: Cell) -> Parsed[str]:
    found = code(cell)
    if found.value is not None and len(found.value) > CODE:
        return Parsed(None, (("R-LEN", str(CODE)),))
    return found


def _project(cell: object, where: Cell) -> Parsed[str]:
    found = _code(cell, where)
    usual = found.value is None or project_code_usual(found.value)
    return found if usual else Parsed(found.value, (*found.notes, ("G-PCODE", "")))


def _region(cell: object, _where: Cell) -> Parsed[str]:
    """A region's code or name; nothing is lost when Excel has made a number of the code."""
    return Parsed(label(cell))


def _name(cell: object, _where: Cell) -> Parsed[str]:
    found = text(cell, NAME)
    return Parsed(" ".join((found.value or "").split()), found.notes)


def _text(cell: object, _where: Cell) -> Parsed[str]:
    return text(cell, TEXT)


def _email(cell: object, _where: Cell) -> Parsed[str]:
    address_ = text(cell).value or ""
    return Parsed(address_) if email_valid(address_) else Parsed(None, (("G-EMAIL", ""),))


def _uscc(cell: object, _where: Cell) -> Parsed[str]:
    found = code(cell)
    if found.value is None or len(found.value) > CODE:
        return Parsed(None, found.notes or (("R-LEN", str(CODE)),))
    upper = found.value.upper()
    return Parsed(upper, (*found.notes, *(() if uscc_valid(upper) else (("G-USCC", ""),))))


def _year(cell: object, _where: Cell) -> Parsed[int]:
    bare = label(cell).removesuffix("度").removesuffix("年") if isinstance(cell, str) else cell
    found = number(bare)
    if found.value is None or found.value not in YEARS:
        return Parsed(None, found.notes or (("R-RANGE", f"{YEARS[0]}—{YEARS[-1]}"),))
    return Parsed(int(found.value))


def _money(cell: object, where: Cell) -> Parsed[int]:
    if not where.unit:
        return Parsed(None)  # the heading has its finding already
    return money_fen(cell, cast(Literal["万元", "元"], where.unit))


def _points(cell: object, where: Cell) -> Parsed[int]:
    return points_cp(cast(float, cell) * 100 if _shows_percent(cell, where) else cell)


def _percent(cell: object, where: Cell) -> Parsed[int]:
    """A rate in hundredths of a percent; under a heading that says (%) a bare number is percent points."""
    shown_so = _shows_percent(cell, where)
    if where.unit == "%" and not shown_so:
        return points_cp(cell)
    return percent_bp(cell, as_percent=shown_so)


def _integer(cell: object, _where: Cell) -> Parsed[int]:
    found = number(cell)
    if found.value is None:
        return Parsed(None, found.notes)
    whole = found.value == found.value.to_integral_value() and abs(found.value) < _MOST
    return Parsed(int(found.value), found.notes) if whole else Parsed(None, (("R-TYPE", "整数"),))


def _shows_percent(cell: object, where: Cell) -> bool:
    return isinstance(cell, float) and where.at in where.sheet.percent


def _choice(cell: object, where: Cell) -> Parsed[str]:
    """One of the column's words, in its own spelling; another word is kept as typed, with R-RANGE."""
    spelt = {label(word): word for word in where.column.choices}
    word = spelt.get(label(cell))
    if word is not None:
        return Parsed(word)
    found = text(cell, NAME)
    return Parsed(found.value, (*found.notes, ("R-RANGE", "、".join(where.column.choices))))


def _flag(cell: object, _where: Cell) -> Parsed[bool]:
    known = _FLAGS.get(label(cell).casefold())
    return Parsed(None, (("R-TYPE", "“是”或“否”"),)) if known is None else Parsed(known)


def _day(cell: object, _where: Cell) -> Parsed[date]:
    return day(cell, FIRST, LAST)


def _bounded(found: Parsed[Any], column: Column) -> Parsed[Any]:
    """R-NEG or R-RANGE for a number out of bounds, which is kept as it is."""
    if not isinstance(found.value, int) or isinstance(found.value, bool) or column.read_as == "year":
        return found
    least, most = column.bounds
    if least == 0 and found.value < 0:
        return Parsed(found.value, (*found.notes, ("R-NEG", "")))
    if (least is not None and found.value < least) or (most is not None and found.value > most):
        return Parsed(found.value, (*found.notes, ("R-RANGE", column.span)))
    return found


_READERS: dict[str, Callable[[object, Cell], Parsed[Any]]] = {
    "code": _code, "project": _project, "region": _region, "name": _name, "text": _text, "email": _email,
    "uscc": _uscc, "year": _year, "money": _money, "points": _points, "flag": _flag, "day": _day,
    "choice": _choice, "integer": _integer, "percent": _percent,
}

"""A table on a sheet, known by its headings in whatever order: where its columns stand, and the unit of its money."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from config.forms_register import Table, register_files
from tasks.forms.grid import Book, Sheet, address, letters
from tasks.forms.normalise import label
from tasks.rules.finding import Finding, finding

Described = Mapping[Any, Table]  # name → table
_UNITS = {"(万元)": "万元", "(元)": "元", "(单位:万元)": "万元", "(单位:元)": "元", "(%)": "%", "(分)": "分"}
_ABOVE = {"单位:万元": "万元", "金额单位:万元": "万元", "单位:元": "元", "金额单位:元": "元"}
SECRECY = ("密级",)


@dataclass(slots=True)
class Rows:
    """One table: its rows as field → value (None = blank), with `row` (Excel's number) in each."""

    kind: str  # the table's name
    described: Table
    sheet: str
    letters: dict[str, int]  # field → 0-based column
    units: dict[str, str]  # field → 万元, 元 or %, where the heading or the line above it says so
    head: int  # 0-based row of the headings
    rows: list[dict[str, Any]] = field(default_factory=list)
    withheld: int = 0  # rows that bear a secrecy mark: counted, and nothing else is kept of them

    @property
    def at(self) -> str:
        """Where the fields stand, as `tasks.rules.columns.cell_of` takes it: "budget_fen=C,executed_fen=D"."""
        return ",".join(f"{name}={letters(place)}" for name, place in self.letters.items())

    def cell(self, row: Mapping[str, Any], name: str) -> str:
        """The Excel address of a field in a row."""
        return address(row["row"] - 1, self.letters[name]) if name in self.letters else ""


@dataclass(frozen=True, slots=True)
class Head:
    """A row that may be one of headings: 0-based number, the keys of its cells, and these without their unit."""

    number: int
    keys: list[str]
    bare: list[str]


def heads(sheet: Sheet) -> list[Head]:
    """The rows at the top of a sheet that hold more than one word."""
    rows = [[label(cell) for cell in cells] for cells in sheet.rows[:register_files().header_rows]]
    return [Head(n, row, [without_unit(key) for key in row]) for n, row in enumerate(rows) if sum(map(bool, row)) > 1]


def find_rows(sheet: Sheet, described: Described, tops: Sequence[Head]) -> Rows | None:
    """The table that heads this sheet, still without rows: of those whose needed headings stand in one row of `tops`
    (its `heads`), the one named like the sheet, else the one with most of its columns there, else the first."""
    for head in tops:
        fitting = [
            Rows(kind, table, sheet.name, places, {}, head.number)
            for kind, table in described.items() if (places := _places(head.bare, table)) is not None
        ]
        if fitting:
            best = max(fitting, key=lambda rows: (rows.described.title == sheet.name, len(rows.letters)))
            best.units = _units(sheet, best, head)
            return best
    return None


def head_faults(book: Book, sheet: Sheet, rows: Rows) -> list[Finding]:
    """G-TWICE for a heading that stands there twice, G-MONEY for an amount whose unit nobody says."""
    cells = sheet.rows[rows.head]
    keys = [label(cell) for cell in cells]
    bare = [without_unit(key) for key in keys]
    found = []
    for name, place in rows.letters.items():
        for again in (at for at, key in enumerate(bare) if key == bare[place] and at != place):
            found.append(_named("G-TWICE", book, sheet, rows.head, again, keys[again], address(rows.head, place)))
        if rows.described.columns[name].read_as == "money" and name not in rows.units:
            found.append(_named("G-MONEY", book, sheet, rows.head, place, keys[place], f"{keys[place]}(万元)"))
    return found


def duplicates(tables: Sequence[Rows]) -> Iterator[tuple[Rows, dict[str, Any], str, str]]:
    """Rows whose key another row has had already: table, row, the key's last column, the address of the first."""
    seen: dict[tuple[Any, ...], tuple[Rows, str]] = {}
    for table in tables:
        key = table.described.key
        for row in table.rows:
            values = tuple(row[name] for name in key)
            if not key or None in values:
                continue
            if values in seen:
                other, cell = seen[values]
                yield table, row, key[-1], cell if other.sheet == table.sheet else f"{other.sheet}!{cell}"
            seen.setdefault(values, (table, table.cell(row, key[-1])))


def secrecy_place(sheet: Sheet, rows: Rows) -> int | None:
    """The column of secrecy marks, whether the table is described with one or not (X08)."""
    return rows.letters.get("secrecy", place_of([label(cell) for cell in sheet.rows[rows.head]], SECRECY))


def place_of(keys: Sequence[str | None], headings: Sequence[str]) -> int | None:
    """The first column under one of these headings, in the order of the headings."""
    return next((keys.index(heading) for heading in headings if heading in keys), None)


def without_unit(key: str) -> str:
    """A heading's key, (万元) or its like apart."""
    return next((key.removesuffix(unit) for unit in _UNITS if key.endswith(unit)), key)


@cache
def _keys(headings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(without_unit(label(heading)) for heading in headings)


def _places(bare: Sequence[str], table: Table) -> dict[str, int] | None:
    """Where each column stands in a row of keys, None when a needed one is missing. A printed heading goes before a
    variant: what is 年度指标值 to one column may be 指标值 to another."""
    there = set(bare)
    if any(column.needed and there.isdisjoint(_keys(column.headings)) for column in table.columns.values()):
        return None
    found: dict[str, int] = {}
    for rank in (0, 1):
        free = [None if place in found.values() else key for place, key in enumerate(bare)]
        for name, column in table.columns.items():
            keys = _keys(column.headings)
            place = None if name in found else place_of(free, keys[:1] if rank == 0 else keys[1:])
            if place is not None:
                found[name] = place
    if any(column.needed and name not in found for name, column in table.columns.items()):
        return None
    return {name: found[name] for name in table.columns if name in found}


def _units(sheet: Sheet, rows: Rows, head: Head) -> dict[str, str]:
    """The unit behind each heading; for money also one written above the table."""
    above = [_ABOVE[key] for cells in sheet.rows[:rows.head] for cell in cells if (key := label(cell)) in _ABOVE]
    found: dict[str, str] = {}
    for name, place in rows.letters.items():
        unit = _UNITS.get(head.keys[place][len(head.bare[place]):], "")
        money = rows.described.columns[name].read_as == "money"
        unit = unit or (above[0] if money and above else "")
        if unit:
            found[name] = unit
    return found


def _named(rule: str, book: Book, sheet: Sheet, row: int, col: int, value: str, expected: str) -> Finding:
    return finding(rule, file=book.name, sheet=sheet.name, cell=address(row, col), value=value, expected=expected)

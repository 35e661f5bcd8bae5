"""Tables of the register as imported: known by their headings, read cell by cell, each doubt a finding at its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.forms_register import Kind, Table, register_files
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.normalise import is_blank, label
from tasks.forms.register_cells import FAILED, Cell, read_cell
from tasks.rules.finding import Finding, finding

Fault = tuple[str, int, int, str, str]  # rule, row, column, value, expected
_UNITS = {"(万元)": "万元", "(元)": "元"}


@dataclass(slots=True)
class Rows:
    """One table: its rows as field → value (None = blank), with `row` (Excel's number) in each."""

    kind: Kind
    sheet: str
    letters: dict[str, int]  # field → 0-based column
    units: dict[str, str]  # money field → 万元 or 元
    rows: list[dict[str, Any]] = field(default_factory=list)
    withheld: int = 0  # rows that bear a secrecy mark: counted, and nothing else is kept of them

    def cell(self, row: Mapping[str, Any], name: str) -> str:
        """The Excel address of a field in a row."""
        return address(row["row"] - 1, self.letters[name]) if name in self.letters else ""


def read_tables(book: Book) -> tuple[list[Rows], list[Finding]]:
    """Every table of the register in a book, and what is wrong with its cells. Sheets that are none are left alone."""
    tables: list[Rows] = []
    findings: list[Finding] = []
    for sheet in book.sheets:
        if not sheet.hidden and (found := _recognise(sheet)):
            table, header, wrong = found
            findings += [_named(book, sheet, one) for one in wrong] + _fill(book, sheet, table, header)
            tables.append(table)
    if not tables:
        findings.append(finding("G-TABLE", file=book.name, value=_headings_seen(book), expected=_wanted(book)))
    return tables, findings


def _recognise(sheet: Sheet) -> tuple[Rows, int, list[Fault]] | None:
    """The table whose needed headings stand in one row, the number of that row, and what is wrong with the headings."""
    for number, cells in enumerate(sheet.rows[:register_files().header_rows]):
        keys = [label(cell) for cell in cells]
        bare = [_without_unit(key) for key in keys]
        for kind, described in register_files().tables.items():
            found = {name: _place(bare, column.headings) for name, column in described.columns.items()}
            if all(found[name] is not None for name, column in described.columns.items() if column.needed):
                places = {name: place for name, place in found.items() if place is not None}
                units = {n: _UNITS.get(keys[p][len(bare[p]):], "") for n, p in places.items() if _money(described, n)}
                faults = _head_faults(described, bare, keys, places, number)
                return Rows(kind, sheet.name, places, units), number, faults
    return None


def _head_faults(
    described: Table, bare: list[str], keys: list[str], places: Mapping[str, int], number: int,
) -> list[Fault]:
    faults: list[Fault] = []
    for name, place in places.items():
        again = [at for at, key in enumerate(bare) if key == bare[place] and at != place]
        faults += [("G-TWICE", number, at, keys[at], address(number, place)) for at in again]
        if _money(described, name) and keys[place] == bare[place]:
            faults.append(("G-MONEY", number, place, keys[place], f"{keys[place]}(万元)"))
    return faults


def _fill(book: Book, sheet: Sheet, table: Rows, header: int) -> list[Finding]:
    findings: list[Finding] = []
    above: dict[str, Any] = {}
    for number in range(header + 1, len(sheet.rows)):
        cells = sheet.rows[number]
        first = next((label(cell) for cell in cells if not is_blank(cell)), "")
        if first in ("", "合计", "总计"):
            continue
        if _secret(table, cells):  # before anything else is read of it
            table.withheld, above = table.withheld + 1, {}
            continue
        above, wrong = _row(book, sheet, table, number, above)
        findings += wrong
        table.rows.append(above)
    return findings


def _row(
    book: Book, sheet: Sheet, table: Rows, number: int, above: Mapping[str, Any],
) -> tuple[dict[str, Any], list[Finding]]:
    row: dict[str, Any] = {"row": number + 1}
    findings: list[Finding] = []
    for name, column in register_files().tables[table.kind].columns.items():
        if name != "secrecy":
            place = table.letters.get(name)
            where = Cell(book.name, sheet, number, place, column, table.units.get(name, ""))
            value, wrong = read_cell(where, None if place is None else sheet.rows[number][place], above.get(name))
            row[name] = None if value is FAILED else value
            findings += wrong
    return row, findings


def _secret(table: Rows, cells: list[Any]) -> bool:
    place = table.letters.get("secrecy")
    return place is not None and not is_blank(cells[place]) and label(cells[place]) not in register_files().open


def _place(keys: list[str], headings: tuple[str, ...]) -> int | None:
    return next((keys.index(heading) for heading in headings if heading in keys), None)


def _without_unit(key: str) -> str:
    return next((key.removesuffix(unit) for unit in _UNITS if key.endswith(unit)), key)


def _money(described: Table, name: str) -> bool:
    return described.columns[name].read_as == "money"


def _named(book: Book, sheet: Sheet, fault: Fault) -> Finding:
    rule, row, col, value, expected = fault
    return finding(rule, file=book.name, sheet=sheet.name, cell=address(row, col), value=value, expected=expected)


def _headings_seen(book: Book) -> str:
    rows = (cells for sheet in book.sheets for cells in sheet.rows[:1])
    return "、".join(label(cell) for cells in rows for cell in cells if not is_blank(cell)) or "空表"


def _wanted(book: Book) -> str:
    """What the nearest table still lacks."""
    tops = (cells for sheet in book.sheets for cells in sheet.rows[:register_files().header_rows])
    seen = {_without_unit(label(cell)) for cells in tops for cell in cells}
    lacking = {
        table.title: [c.headings[0] for c in table.columns.values() if c.needed and not seen & set(c.headings)]
        for table in register_files().tables.values()
    }
    nearest = min(lacking, key=lambda title: len(lacking[title]))
    return f"若为“{nearest}”，还缺：{'、'.join(lacking[nearest])}"

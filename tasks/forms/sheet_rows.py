"""The rows below a table's headings, read cell by cell; each doubt is a finding at its cell."""

import re
from collections.abc import Mapping
from typing import Any

from config.forms_register import register_files
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.normalise import is_blank, label
from tasks.forms.register_cells import FAILED, Cell, read_cell
from tasks.forms.sheet_table import Rows, head_faults, secrecy_place
from tasks.rules.finding import Finding, finding

_TOTALS = ("", "合计", "总计")
_REMARK = re.compile(r"(注|备注|说明|填[报表]人|填[报表]单位|经办人|审核人|(单位)?负责人|制表人?|联系电话)[^:]{0,8}:")
_Merge = tuple[int, int, int, int]


def read_rows(book: Book, sheet: Sheet, table: Rows) -> list[Finding]:
    """Fill `table.rows`; rows with a secrecy mark are only counted (X08). Totals, remarks below the table and headings
    that a page break repeats are no rows."""
    findings = head_faults(book, sheet, table)
    above: dict[str, Any] = {}
    secrecy, head = secrecy_place(sheet, table), [label(cell) for cell in sheet.rows[table.head]]
    merges = _merges(sheet, table)
    for number in range(table.head + 1, len(sheet.rows)):
        cells = sheet.rows[number]
        first = next((label(cell) for cell in cells if not is_blank(cell)), "")
        if first in _TOTALS or _REMARK.match(first) or [label(cell) for cell in cells] == head:
            continue
        if secrecy is not None and _secret(cells[secrecy]):  # before anything else is read of it
            table.withheld, above = table.withheld + 1, {}
            continue
        above, wrong = _row(book, sheet, table, number, above)
        findings += wrong
        table.rows.append(above)
    read = {row["row"] - 1 for row in table.rows}
    return _without_merged(findings, merges) + _merged(book, sheet, merges, read)


def _row(
    book: Book, sheet: Sheet, table: Rows, number: int, above: Mapping[str, Any],
) -> tuple[dict[str, Any], list[Finding]]:
    row: dict[str, Any] = {"row": number + 1}
    findings: list[Finding] = []
    for name, column in table.described.columns.items():
        if name != "secrecy":
            place = table.letters.get(name)
            where = Cell(book.name, sheet, number, place, column, table.units.get(name, ""))
            value, wrong = read_cell(where, None if place is None else sheet.rows[number][place], above.get(name))
            row[name] = None if value is FAILED else value
            findings += wrong
    return row, findings


def _secret(cell: Any) -> bool:
    return not is_blank(cell) and label(cell) not in register_files().open


def _merges(sheet: Sheet, table: Rows) -> list[_Merge]:
    """Merged ranges below the headings that swallow a cell of a column in which a blank does not mean the one above."""
    single = {p for name, p in table.letters.items() if not table.described.columns[name].down}
    return [
        (top, left, bottom, right) for top, left, bottom, right in sheet.merged
        if top > table.head and single & set(range(left, right + 1))
    ]


def _merged(book: Book, sheet: Sheet, merges: list[_Merge], rows: set[int]) -> list[Finding]:
    """R-MERGE for those that reach into rows that count (catalogue 34)."""
    return [
        finding("R-MERGE", file=book.name, sheet=sheet.name, cell=address(top, left),
                value=f"{address(top, left)}:{address(bottom, right)}")
        for top, left, bottom, right in merges if rows & set(range(top, bottom + 1))
    ]


def _without_merged(findings: list[Finding], merges: list[_Merge]) -> list[Finding]:
    """A cell that a merge has swallowed is not also called empty."""
    covered = {
        address(row, col) for top, left, bottom, right in merges
        for row in range(top, bottom + 1) for col in range(left, right + 1)
    }
    return [one for one in findings if one.rule != "R-REQ" or one.cell not in covered]

"""Tables of the register as imported: known by their headings, read cell by cell, each doubt a finding at its cell."""

from config.forms_register import register_files
from tasks.forms.grid import Book
from tasks.forms.normalise import is_blank, label
from tasks.forms.sheet_rows import read_rows
from tasks.forms.sheet_table import Rows, find_rows, heads, without_unit
from tasks.rules.finding import Finding, finding

__all__ = ["Rows", "read_tables"]


def read_tables(book: Book) -> tuple[list[Rows], list[Finding]]:
    """Every table of the register in a book, and what is wrong with its cells. Sheets that are none are left alone."""
    tables: list[Rows] = []
    findings: list[Finding] = []
    for sheet in book.sheets:
        if not sheet.hidden and (table := find_rows(sheet, register_files().tables, heads(sheet))):
            findings += read_rows(book, sheet, table)
            tables.append(table)
    if not tables:
        findings.append(finding("G-TABLE", file=book.name, value=_headings_seen(book), expected=_wanted(book)))
    return tables, findings


def _headings_seen(book: Book) -> str:
    rows = (cells for sheet in book.sheets for cells in sheet.rows[:1])
    return "、".join(label(cell) for cells in rows for cell in cells if not is_blank(cell)) or "空表"


def _wanted(book: Book) -> str:
    """What the nearest table still lacks."""
    tops = (cells for sheet in book.sheets for cells in sheet.rows[:register_files().header_rows])
    seen = {without_unit(label(cell)) for cells in tops for cell in cells}
    lacking = {
        table.title: [c.headings[0] for c in table.columns.values() if c.needed and not seen & set(c.headings)]
        for table in register_files().tables.values()
    }
    nearest = min(lacking, key=lambda title: len(lacking[title]))
    return f"若为“{nearest}”，还缺：{'、'.join(lacking[nearest])}"

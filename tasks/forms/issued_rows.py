"""The rows of an issued form: projects against what was issued, indicators under their projects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from config.forms_issued import Column, IssuedForm
from tasks.forms.issued_cells import CellReader, Row, merges
from tasks.forms.issued_table import Table
from tasks.forms.issued_targets import understand
from tasks.forms.reading import Reading
from tasks.forms.words import label, shown
from tasks.rules.columns import INDICATOR_NUMBERS, INDICATOR_TEXT, PROJECT_NUMBERS, PROJECT_TEXT
from tasks.rules.finding import Finding, finding

_PROJECT: dict[str, Any] = {"project": 0} | dict.fromkeys(PROJECT_TEXT, "") | dict.fromkeys(PROJECT_NUMBERS)
_INDICATOR: dict[str, Any] = {"project": 0} | dict.fromkeys(INDICATOR_TEXT, "") | dict.fromkeys(INDICATOR_NUMBERS)


@dataclass(slots=True)
class Rows:
    """What one sheet gave: its findings so far, its rows that count, and the projects somebody has worked on."""

    reader: CellReader
    numbers: set[int] = field(default_factory=set)  # 0-based rows
    touched: set[str] = field(default_factory=set)  # project codes


def read_projects(reading: Reading, form: IssuedForm, table: Table) -> Rows:
    """Project rows by code: F-SIG, R-ROWMISS, R-ROWEXTRA, R-DUP, and whatever the cells give (catalogue 21, 30-33)."""
    rows = Rows(CellReader(reading.file, table, form))
    key = rows.reader.key
    if key is None:
        return rows  # R-HEAD has said so
    first: dict[str, int] = {}
    for number, cells in table.rows:
        code = _project_code(rows, reading, form, number, cells)
        if code in first:
            rows.reader.note("R-DUP", number, key, code, expected=f"{key.letters}{first[code] + 1}", project_code=code)
        elif code:
            first[code] = number
            rows.numbers.add(number)
            _keep_project(rows, reading, rows.reader.row(number, cells, code), code)
    rows.reader.findings += [
        finding("R-ROWMISS", file=reading.file, sheet=table.sheet.name, expected=code, project_code=code)
        for code in reading.locked if code not in first
    ]
    return rows


def _project_code(rows: Rows, reading: Reading, form: IssuedForm, number: int, cells: list[Any]) -> str:
    """The issued code that a row belongs to, "" when it belongs to none."""
    reader = rows.reader
    filled = reader.filled(cells)
    if not filled or reader.key is None or (form.projects.total and form.projects.total in map(label, cells[:3])):
        return ""
    read = reader.code(number, cells)
    if read.value in reading.locked:
        return read.value or ""
    name = next((shown(cells[slot.position]) for slot in filled if slot.field == "project_name"), "")
    if spoilt := tuple(note for note in read.notes if note[0] == "R-CODE"):
        named = _by_name(reading, form, name)  # its own row is still known by the name
        reader.notes(spoilt, number, reader.key, cells[reader.key.position], named)
        return named
    if len(filled) > 1:  # a single cell is a remark below the table
        reader.note("R-ROWEXTRA", number, reader.key, read.value or name or "（没有编码）")
    return ""


def _by_name(reading: Reading, form: IssuedForm, name: str) -> str:
    """The one issued project of that name; "" for none or several."""
    fields = [column.field for column in form.projects.signed]
    if "project_name" not in fields or not name:
        return ""
    place = fields.index("project_name")
    found = [code for code, values in reading.locked.items() if label(values[place]) == label(name)]
    return found[0] if len(found) == 1 else ""


def _keep_project(rows: Rows, reading: Reading, row: Row, code: str) -> None:
    reader = rows.reader
    for column, issued in zip(reader.table.form.signed, reading.locked[code], strict=True):
        slot = reader.by_field.get(column.field)
        if slot is not None and not _same(row.values[column.field], issued):
            value = f"{column.title} {shown(reader.raw(row, column.field)) or '（空）'}"
            expected = issued_text(column, issued, reader.fen)
            reader.note("F-SIG", row.number, slot, value, expected=expected, project_code=code)
        else:
            row.values[column.field] = issued
    if row.touched:
        rows.touched.add(code)
    line = str(row.number + 1)
    places = [f"{name}={slot.letters}{line}" for name, slot in reader.by_field.items() if name in _PROJECT]
    reading.projects.append(_PROJECT | {name: value for name, value in row.values.items() if name in _PROJECT} | {
        "project": len(reading.projects), "project_code": code, "unit_code": reading.unit_code,
        "unit_name": reading.unit_name, "department": reading.meta["department"],
        "sheet": reader.table.sheet.name, "at": ",".join(places),
    })


def _same(found: Any, issued: Any) -> bool:
    return label(found) == label(issued) if isinstance(issued, str) else bool(found == issued)


def issued_text(column: Column, issued: Any, fen: int) -> str:
    """A signed value as it was printed; `fen` in one unit of money."""
    return f"{issued / fen:.15g}" if column.kind == "money" and isinstance(issued, int) else shown(issued)


def read_indicators(reading: Reading, form: IssuedForm, table: Table) -> Rows:
    """Indicator rows under the projects that were read; rows with nothing but their frame do not count."""
    rows = Rows(CellReader(reading.file, table, form))
    own = {project["project_code"]: project["project"] for project in reading.projects}
    at = ",".join(f"{name}={slot.letters}" for name, slot in rows.reader.by_field.items() if name in _INDICATOR)
    also = [name for name in rows.reader.by_field if name not in _INDICATOR]  # read, but no part of a row
    strangers: set[str] = set()
    for number, cells in table.rows:
        if rows.reader.framed(cells):
            continue
        code = _indicator_code(rows, reading, number, cells, strangers)
        if code not in own:
            continue
        rows.numbers.add(number)
        row = rows.reader.row(number, cells, code)
        understand(rows.reader, row, code)
        if row.touched:
            rows.touched.add(code)
        for name in also:
            row.values.pop(name, None)
        reading.indicators.append({
            **_INDICATOR, **row.values, "project": own[code], "sheet": table.sheet.name, "row": number + 1, "at": at})
    return rows


def _indicator_code(rows: Rows, reading: Reading, number: int, cells: list[Any], strangers: set[str]) -> str:
    """The project code of an indicator row, "" when it is missing, spoilt or a remark."""
    reader = rows.reader
    read = reader.code(number, cells)
    if reader.key is None or (read.value is None and len(reader.filled(cells)) == 1):
        return ""
    raw = cells[reader.key.position]
    if read.value is None:
        spoilt = tuple(note for note in read.notes if note[0] == "R-CODE")
        reader.notes(spoilt or (("R-REQ", ""),), number, reader.key, raw, "")
        return ""
    if read.value not in reading.locked and read.value not in strangers:
        strangers.add(read.value)
        reader.note("R-ROWEXTRA", number, reader.key, raw)
    return read.value


def settle(reading: Reading, form: IssuedForm, sheets: Sequence[Rows]) -> list[Finding]:
    """All findings of the rows: one R-REQ for a project nobody has worked on, none where the form waives them."""
    touched = set[str]().union(*(rows.touched for rows in sheets))
    waived = {p["project_code"] for p in reading.projects if form.waived_if_zero and p[form.waived_if_zero] == 0}
    found: list[Finding] = []
    collapsed: set[str] = set()
    for note in (note for rows in sheets for note in [*rows.reader.findings, *merges(rows.reader, rows.numbers)]):
        code = note.project_code
        if note.rule != "R-REQ" or not code or (code in touched and code not in waived):
            found.append(note)
        elif code not in waived and code not in collapsed:
            collapsed.add(code)
            found.append(finding("R-REQ", file=note.file, sheet=note.sheet, cell=note.cell, project_code=code,
                                 field="全部填报内容"))
    return found

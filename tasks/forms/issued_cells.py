"""Read the cells of one found sheet by the kind of their column; every doubt becomes a finding with its cell."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from config.forms_issued import HELPERS, IssuedForm
from tasks.forms.amounts import percent_bp
from tasks.forms.grid import address, position
from tasks.forms.issued_slots import ASK, Slot, slot_of
from tasks.forms.issued_table import Table
from tasks.forms.words import SHORT, Note, Parsed, blank, code, is_blank, shown
from tasks.rules.finding import Finding, finding

TOLD_BY_TARGET = frozenset({"relation", "tier"})  # asked for only when the target does not tell them
_ODD = {"error": "R-ERRVAL", "nocalc": "R-NOCALC", "formula": "N-FORMULA"}


@dataclass(slots=True)
class Row:
    """One row as read: its cells, and `values` by field, None or "" where nothing usable stands."""

    number: int  # 0-based
    cells: list[Any]
    values: dict[str, Any]
    touched: bool  # the unit has filled in something that only it can know


class CellReader:
    """Reads rows of one table; findings gather in `findings`, each with the project code of its row."""

    def __init__(self, file: str, table: Table, form: IssuedForm) -> None:
        self.file, self.table, self.findings = file, table, list[Finding]()
        self.fen = form.fen
        self._sheet, self._unit = table.sheet, form.money_unit
        percent = bool(table.sheet.percent)
        slots = [slot_of(form, position, column, percent) for position, column in table.columns
                 if column.kind not in HELPERS]
        self._slots = [slot for slot in slots if slot.column.kind != "code"]
        self._fields = [slot.field for slot in self._slots]
        self.key = next((slot for slot in slots if slot.column.kind == "code"), None)
        self.by_field = {slot.field: slot for slot in slots}
        self._typed = [slot for slot in slots if not slot.column.formula]
        self._own = [slot.position for slot in self._typed if not slot.column.frame]
        self._entries = [slot.position for slot in slots if slot.entry]
        self._covered = _covered(table)
        self._seen = self._glance()

    def filled(self, cells: list[Any]) -> list[Slot]:
        """The columns in which a row holds something a person may have put there."""
        return [slot for slot in self._typed if cells[slot.position] not in ("", None)]

    def framed(self, cells: list[Any]) -> bool:
        """True for a row with nothing but its empty frame."""
        for place in self._own:  # noqa: SIM110  (in every row of every form: a generator costs three times this)
            if cells[place] not in ("", None):
                return False
        return True

    def code(self, number: int, cells: list[Any]) -> Parsed[str]:
        """The project code of a row; below a merged cell, that of its first row."""
        if self.key is None:
            return Parsed(None)
        top = self._covered.get((number, self.key.position), number) if self._covered else number
        raw = cells[self.key.position] if top == number else self._sheet.rows[top][self.key.position]
        return _code(raw) if type(raw) is str and len(raw) <= SHORT else code(raw)

    def row(self, number: int, cells: list[Any], project_code: str) -> Row:
        """All cells of one row (0-based `number`) except its code, which the caller knows."""
        values = self._seen.get(number, {})
        if ASK in values.values():
            odd, line = self._sheet.odd, str(number + 1)
            for slot in self._slots:
                if values[slot.field] is ASK:
                    strange = odd.get(slot.letters + line)
                    values[slot.field] = self._cell(number, slot, cells[slot.position], strange, project_code)
        return Row(number, cells, values, any(cells[place] not in ("", None) for place in self._entries))

    def raw(self, row: Row, field: str) -> Any:
        """What stands in the cell of a field; None where the sheet has no such column."""
        slot = self.by_field.get(field)
        return None if slot is None else row.cells[slot.position]

    def _glance(self) -> dict[int, dict[str, Any]]:
        """Row by row what the cells read as, ASK where something must be said: column by column, as most repeat."""
        rows = dict(self.table.rows)
        columns = [slot.values([cells[slot.position] for cells in rows.values()]) for slot in self._slots]
        lines = zip(rows, zip(*columns, strict=True), strict=True) if columns else ()
        seen = {number: dict(zip(self._fields, line, strict=True)) for number, line in lines}
        fields = {slot.position: slot.field for slot in self._slots}
        for number, col in map(position, self._sheet.odd):
            if number in seen and col in fields:
                seen[number][fields[col]] = ASK
        return seen

    def note(
        self, rule: str, number: int, slot: Slot, raw: Any, *, expected: object = "", project_code: str = "",
    ) -> None:
        """Record one finding at one cell."""
        words = shown(raw)
        self.findings.append(finding(
            rule, file=self.file, sheet=self._sheet.name, cell=f"{slot.letters}{number + 1}", value=words,
            expected=expected, project_code=project_code, field=slot.column.title, length=len(words), unit=self._unit,
        ))

    def notes(self, notes: tuple[Note, ...], number: int, slot: Slot, raw: Any, project_code: str) -> None:
        """Record what the normaliser had to say."""
        for rule, expected in notes:
            self.note(rule, number, slot, raw, expected=expected, project_code=project_code)

    def _cell(self, number: int, slot: Slot, raw: Any, odd: str | None, project_code: str) -> Any:
        """The value of one cell, or the slot's `nothing`."""
        if odd and not slot.column.formula:
            self.note(_ODD[odd], number, slot, raw, project_code=project_code)
        if odd and odd != "formula":
            return slot.nothing
        if is_blank(raw):
            return self._blank(number, slot, raw, project_code)
        read = percent_bp(raw, as_percent=True) if self._shows_percent(number, slot) else slot.read(raw)
        if read.notes:
            self.notes(read.notes, number, slot, raw, project_code)
        if read.value is None:
            return slot.nothing
        if slot.least is not None and read.value < slot.least:
            self.note("R-NEG", number, slot, raw, project_code=project_code)
        elif slot.most is not None and read.value > slot.most:
            span = f"{slot.column.least or 0:g}—{slot.column.most:g}"
            self.note("R-RANGE", number, slot, raw, expected=span, project_code=project_code)
        return read.value

    def _shows_percent(self, number: int, slot: Slot) -> bool:
        return slot.column.kind == "percent" and f"{slot.letters}{number + 1}" in self._sheet.percent

    def _blank(self, number: int, slot: Slot, raw: Any, project_code: str) -> str | None:
        """R-REQ for a required cell, unless a merged cell explains the blank; N-NULLWORD for a word like 无."""
        if slot.required and slot.field not in TOLD_BY_TARGET:
            if (number, slot.position) not in self._covered:
                self.note("R-REQ", number, slot, raw, project_code=project_code)
        elif raw not in ("", None):
            self.notes(blank(raw).notes, number, slot, raw, project_code)
        return slot.nothing


_code = lru_cache(maxsize=4096)(code)


def _covered(table: Table) -> dict[tuple[int, int], int]:
    """Cells of the table that a merge has swallowed → the row of the merge's first cell."""
    return {
        (row, col): top
        for top, left, bottom, right in table.sheet.merged if top > table.head
        for col, _ in table.columns if left <= col <= right
        for row in range(top, bottom + 1) if (row, col) != (top, left)
    }


def merges(reader: CellReader, rows: set[int]) -> list[Finding]:
    """R-MERGE for every merged range that reaches into the rows that count (catalogue 34)."""
    positions = {position for position, _ in reader.table.columns}
    found = []
    for top, left, bottom, right in reader.table.sheet.merged:
        if rows.intersection(range(top, bottom + 1)) and positions.intersection(range(left, right + 1)):
            span, name = f"{address(top, left)}:{address(bottom, right)}", reader.table.sheet.name
            found.append(finding(
                "R-MERGE", file=reader.file, sheet=name, cell=address(top, left), value=span))
    return found

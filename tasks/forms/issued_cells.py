"""Read the cells of one found sheet by the kind of their column; every doubt becomes a finding with its cell."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from config.forms_issued import HELPERS, Column, IssuedForm
from tasks.forms.amounts import Unit, money_fen, percent_bp, points_cp
from tasks.forms.grid import address, letters
from tasks.forms.issued_table import Table
from tasks.forms.words import Note, Parsed, blank, code, is_blank, label, shown, text
from tasks.rules.columns import INDICATOR_NUMBERS, PROJECT_NUMBERS
from tasks.rules.finding import Finding, finding

NUMBERS = frozenset(PROJECT_NUMBERS + INDICATOR_NUMBERS)
TOLD_BY_TARGET = frozenset({"relation", "tier"})  # asked for only when the target does not tell them
_ODD = {"error": "R-ERRVAL", "nocalc": "R-NOCALC", "formula": "N-FORMULA"}


@dataclass(slots=True)
class Slot:
    """One column that is read, worked out once per sheet: its place, its reader and what nothing reads as."""

    position: int
    letters: str
    column: Column
    field: str
    read: Callable[[Any], Parsed[Any]]
    nothing: str | None
    required: bool
    entry: bool
    least: float | None
    most: float | None


@dataclass(slots=True)
class Row:
    """One row as read: `raw` cells and `values` by field, None or "" where nothing usable stands."""

    number: int  # 0-based
    raw: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    touched: bool = False  # the unit has filled in something that only it can know


class CellReader:
    """Reads rows of one table; findings gather in `findings`, each with the project code of its row."""

    def __init__(self, file: str, table: Table, form: IssuedForm) -> None:
        self.file, self.table, self.findings = file, table, list[Finding]()
        self.fen = form.fen
        self._sheet, self._unit = table.sheet, form.money_unit
        slots = [self._slot(position, column) for position, column in table.columns if column.kind not in HELPERS]
        self._slots = [slot for slot in slots if slot.column.kind != "code"]
        self.key = next((slot for slot in slots if slot.column.kind == "code"), None)
        self.by_field = {slot.field: slot for slot in slots}
        self._typed = [slot for slot in slots if not slot.column.formula]
        self._covered = _covered(table)

    def filled(self, cells: list[Any]) -> list[Slot]:
        """The columns in which a row holds something a person may have put there."""
        return [slot for slot in self._typed if cells[slot.position] not in ("", None)]

    def code(self, number: int, cells: list[Any]) -> Parsed[str]:
        """The project code of a row; below a merged cell, that of its first row."""
        if self.key is None:
            return Parsed(None)
        top = self._covered.get((number, self.key.position), number)
        return code(cells[self.key.position] if top == number else self._sheet.rows[top][self.key.position])

    def row(self, number: int, cells: list[Any], project_code: str) -> Row:
        """All cells of one row (0-based `number`) except its code, which the caller knows."""
        row, odd, line = Row(number), self._sheet.odd, str(number + 1)
        raws, values = row.raw, row.values
        for slot in self._slots:
            raws[slot.field] = raw = cells[slot.position]
            strange = odd.get(slot.letters + line) if odd else None
            if raw in ("", None) and not strange and not slot.required:
                values[slot.field] = slot.nothing
                continue
            values[slot.field] = self._cell(number, slot, raw, strange, project_code)
            row.touched = row.touched or (slot.entry and raw not in ("", None))
        return row

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

    def _slot(self, position: int, column: Column) -> Slot:
        scale = {"money": self.fen, "points": 100, "percent": 10_000}.get(column.kind)
        bounds = [None if scale is None or bound is None else bound * scale for bound in (column.least, column.most)]
        nothing = None if column.field in NUMBERS else ""
        return Slot(position, letters(position), column, column.field, _reader(column, self._unit), nothing,
                    column.required, column.entry, *bounds)


def _reader(column: Column, unit: Unit) -> Callable[[Any], Parsed[Any]]:
    """How cells of a column are read; a percent format is the business of `CellReader`."""
    match column.kind:
        case "money":
            return lambda raw: money_fen(raw, unit)
        case "points":
            return points_cp
        case "percent":
            return lambda raw: percent_bp(raw, as_percent=False)
        case "code":
            return code
        case "choice":
            known = _choices(column)
            unknown: Parsed[Any] = Parsed(None, (("R-RANGE", "、".join(column.choices)),))
            return lambda raw: known.get(label(raw), unknown)
        case _:
            limit = column.max_length
            return lambda raw: text(raw, limit)


def _choices(column: Column) -> dict[str, Parsed[Any]]:
    """Matching key → the value to keep: the choice itself, or its place in the list for a number field."""
    kept = {word: number if column.field in NUMBERS else word for number, word in enumerate(column.choices, 1)}
    spelt = {**{word: word for word in column.choices}, **column.synonyms}
    return {label(word): Parsed(kept[choice]) for word, choice in spelt.items()}


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

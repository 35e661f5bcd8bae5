"""Find a described sheet in a workbook by its head row, wherever the row or the sheet has moved to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.forms_issued import Column, SheetForm
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.layout import OWN_SHEETS
from tasks.forms.words import label
from tasks.rules.finding import Finding, finding

_DEEPEST = 30  # rows looked at for a head
_ENOUGH = 0.6  # of the titles make a head row, whatever happened to the others


@dataclass(slots=True)
class Table:
    """One found sheet: `columns` gives the 0-based position of every column that is still there."""

    form: SheetForm
    sheet: Sheet
    head: int
    columns: list[tuple[int, Column]]

    def position(self, field: str) -> int | None:
        """Where a field stands, None when its column is gone."""
        return next((position for position, column in self.columns if column.field == field), None)

    @property
    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """0-based number and cells of every row below the head."""
        return ((number, self.sheet.rows[number]) for number in range(self.head + 1, len(self.sheet.rows)))


def find_table(book: Book, form: SheetForm) -> Table | None:
    """The sheet of that name, or else the one whose head fits best; None when no head row is left."""
    named = [s for s in book.sheets if s.name == form.name]
    others = [s for s in book.sheets if s.name != form.name and s.name not in OWN_SHEETS]
    for sheets in (named, others):
        found = [(score, head, sheet) for sheet in sheets for score, head in [_head(sheet, form)] if score >= _ENOUGH]
        if found:
            _, head, sheet = max(found, key=lambda one: one[0])
            return Table(form, sheet, head, _columns(sheet.rows[head], form))
    return None


def check_head(table: Table, file: str) -> list[Finding]:
    """N-SHEET for another name; R-HEAD for every title changed, missing, doubled or added (catalogue 28, 29)."""
    notes = []
    sheet, row = table.sheet, table.head
    if sheet.name != table.form.name:
        notes.append(finding("N-SHEET", file=file, sheet=sheet.name, value=sheet.name))
    taken = dict(table.columns)
    titles = {position: str(cell).strip() for position, cell in enumerate(sheet.rows[row]) if label(cell)}
    strangers = {position: title for position, title in titles.items() if position not in taken}
    present = {column.title for column in taken.values()}
    for position, column in enumerate(table.form.columns):
        if column.title in present:
            continue
        here = _expected_at(table, position)
        value = strangers.pop(here, "") or "（缺）"
        notes.append(_changed(file, sheet.name, address(row, here), value, column.title))
    added = [_changed(file, sheet.name, address(row, at), title, "（没有这一栏）") for at, title in strangers.items()]
    return notes + added


def _changed(file: str, sheet: str, cell: str, value: str, expected: str) -> Finding:
    return finding("R-HEAD", file=file, sheet=sheet, cell=cell, value=value, expected=expected)


def _expected_at(table: Table, missing: int) -> int:
    """Where a missing column should stand: as far from its nearest surviving neighbour as in the form."""
    places = {column.title: position for position, column in table.columns}
    survivors = [
        (abs(i - missing), i, places[column.title])
        for i, column in enumerate(table.form.columns) if column.title in places
    ]
    _, index, position = min(survivors)
    return max(0, position + missing - index)


def _head(sheet: Sheet, form: SheetForm) -> tuple[float, int]:
    """How much of the head the best row holds (0 to 1), and which row it is."""
    titles = {label(column.title) for column in form.columns}
    best = (0.0, 0)
    for number, row in enumerate(sheet.rows[:_DEEPEST]):
        share = len(titles.intersection([label(cell) for cell in row if cell not in ("", None)])) / len(titles)
        best = max(best, (share, -number))
        if share == 1:
            break
    return best[0], -best[1]


def _columns(cells: list[Any], form: SheetForm) -> list[tuple[int, Column]]:
    """The first place of every title."""
    places: dict[str, int] = {}
    for position, cell in enumerate(cells):
        places.setdefault(label(cell), position)
    known = [(places[label(column.title)], column) for column in form.columns if label(column.title) in places]
    return sorted(known, key=lambda one: one[0])

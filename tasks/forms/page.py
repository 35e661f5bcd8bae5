"""One sheet with its merged ranges and its headings at hand: the ground on which a printed form is recognised."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from tasks.forms.grid import Sheet
from tasks.forms.labels import Meaning, meanings
from tasks.forms.normalise import label

Place = tuple[int, int]  # 0-based row and column
Span = tuple[int, int, int, int]  # first row, first column, last row, last column

_MOST_COVERED = 200_000  # merged cells that are looked at, whatever a file claims
_LABELS = ("head", "funds", "goals", "total")


class Page:
    """A sheet, indexed once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = len(sheet.rows)
        self.width = max(map(len, sheet.rows), default=0)
        self._spans = _spans(sheet.merged, self.height, self.width)
        self.marks: dict[str, dict[Place, Meaning]] = {}
        self._filled: list[int] = []
        self._keys: list[list[str | None]] = []  # None: a number or a long text, seldom asked for
        self._rows: dict[int, list[tuple[int, Any]]] = {}  # as far as they were asked for
        for row, cells in enumerate(sheet.rows):
            self._index(row, cells)
        self._places = {group: list(marks) for group, marks in self.marks.items()}  # sorted: read row by row

    def _index(self, row: int, cells: list[Any]) -> None:
        keys: list[str | None] = [None] * len(cells)
        filled = False
        for col, cell in enumerate(cells):
            if cell is None or cell == "":
                keys[col] = ""
                continue
            filled = True
            if isinstance(cell, str) and len(cell) <= 200:
                keys[col] = key = label(cell)
                for group, meaning in meanings(key).items():
                    self.marks.setdefault(group, {})[row, col] = meaning
        self._keys.append(keys)
        if filled:
            self._filled.append(row)

    def cell(self, row: int, col: int) -> Any:
        """The cell itself: below and beside the first cell of a merged range there is nothing."""
        if not 0 <= row < self.height:
            return None
        cells = self.sheet.rows[row]
        return cells[col] if 0 <= col < len(cells) else None

    def key(self, row: int, col: int) -> str:
        """The matching key of a cell."""
        if not (0 <= row < self.height and 0 <= col < len(self._keys[row])):
            return ""
        keys = self._keys[row]
        key = keys[col]
        if key is None:
            keys[col] = key = label(self.sheet.rows[row][col])
        return key

    def span(self, row: int, col: int) -> Span:
        """The merged range a cell lies in, or the cell alone."""
        return self._spans.get((row, col), (row, col, row, col))

    def origin(self, row: int, col: int) -> Place:
        """The cell that holds the value seen at this place."""
        span = self._spans.get((row, col))
        return (row, col) if span is None else span[:2]

    def mark(self, group: str, row: int, col: int) -> Meaning | None:
        """What a cell is as a heading of one group."""
        return self.marks.get(group, {}).get((row, col))

    def found(self, group: str, top: int, bottom: int) -> Iterator[tuple[int, int, Meaning]]:
        """The headings of one group from row `top` up to, not including, `bottom`, in reading order."""
        places = self._places.get(group, [])
        for row, col in places[bisect_left(places, (top, 0)) : bisect_left(places, (bottom, 0))]:
            yield row, col, self.marks[group][row, col]

    def rows(self, top: int, bottom: int) -> list[int]:
        """The filled rows from `top` up to, not including, `bottom`."""
        return self._filled[bisect_left(self._filled, top) : bisect_left(self._filled, bottom)]

    def in_row(self, row: int) -> list[tuple[int, Any]]:
        """Column and value of every filled cell of a row."""
        if row not in self._rows:
            cells = self.sheet.rows[row] if 0 <= row < self.height else []
            self._rows[row] = [(col, cell) for col, cell in enumerate(cells) if cell is not None and cell != ""]
        return self._rows[row]

    def right_of(self, row: int, col: int) -> Place | None:
        """Where the value of a heading stands: the next filled cell, unless another heading comes first."""
        for at in range(self.span(row, col)[3] + 1, self.width):
            if any((m := self.mark(group, row, at)) and (group == "head" or not m.inline) for group in _LABELS):
                return None
            if self.key(row, at):
                return row, at
        return None

    def next_filled(self, row: int) -> int | None:
        """The next row with content after `row`, at most three further down."""
        return next(iter(self.rows(row + 1, row + 4)), None)


def _spans(merged: list[Span], height: int, width: int) -> dict[Place, Span]:
    spans: dict[Place, Span] = {}
    covered = 0
    for top, left, bottom, right in merged:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        covered += max(0, bottom - top + 1) * max(0, right - left + 1)
        if covered > _MOST_COVERED:
            break
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                spans[row, col] = (top, left, bottom, right)
    return spans

"""Squared paper: values at places, some of them over several cells, and where each named field has come to stand."""

from collections.abc import Iterator
from decimal import Decimal

from flows.rehearsal.workbook import Error, Formula, Typed

Box = tuple[int, int, int, int]  # first row, first column, last row, last column, 0-based


class Grid:
    """A drawn form."""

    def __init__(self) -> None:
        self._cells: dict[Box, tuple[str | Decimal | bool, str]] = {}
        self.places: dict[tuple[int | None, str], str] = {}  # (line, field) → Excel address

    def put(
        self, row: int, col: int, value: Typed, *, field: str = "", line: int | None = None, down: int = 1,
        across: int = 1, kind: str = "",
    ) -> None:
        """Write a value over so many cells; `field` names the place. `kind` is "", "%" or "title"."""
        if isinstance(value, Formula | Error):
            raise TypeError("a printed form of the rehearsal holds no formulas")
        if field:
            self.places[line, field] = f"{chr(65 + col)}{row + 1}"
        if value not in (None, ""):
            self._cells[row, col, row + down - 1, col + across - 1] = (value, kind)

    def cells(self) -> Iterator[tuple[Box, tuple[str | Decimal | bool, str]]]:
        """Every value with the cells it covers."""
        return iter(self._cells.items())

    def rows(self) -> list[list[str | float]]:
        """The same as plain rows: what was merged stands in the first cell, rates are written out."""
        height = max(box[2] for box in self._cells) + 1
        width = max(box[3] for box in self._cells) + 1
        rows: list[list[str | float]] = [[""] * width for _ in range(height)]
        for (row, col, *_), (value, kind) in self._cells.items():
            if isinstance(value, Decimal):
                rows[row][col] = f"{value * 100:f}%" if kind == "%" else float(value)
            else:
                rows[row][col] = str(value)
        return rows

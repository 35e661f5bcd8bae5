"""A workbook as plain cells at their true addresses: what the guard lets through and every recogniser reads."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

Cell = str | float | int | bool | date | datetime | None


@dataclass(slots=True)
class Sheet:
    """One worksheet. `rows[r][c]` is the cell at row r+1, column c+1; nothing is cut off at the top or the left."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # (row1, col1, row2, col2), 0-based, both in
    odd: dict[str, str] = field(default_factory=dict)  # "B2" → "error" | "nocalc" | "formula"
    percent: frozenset[str] = frozenset()  # addresses whose number format is a percentage
    hidden: bool = False


@dataclass(slots=True)
class Book:
    """One workbook. `kind` is "xlsx", "xls" or "csv"."""

    name: str
    kind: str
    sheets: list[Sheet]


def address(row: int, col: int) -> str:
    """Excel address of a 0-based position: (0, 0) → "A1"."""
    return f"{letters(col)}{row + 1}"


@cache
def letters(col: int) -> str:
    """Column letters of a 0-based column: 0 → "A", 26 → "AA"."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


def position(at: str) -> tuple[int, int]:
    """0-based row and column of an Excel address: "A1" → (0, 0). Raises ValueError when it is none."""
    name = at.rstrip("0123456789")
    col = 0
    for letter in name:
        col = col * 26 + ord(letter) - 64
    return int(at[len(name) :]) - 1, col - 1

"""What a file may cost, and how a check says no."""

import math
from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file; the defaults are ten times what the largest honest form needs (notes/forms.md B3)."""

    size: int = 10 * MEGABYTE  # bytes of the file as handed in
    inflated: int = 64 * MEGABYTE  # bytes of all members together
    members: int = 2_000  # files in the package
    sheets: int = 200
    cells: int = 500_000  # cells with content, all sheets together
    area: int = 2_000_000  # cells of the rectangle from A1 that holds a sheet's content
    rows: int = 20_000
    columns: int = 500
    old: bool = True  # .xls and .et are read, in the limited process only
    csv: bool = True


class Refused(Exception):
    """Inside the guard only: the file counts for nothing, for this rule. The guard turns it into a finding."""

    def __init__(self, rule: str, value: str = "", expected: str = "", sheet: str = "", cell: str = "") -> None:
        super().__init__(rule)
        self.rule, self.value, self.expected = rule, value, expected
        self.sheet, self.cell = sheet, cell


def megabytes(size: int) -> str:
    """A size as people read it: 10485760 → "10 MB", a byte more → "10.1 MB"."""
    return f"{math.ceil(size * 10 / MEGABYTE) / 10:g} MB"

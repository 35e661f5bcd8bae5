"""What the funds block of a printed form gives, and in which unit its amounts stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks.forms.amounts import Unit
from tasks.forms.blocks import Block
from tasks.forms.grid import address
from tasks.forms.page import Place

MONEY = ("initial", "budget", "executed")
_NAMED_UNIT = re.compile(
    r"\([^()]*?(万元|元)[^()]*\)|单位:?[(]?(?:人民币)?(万元|元)|^(万元|元)$|(?:资金|数|金额|支出|[/、])(万元|元)$"
)
_HEADING = 40  # a longer text names no unit


@dataclass(slots=True)
class Funds:
    """Amounts in fen, the rate in hundredths of a percent, points in hundredths; `at` gives the address of each."""

    values: dict[str, int | None] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    weight_in_heading: bool = False
    summed: bool = False  # an amount is the sum of its sources

    def put(self, name: str, value: int | None, place: Place) -> None:
        """Keep the first value of a field."""
        if self.values.get(name) is None and (value is not None or name not in self.at):
            self.values[name], self.at[name] = value, address(*place)

    def ratio_bp(self) -> int | None:
        """执行率 that the amounts give, in hundredths of a percent."""
        budget, executed = self.values.get("budget"), self.values.get("executed")
        return round(executed * 10_000 / budget) if budget and executed is not None else None


def unit_of(block: Block, first: int, last: int, col: int) -> Unit:
    """万元 or 元 for a column headed in rows `first` to `last`: as its heading says, else the block around it.

    Else what stands above; else 万元, as the regulation's form has it.
    """
    page = block.page
    own = [page.key(row, col) for row in range(first, last + 1)]
    near = [page.key(row, c) for row in range(first, last + 2) for c, _ in page.in_row(row)]
    above = [page.key(row, c) for row in range(first - 1, block.top - 1, -1) for c, _ in page.in_row(row)]
    return _named(own) or _named(near) or _named(above) or "万元"


def _named(keys: Iterable[str]) -> Unit | None:
    for key in keys:
        if len(key) <= _HEADING and (found := _NAMED_UNIT.search(key)):
            return "元" if "元" in found.groups() else "万元"
    return None

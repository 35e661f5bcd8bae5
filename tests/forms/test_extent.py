"""How far a sheet reaches: the glance that lets most sheets pass never misses a cell that is out of bounds."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tasks.forms.extent import measure
from tasks.forms.grid import letters
from tasks.forms.limits import Limits, Refused

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIMITS = Limits()
SPELLINGS = (
    '<c r="{at}"><v>1</v></c>', '<c r="{at}" s="1" t="n"><v>1</v></c>', "<c r='{at}'><v>1</v></c>",
    '<c s="1" r="{at}"><v>1</v></c>', '<c  r="{at}"><v>1</v></c>', '<c\nr="{at}"><v>1</v></c>',
    '<x:c r="{at}"><x:v>1</x:v></x:c>',
)
rows = some.sampled_from([0, 1, 8, 98, 9_998, 9_999, 19_999, 20_000, 99_999, 1_048_575])
columns = some.sampled_from([0, 1, 25, 26, 51, 52, 499, 500, 701, 702, 16_383])


def sheet(cells):
    """A worksheet with one row per cell, written as it comes."""
    lines = "".join(f"<row>{cell}</row>" for cell in cells)
    return f'<worksheet xmlns="{SPREADSHEET}" xmlns:x="{SPREADSHEET}"><cols/><sheetData>{lines}</sheetData></worksheet>'


def refused(xml):
    """Whether the guard says no."""
    try:
        measure(xml.encode(), LIMITS, "表")
    except Refused:
        return True
    return False


@given(some.lists(some.tuples(rows, columns, some.sampled_from(SPELLINGS)), max_size=6))
def test_nothing_far_away_is_overlooked(cells):
    """However cells are spelt, mixed spellings included: refused when the rectangle is too large, else not."""
    xml = sheet(spelling.format(at=f"{letters(col)}{row + 1}") for row, col, spelling in cells)
    assert len(ElementTree.fromstring(xml)) == 2
    last = max((row + 1 for row, _, _ in cells), default=0), max((col + 1 for _, col, _ in cells), default=0)
    assert refused(xml) == (last[0] > LIMITS.rows or last[1] > LIMITS.columns or last[0] * last[1] > LIMITS.area)


@pytest.mark.parametrize("limits", [Limits(rows=50), Limits(columns=2), Limits(area=100), Limits(cells=50)])
def test_tighter_limits_hold_as_well(limits):
    """The glance knows the limits: 60 rows of 3 columns are within the usual ones, and outside each of these."""
    cells = [f'<c r="{letters(col)}{row + 1}"><v>1</v></c>' for row in range(60) for col in range(3)]
    assert measure(sheet(cells).encode(), LIMITS, "表") == 180
    if limits.cells == 50:
        assert measure(sheet(cells).encode(), limits, "表") > limits.cells  # the guard adds up the sheets, and refuses
    else:
        with pytest.raises(Refused):
            measure(sheet(cells).encode(), limits, "表")

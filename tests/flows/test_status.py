"""`jixiao status` as text: the front page's facts in eighty columns, with the oddest names there are."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from flows.commands.status_print import print_status
from reports.site.pages import front
from tests.reports.shelves import NOTHING, ODD, a_shelf


def printed(shelf, width=80):
    """What a terminal of that width shows."""
    said = StringIO()
    print_status(Console(file=said, width=width, highlight=False), shelf, front(shelf))
    return said.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_everything_fits_and_nothing_is_markup(width):
    """No line is wider than the terminal but commands, which are to be copied; brackets of a name are no colours."""
    said = printed(a_shelf(), width)
    wide = [line for line in said.splitlines() if cell_len(line) > width and not line.startswith("   $ ")]
    assert wide == []
    whole = "".join(line.strip() for line in said.splitlines())
    assert ODD[0] in whole and "[red]长[/red]" in whole


def test_the_most_urgent_comes_first():
    """Who was not told, then what waits, then who is late; each with what to do and the command for it."""
    said = printed(a_shelf())
    places = [said.index(words) for words in ("通知没有送到 1封", "建议“扣减预算”待决定 1条", "5月监控逾期未报齐 1家")]
    assert places == sorted(places)
    assert "   $ jixiao run monitoring --work-year 2023 --node may\n" in said
    assert "12.35" in said and "正式通知待放行 1件" in said and "没有送到：" in said


def test_a_county_without_anybody_is_there():
    """Its rates are not 0 % and not 100 %; the whole is told first."""
    said = printed(a_shelf())
    line = next(line for line in said.splitlines() if line.startswith("乌恰县"))
    assert line.split() == ["乌恰县", "0", "0", "—", "—", "—"]
    assert "应报 2 项，已报齐 1 项（50%），按时率 50%" in said


def test_a_year_without_anything_says_so():
    """Nothing to do, nothing owed, nobody told."""
    said = printed(a_shelf(**NOTHING))
    assert "今天没有要办的事。" in said and "通知：还没有" in said and "逾期未报齐" not in said

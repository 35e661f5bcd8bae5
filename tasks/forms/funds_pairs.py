"""A funds block without a table: labels with amounts beside them, or one sentence that names the amounts."""

import re
from functools import cache

from config.forms_official import official_form
from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.funds_block import MONEY, Funds, unit_of
from tasks.forms.normalise import label, money_fen, points_cp
from tasks.forms.page import Page, Place

_AMOUNT = re.compile(r"[¥￥]?-?[0-9][0-9,.]*(?:万元|元|万|亿元|%|分)?")
_LONGEST = 500  # of a sentence


def read_pairs(block: Block, cells: Cells, funds: Funds) -> None:
    """年初预算数 | 100 | 全年预算数 | 120 … in one row, or one below the other, or 全年预算数：120 in one cell."""
    page = block.page
    found = sorted(
        (m.rank, row, col, m) for row, col, m in page.found("funds", block.top, block.table.first)
        if m.field in (*MONEY, "rate", "weight", "score")
    )
    for _, row, col, meaning in sorted(found, key=lambda one: one[3].field == "rate"):  # the rate needs the amounts
        if meaning.inline:
            _inline(block, cells, funds, meaning.field, (row, col))
        elif place := _beside(page, block, row, col):
            _put(block, cells, funds, meaning.field, place, (row, col))


def read_sentence(block: Block, funds: Funds) -> None:
    """年初预算100万元，全年预算120万元，实际支出110万元: each amount counts when it is named exactly once."""
    page = block.page
    for row, col, meaning in page.found("section", block.top, block.table.first):
        place = (row, col) if meaning.inline else page.right_of(row, col)
        words = page.key(*place) if place else ""
        if not place or not words or len(words) > _LONGEST:
            continue
        for name, pattern in _sentences().items():
            amounts = {money_fen("".join(found), "元").value for found in pattern.findall(words)}
            if len(amounts) == 1:
                funds.put(name, amounts.pop(), place)


def _beside(page: Page, block: Block, row: int, col: int) -> Place | None:
    """The amount that belongs to a label: to its right, under the heading 合计 where sources stand side by side."""
    totals = [c for r, c, m in page.found("rows", block.top, row) if m.field == "total" and c > col]
    for place in [(row, c) for c in totals] + [p for p in [page.right_of(row, col)] if p]:
        if _AMOUNT.fullmatch(page.key(*place)):
            return place
    return None


def _put(block: Block, cells: Cells, funds: Funds, name: str, place: Place, heading: Place) -> None:
    if name in MONEY:
        unit = unit_of(block, heading[0], heading[0], heading[1])
        funds.put(name, cells.money(place, unit), place)
    elif name == "rate":
        funds.put(name, cells.rate(place, funds.ratio_bp()), place)
    else:
        funds.put(name, cells.points(place), place)


def _inline(block: Block, cells: Cells, funds: Funds, name: str, place: Place) -> None:
    """全年预算数：120 — the label's own cell holds the amount."""
    words = label(cells.inline(place))
    if not _AMOUNT.fullmatch(words):
        return
    if name in MONEY:
        funds.put(name, money_fen(words, unit_of(block, place[0], place[0], place[1])).value, place)
    else:
        funds.put(name, points_cp(words).value, place)


@cache
def _sentences() -> dict[str, re.Pattern[str]]:
    between = r"(?:总额|共计|合计|金额|达到|为|是|共|计|达|:)*"
    amount = r"([0-9][0-9,]*(?:\.[0-9]+)?)(亿元|万元|元)"
    return {name: re.compile(f"{words}{between}{amount}") for name, words in official_form().sentences.items()}

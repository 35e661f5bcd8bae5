"""The funds block of a printed form, in any of its shapes: a table, labels with amounts beside them, a sentence.

Rows of 财政拨款, 上年结转, 其他资金 repeat the weight and the score of the total and are never added to it. Only where
the total is empty or 0 while its parts are filled are the parts summed, with a finding (notes/real-forms.md).
"""

import re
from collections.abc import Iterable
from typing import Any

from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.funds_block import MONEY, Funds
from tasks.forms.funds_pairs import read_pairs, read_sentence
from tasks.forms.funds_table import funds_head, read_table
from tasks.forms.normalise import points_cp

_EXECUTION = re.compile("(预算|资金).{0,4}(执行|支出|使用)率")
_POINTS = re.compile(r"\(([0-9]{1,3}(?:\.[0-9]{1,2})?)分")


def read_funds(block: Block, cells: Cells) -> Funds:
    """The funds of one project; what the form does not print stays absent."""
    funds = Funds()
    head = funds_head(block)
    if head is not None:
        read_table(block, head, cells, funds)
    else:
        read_pairs(block, cells, funds)
    if not any(funds.values.get(name) is not None for name in MONEY):
        read_sentence(block, funds)
    if "budget" not in funds.at and "initial" in funds.at:  # the only budget there is
        funds.values["budget"], funds.at["budget"] = funds.values["initial"], funds.at["initial"]
    if funds.values.get("weight") is None:
        _weight_in_heading(block, funds)
    return funds


def _weight_in_heading(block: Block, funds: Funds) -> None:
    """预算执行情况(万元)(20分): a form without a column 分值 prints the points in a heading."""
    page = block.page
    scores = [(r, c) for r, c, m in page.found("funds", block.top, block.table.first) if m.field in ("score", "rate")]
    sections = [(r, c) for r, c, _ in page.found("section", block.top, block.table.first)]
    for place in (*scores, *sections):
        if found := _POINTS.search(page.key(*place)):
            funds.put("weight", points_cp(found[1]).value, place)
            funds.weight_in_heading = True
            return


def counted_among(funds: Funds, indicators: Iterable[dict[str, Any]]) -> bool:
    """True when the points printed in a heading are those of an indicator 预算执行率 in the table."""
    if not funds.weight_in_heading or funds.values.get("score") is not None:
        return False
    weight = funds.values["weight"]
    return any(row["weight_cp"] == weight and _EXECUTION.search(row["level3"]) for row in indicators)

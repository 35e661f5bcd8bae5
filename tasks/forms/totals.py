"""The printed total of a form: in a foot row, alone behind its label, or in the head."""

import re

from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.grid import address
from tasks.forms.headings import Headings
from tasks.forms.normalise import label, points_cp
from tasks.forms.page import Page, Place
from tasks.forms.table_rows import Walk

_POINTS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?分?")
_FULL = 10_000  # a bare 总分 of exactly 100 is the full mark


def read_total(block: Block, cells: Cells, walk: Walk) -> tuple[int | None, str]:
    """总分 in hundredths as the unit printed it, None when it printed none, and the address of its cell."""
    found = _of_row(block.page, cells, *walk.total) if walk.total else None
    foot = walk.total[0] if walk.total else walk.end
    for top, bottom in ((foot, block.bottom), (block.top, block.table.first)):
        found = found or _labelled(block, cells, top, bottom)
    return (found[0], address(*found[1])) if found else (None, "")


def _of_row(page: Page, cells: Cells, row: int, head: Headings) -> tuple[int | None, Place] | None:
    """A total row: the score's column, or the only number that is not the sum of the weights."""
    score, weight = head.col("score"), head.col("weight")
    if score is not None:
        place = page.origin(row, score)
        if place[0] == row and place[1] != weight and _POINTS.fullmatch(page.key(*place)):
            return cells.points(place), place
        if not cells.usable((row, score)):
            return None, (row, score)
    for col, _ in page.in_row(row):
        mark = page.mark("total", row, col)
        if mark and mark.inline and (value := _inline(cells, (row, col))) is not None:
            return value, (row, col)
    others = [(row, c) for c, v in page.in_row(row) if c != weight and _is_points(page, row, c)]
    if len(others) != 1:
        return None
    value = cells.points(others[0])
    only = score is None and weight is None and value == _FULL and not _is_score(page, row)
    return None if only else (value, others[0])


def _labelled(block: Block, cells: Cells, top: int, bottom: int) -> tuple[int | None, Place] | None:
    """自评得分 | 98 or 总分：98 outside the table."""
    page = block.page
    for row, col, meaning in sorted(page.found("total", top, bottom), key=lambda one: one[2].field != "score"):
        if meaning.field == "part" or (meaning.field == "sum" and meaning.rank > 0):
            continue  # a sum of money
        place = (row, col) if meaning.inline else _value_of(page, row, col, meaning.field)
        if place is None:
            continue
        value = _inline(cells, place) if meaning.inline else cells.points(place)
        if value is not None and not (meaning.field == "sum" and value == _FULL):
            return value, place
    return None


def _value_of(page: Page, row: int, col: int, field: str) -> Place | None:
    """The points beside a label, or below it where labels stand side by side (总得分 | 自评等级)."""
    places = [p for p in [page.right_of(row, col)] if p]
    if field == "score":
        places += [(below, col) for below in page.rows(row + 1, row + 3)[:1]]
    return next((place for place in places if _is_points(page, *place)), None)


def _is_points(page: Page, row: int, col: int) -> bool:
    return bool(_POINTS.fullmatch(page.key(row, col)))


def _is_score(page: Page, row: int) -> bool:
    return any((m := page.mark("total", row, col)) and m.field == "score" for col, _ in page.in_row(row))


def _inline(cells: Cells, place: Place) -> int | None:
    words = label(cells.inline(place))
    return points_cp(words).value if _POINTS.fullmatch(words) else None

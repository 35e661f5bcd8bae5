"""Where on a sheet a printed self-evaluation form stands: one project each, one below the other."""

from bisect import bisect_left
from dataclasses import dataclass

from config.forms_official import official_form
from tasks.forms.headings import Headings, headings
from tasks.forms.labels import any_of
from tasks.forms.normalise import label
from tasks.forms.page import Page, Place

_ABOVE = 8  # filled rows between a title and the project's name
_TITLE = 60  # a longer text is no title
_LEVELS = ("level3", "level2", "level1")


@dataclass(slots=True)
class Block:
    """One project's form: rows from `top` up to, not including, `bottom`; `table` heads its indicators."""

    page: Page
    top: int
    anchor: Place  # the label 项目名称
    table: Headings
    bottom: int


def blocks(page: Page) -> list[Block]:
    """Every form of a sheet, from top to bottom; none when the sheet is something else."""
    tables = _tables(page)
    anchors = _anchors(page, tables)
    found: list[Block] = []
    for (row, col), table in anchors:
        top = _top(page, row, found[-1].table.last if found else -1)
        if found:
            found[-1].bottom = top
        found.append(Block(page, top, (row, col), table, page.height))
    return [block for block in found if _is_self_evaluation(block)]


def _tables(page: Page) -> list[Headings]:
    """The heads of indicator tables: a name, a target or a result, and one heading more."""
    found: list[Headings] = []
    for row in sorted({row for row, _ in page.marks.get("indicators", {})}):
        if found and row <= found[-1].last:
            continue
        if is_table(head := headings(page, row, "indicators")):
            found.append(head)
    return found


def is_table(head: Headings) -> bool:
    """True for the head of an indicator table."""
    named = any(level in head for level in _LEVELS)
    return named and len(head.columns) >= 3 and ("target" in head or "actual" in head)


def _anchors(page: Page, tables: list[Headings]) -> list[tuple[Place, Headings]]:
    """The label 项目名称 that opens each form, with the form's first table. A table without one continues the last."""
    heads = {row for table in tables for row in range(table.first, table.last + 1)}
    named = sorted(p for p, m in page.marks.get("head", {}).items() if m.field == "project_name" and p[0] not in heads)
    kept: list[tuple[Place, Headings]] = []
    floor = -1
    for table in tables:
        between = named[bisect_left(named, (floor + 1, 0)) : bisect_left(named, (table.first, 0))]
        if between:
            anchor = _first_under_title(page, between, floor)
            if not (kept and _repeats(page, kept[-1][0], anchor, table.first)):
                kept.append((anchor, table))
        floor = table.last
    return kept


def _first_under_title(page: Page, anchors: list[Place], floor: int) -> Place:
    """The first label below the last title that has one below it: what stands above is a list or a cover."""
    titled = [row for row in page.rows(floor + 1, anchors[-1][0]) if titles(page, row)]
    return next(anchor for anchor in anchors if not titled or anchor[0] > titled[-1])


def _repeats(page: Page, before: Place, here: Place, table: int) -> bool:
    """True for the head of a second page: the same name again, and no funds below it."""
    names = [page.right_of(*place) for place in (before, here)]
    if None in names:
        return False
    same = len({page.key(*name) for name in names if name}) == 1
    return same and not any(m.field == "executed" for _, _, m in page.found("funds", here[0], table))


def _top(page: Page, row: int, floor: int) -> int:
    """The title's row above a name; without a title the first row of the sheet, or the name's own row further down."""
    above = page.rows(floor + 1, row)[-_ABOVE:]
    titled = [r for r in above if titles(page, r)]
    if titled:
        return titled[-1]
    return 0 if floor < 0 else row


def titles(page: Page, row: int) -> list[str]:
    """The keys of a row's cells that look like the title of some form."""
    form = official_form()
    keys = [label(cell) for _, cell in page.in_row(row) if isinstance(cell, str) and len(cell) <= _TITLE]
    foot, title = any_of(*form.foot), any_of(*form.title["is"], *form.title["is_not"])
    return [key for key in keys if title.search(key) and not foot.match(key)]


def _is_self_evaluation(block: Block) -> bool:
    """Not its relatives: targets, monitoring, whole departments."""
    form, page = official_form(), block.page
    rows = page.rows(block.top, block.anchor[0])
    said = [title for row in rows for title in titles(page, row)] or [label(page.sheet.name)]
    if any(any_of(*form.title["is_not"]).search(title) for title in said):
        return False
    if any(True for _ in page.found("foreign", block.table.first, block.table.last + 1)):
        return False
    ours = any(any_of(*form.title["is"]).search(title) for title in said)
    watched = any(True for _ in page.found("foreign", block.top, block.table.first))
    return ours or ("actual" in block.table and not watched)

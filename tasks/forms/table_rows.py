"""Which rows of an indicator table hold indicators, and which only repeat its head, sum it up or follow it."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.forms_official import official_form
from tasks.forms.blocks import Block, is_table, titles
from tasks.forms.headings import Headings, headings
from tasks.forms.labels import any_of
from tasks.forms.normalise import number
from tasks.forms.page import Page

_VALUES = ("target", "actual", "adjusted", "weight", "score", "reason", "relation", "unit")
_FIGURES = ("weight", "score")
_OWNERS = ("project_name", "project_code", "department", "unit_name")


@dataclass(slots=True)
class Walk:
    """One pass over a table: `total` is the row of the printed total with its head, `end` the first row after all.

    A block that reaches down to another form is cut off there.
    """

    block: Block
    total: tuple[int, Headings] | None = None
    end: int = 0

    def rows(self) -> Iterator[tuple[int, Headings]]:
        """Every row that may hold an indicator, with the head it stands under."""
        page, head = self.block.page, self.block.table
        skip, seen, values = head.last, False, _values(head)
        self.end = head.last + 1
        for row in page.rows(head.last + 1, self.block.bottom):
            if row <= skip:
                continue
            if _begins_another(page, row, bool(seen and self.total)):
                self.block.bottom = row
                return
            if again := _repeated(page, row):
                head, skip, values = again, again.last, _values(again)
                continue
            kind = _kind(page, row, values)
            if kind == "foot" or (kind == "" and seen and self.total and not _has_points(page, row, head)):
                return  # behind the total only what bears points belongs to the table
            self.end = row + 1
            if kind == "total":
                self.total = (row, head)
            elif kind == "":
                seen = True
                yield row, head


def _begins_another(page: Page, row: int, summed: bool) -> bool:
    """True for the title of another form below this one; a page may repeat the title of its own until the total."""
    found = titles(page, row) if len(list(page.in_row(row))) == 1 else []
    return bool(found) and (summed or any(any_of(*official_form().title["is_not"]).search(title) for title in found))


def _values(head: Headings) -> set[int]:
    """The columns that hold what an indicator has of its own."""
    return {column.col for field in _VALUES for column in head.columns.get(field, [])}


def _kind(page: Page, row: int, values: set[int]) -> str:
    """total, part (小计), page (a page's own head), foot, or "" for a row of the table with these columns."""
    outside = [col for col, _ in page.in_row(row) if col not in values]
    for col in outside:
        if total := page.mark("total", row, col):
            return "part" if total.field == "part" else "total"
    marks = [page.mark("head", row, col) for col in outside]
    if any(mark and mark.field in _OWNERS for mark in marks):
        return "page"
    if any(page.key(row, col) for col in values):
        return ""
    first = next((page.key(row, col) for col in outside), "")
    return "foot" if any_of(*official_form().foot).match(first) else ""


def _has_points(page: Page, row: int, head: Headings) -> bool:
    cols = [col for field in _FIGURES if (col := head.col(field)) is not None]
    return any(number(page.cell(row, col)).value is not None for col in cols)


def _repeated(page: Page, row: int) -> Headings | None:
    """The head again, after a page break."""
    if not any(page.mark("indicators", row, col) for col, _ in page.in_row(row)):
        return None
    head = headings(page, row, "indicators")
    return head if is_table(head) else None

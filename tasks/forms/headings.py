"""Which column holds what: a head row of one or two lines, its headings in any order."""

from dataclasses import dataclass

from tasks.forms.labels import Meaning, meanings
from tasks.forms.normalise import label
from tasks.forms.page import Page

_OTHER_SPAN = ("累计", "项目总", "总投资", "中期", "实施期")  # a figure for more than the year


@dataclass(frozen=True, slots=True)
class Column:
    """One headed column: how good its wording is, and the heading above it in a head of two lines."""

    col: int
    rank: int
    above: str


@dataclass(slots=True)
class Headings:
    """The columns of each field, the best first; `last` is the last row of the head."""

    first: int
    last: int
    columns: dict[str, list[Column]]

    def __contains__(self, field: str) -> bool:
        return field in self.columns

    def col(self, field: str) -> int | None:
        """The column of a field, None when the form has none."""
        return self.columns[field][0].col if field in self.columns else None


def headings(page: Page, row: int, group: str) -> Headings:
    """The headings of one group that begin in a row. A second line counts when it names more of them."""
    one = _one_line(page, row, group)
    below = page.next_filled(row)
    if below is None:
        return Headings(row, row, one)
    two = _two_lines(page, row, below, group)
    return Headings(row, below, two) if len(two) > len(one) else Headings(row, row, one)


def _one_line(page: Page, row: int, group: str) -> dict[str, list[Column]]:
    marks = page.marks.get(group, {})
    found = [(marks[row, col], col, "") for col, _ in page.in_row(row) if (row, col) in marks]
    return _sorted(found)


def _two_lines(page: Page, row: int, below: int, group: str) -> dict[str, list[Column]]:
    """Each column by its lower heading, by both read as one (年度 / 指标值), or by its upper one alone."""
    found = []
    for col in range(page.width):
        top, left = page.origin(row, col)
        upper = page.key(top, left) if top == row else ""
        lower = page.key(below, col)
        readings = [lower, upper + lower, lower + upper] if lower else []
        if upper and left == col:
            readings.append(upper)
        meaning = next((m for text in readings if (m := meanings(text).get(group))), None)
        if meaning and not meaning.inline:
            found.append((meaning, col, upper if lower else ""))
    return _sorted(found)


def _sorted(found: list[tuple[Meaning, int, str]]) -> dict[str, list[Column]]:
    columns: dict[str, list[Column]] = {}
    for meaning, col, above in found:
        if not meaning.inline:
            columns.setdefault(meaning.field, []).append(Column(col, meaning.rank, above))
    for candidates in columns.values():
        candidates.sort(key=lambda c: (any(word in c.above for word in _OTHER_SPAN), c.rank, c.col))
    return columns


def says(page: Page, head: Headings, field: str, word: str) -> bool:
    """True when the heading of a field, or what stands above it, contains a word."""
    col = head.col(field)
    if col is None:
        return False
    return any(word in label(page.cell(row, col)) for row in range(head.first, head.last + 1))

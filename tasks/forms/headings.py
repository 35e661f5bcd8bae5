"""Which column holds what: a head row of one or two lines, its headings in any order."""

from dataclasses import dataclass

from tasks.forms.labels import Meaning, meanings
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
    """The headings of one group that begin in a row. A second line belongs to them when both together name more."""
    one = _one_line(page, row, group)
    below = page.next_filled(row)
    if below is None:
        return Headings(row, row, one)
    two = _two_lines(page, row, below, group)
    alone = max(len(one), len(_one_line(page, below, group)))
    head = Headings(row, below, two) if len(two) > alone else Headings(row, row, one)
    _name_levels(page, head)
    return head


def _name_levels(page: Page, head: Headings) -> None:
    """绩效指标 above three columns without names of their own: they are the levels, unless the rows are merged too."""
    name, row = head.col("level3"), next(iter(page.rows(head.last + 1, head.last + 4)), None)
    if name is None or row is None or "level1" in head or "level2" in head:
        return
    _, left, _, right = page.span(head.first, name)
    taken = {column.col for columns in head.columns.values() for column in columns} - {name}
    levels = [col for col in range(left, right + 1) if col not in taken]
    if len(levels) > 1 and page.span(row, left)[3] < right:
        for field, col in zip(("level3", "level2", "level1"), reversed(levels), strict=False):
            head.columns[field] = [Column(col, 0, "")]


def _one_line(page: Page, row: int, group: str) -> dict[str, list[Column]]:
    marks = page.marks.get(group, {})
    above = next(iter(page.rows(0, row)[-1:]), row)
    cols = [col for col, _ in page.in_row(row) if (row, col) in marks]
    found = [(marks[row, col], col, page.key(*page.origin(above, col))) for col in cols]
    return _sorted(found)


def _two_lines(page: Page, row: int, below: int, group: str) -> dict[str, list[Column]]:
    """Each column by both lines read as one (年度 / 指标值), by its lower heading, or by its upper one alone."""
    found = []
    for col in range(page.width):
        top, left = page.origin(row, col)
        upper = page.key(top, left) if top == row else ""
        lower = page.key(below, col)
        readings = [upper + lower, lower, lower + upper] if lower else []
        if upper and left == col:
            readings.append(upper)
        if not readings:
            continue
        meaning = next((m for text in readings if (m := meanings(text).get(group))), None)
        if lower and page.span(top, left)[3] > left:
            meaning = _under_result(meaning, meanings(upper).get(group))
        if meaning and not meaning.inline:
            found.append((meaning, col, upper if lower else ""))
    return _sorted(found)


def _under_result(meaning: Meaning | None, over: Meaning | None) -> Meaning | None:
    """实际完成值 above 值 and 单位: the value is the result, not a target."""
    if meaning is None or over is None or over.field != "actual":
        return meaning
    return over if meaning.field in ("target", "actual") else Meaning("actual_words", 0)


def _sorted(found: list[tuple[Meaning, int, str]]) -> dict[str, list[Column]]:
    columns: dict[str, list[Column]] = {}
    for meaning, col, above in found:
        if not meaning.inline:
            columns.setdefault(meaning.field, []).append(Column(col, meaning.rank, above))
    for candidates in columns.values():
        if len(candidates) > 1:
            candidates.sort(key=lambda c: (any(word in c.above for word in _OTHER_SPAN), c.rank, c.col))
    return columns

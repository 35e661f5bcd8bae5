"""The yearly goal and what became of it: two texts side by side, one below the other, or behind their labels."""

from config.forms_official import official_form
from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.grid import address
from tasks.forms.labels import Meaning, any_of, bare
from tasks.forms.normalise import label
from tasks.forms.page import Page, Place

_ENDS = ("head", "funds", "goals")  # headings that close a column of text
Heading = tuple[int, int, Meaning]


def read_goals(block: Block, cells: Cells) -> tuple[dict[str, str], dict[str, str]]:
    """`goal` and `achieved`, "" where the form leaves them out, and the address of each."""
    page, values, at = block.page, {"goal": "", "achieved": ""}, dict[str, str]()
    chosen = _headings(block)
    under = {col for row, first, _ in chosen.values() for col in range(first, page.span(row, first)[3] + 1)}
    for field, heading in chosen.items():
        places = _places(page, heading, block.table.first, under)
        texts = [words for place in places if (words := _answer(cells, place))]
        if texts:
            values[field], at[field] = "\n".join(dict.fromkeys(texts)), address(*places[0])
    return values, at


def _headings(block: Block) -> dict[str, Heading]:
    """The best heading of each field; of equal ones, those that share a row."""
    found = [h for h in block.page.found("goals", block.top, block.table.first) if not h[2].inline]
    together = {row: len({m.field for r, _, m in found if r == row}) for row, _, _ in found}
    best: dict[str, Heading] = {}
    for heading in sorted(found, key=lambda h: (-together[h[0]], h[2].rank, h[:2])):
        best.setdefault(heading[2].field, heading)
    return best


def _places(page: Page, heading: Heading, end: int, under: set[int]) -> list[Place]:
    """The cells that hold the text of a heading: to its right, or else below it down to the next heading.

    A further line of text stands `under` the headings alone: a row that says something beside them is another matter.
    """
    row, col, _ = heading
    if beside := page.right_of(row, col):
        return [beside]
    last_col, places = page.span(row, col)[3], list[Place]()
    for below in [r for r in page.filled_rows if row < r < end]:
        marks = [page.mark(group, below, c) for group in _ENDS for c, _ in page.in_row(below)]
        if (places and not under.issuperset(c for c, _ in page.in_row(below))) or any(mark and not mark.inline for mark in marks):
            break
        filled = [(below, c) for c in range(col, last_col + 1) if page.key(below, c)]
        places += filled[:1]
    return places


def _answer(cells: Cells, place: Place) -> str:
    words = cells.answer(place)
    return "" if any_of(*official_form().placeholders).fullmatch(bare(label(words))) else words

"""The yearly goal and what became of it: two texts side by side, one below the other, or behind their labels."""

from collections import Counter

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
    values, at = {"goal": "", "achieved": ""}, dict[str, str]()
    for heading in _headings(block):
        field = heading[2].field
        places = [] if values[field] else _places(block.page, heading, block.table.first)
        texts = [words for place in places if (words := _answer(cells, place))]
        if texts:
            values[field], at[field] = "\n".join(dict.fromkeys(texts)), address(*places[0])
    return values, at


def _headings(block: Block) -> list[Heading]:
    """The headings, those first that share their row with one of the other field, then by wording."""
    found = [h for h in block.page.found("goals", block.top, block.table.first) if not h[2].inline]
    together = Counter(row for row, _ in {(row, meaning.field) for row, _, meaning in found})
    return sorted(found, key=lambda h: (-together[h[0]], h[2].rank, h[:2]))


def _places(page: Page, heading: Heading, end: int) -> list[Place]:
    """The cells that hold the text of a heading: to its right, or else below it down to the next heading.

    Further lines of text fill no other columns than the first one does: else they are another matter.
    """
    row, col, _ = heading
    if beside := page.right_of(row, col):
        return [beside]
    last_col, places, used = page.span(row, col)[3], list[Place](), set[int]()
    for below in page.rows(row + 1, end):
        filled = {c for c, _ in page.in_row(below)}
        marks = [page.mark(group, below, c) for group in _ENDS for c in filled]
        if any(mark and not mark.inline for mark in marks) or (used and not filled <= used):
            break
        used = used or filled
        places += [(below, c) for c in range(col, last_col + 1) if page.key(below, c)][:1]
    return places


def _answer(cells: Cells, place: Place) -> str:
    words = cells.answer(place)
    return "" if any_of(*official_form().placeholders).fullmatch(bare(label(words))) else words

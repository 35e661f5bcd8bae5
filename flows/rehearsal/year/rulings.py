"""What a named person decides: written into the form with the proposals of the run, and sent back (X11)."""

from collections.abc import Sequence
from pathlib import Path

from flows.rehearsal.workbook import Workbook
from flows.rehearsal.year.story import Told

SHEET, FORM = "建议", "待决定建议审批表.xlsx"
HEADINGS = ("建议", "对象", "单位", "决定", "决定人", "理由")


class NotProposed(LookupError):
    """The story decides what nobody has proposed."""


def ruled(form: Path, rulings: Sequence[Told]) -> bytes:
    """The form with these rulings in it. Raises NotProposed for one whose proposal is not on it."""
    if not form.exists():
        raise NotProposed(f"{form} 没有出：{rulings[0]}")
    book = Workbook(form.read_bytes())
    cells = book.cells(SHEET)
    head = next(int(at[1:]) for at, words in cells.items() if words == "编号")
    letters = {words: at.rstrip("0123456789") for at, words in cells.items() if at.endswith(str(head))
               and at.strip("ABCDEFGHIJ") == str(head)}
    rows = sorted({int(at.lstrip("ABCDEFGHIJ")) for at in cells if int(at.lstrip("ABCDEFGHIJ")) > head})
    typed: dict[str, str] = {}
    for told in rulings:
        found = [row for row in rows if _meant(told, {
            word: cells.get(f"{letters[word]}{row}", "") for word in ("建议", "对象", "单位")})]
        if not found:
            raise NotProposed(f"{form.parent} 没有这条建议：{dict(told)}")
        for row in found:
            typed |= {f"{letters[word]}{row}": told[word] for word in ("决定", "决定人", "理由")}
    book.type(SHEET, typed, {})
    return book.data()


def _meant(told: Told, row: dict[str, str]) -> bool:
    """Whether a row is what the story decides: the proposal, and of whom or what if the story says so."""
    return all(told.get(word) in (None, row[word]) for word in ("建议", "对象", "单位"))

"""Give a unit its own workbook back, with the wrong cells marked and a first sheet that lists them.

The original is annotated rather than issued afresh: it works for both layouts, everything the unit has typed, sorted or
added stays where it knows it, and a hidden sheet with its signature stays valid, so that the corrected file can be
handed in again. The file goes back only to the unit that sent it, after the guard has passed it. What openpyxl does
not keep (pictures, charts, cached results of formulas) no form of ours needs. Where rewriting is not safe (refused
files, .xls, anything openpyxl stumbles over) the unit gets the list alone.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import DEFUSEDXML, Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from config.findings import Tier
from tasks.forms.finding_list import FILLS, FIRST_ROW, finding_list, is_address, ranked, write_list
from tasks.forms.layout import LIST_SHEET
from tasks.rules.finding import Finding

AUTHOR = "绩效管理系统"
MOST_COMMENTS = 1_000  # cells; beyond, the colour and the list must do
_OPENING, _OWN = f"【{AUTHOR}】", "\n————（原批注）————\n"
_MEMORY = 10  # column of the list that remembers, hidden, which colour a marked cell had
_REMEMBERS = "原底色"
_COLOUR = re.compile(r"[0-9A-F]{8}")
_LONGEST = 2_000
Marks = dict[tuple[str, str], list[Finding]]


def annotate(original: bytes, findings: Sequence[Finding], *, title: str) -> bytes:
    """The marked copy (.xlsx) of a file that the guard has passed, or the list alone where that is not safe.

    Errors are filled FFC7CE and explanations FFEB9C, each with a comment; hints are only listed. Marks of an earlier
    round are taken off first, and the colours below them come back. Never raises on any bytes.
    """
    if not original.startswith(b"PK") or any(found.tier is Tier.REFUSED for found in findings) or not DEFUSEDXML:
        return finding_list(findings, title)
    try:
        return _annotated(original, findings, title)
    except Exception:  # openpyxl raises anything on files that Excel itself has written; the unit still gets its list
        return finding_list(findings, title)


def _annotated(original: bytes, findings: Sequence[Finding], title: str) -> bytes:
    book = load_workbook(BytesIO(original))
    _unmark(book)
    memory = _mark(book, findings)
    page = book.create_sheet(LIST_SHEET, 0)
    write_list(page, findings, title, book.sheetnames)
    _remember(page, memory)
    for sheet in book.worksheets:  # several selected sheets would all take what is typed into one
        sheet.sheet_view.tabSelected = sheet is page
    book.active = 0
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _mark(book: Workbook, findings: Sequence[Finding]) -> dict[str, str]:
    """Fill and comment every cell with an error or a doubt; returns "sheet!cell" → the colour it had."""
    marks: Marks = {}
    for found in ranked(findings):
        if found.tier in FILLS and found.sheet in book.sheetnames and is_address(found.cell):
            cell = _visible(book[found.sheet], found.cell)
            marks.setdefault((found.sheet, cell.coordinate), []).append(found)
    memory = {}
    for number, ((name, address), notes) in enumerate(marks.items()):
        cell = book[name][address]
        memory[f"{name}!{address}"] = _colour(cell)
        cell.fill = PatternFill("solid", fgColor=f"FF{FILLS[notes[0].tier]}")
        if number < MOST_COMMENTS:
            cell.comment = _comment(notes, cell.comment)
    return memory


def _comment(notes: list[Finding], own: Comment | None) -> Comment:
    """All findings of a cell; a comment that the unit had written there is kept below."""
    words = "\n".join(f"【{note.tier.value}】{note.message}（{note.rule}）" for note in notes)
    words = ILLEGAL_CHARACTERS_RE.sub("", words)[:_LONGEST]
    if own is not None:
        words += f"{_OWN}{own.text}"
    return Comment(f"{_OPENING}\n{words}", AUTHOR, width=280, height=min(400, 40 + 20 * (len(words) // 20 + 1)))


def _unmark(book: Workbook) -> None:
    """Take off what an earlier round has put on, wherever the unit has moved it."""
    memory: dict[str, str] = {}
    for sheet in [s for s in book.worksheets if s.cell(FIRST_ROW - 1, _MEMORY).value == _REMEMBERS]:
        memory |= _recalled(sheet)
        book.remove(sheet)
    ours = {f"FF{colour}" for colour in FILLS.values()}
    for sheet in book.worksheets:
        cells: Any = (cell for row in sheet.iter_rows() for cell in row)
        for cell in cells:
            place, note = f"{sheet.title}!{cell.coordinate}", cell.comment
            marked = note is not None and note.text.startswith(_OPENING)
            if marked:
                _, _, own = note.text.partition(_OWN)
                cell.comment = Comment(own, note.author) if own else None
            if (marked or place in memory) and _colour(cell) in ours:
                cell.fill = _fill(memory.get(place, ""))


def _remember(page: Worksheet, memory: dict[str, str]) -> None:
    """Two hidden columns, for `_unmark`."""
    page.cell(FIRST_ROW - 1, _MEMORY).value = _REMEMBERS
    for number, (place, colour) in enumerate(memory.items()):
        for column, words in ((_MEMORY, place), (_MEMORY + 1, colour)):
            cell: Any = page.cell(FIRST_ROW + number, column)
            cell.value, cell.data_type = words, "s"
    for letter in ("J", "K"):
        page.column_dimensions[letter].hidden = True


def _recalled(page: Worksheet) -> dict[str, str]:
    rows = page.iter_rows(min_row=FIRST_ROW, min_col=_MEMORY, max_col=_MEMORY + 1, values_only=True)
    return {str(place): str(colour or "") for place, colour in rows if place}


def _visible(sheet: Worksheet, address: str) -> Any:
    """The cell, or the first cell of the merge that has swallowed it."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        merge = next(merge for merge in sheet.merged_cells.ranges if address in merge)
        return sheet.cell(merge.min_row, merge.min_col)
    return cell


def _colour(cell: Any) -> str:
    """ARGB of a plain fill, "" for none; a theme colour or a pattern is not worth remembering."""
    fill = cell.fill
    colour = fill.fgColor.rgb if fill.fill_type == "solid" and fill.fgColor.type == "rgb" else ""
    return colour if isinstance(colour, str) and _COLOUR.fullmatch(colour) else ""


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour) if _COLOUR.fullmatch(colour) else PatternFill()

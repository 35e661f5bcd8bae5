"""A file's bytes into plain cells at their true addresses: guard first, then the reader."""

import csv
import io
from pathlib import PurePath
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tasks.forms.extent import refuse_far
from tasks.forms.grid import Book, Sheet, position
from tasks.forms.guard import Opened, inspect, refusal
from tasks.forms.limits import Limits, Refused
from tasks.forms.oddities import odd_cells, percent_cells, percent_styles
from tasks.rules.finding import Finding, finding

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;，|"


def open_book(name: str, data: bytes, limits: Limits | None = None) -> tuple[Book | None, list[Finding]]:
    """The workbook in `data`, or None with the finding that refuses it. To be called in the limited process only."""
    limits = limits or Limits()
    opened = inspect(name, data, limits)
    if not opened.kind:
        return None, opened.findings
    if opened.kind == "csv":
        return _text_book(name, data, limits, opened.findings)
    try:
        return Book(name, opened.kind, _sheets(data, opened, limits)), opened.findings
    except Refused as refused:
        return None, [refusal(name, refused)]
    except PasswordError:
        return None, [finding("F-ENC", file=name)]
    except (CalamineError, ValueError, OSError):  # ZipError and XmlError are CalamineErrors
        return None, [finding("F-CORRUPT", file=name)]


def _sheets(data: bytes, opened: Opened, limits: Limits) -> list[Sheet]:
    """Every worksheet in the order of its tab, hidden ones included and marked."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    percents = percent_styles(opened.styles)
    sheets = []
    for described in book.sheets_metadata:
        if described.typ is not SheetTypeEnum.WorkSheet:
            continue
        source = book.get_sheet_by_name(described.name)
        last = source.end or (-1, -1)
        refuse_far(last[0] + 1, last[1] + 1, limits, described.name)  # for .xls, which the guard cannot measure
        rows = source.to_python(skip_empty_area=False)  # the default drops leading blanks and shifts every address
        xml = opened.sheets.get(described.name, b"")
        hidden = described.visible is not SheetVisibleEnum.Visible
        sheet = Sheet(described.name, rows, _merged(source, rows), {}, percent_cells(xml, percents), hidden)
        _mark_odd(sheet, odd_cells(xml))
        sheets.append(sheet)
    return sheets


def _merged(source: CalamineSheet, rows: list[list[Any]]) -> list[tuple[int, int, int, int]]:
    """Merged ranges, cut to the rectangle that holds content: a range may claim the whole sheet."""
    last_row, last_col = len(rows) - 1, len(rows[0]) - 1 if rows else -1
    return [
        (top, left, min(bottom, last_row), min(right, last_col))
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
        if top <= last_row and left <= last_col
    ]


def _mark_odd(sheet: Sheet, odd: dict[str, str]) -> None:
    """Put the errors back into the cells, where the reader left blanks: "#REF!"."""
    for at, kind in odd.items():
        if not kind.startswith("#"):
            sheet.odd[at] = kind
            continue
        sheet.odd[at] = "error"
        row, col = position(at)
        if row < len(sheet.rows) and col < len(sheet.rows[row]):
            sheet.rows[row][col] = kind


def _text_book(name: str, data: bytes, limits: Limits, notes: list[Finding]) -> tuple[Book | None, list[Finding]]:
    """A CSV as a book of one sheet (catalogue 19): BOM, else strict UTF-8, else GB18030."""
    try:
        encoding, words = _decoded(data)
        delimiter = max(_DELIMITERS, key=words[:4096].count)
        rows: list[list[Any]] = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    except (UnicodeError, csv.Error):
        return None, [finding("F-CORRUPT", file=name)]
    cells = sum(map(len, rows))
    if cells > limits.cells or len(rows) > limits.rows:
        return None, [finding("F-CELLS", file=name, value=cells, expected=limits.cells)]
    if not encoding.startswith("utf-8"):
        notes = [*notes, finding("N-ENCODING", file=name, value=encoding.upper())]
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.area:
        return None, [finding("F-CELLS", file=name, value=width * len(rows), expected=limits.area)]
    return Book(name, "csv", [Sheet(PurePath(name).stem, [row + [""] * (width - len(row)) for row in rows])]), notes


def _decoded(data: bytes) -> tuple[str, str]:
    """Encoding and text. Raises UnicodeError when it is none of those that Excel and WPS write."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, data.decode(encoding)
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", data.decode("gb18030")

"""Files of the integrated budget system: one table per sheet under its elements' names, as CSV (utf-8-sig) or Excel."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import pandas as pd
import xlsxwriter

from config.forms_register import register_files
from config.interchange import Exchanged, interchange
from tasks import whole
from tasks.forms.book import open_book
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.normalise import is_blank, label
from tasks.rules.finding import Finding, finding
from tasks.rules.interchange import Fault

SECRECY = "密级"
EXACT = 1e15  # beyond it a number of Excel's has lost digits
_HEAD_ROWS = 10


@dataclass(slots=True, eq=False)
class Filed:
    """One table found in a file: `cells` hold text under the names of elements, `numbers` the rows they stand in."""

    name: str
    table: Exchanged
    sheet: str
    numbers: list[int]  # from 0
    letters: dict[str, int]
    cells: pd.DataFrame
    spoilt: list[tuple[int, str, str]]  # row of cells, element, what stands there: codes that became numbers
    withheld: int  # rows that bear a secrecy mark: counted, and nothing else is kept of them (X08)

    def told(self, file: str, fault: Fault) -> Finding:
        """A fault as a finding at its cell."""
        element = self.table.elements[fault.element]
        at = address(self.numbers[fault.row], self.letters[fault.element]) if fault.element in self.letters else ""
        return finding(fault.rule, file=file, sheet=self.sheet, cell=at, value=fault.value, expected=fault.expected,
                       field=f"{fault.element}（{element.title}）")


def write_table(path: Path, name: str, cells: pd.DataFrame) -> None:
    """Write one table; a suffix of .xlsx means Excel, .csv text. Raises ValueError for any other."""
    rows = [list(cells.columns), *cells.to_numpy().tolist()]
    if path.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        whole.put(path, text.getvalue().encode("utf-8-sig"))
    elif path.suffix.lower() == ".xlsx":
        whole.put(path, _workbook({name: rows}))
    else:
        raise ValueError(f"不知道怎样写 {path.name}：文件名应以 .csv 或 .xlsx 结尾")


def _workbook(sheets: Mapping[str, list[list[str]]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    sheet.write_string(number, place, value, text)  # never a formula, never a number that loses digits
    return content.getvalue()


def read_tables(name: str, content: bytes) -> tuple[list[Filed], list[Finding]]:
    """Every table of the system in a file, and what keeps it from being read. Blank rows are left out."""
    book, findings = open_book(name, content)
    if book is None:
        return [], findings
    found = [filed for sheet in book.sheets if not sheet.hidden and (filed := _filed(book, sheet))]
    if not found:
        known = "、".join(interchange().tables)
        findings = [*findings, finding("I-TABLE", file=name, value=_first_words(book), expected=known)]
    for filed in found:
        findings += [finding("I-ELEMENT", file=name, sheet=filed.sheet, value=filed.name, expected=element)
                     for element in _lacking(filed.table, set(filed.letters))]
        findings += [filed.told(name, Fault(row, element, "R-CODE", value)) for row, element, value in filed.spoilt]
    if withheld := sum(filed.withheld for filed in found):
        findings.append(finding("G-SECRET", file=name, value=withheld))
    return found, findings


def _filed(book: Book, sheet: Sheet) -> Filed | None:
    """The table named by the sheet or the file, else the one whose elements stand in a row of headings."""
    known = interchange()
    for head, cells in enumerate(sheet.rows[:_HEAD_ROWS]):
        words = [str(cell).strip() if isinstance(cell, str) else "" for cell in cells]
        named = {word.lower(): place for place, word in reversed(list(enumerate(words))) if word}
        fits = {name: len(named.keys() & known.table(name).elements.keys()) for name in known.tables}
        best = _called(sheet.name, PurePath(book.name).stem) or max(fits, key=lambda name: fits[name])
        table = known.table(best)
        if fits[best] < 2 or (not _called(sheet.name, PurePath(book.name).stem) and _lacking(table, named.keys())):
            continue
        letters = {element: named[element] for element in table.elements if element in named}
        return _read(best, table, sheet, head, letters, named.get(SECRECY))
    return None


def _called(*names: str) -> str:
    """The table that one of these is called by: the first that has a table's name in it, the sheet before the file."""
    return next((table for name in names for table in interchange().tables if table in name.upper()), "")


def _lacking(table: Exchanged, there: Any) -> list[str]:
    return [name for name, element in table.elements.items() if element.filled and name not in there]


def _read(
    name: str, table: Exchanged, sheet: Sheet, head: int, letters: dict[str, int], secrecy: int | None,
) -> Filed:
    there = [number for number in range(head + 1, len(sheet.rows)) if any(_text(c) for c in sheet.rows[number])]
    numbers = [number for number in there if secrecy is None or _open(sheet.rows[number][secrecy])]
    rows = [sheet.rows[number] for number in numbers]
    codes = {key: at for key, at in letters.items() if table.elements[key].read_as in ("code", "project", "agency")}
    spoilt = [(number, element, _text(cells[place])) for number, cells in enumerate(rows)
              for element, place in codes.items() if _lossy(cells[place])]
    columns = {element: [_text(cells[place]) for cells in rows] for element, place in letters.items()}
    return Filed(name, table, sheet.name, numbers, letters, pd.DataFrame(columns, dtype="str"), spoilt,
                 len(there) - len(numbers))


def _open(mark: object) -> bool:
    return is_blank(mark) or label(mark) in register_files().open


def _lossy(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT


def _text(cell: object) -> str:
    """A cell as text: numbers without exponent and without a needless ".0", days as yyyyMMdd."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y%m%d}"
    if isinstance(cell, bool):
        return "1" if cell else "2"
    if isinstance(cell, int | float):
        return format(Decimal(repr(cell)).normalize(), "f")
    return str(cell)


def _first_words(book: Book) -> str:
    cells = (str(cell) for sheet in book.sheets for row in sheet.rows[:1] for cell in row if cell)
    return "、".join(list(cells)[:8]) or "空表"

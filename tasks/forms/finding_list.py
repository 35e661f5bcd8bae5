"""The list of findings as a sheet: first sheet of an annotated workbook, or a small workbook of its own."""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from config.findings import Tier
from tasks.forms.grid import position
from tasks.forms.layout import LIST_SHEET, height
from tasks.rules.finding import Finding

MOST = 10_000  # findings listed; the rest is counted
FILLS = {Tier.REFUSED: "FFC7CE", Tier.ERROR: "FFC7CE", Tier.EXPLAIN: "FFEB9C"}  # hints are listed, not coloured
FIRST_ROW = 5  # of the list, below title, summary, advice and head

_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_HEADS = ("序号", "级别", "工作表", "单元格", "填报内容", "应为", "问题与办法", "规则")
_WIDTHS = (6, 8, 12, 9, 26, 26, 60, 13)
_CENTRED = (0, 1, 2, 3, 7)
_ADVICE = (
    "“错误”必须改正；“说明”请改正，或在偏差原因中说明；“提示”已自动处理。点击“单元格”一栏可直接到达。"
    "改好后保存本文件重新报送即可，本表不必删除。"
)
_LONGEST = 32_000
_LINE = Side(style="thin", color="FF999999")
_EDGE = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def is_address(cell: str) -> bool:
    """True for the Excel address of one cell."""
    return _ADDRESS.fullmatch(cell) is not None


def ranked(findings: Iterable[Finding], sheets: Sequence[str] = ()) -> list[Finding]:
    """By severity, then in the order of the sheets, then by position."""
    tiers, tabs = list(Tier), {name: number for number, name in enumerate(sheets)}

    def rank(found: Finding) -> tuple[int, int, str, int, int, str]:
        row, column = position(found.cell) if is_address(found.cell) else (-1, -1)
        return tiers.index(found.tier), tabs.get(found.sheet, -1), found.sheet, row, column, found.rule

    return sorted(findings, key=rank)


def put(cell: Cell, words: str) -> None:
    """Write text that no program will take for a formula, whatever it looks like (notes/forms.md B3)."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", words)[:_LONGEST]
    cell.data_type = "s"
    if words[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True


def write_list(sheet: Worksheet, findings: Sequence[Finding], title: str, linked: Sequence[str] = ()) -> None:
    """Fill an empty sheet; `linked` are the sheets of this workbook, in order, whose cells can be pointed at."""
    listed = ranked(findings, linked)
    _head(sheet, listed, title)
    styles = [_cell_style(sheet, column) for column in range(len(_HEADS))]
    for number, found in enumerate(listed[:MOST], 1):
        row = FIRST_ROW + number - 1
        words = ("", found.tier.value, found.sheet, found.cell, found.value, found.expected, found.message, found.rule)
        for column, text in enumerate(words):
            cell: Any = sheet.cell(row, column + 1)
            cell._style = copy(styles[column])
            put(cell, text)
        sheet.cell(row, 1).value = number
        tallest = max(height(text, width) for text, width in zip(words, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = max(20, tallest)
        if found.tier in FILLS:
            sheet.cell(row, 2).fill = _solid(FILLS[found.tier])
        if found.sheet in linked and is_address(found.cell):
            _link(sheet.cell(row, 4), found.sheet, found.cell)
    if len(listed) > MOST:
        put(_at(sheet, FIRST_ROW + MOST, 1), f"……其余 {len(listed) - MOST} 处未列出，请先改正以上各处")
    _page(sheet, FIRST_ROW + min(len(listed), MOST))


def finding_list(findings: Sequence[Finding], title: str) -> bytes:
    """A fresh workbook (.xlsx) with nothing but the list, for files that must not be rewritten."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = LIST_SHEET
    write_list(sheet, findings, title)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Worksheet, listed: Sequence[Finding], title: str) -> None:
    last = len(_HEADS)
    counts = [(tier, sum(found.tier is tier for found in listed)) for tier in Tier]
    told = "，".join(f"{tier.value} {count} 处" for tier, count in counts if count) or "没有发现问题"
    for row, words, size in ((1, title, 16), (2, f"共 {len(listed)} 处：{told}。", 11), (3, _ADVICE, 10.5)):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        cell = _at(sheet, row, 1)
        put(cell, words)
        cell.font = Font(name="黑体" if row == 1 else "宋体", size=size)
        cell.alignment = Alignment(horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True)
    for row, points in ((1, 34), (2, 20), (3, 32), (4, 24)):
        sheet.row_dimensions[row].height = points
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), 1):
        cell = _at(sheet, FIRST_ROW - 1, column)
        cell.value = head
        cell.font, cell.fill, cell.border = Font(name="黑体", size=10.5), _solid("E7ECF3"), _EDGE
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width


def _cell_style(sheet: Worksheet, column: int) -> Any:
    """The style of one column of the list, made once: setting it cell by cell takes seconds."""
    cell: Any = sheet.cell(FIRST_ROW, column + 1)
    cell.font, cell.border = Font(name="宋体", size=10), _EDGE
    across = "center" if column in _CENTRED else "left"
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
    return cell._style


def _link(cell: Any, sheet: str, address: str) -> None:
    name = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{address}", display=address)
    cell.font = Font(name="宋体", size=10, color="FF0563C1", underline="single")


def _page(sheet: Worksheet, last: int) -> None:
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{FIRST_ROW - 1}"
    sheet.print_area = f"A1:H{last}"


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101  (a fresh sheet: never swallowed by a merge)
    return cell


def _solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=f"FF{colour}")

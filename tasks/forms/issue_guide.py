"""The sheet that tells a unit how to fill the form, written from the description."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from config.forms_issued import HELPERS, Column, IssuedForm
from tasks.forms.issue_styles import Styles
from tasks.forms.layout import height

_WIDTHS = (15, 24, 14, 7, 60)
_HEADS = ("工作表", "栏目", "由谁填写", "必填", "说明")
_A4 = 9


Line = tuple[str, str, str, str, str]  # sheet, column, who fills it in, 是 where it must be, how


def write_guide(
    page: Worksheet, styles: Styles, title: str, facts: Mapping[str, Any], remarks: Iterable[str],
    lines: Iterable[Line],
) -> None:
    """Title, sender, numbered remarks, then one line per column."""
    for number, width in enumerate(_WIDTHS):
        page.set_column(number, number, width)
    last = len(_WIDTHS) - 1
    page.set_row(0, 34)
    page.merge_range(0, 0, 0, last, f"《{title}》填报说明", styles.of("title"))
    page.write_string(1, 0, f"填报单位：{facts['unit_name']}（{facts['unit_code']}）", styles.of("sender"))
    row = 2
    for number, remark in enumerate(remarks, 1):
        page.merge_range(row, 0, row, last, "", styles.of("guide"))
        page.write_string(row, 0, f"{number}. {remark}", styles.of("guide"))
        page.set_row(row, height(remark, sum(_WIDTHS), 12))
        row += 1
    row = _write_lines(page, styles, lines, row + 1)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, row - 1, last)
    page.hide_gridlines(2)


def _write_lines(page: Worksheet, styles: Styles, lines: Iterable[Line], row: int) -> int:
    """The table of columns from `row` on; returns the row after it."""
    for number, head in enumerate(_HEADS):
        page.write_string(row, number, head, styles.of("guide_head"))
    for line in lines:
        row += 1
        for number, words in enumerate(line):
            page.write_string(row, number, words, styles.of("guide_mark" if number in (0, 2, 3) else "guide_cell"))
        page.set_row(row, height(line[-1], _WIDTHS[-1], 11))
    return row + 1


def guide_lines(form: IssuedForm) -> Iterator[Line]:
    """One line per column of a described form."""
    for sheet in form.sheets:
        for column in sheet.columns:
            required = "是" if column.required and column.kind not in HELPERS else ""
            yield sheet.name, column.title, _who(column), required, _remark(column)


def _who(column: Column) -> str:
    if column.kind in HELPERS or column.formula:
        return "自动"
    if column.locked or column.signed:
        return "预填，已锁定"
    return "预填，可改" if column.prefilled else "单位填写"


def _remark(column: Column) -> str:
    """The note and the choices, once."""
    choices = f"可选：{'、'.join(column.choices)}。" if column.choices else ""
    return column.note + choices

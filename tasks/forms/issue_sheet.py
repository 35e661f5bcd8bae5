"""One data sheet of an issued workbook: cells, drop-downs, warning colours, protection and print layout."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from config.forms_issued import HELPERS, Column, IssuedForm, SheetForm
from tasks.forms.grid import letters
from tasks.forms.issue_styles import Styles
from tasks.forms.layout import FIRST_ROW, HEAD_ROW, choices_name, column_name, expand, height
from tasks.forms.words import text
from tasks.rules.columns import INDICATOR_NUMBERS, PROJECT_NUMBERS

_NUMBERS = frozenset(PROJECT_NUMBERS + INDICATOR_NUMBERS)
_LONGEST = 32_000  # Excel takes 32,767 characters a cell
_A4 = 9
_ROW = "{row}"  # in a prepared formula
_ALLOWED = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True, "sort": True,
    "autofilter": True,
}
_FOOTER = '&L&"宋体"填报人：　　　　　联系电话：&C&"宋体"单位负责人（签章）：&R&"宋体"第 &P 页，共 &N 页'
_WORDS = {"money": "金额", "points": "分值", "percent": "百分比"}


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet that can take formulas prepared: thirty functions of newer Excels are looked for once per column."""

    prepared = False

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if self.prepared:
            return formula
        return str(super()._prepare_formula(formula, expand_future_functions))


class SheetWriter:
    """Writes one sheet down to its last 0-based data row, `end`."""

    def __init__(self, page: Page, styles: Styles, form: IssuedForm, sheet: SheetForm, end: int) -> None:
        self._page, self._styles, self._form, self._sheet, self._end = page, styles, form, sheet, end
        self._last = len(sheet.columns) - 1
        self._scale = {"money": form.fen, "points": 100, "percent": 10_000}
        self._formulas = {
            column.field: page._prepare_formula(self._formula(column.formula, _ROW))
            for column in sheet.columns if column.formula
        }
        self._looks: dict[tuple[int, bool, bool], Format] = {}

    def write(self, rows: Sequence[Mapping[str, Any]], title: str, facts: Mapping[str, Any]) -> None:
        """Everything on the sheet."""
        self._head(title, facts)
        self._page.prepared = True
        for number in range(FIRST_ROW, self._end + 1):
            place = number - FIRST_ROW
            self._row(number, rows[place] if place < len(rows) else {})
        self._page.prepared = False
        if self._sheet.total:
            self._foot(rows)
        for position, column in enumerate(self._sheet.columns):
            self._guard(position, column)
        self._flags()
        self._page_setup()

    def _head(self, title: str, facts: Mapping[str, Any]) -> None:
        heading = title if self._sheet.rows == "project" else f"{title}·{self._sheet.name}"
        heads = [(column.title, column.width) for column in self._sheet.columns]
        write_head(self._page, self._styles, heading, facts, f"金额单位：{self._form.money_unit}", heads)

    def _row(self, row: int, values: Mapping[str, Any]) -> None:
        """One project, one indicator, or a spare row (no values)."""
        tallest = self._sheet.row_height
        for position, column in enumerate(self._sheet.columns):
            value = values.get(column.field)
            if value is not None and column.kind == "text":
                tallest = max(tallest, height(str(value), column.width))
            if column.kind == "serial" and values:
                value = row - FIRST_ROW + 1
            self._cell(row, position, column, value, not values)
        self._page.set_row(row, tallest)

    def _cell(self, row: int, position: int, column: Column, value: Any, spare: bool) -> None:
        missing = value is None or value == ""
        style = self._looks.get((position, missing, spare))
        if style is None:
            style = self._looks[position, missing, spare] = self._style(column, missing, spare)
        if column.formula and (missing or column.kind != "shown"):
            formula = self._formulas[column.field].replace(_ROW, str(row + 1))
            self._page.write_formula(row, position, formula, style, "" if missing else value / self._scale[column.kind])
        elif missing:
            self._page.write_blank(row, position, None, style)
        elif column.kind == "serial":
            self._page.write_number(row, position, value, style)
        elif column.kind in self._scale:
            self._page.write_number(row, position, value / self._scale[column.kind], style)
        else:
            self._page.write_string(row, position, self._words(column, value), style)

    def _style(self, column: Column, missing: bool, spare: bool) -> Format:
        """Grey and locked where we filled it in (helpers and formulas always), yellow where the unit has to fill it."""
        given = (column.locked or column.signed) and (spare or not missing)
        ours = column.kind in HELPERS or bool(column.formula) or given
        return self._styles.cell(column.kind, ours, column.required and missing and not spare)

    def _formula(self, formula: str, row: int | str = FIRST_ROW + 1) -> str:
        return "=" + expand(formula, self._form, self._sheet, row)

    def _words(self, column: Column, value: Any) -> str:
        """User text as text, whatever it looks like (catalogue 61)."""
        if column.field in _NUMBERS and column.choices:
            return column.choices[int(value) - 1]
        return (text(str(value)).value or "")[:_LONGEST]

    def _foot(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """The word and the sums of the money columns; the reader skips this row by its word."""
        foot = self._end + 1
        self._page.set_row(foot, 22)
        for position, column in enumerate(self._sheet.columns):
            style = self._styles.cell(column.kind, True, False)
            if column.kind == "money":
                known = [row.get(column.field) for row in rows]
                total: Any = "" if None in known else sum(map(int, filter(None, known))) / self._scale["money"]
                here = letters(position)
                formula = f"=SUM({here}{FIRST_ROW + 1}:{here}{self._end + 1})"
                self._page.write_formula(foot, position, formula, style, total)
            else:
                self._page.write_string(foot, position, self._sheet.total if position == 0 else "", style)

    def _guard(self, position: int, column: Column) -> None:
        """What may be typed, and the note that shows when the cell is chosen."""
        rule = self._rule(column)
        if column.note:
            rule |= {"input_title": column.title[:32], "input_message": column.note}
        if len(rule) > 1 or rule["validate"] != "any":
            self._page.data_validation(FIRST_ROW, position, self._end, position, rule)

    def _rule(self, column: Column) -> dict[str, Any]:
        if column.kind == "code" and self._sheet.rows != "project":
            source = "=" + column_name(self._form.projects, column.field)
            return {"validate": "list", "source": source, "error_message": "请从下拉列表中选择项目编码。"}
        if column.choices:
            strict = "stop" if column.kind == "choice" else "information"
            name = f"={choices_name(self._sheet, column)}"
            return {"validate": "list", "source": name, "error_type": strict, "error_message": "请从下拉列表中选择。"}
        if column.kind in self._scale and not column.formula:
            least = -1e12 if column.least is None else column.least
            most = 1e12 if column.most is None else column.most
            span = f"{least:g} 至 {most:g} 之间的" if column.most is not None else ""
            message = f"{_WORDS[column.kind]}只填{span}数字，不要带单位。"
            return {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": most,
                    "error_title": column.title[:32], "error_message": message}
        if column.max_length and not column.formula:
            return {"validate": "length", "criteria": "<=", "value": column.max_length,
                    "error_title": column.title[:32], "error_message": f"请控制在 {column.max_length} 字以内。"}
        return {"validate": "any"}

    def _flags(self) -> None:
        for flag in self._sheet.flags:
            position = [c.field for c in self._sheet.columns].index(flag.mark)
            rule = {"type": "formula", "criteria": self._formula(flag.when),
                    "format": self._styles.of(flag.tier), "stop_if_true": True}
            self._page.conditional_format(FIRST_ROW, position, self._end, position, rule)

    def _page_setup(self) -> None:
        foot = self._end + (1 if self._sheet.total else 0)
        set_page(self._page, self._last, self._end, foot, self._sheet.freeze)


def set_page(page: Worksheet, last: int, end: int, foot: int, freeze: int) -> None:
    """Protection, what stays in sight, and print: A4 across, the head on every page. `last`: the last column; `end`:
    the last row of data; `foot`: the last row printed; all 0-based."""
    page.freeze_panes(FIRST_ROW, freeze)
    page.protect("", _ALLOWED)
    page.ignore_errors({"number_stored_as_text": f"A1:{letters(last)}{end + 1}"})
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEAD_ROW)
    page.print_area(0, 0, foot, last)
    page.set_footer(_FOOTER)


def write_head(
    page: Worksheet, styles: Styles, title: str, facts: Mapping[str, Any], unit: str,
    heads: Sequence[tuple[str, float]],
) -> None:
    """Title, sender and unit of money, then the headings with their widths."""
    last = len(heads) - 1
    middle = max(1, last - 4)
    page.set_row(0, 34)
    _across(page, 0, 0, last, title, styles.of("title"))
    _across(page, 1, 0, middle, f"填报单位：{facts['unit_name']}（{facts['unit_code']}）", styles.of("sender"))
    if middle < last:
        _across(page, 1, middle + 1, last, unit, styles.of("sender_right"))
    page.set_row(1, 20)
    page.set_row(HEAD_ROW, 44)
    for position, (words, width) in enumerate(heads):
        page.set_column(position, position, width)
        page.write_string(HEAD_ROW, position, words, styles.of("head"))


def _across(page: Worksheet, row: int, first: int, last: int, words: str, style: Format) -> None:
    if first < last:
        page.merge_range(row, first, row, last, "", style)
    page.write_string(row, first, words, style)

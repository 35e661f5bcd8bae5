"""One sheet of an issued table: headings, rows filled in and rows to fill, drop-downs, protection and print layout."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from config.forms_register import Column
from config.forms_table import FormTable
from config.routing import routing
from tasks.forms.issue_sheet import set_page, write_head
from tasks.forms.issue_styles import Styles
from tasks.forms.issue_table_guide import heading, remark
from tasks.forms.layout import FIRST_ROW, height
from tasks.forms.register_cells import FIRST, LAST, NAME, TEXT, YEARS
from tasks.forms.words import text

FLAGS = ("是", "否")
SPARE, SPARE_FILLED = 20, 10  # empty rows at the end: of a table to fill, of one that we filled in
_SCALE = {"money": 1_000_000, "points": 100, "percent": 10_000, "integer": 1, "year": 1}
_KIND = {
    "money": "money", "points": "points", "percent": "percent", "integer": "integer", "year": "integer", "day": "day",
    "flag": "choice", "choice": "choice", "code": "code", "project": "code", "email": "code", "uscc": "code",
    "region": "code",
}
_WIDTH = {
    "money": 13, "points": 8, "percent": 10, "integer": 9, "year": 8, "day": 12, "flag": 8, "choice": 13, "code": 14,
    "project": 14, "email": 24, "uscc": 21, "region": 12, "name": 20, "text": 26,
}
_LOW, _HIGH = 22.0, 160.0  # points of an empty row; of the only one, which takes whole paragraphs
_PAGE = 110  # characters: a table of few columns is as wide as the page, or its title would be cut
_MOST_LISTED = 250  # signs of an input message


def sheet_name(table: FormTable) -> str:
    """The table's title, as far as Excel takes it."""
    return "".join("、" if sign in "[]:*?/\\" else sign for sign in table.title)[:31].strip("'")


def list_name(table: str, column: str) -> str:
    """The defined name of a drop-down list."""
    return f"选项_{table}_{column}"


def listed(column: Column) -> bool:
    """Whether a column offers a drop-down."""
    return column.read_as == "flag" or bool(column.choices)


def write_table(
    page: Worksheet, styles: Styles, name: str, table: FormTable, rows: Sequence[Mapping[str, Any]], title: str,
    facts: Mapping[str, Any], month: str,
) -> None:
    """Everything on the sheet of one table; `month`: of the node's data, "" where it has none."""
    columns = table.columns
    unit = {"money": "\n（万元）"}
    wider = max(1.0, _PAGE / sum(map(_width, columns.values())))
    heads = [(heading(c, month) + unit.get(c.read_as, ""), _width(c) * wider) for c in columns.values()]
    money = any(column.read_as == "money" for column in columns.values())
    write_head(page, styles, title, facts, "金额单位：万元" if money else "", heads)
    end = FIRST_ROW + len(rows) + _spare(table, rows) - 1
    for number in range(FIRST_ROW, end + 1):
        place = number - FIRST_ROW
        known = place < len(rows)
        _row(page, styles, columns, number, rows[place] if known else {}, asks=known or not rows,
             low=_LOW if table.key else _HIGH)
    for position, (field, column) in enumerate(columns.items()):
        page.data_validation(FIRST_ROW, position, end, position, _rule(name, field, column))
    set_page(page, len(columns) - 1, end, end, _frozen(table))


def _spare(table: FormTable, rows: Sequence[Any]) -> int:
    """One row where a sender has but one; none where each project or unit has its one row; one for each word where
    a word has one."""
    keys = [table.columns[name] for name in table.key]
    if not keys:
        return 0 if rows else 1
    if rows:
        return 0 if table.fill and all(column.locked for column in keys) else SPARE_FILLED
    return len(keys[0].choices) if len(keys) == 1 and keys[0].choices else SPARE


def _frozen(table: FormTable) -> int:
    """The locked columns at the left stay in sight, three of them at most."""
    ours = [column.locked for column in table.columns.values()]
    return min(3, ours.index(False) if False in ours else 0)


def _width(column: Column) -> float:
    return max(_WIDTH.get(column.read_as, 16), min(24, 1.1 * len(column.headings[0]) + 2))


def _row(
    page: Worksheet, styles: Styles, columns: Mapping[str, Column], number: int, values: Mapping[str, Any], *,
    asks: bool, low: float,
) -> None:
    """One row; what it `asks` for is yellow. User text is written as text, whatever it looks like (61)."""
    tallest = low
    for position, (name, column) in enumerate(columns.items()):
        value = _typed(values.get(name), column)
        missing = value is None or value == ""
        asked = asks and column.filled and missing
        style = styles.cell(_KIND.get(column.read_as, "text"), column.locked and not missing, asked)
        if missing:
            page.write_blank(number, position, None, style)
        elif isinstance(value, date):
            page.write_datetime(number, position, value, style)
        elif isinstance(value, str):
            page.write_string(number, position, value, style)
            tallest = max(tallest, height(value, _width(column)))
        else:
            page.write_number(number, position, value, style)
    page.set_row(number, tallest)


def _typed(value: Any, column: Column) -> Any:
    """A stored value as it stands in the cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return FLAGS[0] if value else FLAGS[1]
    if column.read_as in _SCALE:
        return int(value) / _SCALE[column.read_as]
    if isinstance(value, date):
        return value
    if column.read_as == "region" and value in routing().regions:
        return routing().regions[value].name
    return value


def clean(value: Any, column: Column) -> Any:
    """What we fill in, as it will be read back: user text without control characters, as long as a cell may be."""
    if not isinstance(value, str):
        return value
    most = TEXT if column.read_as == "text" and not column.choices else NAME
    return (text(value).value or "")[:most].strip() or None


def _rule(table: str, name: str, column: Column) -> dict[str, Any]:
    """What may be typed, and the note that shows when the cell is chosen."""
    note = remark(column)[:_MOST_LISTED]
    told = {"input_title": column.headings[0][:32], "input_message": note} if note else {}
    head = {"error_title": column.headings[0][:32]}
    if listed(column):
        source = f"={list_name(table, name)}"
        return {"validate": "list", "source": source, "error_message": "请从下拉列表中选择。", **told}
    if column.read_as == "day":
        return {"validate": "date", "criteria": "between", "minimum": FIRST, "maximum": LAST,
                "error_message": "请写成 2023-06-30 的样子。", **head, **told}
    if column.read_as in _SCALE:
        return _number(column) | head | told
    if column.read_as in ("name", "text"):
        most = NAME if column.read_as == "name" else TEXT
        return {"validate": "length", "criteria": "<=", "value": most,
                "error_message": f"请控制在 {most} 字以内。", **head, **told}
    return {"validate": "any", **told}


def _number(column: Column) -> dict[str, Any]:
    scale = _SCALE[column.read_as]
    least, most = (YEARS[0], YEARS[-1]) if column.read_as == "year" else column.bounds
    whole = column.read_as in ("integer", "year")
    within = f"{column.span} 之间的" if most is not None and column.read_as != "year" else ""
    return {
        "validate": "integer" if whole else "decimal", "criteria": "between",
        "minimum": -1e12 if least is None else least / scale, "maximum": 1e12 if most is None else most / scale,
        "error_message": f"只填{within}{'整数' if whole else '数字'}，不要带单位。",
    }

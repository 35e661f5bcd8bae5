"""A workbook that somebody made of a form's headings: what the people of the year hand in."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from config.forms_table import table_forms

MARK = "密级"
Row = Mapping[str, Any]  # printed heading → what is typed


def workbook(form: str, tables: Mapping[str, Sequence[Row]], sender: str, work_year: int) -> bytes:
    """The workbook of a form; `tables` goes by the titles of its tables. Raises KeyError for a heading it has not."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {"day": book.add_format({"num_format": "yyyy-mm-dd"}),
               "percent": book.add_format({"num_format": "0.00%"})}
    described = {table.title: table for table in table_forms()[form].tables.values()}
    if strange := set(tables) - set(described):
        raise KeyError(f"{form} has no table {strange}")
    for title, table in described.items():
        page = book.add_worksheet(title[:31])
        page.write(0, 0, f"填报单位：{sender}")
        page.write(0, 4, f"{work_year}年度")
        columns = [column for name, column in table.columns.items() if name != "secrecy"]
        kinds = [column.read_as for column in columns]
        for place, column in enumerate(columns):
            page.write(1, place, column.headings[0] + "（万元）" * (column.read_as == "money"))
        places = {heading: place for place, column in enumerate(columns) for heading in column.headings}
        if any(MARK in row for row in tables.get(title, ())):  # somebody marks rows, whether the form asks or not
            places[MARK], kinds = len(columns), [*kinds, "secrecy"]
            page.write(1, len(columns), MARK)
        for number, row in enumerate(tables.get(title, ()), 2):
            for heading, value in row.items():
                place = places[heading]
                _typed(page, number, place, value, formats.get(kinds[place]))
    book.close()
    return stream.getvalue()


def _typed(page: Any, row: int, column: int, value: Any, style: Any) -> None:
    """Dates as dates, numbers as numbers, 是 and 否 as words."""
    match value:
        case None | "":
            return
        case bool():
            page.write(row, column, "是" if value else "否")
        case date():
            page.write_datetime(row, column, value, style)
        case int() | float() | Decimal():
            page.write_number(row, column, float(value), style)
        case _:
            page.write_string(row, column, str(value))

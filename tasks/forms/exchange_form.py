"""A form as a clerk would have filled it in, from rows of another system: it goes through the inbox's own door."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from config.forms_register import Column
from config.forms_table import FormTable, table_forms


def filled_form(form: str, tables: Mapping[str, pd.DataFrame], unit_name: str, fiscal_year: int) -> bytes:
    """The workbook of one unit: a sheet per table with the columns that the rows have; amounts in 元.

    Raises KeyError for a form or a column that there is not.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in tables.items():
            described = table_forms()[form].tables[name]
            sheet = book.add_worksheet(described.title)
            sheet.write_string(0, 0, f"{fiscal_year}年度")
            sheet.write_string(1, 0, f"填报单位：{unit_name}")
            for place, column in enumerate(rows.columns):
                sheet.write_string(2, place, _heading(described, str(column)))
                for number, value in enumerate(rows[column]):
                    _write(sheet, (number + 3, place), value, described.columns[str(column)])
    return content.getvalue()


def _heading(described: FormTable, name: str) -> str:
    column = described.columns[name]
    return column.headings[0] + ("(元)" if column.read_as == "money" else "")


def _write(sheet: Any, at: tuple[int, int], value: Any, column: Column) -> None:
    if value is None or value is pd.NA or value == "":
        return
    if column.read_as in ("money", "points"):
        sheet.write_number(*at, int(value) / 100)
    elif column.read_as == "percent":
        sheet.write_string(*at, f"{int(value) / 100:.2f}%")
    elif column.read_as == "flag":
        sheet.write_string(*at, "是" if value else "否")
    else:
        sheet.write_string(*at, value.isoformat() if isinstance(value, date) else str(value))

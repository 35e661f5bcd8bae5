"""The workbook of any milestone: who filed, every verdict, every table in force, printed so that it can be read."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from config.forms_table import table_forms
from reports.milestone_workbook import milestone_workbook
from tests.reports.milestone_views import UNITS, view_of

SHOWN = {"money": 12.3456, "points": 9.5, "percent": 0.8765, "year": "2023", "flag": "是"}


def opened(view):
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(BytesIO(milestone_workbook(view)))


def a_row(table):
    """One row of a table with something of the right kind in every column."""
    kinds = {"money": 12_345_600, "points": 950, "percent": 8765, "integer": 3, "flag": True, "year": 2023,
             "day": pd.Timestamp(2023, 6, 30).date()}
    return {"unit_code": "653001-CZ"} | {
        name: kinds.get(column.read_as, "补助$100_{x$") for name, column in table.columns.items()}


@pytest.mark.parametrize(("form", "name"), [("county_submission", "county_summary"), ("budget_gate", "requests"),
                                            ("monitoring", "monitoring")])
def test_every_column_of_a_table_is_shown(form, name):
    """Years, money in 万元, points, days and flags; the sender by name; no wider than a page that can be read."""
    table = table_forms()[form].tables[name]
    rows = pd.DataFrame([a_row(table)])
    book = opened(view_of("monitoring", [], "may", units=UNITS, tables={name: (table, rows)}))
    sheet = book[table.title[:28]]
    cells = dict(zip([cell.value for cell in sheet[3]], [cell.value for cell in sheet[4]], strict=True))
    assert None not in cells.values() and cells["报送单位"] == "阿图什市财政局"
    described = {column.headings[0]: column.read_as for column in table.columns.values()}
    for heading, value in cells.items():
        kind = described.get(str(heading).partition("\n")[0])
        assert value == SHOWN.get(kind, value)
    assert sum(column.width for column in sheet.column_dimensions.values()) < 215


def test_sheets_of_a_milestone_without_anything_open():
    """Verdicts, filing, findings — each says that there is nothing."""
    book = opened(view_of("monitoring", [], "may"))
    assert book.sheetnames == ["结论", "报送", "问题"]
    assert all("（本表无内容）" in sheet["A2"].value for sheet in book)

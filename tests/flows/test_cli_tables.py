"""`jixiao check` on forms that are tables: rows as JSON, findings with cells, an exit code that says which."""

import json
from io import BytesIO

import openpyxl
import pytest

from config.forms_table import table_forms
from tests.table_samples import plain_book, rows_of


@pytest.fixture
def saved(tmp_path):
    """Write a monitoring form, changed in one cell, and name it."""

    def save(cell="", value=None):
        book = openpyxl.load_workbook(BytesIO(plain_book("monitoring")))
        if cell:
            book["项目监控"][cell] = value
        path = tmp_path / "监控表.xlsx"
        book.save(path)
        return path

    return save


def test_a_good_form_is_shown_row_by_row(jixiao, saved):
    """JSON as issue 3 writes it down; exit 0."""
    code, out, _ = jixiao("check", saved(), "--json", "--work-year", 2023)
    report = json.loads(out)
    assert code == 0 and list(report) == ["file", "form", "fiscal_year", "unit", "tables", "findings"]
    assert (report["form"], report["fiscal_year"], report["unit"]) == ("monitoring", 2023, "克州交通运输局")
    for name, table in table_forms()["monitoring"].tables.items():
        stored = json.loads(json.dumps(rows_of(table), default=str))
        assert [{n: row[n] for n in table.columns} for row in report["tables"][name]] == stored
        assert [row["row"] for row in report["tables"][name]] == [3, 4, 5]
    assert report["findings"] == []


def test_a_wrong_cell_is_named_in_chinese(jixiao, saved):
    """What the reader sees and what the suite sees; exit 1."""
    code, out, _ = jixiao("check", saved("E4", "约九十"))
    assert code == 1 and "《项目支出绩效目标执行监控表》项目监控 3 行，指标监控 3 行" in out
    assert "错误 R-NUM  项目监控!E4：约九十" in out
    code, out, _ = jixiao("check", saved("E4", 99))
    assert code == 1 and "说明 W-OVERSPENT  项目监控!E4：99.00" in out

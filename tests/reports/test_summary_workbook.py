"""The summary workbook: the view's numbers as real numbers, text that stays text, sheets ready to print."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from reports.sheets import Column, Summary
from reports.summary_workbook import summary_workbook
from reports.tallies import by_region, whole


def opened(view):
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(BytesIO(summary_workbook(view)))


def rows(sheet):
    """Heading → value, for each row below the header."""
    heads = [cell.value.split("\n")[0] for cell in sheet[3]]
    below = sheet.iter_rows(4, len(sheet["A"]), values_only=True)
    return [dict(zip(heads, values, strict=True)) for values in below if values[0]]


def test_the_workbook_has_the_numbers_of_the_view(prefecture):
    """Region by region, and the total."""
    view = prefecture()
    found = {row["地区"]: row for row in rows(opened(view)["汇总"])}
    for tally in (*by_region(view), whole(view)):
        row = found[tally.name]
        assert [row[word] for word in tally.standings] == list(tally.standings.values())
        assert (row["应报单位"], row["应报项目"], row["已报项目"]) == (tally.units, tally.projects, tally.covered)
        assert [row[word] for word in tally.grades] == list(tally.grades.values())
        assert row["平均得分"] == tally.average_cp / 100 and row["覆盖率"] == pytest.approx(tally.coverage_bp / 10_000)


def test_projects_have_real_numbers_in_ten_thousand_yuan(small):
    """So that they can be summed; what is missing is an empty cell."""
    view = small(
        units=[{}],
        projects=[{"self_score_cp": 9_650, "score_cp": 9_500},
                  {"executed_fen": None, "rate_bp": None, "self_score_cp": None, "score_cp": None, "grade": ""}],
    )
    sheet = opened(view)["项目"]
    first, second = rows(sheet)
    assert first["全年预算数"] == 123.456 and first["执行率"] == 0.972 and first["差（自评－重算）"] == 1.5
    assert first["等次"] == "优秀" and sheet["E4"].number_format == "#,##0.00" and sheet["G4"].number_format == "0.00%"
    assert second["执行数"] is None and second["重算得分"] is None and second["等次"] == "未评"


def test_units_have_real_dates_and_their_missing_projects(small):
    """One row each, by region and code."""
    owing = {"missing": ["甲", "乙"], "state": "owed", "met_on": None, "late": True}
    first, second = rows(opened(small(units=[{"region_code": "9"}, owing]))["单位"])
    assert first["单位编码"] == "u1" and first["还缺的项目"] == "甲；乙" and first["现状"] == "逾期未报齐"
    assert second["最终报齐"] == datetime(2023, 3, 20) and first["最终报齐"] is None


@pytest.mark.parametrize(
    "name", ["=cmd|'/c calc'!A1", "@SUM(A1)", "+1+1", "-2", "{=1}", "http://x.example", "补助$100_{x$", "长" * 300]
)
def test_foreign_text_is_never_a_formula_or_a_link(small, name):
    """Not when the file is opened, and not when somebody edits the cell."""
    finding = {"unit_name": name, "file": name, "value": name, "message": name, "rule": "S-TOTAL", "tier": "错误"}
    view = small(
        units=[{"unit_name": name}], projects=[{"project_name": name, "unit_name": name}], findings=[finding],
        title=name,
        notices=[{"unit_name": name, "subject": name, "state": "sent", "kind": "issue"}],
    )
    book = opened(view)
    for place, sheet in (("B4", "单位"), ("B4", "项目"), ("A4", "问题"), ("H4", "催报")):
        cell = book[sheet][place]
        assert cell.data_type == "s" and cell.value == name and cell.hyperlink is None
        assert bool(cell.quotePrefix) == (name[0] in "=+-@")


def test_every_sheet_is_frozen_filtered_and_prints_on_a4_landscape(prefecture):
    """With its header repeated on every page."""
    for sheet in opened(prefecture(10, 3)):
        setup = sheet.page_setup
        assert sheet.freeze_panes in ("C4", "B4") and sheet.auto_filter.ref.startswith("A3:")
        upright = sheet.title == "参数"  # narrow enough
        assert sheet.print_title_rows == "$1:$3" and int(setup.paperSize) == 9
        assert setup.orientation == ("portrait" if upright else "landscape")
        assert sum(column.width for column in sheet.column_dimensions.values()) < 200  # else too small to read
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and int(setup.fitToHeight or 1) <= 1
        assert "第" in sheet.oddFooter.center.text


def test_the_workbook_names_its_law_and_no_run(small):
    """Below the summary: fingerprint, both dates, what is unconfirmed or provisional; another run changes nothing."""
    book = opened(small(units=[{}], provisional="日历未公布"))
    text = "\n".join(str(cell.value) for cell in book["汇总"]["A"])
    for said in ("ab" * 32, "参数1项", "日历未公布", "2023年3月31日（星期五）"):
        assert said in text, said
    assert "自评得分与重算得分允许的差" in book["参数"]["B4"].value
    assert summary_workbook(small(units=[{}], run_id=8, ledger="9:ab")) == summary_workbook(small(units=[{}]))


def test_the_same_view_gives_the_same_bytes(prefecture):
    """Its date is that of the facts, not of the clock; a view of nothing is a workbook, too."""
    assert summary_workbook(prefecture(5, 3)) == summary_workbook(prefecture(5, 3))


def test_a_workbook_of_nothing_opens(small):
    """All sheets, no rows."""
    book = opened(small())
    assert book.sheetnames == ["汇总", "单位", "项目", "问题", "催报", "参数"] and rows(book["项目"]) == []


def test_sheets_get_names_that_a_workbook_takes():
    """Too long, forbidden, or there already: still one sheet each, in order."""
    book = Summary("表", date(2023, 6, 30))
    for name in ("长" * 40, "长" * 40, "a/b", "A_B", "'"):
        book.sheet(name, "题", "注", [Column("列", 10)], [["=1"]])
    names = openpyxl.load_workbook(BytesIO(book.finish())).sheetnames
    assert len(names) == 5 and all(len(name) <= 31 for name in names)
    assert names[2:4] == ["a_b", "A_B(2)"] and names[1].endswith("(2)")

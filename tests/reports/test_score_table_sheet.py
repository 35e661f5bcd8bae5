"""The printed 打分表 (F7): the columns of domain §2, a sheet for each level, what waits named in the remarks."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from config.rulebook import rulebook
from reports.published.score_table import NAME, files
from tasks.rules.score_table import judge
from tests.reports.milestone_views import view_of
from tests.rules.score_table_case import facts_of


def verdicts(*cases):
    """The verdicts as the outlook hands them over: with names, year and day."""
    facts = facts_of(*cases)
    facts["projects"] = facts["projects"].assign(budget_fen=80_000_000, department_name="教育局", funds="一般公共预算")
    if len(facts["grades"]):
        facts["grades"] = facts["grades"].assign(executed_fen=60_000_000)
    found = judge(facts, rulebook(2023), date(2023, 5, 31), "v1").rows
    return found.assign(work_year=2023, as_of=date(2023, 5, 31), name="校舍维修", unit_name="阿克陶县教育局")


def test_the_printed_table_has_every_project_with_its_figures():
    """One row per project in stored units turned into 万元 and points; the level's own sheet and title."""
    rows = verdicts({"自评填报": 95, "自评": 93, "审核": 82, "审计": [{"性质": "重大"}]}, {})
    sheet = load_workbook(BytesIO(files(view_of("score_table", rows, "v1"))[NAME]))["阿克陶县"]
    assert sheet["A1"].value == "阿克陶县2022年度项目支出绩效评价打分表"
    head, first, second = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=5))
    assert [word.replace("\n", "") for word in head[:8]] == [
        "序号", "区划", "主管部门", "单位", "项目代码", "项目名称", "资金性质", "预算数（万元）"]
    assert first[7:17] == [80, 60, 0.75, 95, 82, None, None, "X03 D04 E03", 79.99, "一般"]
    assert "待定（E04）" in first[17] and "已转业务科室" in first[17]
    assert (second[15], second[16]) == (None, "未评")


def test_the_same_verdicts_give_the_same_bytes():
    """A rerun publishes the same file; with no project there is none."""
    rows = verdicts({"自评": 93})
    assert files(view_of("score_table", rows, "v1")) == files(view_of("score_table", rows.iloc[::-1], "v1"))
    assert files(view_of("score_table", rows.iloc[:0], "v1")) == {}

"""整体监控 through the verbs: lights of the half-year, and who has not handed in (G03)."""

from datetime import date, datetime

from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
OPENED, FILED, AFTER = date(2023, 7, 3), date(2023, 7, 7), date(2023, 7, 11)


def form(executed=50, possible="确定能", reason="", problems=""):
    """A unit's workbook: 100 万元 of budget, one indicator."""
    return plain_book("overall_monitoring", {
        "overall_progress_report": [{"conclusion": "总体正常", "problems": problems, "measures": ""}],
        "overall_progress_funds": [{"kind": "项目支出", "budget_fen": 100_000_000, "executed_fen": executed * 1_000_000,
                                    "expected_fen": 100_000_000}],
        "overall_progress": [{"level1": "产出指标", "level2": "", "level3": "养护里程", "target": "100公里",
                              "actual": "60公里", "expected": "100公里", "possible": possible, "reason_kind": "",
                              "reason": reason}],
    })


def standing(year, kind="unit"):
    """The words in force."""
    return {subject: row["verdict"] for subject, row in year.in_force("overall_monitoring", kind).items()}


def test_the_half_year_of_three_units(year):
    """Green, red for want of a reason and put right to yellow, missing; the department is as bad as its worst."""
    year.run(OPENED, "publish", milestone="overall_monitoring")
    assert [year.mails(unit) for unit in UNITS] == [["07-03 下发"]] * 3
    year.hand_in(A, form(), datetime(2023, 7, 7, 11), "整体监控.xlsx")
    year.hand_in(B, form(possible="有可能"), datetime(2023, 7, 7, 11), "整体监控.xlsx")
    year.run(FILED, "publish", milestone="overall_monitoring")
    assert set(year.ask("SELECT state FROM submission")) == {("accepted",)}, (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert standing(year) == {A: "绿灯", B: "红灯", C: "待报送"}
    year.hand_in(B, form(possible="有可能", reason="材料到货晚"), datetime(2023, 7, 10, 11), "整体监控改.xlsx")
    year.run(AFTER, milestone="overall_monitoring")
    assert standing(year) == {A: "绿灯", B: "黄灯", C: "未报送"}
    assert standing(year, "department") == {A: "未报送"}
    assert "07-11 逾期催报" in year.mails(C) and "07-11 逾期催报" not in year.mails(B)
    page = (year.workspace / "reports/2023/overall_monitoring/index.html").read_text()
    assert "指标“养护里程”只是有可能完成" in page and "应于2023年7月10日前报送，至今未报" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(AFTER, milestone="overall_monitoring")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before

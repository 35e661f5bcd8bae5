"""整体绩效目标 through the verbs: the form goes out in February, comes back good, wrong or not at all (G01)."""

from datetime import date, datetime

from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
OPENED, FILED, AFTER = date(2023, 2, 1), date(2023, 2, 20), date(2023, 3, 1)
KINDS = (("产出指标", 5000), ("效益指标", 3000), ("满意度指标", 1000))


def plan(total=300, tasks=(100, 200), goal="道路畅通"):
    """A unit's workbook: goal and total, tasks, three indicators; amounts in 万元."""
    return plain_book("overall_targets", {
        "overall_plan": [{"goal": goal, "total_fen": total * 1_000_000, "duty": "养护公路"}],
        "overall_tasks": [
            {"task": f"任务{n}", "content": "养护", "total_fen": amount * 1_000_000, "fiscal_fen": amount * 1_000_000,
             "other_fen": 0} for n, amount in enumerate(tasks)
        ],
        "overall_indicators": [
            {"level1": level1, "level2": "", "level3": f"{level1}甲", "relation": "≥", "target": "95", "measure": "%",
             "weight_cp": weight} for level1, weight in KINDS
        ],
    })


def standing(year, kind="unit"):
    """The words in force."""
    return {unit: row["verdict"] for unit, row in year.in_force("overall_targets", kind).items()}


def test_february_of_three_units(year):
    """One complete, one that does not add up, one returned and then overdue; the department is as bad as its worst."""
    year.run(OPENED, "publish", milestone="overall_targets")
    assert [year.mails(unit) for unit in UNITS] == [["02-01 下发"]] * 3
    year.hand_in(A, plan(), datetime(2023, 2, 20, 11), "整体目标.xlsx")
    year.hand_in(B, plan(tasks=(100, 150)), datetime(2023, 2, 20, 11), "整体目标.xlsx")
    year.hand_in(C, plan(goal=""), datetime(2023, 2, 20, 11), "整体目标.xlsx")
    year.run(FILED, "publish", milestone="overall_targets")
    assert dict(year.ask("SELECT unit_code, state FROM submission")) == {A: "accepted", B: "accepted", C: "returned"}, (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert year.ask("SELECT rule, sheet, cell FROM finding WHERE tier = '错误'") == [("R-REQ", "总体目标", "A3")]
    assert standing(year) == {A: "完整", B: "需补正", C: "待报送"}
    assert "02-20 退回修改" in year.mails(C) and "02-20 回执" in year.mails(A)

    year.run(AFTER, milestone="overall_targets")
    assert standing(year) == {A: "完整", B: "需补正", C: "未报送"}
    page = (year.workspace / "reports/2023/overall_targets/index.html").read_text()
    assert "各项任务合计250.00万元，不等于年度预算总额300.00万元" in page and "未报送" in page
    assert standing(year, "department") == {A: "未报送"}

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(AFTER, "publish", milestone="overall_targets")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_corrected_plan_replaces_the_wrong_one(year):
    """The newest file of a unit counts, with all its tasks; what was wrong before is said no more."""
    year.run(OPENED, "publish", milestone="overall_targets")
    year.hand_in(A, plan(tasks=(100, 150, 40)), datetime(2023, 2, 17, 11), "整体目标.xlsx")
    year.run(date(2023, 2, 17), "publish", milestone="overall_targets")
    assert standing(year)[A] == "需补正"
    year.hand_in(A, plan(), datetime(2023, 2, 20, 11), "整体目标改.xlsx")
    year.run(FILED, "publish", milestone="overall_targets")
    assert standing(year)[A] == "完整"

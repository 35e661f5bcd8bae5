"""整体自评 through the verbs: forms come back, are scored again and graded, and what is missing is chased (G02)."""

from datetime import date, datetime

import pandas as pd

from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
OPENED, FILED, AFTER = date(2023, 4, 3), date(2023, 4, 20), date(2023, 5, 5)
PARTS = (("产出指标", 5000), ("效益指标", 3000), ("满意度指标", 1000))


def form(executed=100, total=10_000, done="100", reason="", weights=PARTS):
    """A unit's workbook: 100 万元 of budget, three indicators of which the first reached `done`."""
    return plain_book("overall_self_evaluation", {
        "overall_report": [{"goal": "道路畅通", "achieved": "完成", "total_cp": total, "reason": reason, "problems": "",
                            "measures": ""}],
        "overall_funds": [{"kind": "项目支出", "initial_fen": 100_000_000, "budget_fen": 100_000_000,
                           "executed_fen": executed * 1_000_000}],
        "overall_results": [
            {"level1": level1, "level2": "", "level3": f"{level1}甲", "relation": "≥", "target": "100",
             "actual": "100" if n else done, "weight_cp": weight, "self_score_cp": weight, "reason": reason}
            for n, (level1, weight) in enumerate(weights)
        ],
    })


def standing(year):
    """(word, score) in force about units."""
    rows = year.in_force("overall_self_evaluation", "unit")
    return {unit: (row["verdict"], None if pd.isna(row["score_cp"]) else row["score_cp"]) for unit, row in rows.items()}


def test_april_of_three_units(year):
    """All points; 20 points lost and told so; weights that cannot be scored."""
    year.run(OPENED, "publish", milestone="overall_self_evaluation")
    assert [year.mails(unit) for unit in UNITS] == [["04-03 下发"]] * 3
    year.hand_in(A, form(), datetime(2023, 4, 20, 11), "整体自评.xlsx")
    year.hand_in(B, form(executed=50, done="70"), datetime(2023, 4, 20, 11), "整体自评.xlsx")
    year.hand_in(C, form(weights=PARTS[:2]), datetime(2023, 4, 20, 11), "整体自评.xlsx")
    year.run(FILED, milestone="overall_self_evaluation")
    assert set(year.ask("SELECT state FROM submission")) == {("accepted",)}, (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert standing(year) == {A: ("优秀", 10_000), B: ("良好", 8000), C: ("无法计分", None)}
    page = (year.workspace / "reports/2023/overall_self_evaluation/index.html").read_text()
    assert "自评总分100.00分，重算为80.00分" in page and "指标分值合计80.00分，应为90.00分" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(FILED, "publish", milestone="overall_self_evaluation")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_form_that_holds_nonsense_comes_back(year):
    """More points than there are: the cell is named, nothing of it counts, and after the deadline it is missing."""
    year.run(OPENED, "publish", milestone="overall_self_evaluation")
    year.hand_in(A, form(total=10_001), datetime(2023, 4, 20, 11), "整体自评.xlsx")
    year.run(FILED, "publish", milestone="overall_self_evaluation")
    assert year.ask("SELECT rule, sheet, cell FROM finding WHERE tier = '错误'") == [("R-RANGE", "自评结论", "C3")]
    year.run(AFTER, "publish", milestone="overall_self_evaluation")
    assert standing(year)[A] == ("未报送", None) and "05-05 逾期催报" in year.mails(A)

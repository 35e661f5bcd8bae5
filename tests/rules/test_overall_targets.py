"""整体绩效目标, scenario by scenario: complete, to be completed, awaited or missing (G01)."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.overall_targets import NEEDS, judge

SCENARIOS = "overall_targets.yaml"
TASKS = [["修路", 100, 100, 0], ["架桥", 200, 200, 0]]
INDICATORS = [["产出指标", 50], ["效益指标", 30], ["满意度指标", 10]]


def fen(wan):
    """万元 as the rules keep them."""
    return None if wan == "无" else round(wan * 1_000_000)


def story(known, unit="u1"):
    """The rows of one unit, by frame."""
    spending = {"project_id": 1, "project_code": "P1", "unit_code": unit, "cancelled_reason": known.get("取消", ""),
                "initial_fen": fen(known.get("项目支出", 200))}
    rows = {
        "projects": [spending],
        "units": [{"code": unit, "department_code": "d1", "kind": "unit"}],
        "obligations": [{"milestone": "overall_targets", "unit_code": unit, "effective_due": date(2023, 2, 28),
                         "state": "waived" if "免报" in known else "owed"}],
    }
    if known.get("报送") == "无":
        return rows
    plan = {"unit_code": unit, "goal": known.get("目标", "路通桥畅"), "total_fen": fen(known.get("总额", 300))}
    tasks = [dict(zip(("task", "total_fen", "fiscal_fen", "other_fen"), (task[0], *map(fen, task[1:])), strict=True))
             for task in known.get("任务", TASKS)]
    indicators = [
        {"unit_code": unit, "level1": level1, "level3": f"指标{n}", "target": (*value, "≥95%")[0],
         "weight_cp": None if weight == "无" else round(weight * 100)}
        for n, (level1, weight, *value) in enumerate(known.get("指标", INDICATORS))
    ]
    return rows | {"overall_plan": [plan], "overall_tasks": [{"unit_code": unit, **task} for task in tasks],
                   "overall_indicators": indicators}


def test_a_plan(scenario, book, handed, told):
    """One unit's plan, what is wrong with it, and what its department is told."""
    known, expected = scenario["已知"], scenario["结果"]
    found = told(judge(handed(NEEDS, **story(known)), book, known.get("日期", date(2023, 3, 1)), ""))
    row = found.get(("unit", "u1"), {"verdict": "没有", "why": ""})
    assert row["verdict"] == expected["结论"], row["why"]
    assert expected.get("理由", "") in row["why"]
    assert expected["结论"] != "完整" or row["why"] == "任务、金额、指标齐全且相符。"
    if "部门" in expected:
        assert found.get(("department", "d1"), {"verdict": "没有"})["verdict"] == expected["部门"]


def test_a_department_is_as_good_as_its_worst_unit(book, handed, told):
    """One complete plan and one missing: the department is missing one, with the sum of what was planned."""
    both = {name: story({}).get(name, []) + story({"报送": "无"}, "u2").get(name, []) for name in NEEDS}
    found = told(judge(handed(NEEDS, **both), book, date(2023, 3, 1), ""))
    assert found["department", "d1"]["verdict"] == "未报送"
    assert found["department", "d1"]["detail"] == {"units": 2, "完整": 1, "未报送": 1}
    assert found["department", "d1"]["amount_fen"] == fen(300)


def test_a_department_without_a_plan_has_no_amount(book, handed, told):
    """Nothing planned yet is not nothing planned."""
    found = told(judge(handed(NEEDS, **story({"报送": "无"})), book, date(2023, 2, 20), ""))
    assert pd.isna(found["department", "d1"]["amount_fen"])


def test_every_defect_is_a_step(book, handed):
    """Two things wrong are two steps of G01 in order, with the clause."""
    found = judge(handed(NEEDS, **story({"目标": "", "任务": []})), book, date(2023, 3, 1), "")
    steps = found.steps[found.steps["kind"] == "unit"]
    assert steps["seq"].tolist() == [1, 2]
    assert set(zip(steps["rule"], steps["clause"], strict=True)) == {("G01", "通知三（七）")}


def test_one_sheet_alone_is_a_plan_too(book, handed, told):
    """Only the plan, only tasks, or only indicators: it was handed in, and the rest is missing."""
    for only in ("overall_plan", "overall_tasks", "overall_indicators"):
        sheets = {name: rows for name, rows in story({}).items() if not name.startswith("overall") or name == only}
        assert told(judge(handed(NEEDS, **sheets), book, date(2023, 3, 1), ""))["unit", "u1"]["verdict"] == "需补正"


def test_what_is_complete_has_its_step_too(book, handed):
    """Nothing wrong is one step of G01 that says so."""
    steps = judge(handed(NEEDS, **story({})), book, date(2023, 3, 1), "").steps
    assert steps[steps["kind"] == "unit"][["rule", "fact"]].values.tolist() == [["G01", "任务、金额、指标齐全且相符"]]


def test_a_department_says_how_many_units_have_which_word(book, handed, told):
    """Only words that were given are told; a unit without a department stands for itself; late and not yet differ."""
    rows = story({"报送": "无"})
    rows["units"] = [{"code": "u1", "department_code": "", "kind": "unit"}]
    for day, words in ((date(2023, 2, 20), "尚未到期"), (date(2023, 3, 1), "至今未报")):
        found = told(judge(handed(NEEDS, **rows), book, day, ""))
        assert found["unit", "u1"]["why"].endswith(f"{words}。")
        word = "待报送" if day.month == 2 else "未报送"
        assert found["department", "u1"]["why"] == f"所属单位1家：{word}1家，按最差的一家认定。"


@given(some.permutations(TASKS), some.permutations(INDICATORS), some.booleans())
def test_the_order_of_rows_does_not_matter(handed, tasks, indicators, wrong):
    """Whatever order a unit writes its tasks and indicators in, the verdict is the same."""
    known = {"任务": tasks, "指标": indicators, "总额": 299 if wrong else 300}
    found = judge(handed(NEEDS, **story(known)), rulebook(2023), date(2023, 3, 1), "")
    straight = judge(handed(NEEDS, **story({"总额": known["总额"]})), rulebook(2023), date(2023, 3, 1), "")
    pd.testing.assert_series_equal(found.rows["verdict"], straight.rows["verdict"])

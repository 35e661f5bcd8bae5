"""整体自评, scenario by scenario: points, grade, and what has to be explained (G02)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.overall_measures import measure
from tasks.rules.overall_self_evaluation import NEEDS, execution_cp, judge

SCENARIOS = "overall_self_evaluation.yaml"
PARTS = ("产出", "效益", "满意度")


def fen(wan):
    """万元 as the rules keep them."""
    return round(wan * 1_000_000)


def result(known, part, weight):
    """One indicator row of a part."""
    target, actual, reason, *score = known.get(part, ["≥100%", "100%", ""])
    filed = score[0] if score else weight
    return {"unit_code": "u1", "level1": f"{part}指标", "level3": part, "target": target, "actual": actual,
            "weight_cp": round(weight * 100), "self_score_cp": round(filed * 100), "reason": reason}


def story(known):
    """The rows of one unit, by frame."""
    rows = {
        "units": [{"code": "u1", "department_code": "d1", "kind": "unit"}],
        "obligations": [{"milestone": "overall_self_evaluation", "unit_code": "u1", "state": "owed",
                         "effective_due": date(2023, 5, 4)}],
    }
    if known.get("报送") == "无":
        return rows
    weights = known.get("分值", [50, 30, 10])
    return rows | {
        "overall_report": [{"unit_code": "u1", "total_cp": round(known.get("自评总分", 100) * 100),
                            "reason": known.get("原因", "")}],
        "overall_funds": [
            {"unit_code": "u1", "kind": "项目支出", "budget_fen": fen(known.get("预算", 100)) // 2,
             "executed_fen": fen(known.get("执行", 100)) - fen(known.get("执行", 100)) // 2},
            {"unit_code": "u1", "kind": "基本支出", "budget_fen": fen(known.get("预算", 100)) // 2,
             "executed_fen": fen(known.get("执行", 100)) // 2},
        ],
        "overall_results": [result(known, part, weight) for part, weight in zip(PARTS, weights, strict=True)],
    }


def test_a_self_evaluation(scenario, book, handed, told, hundredths):
    """One unit: its total, its grade, what must be explained, and what its department is told."""
    known, expected = scenario["已知"], scenario["结果"]
    found = told(judge(handed(NEEDS, **story(known)), book, known.get("日期", date(2023, 5, 5)), ""))
    row = found["unit", "u1"]
    if "总分" in expected:
        total = None if expected["总分"] == "无" else hundredths(expected["总分"])
        assert (row["score_cp"] if isinstance(row["score_cp"], int) else None) == total, row["why"]
    assert row["verdict"] == expected.get("结论", row["verdict"])
    assert expected.get("说明", "") in row["why"]
    assert "没有说明" not in expected or expected["没有说明"] not in row["why"]
    assert found["department", "d1"]["verdict"] == expected.get("部门", row["verdict"])


def test_one_sheet_alone_is_a_self_evaluation_too(book, handed, told):
    """Only the report, only the funds, or only the results: it was handed in, and cannot be scored."""
    for only in ("overall_report", "overall_funds", "overall_results"):
        sheets = {name: rows for name, rows in story({}).items() if not name.startswith("overall") or name == only}
        assert told(judge(handed(NEEDS, **sheets), book, date(2023, 5, 5), ""))["unit", "u1"]["verdict"] == "无法计分"


def test_blank_amounts_and_weights_count_as_nothing(book, handed, told):
    """A line of funds without a budget, an indicator without a weight: told, never a crash."""
    rows = story({})
    rows["overall_funds"].append({"unit_code": "u1", "kind": "其他", "budget_fen": None, "executed_fen": None})
    rows["overall_results"].append({**rows["overall_results"][0], "level3": "补", "weight_cp": None})
    found = told(judge(handed(NEEDS, **rows), book, date(2023, 5, 5), ""))["unit", "u1"]
    assert found["verdict"] == "无法计分" and found["detail"]["budget_fen"] == fen(100)
    assert found["detail"]["parts_cp"]["产出"] == 5000


@pytest.mark.parametrize(("text", "expected"), [
    ("≥95%", ("≥", "95", "%")), ("1,200户", ("", "1200", "户")), (" -3.5 ", ("", "-3.5", "")), ("＝3", ("=", "3", "")),
    ("3-5", None), ("2023年12月", None), ("良好", None), ("", None), (None, None), ("1" * 16, None),
])
def test_what_is_a_measure(text, expected):
    """Sign, number and unit of one cell; ranges, dates and words are none."""
    found = measure(text)
    assert (found and (found[0], str(found[1]), found[2])) == expected


@given(some.integers(1, 10**12), some.integers(0, 10**13))
def test_execution_gives_at_most_its_points(budget, executed):
    """Never below nothing, never above the weight, and all of it from the whole budget on."""
    found = execution_cp(budget, executed, 1000)
    assert 0 <= found <= 1000
    assert executed < budget or found == 1000


@given(some.lists(some.integers(0, 200), min_size=2, max_size=4))
def test_doing_less_never_scores_more(handed, done):
    """The total rises with what was achieved, however it was achieved."""
    totals = [
        judge(handed(NEEDS, **story({"产出": ["≥100", str(n), "说明"]})), rulebook(2023), date(2023, 5, 5), "")
        .rows.set_index("kind").loc["unit", "score_cp"]
        for n in sorted(done)
    ]
    assert totals == sorted(totals) and max(totals) <= 10_000

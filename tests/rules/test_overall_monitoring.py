"""整体监控, scenario by scenario: which light a unit and its department are at (G03)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.overall_monitoring import NEEDS, ORDER, judge, time_progress_bp

SCENARIOS = "overall_monitoring.yaml"


def fen(wan):
    """万元 as the rules keep them."""
    return round(wan * 1_000_000)


def story(known):
    """The rows of one unit, by frame."""
    rows = {
        "units": [{"code": "u1", "department_code": "d1", "kind": "unit"}],
        "obligations": [{"milestone": "overall_monitoring", "unit_code": "u1", "state": "owed",
                         "effective_due": date(2023, 7, 10)}],
    }
    if known.get("报送") == "无":
        return rows
    progress = {"unit_code": "u1", "level1": "产出指标", "level3": "里程", "possible": known.get("可能", "确定能"),
                "reason": known.get("原因", "")}
    return rows | {
        "overall_progress_report": [{"unit_code": "u1", "conclusion": "正常", "problems": known.get("问题", "")}],
        "overall_progress_funds": [
            {"unit_code": "u1", "kind": "项目支出", "budget_fen": fen(known.get("预算", 100)),
             "executed_fen": fen(known.get("执行", 50)), "expected_fen": fen(known.get("预计", 100))},
        ],
        "overall_progress": [progress] if known.get("指标") != "无" else [],
    }


def test_a_light(scenario, book, handed, told):
    """One unit: its light, why, and what its department is told."""
    known, expected = scenario["已知"], scenario["结果"]
    found = told(judge(handed(NEEDS, **story(known)), book, known.get("日期", date(2023, 7, 11)), ""))
    row = found["unit", "u1"]
    assert row["verdict"] == expected["灯"], row["why"]
    assert expected.get("理由", "") in row["why"]
    assert found["department", "d1"]["verdict"] == expected.get("部门", row["verdict"])


def test_one_sheet_alone_is_a_monitoring_too(book, handed, told):
    """Only the report or only the funds: it was handed in, and is not in order."""
    for only in ("overall_progress_report", "overall_progress_funds"):
        sheets = {name: rows for name, rows in story({}).items() if not name.startswith("overall") or name == only}
        assert told(judge(handed(NEEDS, **sheets), book, date(2023, 7, 11), ""))["unit", "u1"]["verdict"] == "红灯"


def test_half_of_the_year_is_over_at_the_end_of_june(book):
    """序时进度 at the node."""
    assert time_progress_bp(book) == 5000


@given(some.lists(some.integers(0, 120), min_size=2, max_size=5), some.sampled_from(["", "招标流标"]))
def test_spending_less_never_gives_a_better_light(handed, spent, problems):
    """Up to the budget, lights only get better with the money spent."""
    codes = [
        ORDER.index(judge(
            handed(NEEDS, **story({"执行": min(n, 100), "问题": problems})), rulebook(2023), date(2023, 7, 11), "",
        ).rows.set_index("kind").loc["unit", "verdict"])
        for n in sorted(spent)
    ]
    assert codes == sorted(codes, reverse=True)

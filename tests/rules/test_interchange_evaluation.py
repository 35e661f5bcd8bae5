"""Self-evaluations put together from the system's tables (L02)."""

import pandas as pd
import pytest

from tasks.rules.interchange_evaluation import PRINTED, evaluations

KEY = {"project_code": "甲", "fiscal_year": 2022, "unit_code": "一"}


def table(*rows):
    """A table as taken in."""
    return pd.DataFrame([KEY | row for row in rows])


def money(fund, initial, budget, executed):
    """One row of money, in fen."""
    return {"fund": fund, "initial_fen": initial, "budget_fen": budget, "executed_fen": executed, "rate_bp": 9000,
            "execution_score_cp": 900}


INDICATORS = table({"level3": "里程"})


@pytest.mark.parametrize("tables", [[], [INDICATORS], [table(money("", 1, 1, 1))], [INDICATORS, table({"goal": "好"})]])
def test_without_money_or_indicators_there_is_none(tables):
    """Two empty frames."""
    projects, indicators = evaluations(tables)
    assert projects.empty and indicators.empty


def test_head_goal_and_money_meet_in_one_row():
    """Whatever is not said stays missing."""
    projects, indicators = evaluations([
        table({"goal": "好"}), INDICATORS, table(money("年度资金总额", 100, 200, 180)), table({"self_score_cp": 9900})])
    [row] = projects.to_dict("records")
    assert (row["goal"], row["budget_fen"], row["executed_fen"], row["self_score_cp"]) == ("好", 200, 180, 9900)
    assert pd.isna(row["achieved"]) and list(projects) == [*KEY, *PRINTED] and len(indicators) == 1


def test_the_whole_counts_before_its_parts_and_else_their_sum():
    """Never both: money is not counted twice."""
    parts = [money("当年财政拨款", 100, 150, 140), money("其他资金", 0, 50, 40)]
    for rows in ([money("年度资金总额", 100, 200, 180), *parts], [*parts, money("年度资金总额", 100, 200, 180)], parts):
        beside = table(*rows, *(row | {"project_code": "乙"} for row in parts))
        found = evaluations([INDICATORS, beside])[0].set_index("project_code")
        amounts = found.loc[["甲", "乙"], ["initial_fen", "budget_fen", "executed_fen"]].to_numpy().tolist()
        assert found.index.is_unique and amounts == [[100, 200, 180]] * 2


def test_money_that_no_part_says_stays_unknown():
    """A sum of nothing is not zero; a project that only one table knows is kept."""
    parts = [money("当年财政拨款", None, 150, 140), money("其他资金", None, 50, 40)]
    money_of = table(*parts).astype({"initial_fen": "Int64"})
    [row] = evaluations([INDICATORS, money_of, table({"goal": "好"})])[0].to_dict("records")
    assert pd.isna(row["initial_fen"]) and row["budget_fen"] == 200
    goals = table({"goal": "好", "project_code": "乙"}, {"goal": "好"}, {"goal": "坏"})
    found = evaluations([INDICATORS, money_of, goals])[0]
    assert sorted(found["project_code"]) == ["乙", "甲"] and found.set_index("project_code").loc["甲", "goal"] == "好"

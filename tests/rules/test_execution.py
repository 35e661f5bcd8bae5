"""Execution points and rates (domain §1.3, §A.15)."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as some

from tasks.rules.scoring import execution_points, execution_rate_bp

SCENARIOS = "execution.yaml"
MOST_FEN = 10**15  # what the reader lets through (catalogue 52)


def fen(wan):
    """万元 as the rules keep it."""
    return None if wan is None else int(Decimal(str(wan)) * 1_000_000)


def one(column):
    """The only value of a column, None where it is missing."""
    [value] = column
    return None if pd.isna(value) else int(value)


def test_execution(scenario, projects, hundredths):
    """One funds block: points up to the weight, the rate as it is."""
    known, expected = scenario["已知"], scenario["结果"]
    row = {"budget_fen": fen(known.get("全年预算数")), "executed_fen": fen(known.get("全年执行数"))}
    frame = projects(row | {"execution_weight_cp": hundredths(known.get("分值"))})
    wanted = [None if expected[name] == "无" else hundredths(expected[name]) for name in ("得分", "执行率")]
    assert [one(execution_points(frame)), one(execution_rate_bp(frame))] == wanted


AMOUNT = some.integers(-10**6, MOST_FEN) | some.integers(-2, 5)


BLOCK = some.fixed_dictionaries(
    {"budget_fen": AMOUNT, "executed_fen": AMOUNT, "execution_weight_cp": some.integers(-100, 10_000)}
)


def rounded(exact):
    """Half up, as an int."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(some.lists(BLOCK, min_size=1, max_size=5))
def test_execution_agrees_with_decimal(projects, rows):
    """Half-up of the exact quotient, between nothing and the weight, for every amount that a form may hold."""
    frame = projects(*rows)
    for row, points, rate in zip(rows, execution_points(frame), execution_rate_bp(frame), strict=True):
        budget, spent = row["budget_fen"], Decimal(max(row["executed_fen"], 0))
        if budget <= 0:
            assert pd.isna(points) and pd.isna(rate)
            continue
        assert points == rounded(max(row["execution_weight_cp"], 0) * min(spent, Decimal(budget)) / budget)
        assert rate == rounded(10_000 * spent / budget) if spent / budget < 10**14 else rate >= 10**18


@given(budget=some.integers(1, MOST_FEN), spent=some.lists(some.integers(0, MOST_FEN), min_size=2, max_size=8))
def test_spending_more_never_costs_points(projects, budget, spent):
    """Points and rate rise with what was spent."""
    frame = projects(*[{"budget_fen": budget, "executed_fen": s, "execution_weight_cp": 1000} for s in sorted(spent)])
    assert execution_points(frame).is_monotonic_increasing
    assert execution_rate_bp(frame).is_monotonic_increasing


def test_an_empty_frame_has_no_points(projects):
    """No project, no points, no rate, no fault."""
    assert execution_points(projects()).empty and execution_rate_bp(projects()).empty

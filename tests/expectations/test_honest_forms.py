"""No false alarm: a form that tells the truth passes, however it rounds; a form that does not is caught."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from expectations.declare import mask
from expectations.self_evaluation import CHECKS

FORMATS = st.sampled_from([100, 10, 1])  # whole points, one decimal, two decimals
LEAST, LARGE = 10, 10**4  # 0.10 and 100 万元, in steps of 0.01 万元
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def printed(exact, unit, full):
    """A number in cp as a form prints it; full points only for a full result."""
    rounded = (2 * exact + unit) // (2 * unit) * unit
    if exact >= full:
        return full
    return rounded if rounded < full else exact // unit * unit


@st.composite
def indicators(draw, unit):
    """A row with a weight, a target, a result and the points that follow from them."""
    weight = draw(st.integers(1, 20)) * 50
    target = draw(st.integers(1, 10**6))
    relation = draw(st.sampled_from(["≥", "≤", "="]))
    actual = draw(st.one_of(st.just(target), st.integers(0, 13 * target // 10)))
    if relation == "≥":
        due = weight * min(actual, target) * 2 + target, 2 * target
    elif relation == "≤":
        due = (weight * 2 + 1, 2) if actual <= target else (weight * target * 2 + actual, 2 * actual)
    else:
        due = weight * max(target - abs(actual - target), 0) * 2 + target, 2 * target
    score = printed(due[0] // due[1], unit, weight)
    return {
        "level1": draw(st.sampled_from(["产出指标", "效益指标", "满意度指标"])), "level3": "里程",
        "target": f"{relation}{target}", "relation": relation, "actual": str(actual), "target_value": target,
        "actual_value": actual, "weight_cp": weight, "self_score_cp": score,
        "reason": draw(st.sampled_from(["已改进", "雨季停工"])),
    }


@st.composite
def honest(draw, least=LEAST):
    """A project and its indicators, true to the last cell, in one print format."""
    unit = draw(FORMATS)
    rows = draw(st.lists(indicators(unit), min_size=1, max_size=8))
    weights = sum(row["weight_cp"] for row in rows)
    assume(weights < 10_000)
    budget = draw(st.integers(least, 10**7)) * 10_000
    executed = draw(st.integers(0, budget // 10_000)) * 10_000
    weight = 10_000 - weights
    due = (2 * weight * executed + budget) // (2 * budget)
    score = printed(due, unit, weight)
    total = sum(row["self_score_cp"] for row in rows) + score
    rate = (2 * 10_000 * executed + budget) // (2 * budget)
    project = {
        "budget_fen": budget, "initial_fen": budget, "executed_fen": executed, "execution_weight_cp": weight,
        "execution_score_cp": score, "total_cp": total, "rate_bp": printed(rate, draw(FORMATS), 10_000),
        "reason": "结余", "grade": "",
    }
    return project, rows


def alarms(form, project, rows):
    """The rules that speak, by the masks: the gate's tests show that Great Expectations says the same."""
    base = dict(form().MEASURED)
    assessed = form(rows=[base | row for row in rows], **project).assessed()
    frames = dict(zip(("project", "indicator"), assessed, strict=True))
    return {check.rule for check in CHECKS if mask(check, frames[check.frame]).any()}


@QUIET
@given(honest())
def test_an_honest_form_passes_however_it_rounds(form, case):
    """Whole points, one decimal, two decimals; rates with none, one or two."""
    assert alarms(form, *case) == set()


@QUIET
@given(honest(), st.integers(51, 5000), st.sampled_from([-1, 1]))
def test_a_wrong_total_is_caught(form, case, off, sign):
    """Beyond half a point no rounding explains it."""
    project, rows = case
    wrong = project["total_cp"] + (sign if off <= project["total_cp"] else 1) * off
    assume(wrong <= 10_000)
    assert "S-TOTAL" in alarms(form, project | {"total_cp": wrong}, rows)


@QUIET
@given(honest(LARGE), st.integers(102, 9000), st.sampled_from([-1, 1]))
def test_a_wrong_rate_is_caught(form, case, off, sign):
    """More than a percent point off, where the amounts are large enough to tell."""
    project, rows = case
    wrong = project["rate_bp"] + (sign if off <= project["rate_bp"] else 1) * off
    assert "S-RATE" in alarms(form, project | {"rate_bp": wrong}, rows)


@QUIET
@given(honest(), st.data())
def test_points_above_what_was_reached_are_caught(form, case, data):
    """More than half a point too many, on any indicator."""
    project, rows = case
    roomy = [row for row in rows if row["weight_cp"] - row["self_score_cp"] > 101]
    assume(roomy)
    row = data.draw(st.sampled_from(roomy))
    row["self_score_cp"] += data.draw(st.integers(101, row["weight_cp"] - row["self_score_cp"]))
    assert "S-HIGH" in alarms(form, project | {"total_cp": None}, rows)


@pytest.mark.parametrize(("relation", "actual"), [("≥", 96), ("≤", 104), ("=", 104)])
def test_full_points_for_a_missed_target_are_no_rounding(form, relation, actual):
    """9.6 of 10 printed as 10 in a form of whole points: the most common mistake of all."""
    row = {"relation": relation, "actual_value": actual, "actual": str(actual), "reason": "雨季"}
    good = form().indicators
    assert alarms(form, {}, [good[0] | row, *good[1:]]) == {"S-HIGH"}

"""What holds of every indicator there can be: bounds, order, scale, exact rounding, independence of the neighbours."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tasks.rules.columns import RELATIONS
from tasks.rules.scoring import at_least_points, at_most_points, equal_points, indicator_points, share

FAR = 10**18
measure = some.integers(-FAR, FAR) | some.integers(-1000, 1000)
weight = some.integers(0, 10_000)
row = some.fixed_dictionaries(
    {"relation": some.sampled_from([*RELATIONS, ""])},
    optional={
        "target_value": measure, "actual_value": measure, "tier": some.integers(0, 5),
        "weight_cp": some.integers(-100, 10_000), "self_score_cp": some.integers(-1000, 20_000),
    },
)
RULES = {"≥": at_least_points, "≤": at_most_points, "=": equal_points}


def points(relation, target, actual, weight):
    """The points of one indicator by the rule of its relation."""
    [found] = RULES[relation](*(np.array([n], dtype=np.int64) for n in (target, actual, weight)))
    return int(found)


@given(some.lists(row, min_size=1, max_size=6))
def test_points_stay_between_nothing_and_the_weight(law, indicators, rows):
    """Whatever was typed, no row loses points or gains more than it weighs, and the range brackets the score."""
    frame = indicators(*rows)
    found = indicator_points(frame, law)
    scored = found["score_cp"].notna()
    score, most = found["score_cp"][scored], frame["weight_cp"][scored].clip(lower=0)
    assert (score >= 0).all() and (score <= most).all()
    assert (score >= found["low_cp"][scored]).all() and (score <= found["high_cp"][scored]).all()
    assert (found["low_cp"] <= found["high_cp"]).all()


@given(some.lists(row, min_size=2, max_size=6))
def test_a_row_alone_scores_as_among_many(law, indicators, rows):
    """A row's points do not depend on its neighbours."""
    frame = indicators(*rows)
    alone = pd.concat([indicator_points(frame.iloc[[n]], law) for n in range(len(frame))])
    pd.testing.assert_frame_equal(indicator_points(frame, law), alone)


@given(measure, some.lists(measure, min_size=2, max_size=6), weight)
def test_more_is_never_worse_where_more_is_wanted(target, actuals, weight):
    """≥ is monotone in what was done."""
    found = [points("≥", target, actual, weight) for actual in sorted(actuals)]
    assert target <= 0 or found == sorted(found)


@given(measure, some.lists(measure, min_size=2, max_size=6), weight)
def test_less_is_never_worse_where_less_is_wanted(target, actuals, weight):
    """≤ is antitone in what was done, for limits that are not negative."""
    found = [points("≤", abs(target), actual, weight) for actual in sorted(actuals)]
    assert found == sorted(found, reverse=True)


@given(some.integers(-10**6, 10**6), some.lists(some.integers(0, 10**6), min_size=2, max_size=6), weight)
def test_nearer_is_never_worse_where_equality_is_wanted(target, gaps, weight):
    """= falls with the distance, and as much to the left as to the right."""
    found = [points("=", target, target + gap, weight) for gap in sorted(gaps)]
    assert found == sorted(found, reverse=True)
    assert found == [points("=", target, target - gap, weight) for gap in sorted(gaps)]


@pytest.mark.parametrize("relation", RULES)
@given(target=some.integers(-10**6, 10**6), actual=some.integers(-10**6, 10**6), weight=weight,
       factor=some.integers(1, 10**12))
def test_the_unit_of_measure_does_not_matter(relation, target, actual, weight, factor):
    """Metres or kilometres: the same factor on target and result changes nothing."""
    if relation == "≥":
        target = abs(target) + 1
    assert points(relation, target, actual, weight) == points(relation, target * factor, actual * factor, weight)


@given(whole=some.integers(1, FAR), of=some.integers(0, 10**9), data=some.data())
def test_rounding_is_half_up_and_exact(whole, of, data):
    """`share` is Decimal's ROUND_HALF_UP at any size that a cell can hold."""
    part = data.draw(some.integers(0, whole))
    with localcontext() as exactly:
        exactly.prec = 60
        expected = (Decimal(of) * part / whole).quantize(Decimal(1), ROUND_HALF_UP)
    found = share(*(np.array([n], dtype=np.int64) for n in (part, whole, of)))
    assert found.tolist() == [expected]


@given(some.integers(1, 10_000))
def test_a_half_goes_up(weight):
    """Exactly half a hundredth counts as one, never as the nearest even."""
    assert points("≥", 2 * weight, 1, weight) == 1
    assert points("≥", 2 * weight + 1, 1, weight) == 0


def test_nothing_of_nothing_is_nothing():
    """A whole of zero gives no points and no fault."""
    zero = np.zeros(1, dtype=np.int64)
    assert share(zero, zero, np.full(1, 1000)).tolist() == [0]

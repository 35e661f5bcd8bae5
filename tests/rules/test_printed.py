"""How far a printed number may stand from the true one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rules.printed import points_gap, rate_gap, ratio_bp, slack, step


def ints(*values):
    return np.array(values, dtype=np.int64)


def test_the_print_format_shows_in_the_number():
    """8.77, 8.8 and 9: two decimals, one, none."""
    assert step(ints(877, 880, 900, 0)).tolist() == [1, 10, 100, 100]


@pytest.mark.parametrize(("filed", "gap"), [
    (877, 0), (880, 0), (870, 0), (900, 0), (867, 0), (866, -11), (888, 11), (800, -77), (890, 13), (1000, 123),
])
def test_points_may_be_rounded(filed, gap):
    """8.77 is 8.8, 8.7 or 9; it is not 8, 8.9 or the full 10."""
    assert points_gap(ints(filed), ints(877), ints(877), 1000, 10).tolist() == [gap]


def test_full_points_are_never_rounded_up_to():
    """9.6 of 10 is 9.6; 9.9 may pass for 10."""
    assert points_gap(ints(1000, 1000), ints(960, 990), ints(960, 990), 1000, 10).tolist() == [40, 0]


@pytest.mark.parametrize(("printed", "gap"), [
    (8765, 0), (8766, 1), (8770, 0), (8760, 0), (8800, 0), (8700, 0), (8900, 135), (8600, -165), (8790, 25),
])
def test_rates_may_be_rounded_or_cut_off(printed, gap):
    """87.65 % is 87.7, 87.6, 88 or 87; it is not 89."""
    assert rate_gap(ints(printed), ints(8765), ints(8765)).tolist() == [gap]


def test_a_rate_one_unit_of_its_print_off_is_wrong():
    """88 % is not 87 %."""
    assert rate_gap(ints(8700), ints(8800), ints(8800)).tolist() == [-100]


def test_a_rate_above_a_hundred_may_be_printed_as_a_hundred():
    """What is wrong then is the money."""
    assert rate_gap(ints(10_000, 9900), ints(12_000, 12_000), ints(12_000, 12_000)).tolist() == [0, -2100]


def test_amounts_hide_half_of_their_last_digit():
    """0.35 万元, 12 元, 12.34 元."""
    assert slack(ints(350_000, 1200, 1234)).tolist() == [5000, 50, 0]


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_ratios_are_exact(part, whole):
    """Half up, in Python's own integers."""
    exact = (2 * 10_000 * part + whole) // (2 * whole)
    (ratio,) = ratio_bp(ints(part), ints(whole)).tolist()
    assert ratio == exact if part // whole <= 10**12 else 10**16 <= ratio <= exact


def test_nothing_is_divided_by_nothing():
    """No whole, no ratio."""
    assert ratio_bp(ints(5, 5), ints(0, -1)).tolist() == [0, 0]

"""Grades on the two-decimal total: the lower bound belongs to the band (domain §1.2, §A.15)."""

from decimal import Decimal

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.grading import UNGRADED, grade_codes, grade_names, grades
from tasks.rules.scoring import indicator_points

SCENARIOS = "grading.yaml"


def test_a_grade(scenario, law, indicators, hundredths):
    """One total, one grade; a total that comes of a division is rounded half-up before it is graded."""
    known, expected = scenario["已知"], scenario["结果"]
    if "完成率" in known:
        rate = int(Decimal(str(known["完成率"])) * 10_000)
        row = {"relation": "≥", "target_value": 1_000_000, "actual_value": rate, "weight_cp": hundredths(known["满分"])}
        total = indicator_points(indicators(row), law)["score_cp"]
        assert total.tolist() == [hundredths(expected["总分"])]
    else:
        total = pd.Series([hundredths(known.get("总分"))], dtype="Int64")
    assert grades(total, law).tolist() == [expected["等次"]]


def test_grades_of_a_frame_keep_their_rows(law):
    """Mixed totals, with and without: every row its own grade, and no total no grade."""
    total = pd.Series([9000, pd.NA, 5999, 8000], index=[7, 3, 9, 1], dtype="Int64")
    assert grade_codes(total, law).tolist() == [3, UNGRADED, 0, 2]
    assert grades(total, law).tolist() == ["优秀", "", "较差", "良好"]


def test_no_totals_no_grades(law):
    """An empty frame is graded too."""
    assert grades(pd.Series([], dtype="Int64"), law).tolist() == []


@given(some.lists(some.integers(-100, 20_000), min_size=2, max_size=20))
def test_more_points_never_give_a_worse_grade(totals):
    """Sorted totals have sorted grades, within the four there are."""
    codes = grade_codes(pd.Series(sorted(totals), dtype="Int64"), rulebook(2023).parameters)
    assert (np.diff(codes) >= 0).all()
    assert set(codes.tolist()) <= {0, 1, 2, 3}


def test_the_names_fall_with_the_codes(law):
    """3 is the best and 0 the worst, as the parameter lists them."""
    assert grade_names(np.array([3, 2, 1, 0, -1], dtype=np.int8), law).tolist() == ["优秀", "良好", "一般", "较差", ""]

"""Hits become findings: shown as on the form, the more precise one only."""

import pandas as pd
import pytest

from expectations.declare import Check
from expectations.word import findings, shown


@pytest.mark.parametrize(("column", "value", "words"), [
    ("budget_fen", 123_450_000, "123.45"),
    ("budget_fen", 120_000_000, "120.00"),
    ("budget_fen", 123_456_789, "123.456789"),
    ("budget_fen", -500_000, "-0.50"),
    ("score_cp", 877, "8.77"),
    ("score_cp", 1000, "10"),
    ("score_cp", 0, "0"),
    ("gap_cp", -5, "-0.05"),
    ("rate_bp", 8765, "87.65%"),
    ("rate_bp", 9000, "90%"),
    ("actual", "≥50个", "≥50个"),
    ("budget_fen", None, ""),
    ("score_cp", pd.NA, ""),
])
def test_a_value_is_shown_as_on_the_form(column, value, words):
    """万元 with two decimals or more, points and percentages without idle zeros, texts as typed."""
    assert shown(column, value) == words


def test_a_check_is_silenced_in_its_own_row_and_frame_only(form):
    """The same position in the other frame is another row."""
    projects, indicators = form().assessed()
    checks = (
        Check("S-TOTAL", "project", "total_cp", "not_null", "total_cp"),
        Check("S-HIGH", "indicator", "above_cp", "not_null", "self_score_cp", unless=("S-TOTAL",)),
        Check("S-LOW", "indicator", "below_cp", "not_null", "self_score_cp", unless=("S-HIGH:above_cp",)),
    )
    hits = pd.DataFrame({"check": [0, 1, 2, 2], "row": [0, 0, 0, 1]})
    found = findings(hits, {"project": projects, "indicator": indicators}, checks, ["甲.xlsx"])[0]
    assert [(one.rule, one.cell) for one in found] == [("S-TOTAL", "I4"), ("S-HIGH", "H2"), ("S-LOW", "H3")]


def test_columns_are_ordered_as_they_stand(form):
    """B before AA."""
    projects, indicators = form(at="total_cp=AA4,rate_bp=B4").assessed()
    checks = tuple(Check("S-TOTAL", "project", name, "not_null", name) for name in ("total_cp", "rate_bp"))
    hits = pd.DataFrame({"check": [0, 1], "row": [0, 0]})
    found = findings(hits, {"project": projects, "indicator": indicators}, checks, ["甲.xlsx"])[0]
    assert [one.cell for one in found] == ["B4", "AA4"]

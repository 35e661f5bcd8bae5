"""What finance owes for what was handed in: whose review, since when, by when (A02, B02, C03, G01, G03, O07)."""

from datetime import date

import pandas as pd
import pytest

from config.strict import ConfigError
from tasks.rules.reviews import by_office, is_review, late_arrival, review_node

UNITS = pd.DataFrame([
    {"code": "u0", "region_code": "653000-0", "kind": "unit"}, {"code": "u1", "region_code": "653001", "kind": "unit"},
    {"code": "f0", "region_code": "653000-0", "kind": "finance"},
    {"code": "f1", "region_code": "653001", "kind": "finance"},
    {"code": "u9", "region_code": "653024", "kind": "unit"},
])


def test_each_node_is_reviewed_by_its_own_day(book, amended):
    """C03: the day of that very node, with the form of the review; a node without a day is refused."""
    milestone = book.calendar.milestone("monitoring")
    terms = book.parameters.words("monitoring.review_due")
    for node, day in zip(milestone.nodes, terms, strict=True):
        review = review_node("monitoring", milestone, node, book)
        assert (review.due, review.owed_by, review.form, review.node) == (
            day, "finance", milestone.review, node.node)
    short = amended({"monitoring.review_due": terms[:1]})
    assert review_node("monitoring", milestone, milestone.nodes[0], short).due == terms[0]
    with pytest.raises(ConfigError, match="没有“8月监控”的审核期限"):
        review_node("monitoring", milestone, milestone.nodes[1], short)


def test_a_node_without_a_title_is_called_like_its_milestone(book, amended):
    """G01: 整体绩效目标 has one node and no other name for it."""
    milestone = book.calendar.milestone("overall_targets")
    with pytest.raises(ConfigError, match=f"没有“{milestone.title}”的审核期限"):
        review_node("overall_targets", milestone, milestone.nodes[0], amended({"overall_targets.review_due": ()}))


def test_what_is_a_review(book):
    """C03, A02: the milestone's review form, or a debt for what came in on a day; not what units hand in."""
    owed = pd.DataFrame([
        {"milestone": "monitoring", "form": "monitoring_reviews", "occasion": ""},
        {"milestone": "monitoring", "form": "monitoring", "occasion": ""},
        {"milestone": "self_evaluation", "form": "", "occasion": ""},
        {"milestone": "budget_gate", "form": "ex_ante_reviews", "occasion": "2023-09-08"},
    ])
    assert is_review(owed, book).tolist() == [True, False, False, True]


def test_each_office_reviews_what_its_own_level_handed_in():
    """O07, X01: by region; since the first day on which something waits, nothing where all is reviewed."""
    came = pd.DataFrame([
        {"unit_code": unit, "received_at": pd.Timestamp(2023, 6, day, 9), "waits": waits}
        for unit, day, waits in (("u1", 5, False), ("u1", 8, True), ("u1", 7, True), ("u0", 6, False), ("u9", 6, True))
    ])
    found = by_office(came, {"units": UNITS}).to_dict("records")
    assert found == [{"unit_code": "f0", "waits": 0, "oldest": None},
                     {"unit_code": "f1", "waits": 2, "oldest": date(2023, 6, 7)}]


def test_what_comes_in_late_has_a_term_of_its_own(book, amended):
    """C03: so many working days after it came in; 端午节 is none of them."""
    three = amended({"notices.review_workdays": 3})
    found = late_arrival(date(2023, 6, 20), three)
    assert found.effective == three.workdays.shift(date(2023, 6, 20), 3) == date(2023, 6, 26)
    assert found.reason == "6月20日才收到，按收到后3个工作日计算"

"""The forms of monitoring: what a clerk is told before anything counts (C01, C03, X11)."""

import pytest

from tests.expectations.test_score_table_forms import asked


@pytest.mark.parametrize(("likelihood", "reason", "said"), [
    ("确定能", None, []), ("有可能", "设备到货晚", []), ("有可能", None, ["R-REQ"]), ("完全不可能", "/", ["R-REQ"]),
])
def test_an_indicator_that_is_not_certain_needs_its_reason(likelihood, reason, said):
    """The cell of the reason is named where the likelihood asks for one, and only there."""
    found = asked("monitoring", "monitoring_indicators", likelihood=likelihood, reason=reason)
    assert [one[0] for one in found] == said


EMPTY = dict.fromkeys(
    ("verdict", "problems", "advice", "notified_on", "rectify_due", "reviewed_by", "reviewed_on", "note"))
GOOD = EMPTY | {"verdict": "合格", "reviewed_by": "古丽", "reviewed_on": "2023-06-20"}


@pytest.mark.parametrize(("changes", "said"), [
    (EMPTY, 0), (GOOD, 0), (GOOD | {"reviewed_by": None}, 1), (GOOD | {"reviewed_on": None}, 1),
    (EMPTY | {"reviewed_by": "古丽"}, 1), (GOOD | {"verdict": "不合格"}, 1),
    (GOOD | {"verdict": "不合格", "problems": "台账不全"}, 0),
])
def test_a_review_is_whole_or_not_begun(changes, said):
    """A row nobody has reviewed yet is fine; a verdict without a name, a day or, if bad, a problem is not."""
    found = asked("monitoring_reviews", "monitoring_reviews", **changes)
    assert [one[0] for one in found] == ["R-REQ"] * said

"""The two forms of the score table: what a clerk is told before anything counts (D04, E03, X11)."""

from config.forms_table import table_forms
from tests.expectations.test_tables import examined, read, told
from tests.table_samples import rows_of


def rows(form, table, **changes):
    """The sample rows of a form, with `changes` to the first row of a table."""
    found = {name: rows_of(one) for name, one in table_forms()[form].tables.items()}
    found[table][0] |= changes
    return found


def asked(form, table, **changes):
    """What is said of the form with these changes."""
    return told(examined(read(form, rows(form, table, **changes)), form))


def test_an_exemption_needs_a_name_and_a_reason():
    """免予计入 with both passes; without one of them the missing cell is named; without the flag nothing is asked."""
    good = {"exempt": True, "exempt_by": "马局长", "exempt_reason": "纯属笔误"}
    assert asked("audit_findings", "audit_findings", **good) == []
    assert [one[0] for one in asked("audit_findings", "audit_findings", **{**good, "exempt_by": None})] == ["R-REQ"]
    assert [one[0] for one in asked("audit_findings", "audit_findings", **{**good, "exempt_reason": "/"})] == ["R-REQ"]
    assert asked("audit_findings", "audit_findings", exempt=False, exempt_by=None, exempt_reason=None) == []


def test_a_review_is_whole_or_not_begun():
    """A row nobody has reviewed yet is fine; a score without a name, or a name without a score, is not."""
    empty = dict.fromkeys(("audited_cp", "opinion", "reviewed_by", "reviewed_on"))
    assert asked("score_reviews", "score_reviews", **empty) == []
    assert asked("score_reviews", "score_reviews", **empty | {"audited_cp": 8800, "reviewed_by": "古丽"}) == []
    assert [one[0] for one in asked("score_reviews", "score_reviews", **empty | {"audited_cp": 8800})] == ["R-REQ"]
    assert [one[0] for one in asked("score_reviews", "score_reviews", **empty | {"reviewed_by": "古丽"})] == ["R-REQ"]

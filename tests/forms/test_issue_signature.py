"""The signature of an issued form and what is checked with it: unit, year, round (catalogue 21-25)."""

import pytest

from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.signature import FormKey, sign, verify

ROADS = "653000220R00000000001"
OLD, NEW = FormKey("k1", b"a secret of the test"), FormKey("k2", b"another")
EXPECTED = Expected(work_year=2023, fiscal_year=2022, sender="105001")


@pytest.fixture
def filled(clerk):
    """An honestly filled form."""
    return clerk().fill()


def checked(reading, keys=(OLD,), expected=EXPECTED):
    return [(f.rule, f.cell, f.value, f.expected) for f in check_issue(reading, {k.kid: k for k in keys}, expected)]


def test_an_honest_form_passes(filled):
    """Filled in and saved by another program, the form is still the one we issued."""
    assert checked(filled.read()) == []


def test_a_key_may_be_changed_while_forms_are_out(filled, clerk, office):
    """Forms name their key: old ones are read with the old key as long as we keep it."""
    assert checked(filled.read(), keys=(OLD, NEW)) == []
    newer = clerk(office.issue(key=NEW)).fill().read()
    assert checked(newer, keys=(OLD, NEW)) == []
    assert [rule for rule, *_ in checked(newer, keys=(OLD,))] == ["F-SIG"]


def test_a_changed_hidden_sheet_is_found(filled):
    """Another unit's name written over ours in the hidden sheet breaks the signature."""
    page = filled.book["_meta"]
    row = next(row for row in page.iter_rows() if row[0].value == "unit_code")
    row[1].value = "999999"
    assert [rule for rule, *_ in checked(filled.read())] == ["F-SIG", "F-UNIT"]


def test_a_budget_changed_in_both_places_is_named_with_its_cell(filled):
    """Whoever changes the visible budget and its hidden copy is told the cell and the registered amount."""
    filled.cell("项目", 5, "全年预算数（A）").value = 6
    page = filled.book["_meta"]
    hidden = next(row for row in page.iter_rows() if row[1].value == "653000220R00000000002")
    hidden[2].value = hidden[2].value.replace("5000000", "6000000")
    reading = filled.read()
    assert not reading.refused
    registered = {**reading.locked, "653000220R00000000002": ["供热管网改造（二期）", 5_000_000]}
    expected = Expected(2023, 2022, locked=registered)
    assert checked(reading, expected=expected) == [("F-SIG", "E5", "全年预算数（A） 6", "5")]


def test_another_units_form_is_refused(filled):
    """A form issued to one unit and sent by another counts for neither (catalogue 22)."""
    expected = Expected(2023, 2022, sender="105002", sender_name="克州水利局")
    assert checked(filled.read(), expected=expected) == [("F-UNIT", "", "克州水利局", "克州住房和城乡建设局")]


def test_last_years_form_is_refused(clerk, office):
    """Last year's file, properly signed, is not this year's (catalogue 24)."""
    old = clerk(office.issue(work_year=2022, fiscal_year=2021)).fill().read()
    assert checked(old) == [("F-YEAR", "", "2021", "2022")]


def test_an_older_round_is_asked_about(filled):
    """A form of round 1 after round 2 has been accepted does not count as current (catalogue 25)."""
    assert checked(filled.read(), expected=Expected(2023, 2022, accepted_rev=2)) == [("W-OLDREV", "", "1", "2")]
    assert checked(filled.read(), expected=Expected(2023, 2022, accepted_rev=1)) == []


def test_the_order_of_projects_is_not_signed(filled):
    """The signature covers facts, not their order."""
    reading = filled.read()
    assert verify(reading.meta, dict(reversed(reading.locked.items())), {"k1": OLD})


def test_nothing_is_signed_with_an_empty_key(filled):
    """A missing key is noticed when issuing, not when hundreds of forms come back."""
    meta = filled.read().meta
    with pytest.raises(ValueError, match="k1"):
        sign(meta, {}, FormKey("k1", b""))
    with pytest.raises(ValueError, match="k1"):
        sign(meta, {}, NEW)


def test_a_key_does_not_show_in_print():
    """A key in a log or a traceback shows no secret."""
    assert repr(OLD) == "FormKey(kid='k1')"

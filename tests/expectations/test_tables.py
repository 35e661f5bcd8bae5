"""Checks of forms that are tables: derived from the description, both ways the same, each at its cell, said once."""

from datetime import date
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pydantic import ValidationError

from config.forms_table import FormTable, table_forms
from config.parameters import parameters
from expectations import tables
from expectations.declare import Check, mask
from expectations.gate import examine_once
from expectations.outcome import SuiteFault
from expectations.tables import checks_of, examine_tables, special_checks
from tasks.forms.book import open_book
from tasks.forms.recognise import recognise
from tasks.forms.tables import table_frames
from tasks.rules.tables import assess_tables
from tests.masks import without_great_expectations
from tests.table_samples import plain_book, rows_of

LAW = parameters(2023)
FORMS = tuple(table_forms())
WAN, FRIDAY = 1_000_000, date(2023, 6, 16)
MONITORING = table_forms()["monitoring"]


REAL = ("agree_row_by_row", "one_validation", "disagreement", "passes[monitoring]")


@pytest.fixture(autouse=True)
def lightly(request, monkeypatch):
    """The masks alone, but in the tests that hold Great Expectations against them: it costs a third of a second."""
    if not any(name in request.node.name for name in REAL):
        without_great_expectations(monkeypatch)


def read(form, rows=None, change=None):
    book = openpyxl.load_workbook(BytesIO(plain_book(form, rows)))
    if change:
        change(book)
    stream = BytesIO()
    book.save(stream)
    opened, findings = open_book("表.xlsx", stream.getvalue())
    return recognise(opened, findings)


def rows(**changes):
    """Monitoring rows with `changes` to the first project."""
    found = {name: rows_of(table) for name, table in MONITORING.tables.items()}
    for row in found["monitoring"]:
        row |= {"budget_fen": 100 * WAN, "executed_fen": 40 * WAN}
    found["monitoring"][0] |= changes
    return found


def register(**changes):
    """The samples' projects as the register knows them."""
    known = [
        {"project_code": row["project_code"], "unit_code": "U1", "project_name": row["project_name"],
         "budget_fen": 100 * WAN} | changes
        for row in rows_of(MONITORING.tables["monitoring"])
    ]
    return pd.DataFrame(known)


def examined(reading, form="monitoring", silent=True, **known):
    """What the suite adds to the reading (`silent`), or all it says by itself."""
    already = {0: reading.findings} if silent else {}
    return examine_tables(form, table_frames([(0, reading)], form), ["表.xlsx"], already, law=LAW,
                          senders={0: "U1"}, **known)[0]


def told(findings):
    return [(one.rule, one.sheet, one.cell) for one in findings]


@pytest.mark.parametrize("form", FORMS)
def test_a_good_form_passes(form, monkeypatch):
    """A false alarm costs a unit an afternoon. What only one form asks for has tests of its own."""
    monkeypatch.setattr(tables, "special_checks", lambda form: ())
    assert examined(read(form), form) == []


def spoilt(form):
    """The form's frames with every kind of wrong value in some row, and the checks."""
    frames = table_frames([(0, read(form))], form)
    for name, table in table_forms()[form].tables.items():
        frame = frames[name]
        for field, column in table.columns.items():
            kind = str(frame[field].dtype)
            least, most = column.bounds
            if kind == "Int64":
                frame.loc[0, field] = -7 if least == 0 else (least or 0) - 1
                frame.loc[1, field] = most + 1 if most is not None else frame.loc[1, field]
                frame[field] = frame[field].where(frame.index != 2)
            elif kind == "str":
                frame.loc[0, field] = "没有这个词"
                frame.loc[2, field] = ""
    return assess_tables(table_forms()[form], frames, LAW, {0: "U1"}, register()), checks_of(table_forms()[form])


@pytest.mark.parametrize("form", ["monitoring", "budget_gate", "audit_findings", "overall_self_evaluation"])
def test_masks_and_great_expectations_agree_row_by_row(form):
    """Every check, every table, side by side in one validation."""
    frames, checks = spoilt(form)
    found = examine_once(checks, frames)
    for number, check in enumerate(checks):
        rows_ = found.loc[found["check"] == number, "row"].to_numpy()
        assert np.array_equal(rows_, np.flatnonzero(mask(check, frames[check.frame]))), check.name
    assert {"R-REQ", "R-NEG", "R-RANGE"} <= set(found["rule"]) or form == "audit_findings"


def test_one_validation_whatever_comes_in(monkeypatch):
    """A fixed number of validate() calls: one for all tables of a form, none when nothing has come in."""
    from great_expectations.datasource.fluent.interfaces import Batch

    calls, real = [], Batch.validate
    monkeypatch.setattr(Batch, "validate", lambda batch, *a, **k: calls.append(1) or real(batch, *a, **k))
    reading = read("monitoring")
    examine_tables("monitoring", table_frames([(n, reading) for n in range(50)], "monitoring"), ["表"] * 50, law=LAW)
    assert calls == [1]
    examine_tables("monitoring", table_frames([], "monitoring"), [], law=LAW)
    assert calls == [1]


def test_a_disagreement_is_a_fault_of_the_system(monkeypatch):
    """Where the two differ nothing is concluded."""
    from expectations import gate

    monkeypatch.setattr(gate, "mask", lambda check, frame: np.ones(len(frame), dtype=bool))
    with pytest.raises(SuiteFault, match="两种核对结果不一致"):
        examined(read("monitoring"))


@pytest.mark.parametrize(("field", "value", "rule"), [
    ("executed_fen", None, "R-REQ"), ("executed_fen", -5 * WAN, "R-NEG"), ("planned_bp", 12_000, "R-RANGE"),
    ("reason_kind", "天气", "R-RANGE"), ("project_code", "", "R-REQ"),
])
def test_what_the_reader_says_the_suite_says_too_and_only_once(field, value, rule):
    """Both find it at the same cell; together it is said once."""
    given = rows(**{field: value})
    reading = read("monitoring", given)
    by_reader = [one for one in told(reading.findings) if one[0] == rule]
    assert len(by_reader) == 1
    assert [one for one in told(examined(reading, silent=False)) if one[0] == rule] == by_reader
    assert rule not in {one.rule for one in examined(reading)}


def test_a_row_nobody_has_begun_is_told_once():
    """Reader and suite point at the same cell."""
    own = [name for name, column in MONITORING.tables["monitoring"].columns.items() if not column.locked]
    reading = read("monitoring", rows(**dict.fromkeys(own)))
    assert told(reading.findings) == [("R-REQ", "项目监控", "E3")] == told(examined(reading, silent=False))
    assert examined(reading) == []


def test_indicators_need_their_project():
    """An indicator whose project stands in no project row."""
    given = rows()
    given["monitoring_indicators"][1]["project_code"] = "653000220R00000000099"
    [found] = examined(read("monitoring", given))
    assert (found.rule, found.sheet, found.cell, found.value) == (
        "R-ORPHAN", "指标监控", "A4", "653000220R00000000099")


def test_an_indicator_of_another_round_has_no_project_either():
    """The whole key of the project's row counts, not its code alone."""
    given = {name: rows_of(table) for name, table in table_forms()["budget_gate"].tables.items()}
    assert examined(read("budget_gate", given), "budget_gate") == []
    given["request_indicators"][2]["fiscal_year"] += 1
    assert [one.rule for one in examined(read("budget_gate", given), "budget_gate")] == ["R-ORPHAN"]


def test_more_spent_than_there_was_is_asked_about():
    """Accepted with a question: the rules of the milestone draw the conclusion."""
    [found] = examined(read("monitoring", rows(executed_fen=101 * WAN)), register=register())
    assert (found.rule, found.cell, found.value, found.expected) == ("W-OVERSPENT", "E3", "101.00", "100.00")
    assert examined(read("monitoring", rows(executed_fen=100 * WAN)), register=register()) == []


@pytest.mark.parametrize("blank", ["budget_fen", "executed_fen"])
def test_an_amount_that_is_missing_exceeds_nothing(blank):
    """X10: it is asked for, and compared with nothing."""
    found = examined(read("monitoring", rows(**{"executed_fen": 101 * WAN, blank: None})), silent=False)
    assert "W-OVERSPENT" not in {one.rule for one in found}


@pytest.mark.parametrize("blank", ["project_code", "fiscal_year"])
def test_an_indicator_without_its_whole_key_is_asked_for_it(blank):
    """X10: whose project cannot be told is no stray; the blank cell is what is pointed at."""
    given = {name: rows_of(table) for name, table in table_forms()["budget_gate"].tables.items()}
    given["request_indicators"][0][blank] = None
    assert {one.rule for one in examined(read("budget_gate", given), "budget_gate", silent=False)} == {"R-REQ"}


@pytest.mark.parametrize(("budget", "executed", "expected"), [
    (100, 40, []), (100 * 10_000, 40, [("R-UNIT-02", "D3")]), (100, 40 * 10_000, [("R-UNIT-02", "E3")]),
    (0.01, 0.004, [("R-UNIT-01", "D3"), ("R-UNIT-01", "E3")]),
])
def test_yuan_for_ten_thousand_yuan_is_asked_about(budget, executed, expected):
    """46, 47: against the registered budget, each amount by itself, and no complaint about what follows from it."""
    given = rows(budget_fen=int(budget * WAN), executed_fen=int(executed * WAN))
    found = examined(read("monitoring", given), register=register())
    assert [(one.rule, one.cell) for one in found] == expected


def test_projects_must_be_registered_and_ours():
    """31: unknown is R-ROWEXTRA, another unit's R-NOTOURS; one of another year passes."""
    reading = read("monitoring")
    stranger = register().iloc[1:]
    code = rows_of(MONITORING.tables["monitoring"])[0]["project_code"]
    assert {(one.rule, one.value) for one in examined(reading, register=stranger)} == {("R-ROWEXTRA", code)}
    assert examined(reading, register=stranger, elsewhere=frozenset({code})) == []
    assert {one.rule for one in examined(reading, register=register(unit_code="U2"))} == {"R-NOTOURS"}


def test_who_judges_others_may_name_their_projects():
    """Reviews of the finance bureau are about other units' projects, and new projects are not registered yet."""
    form = "monitoring_reviews"
    reading = read(form)
    assert table_forms()[form].sender != "unit"
    assert examined(reading, form, register=register(unit_code="U2")) == []
    assert examined(read("budget_gate"), "budget_gate", register=register().iloc[:0]) == []


def test_special_checks_of_a_form_join_the_others(monkeypatch):
    """expectations/<form>.py may hold CHECKS of its own."""
    own = Check("W-OVERSPENT", "monitoring", "forecast_fen", "between", "forecast_fen", high=0, value="forecast_fen",
                expected=("budget_fen",))
    monkeypatch.setattr(tables, "special_checks", lambda form: (own,))
    assert [one.cell for one in examined(read("monitoring", rows()))] == ["G3", "G4", "G5"]


def test_every_special_check_is_about_a_table_of_its_form():
    """A typing mistake in such a module shows here."""
    for form, described in table_forms().items():
        frames = assess_tables(described, table_frames([], form), LAW, {})
        for check in (*checks_of(described), *special_checks(form)):
            assert {check.column, *check.when, *check.expected, check.value} - {""} <= set(frames[check.frame])


@pytest.mark.parametrize(("form", "table", "cells", "cell"), [
    ("county_submission", "county_summary", {"due_count": 9, "done_count": 10}, "C3"),
    ("county_submission", "county_summary", {"due_count": 10, "done_count": 10}, ""),
    ("county_submission", "county_summary", {"due_fen": 4 * WAN, "done_fen": 5 * WAN}, "E3"),
    ("direct_funds_review", "direct_funds_reviews", {"reviewed_on": FRIDAY, "pushed_on": date(2023, 6, 15)}, "G3"),
    ("direct_funds_review", "direct_funds_reviews", {"reviewed_on": FRIDAY, "pushed_on": FRIDAY}, ""),
    ("direct_funds_review", "direct_funds_reviews", {"reviewed_on": FRIDAY, "pushed_on": None}, ""),
])
def test_what_may_not_exceed_something_else(form, table, cells, cell):
    """More done than due, pushed before reviewed: the cell that goes too far is named; alike or absent is fine."""
    made = {name: rows_of(one) for name, one in table_forms()[form].tables.items()}
    made[table][0] |= {"rectified_on": None} | cells
    found = [(one.rule, one.cell) for one in examined(read(form, made), form)]
    assert found == ([("R-ABOVE", cell)] if cell else [])


def test_only_two_of_a_kind_are_compared():
    """A number is not held against a day, nor against a column that is not there."""
    described = table_forms()["direct_funds_review"].tables["direct_funds_reviews"]
    for pair in ({"reviewed_on": "issue"}, {"reviewed_on": "nothing"}, {"issue": "remark"}):
        with pytest.raises(ValidationError, match="not_above"):
            FormTable.model_validate(described.model_dump(by_alias=True) | {"not_above": pair})

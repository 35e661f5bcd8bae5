"""Scenarios a lawyer can read, and rows that name only what matters."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pandas as pd
import pytest

from config.forms_table import table_forms
from config.rulebook import rulebook
from tasks.rules.columns import INDICATOR_COLUMNS, INDICATOR_NUMBERS, PROJECT_COLUMNS, PROJECT_NUMBERS
from tests.scenario_files import scenarios


def pytest_configure(config):
    """Know the mark that names a section of a scenario file."""
    config.addinivalue_line("markers", "part(name): the section of the scenario file that a test runs")


def pytest_generate_tests(metafunc):
    """A test that takes `scenario` runs once for each entry of its module's `SCENARIOS`; `part` names a section."""
    if "scenario" not in metafunc.fixturenames:
        return
    content = scenarios(metafunc.module.SCENARIOS)
    marks = [mark.args[0] for mark in metafunc.definition.iter_markers("part")]
    rows = content[marks[0]] if marks else content
    metafunc.parametrize("scenario", rows, ids=[row["名称"] for row in rows])


@pytest.fixture(scope="session")
def book():
    """The rulebook of work year 2023."""
    return rulebook(2023)


@pytest.fixture(scope="session")
def amended(book):
    """The rulebook of 2023 with other values of some parameters: amended({"milestone.knob": 7})."""

    def change(values):
        known = dict(book.parameters.known)
        for name, value in values.items():
            file, parameter = known[name]
            known[name] = file, parameter.model_copy(
                update={"values": (parameter.values[-1].model_copy(update={"value": value}),)})
        return replace(book, parameters=replace(book.parameters, known=known))

    return change


@pytest.fixture(scope="session")
def law(book):
    """The parameters of work year 2023."""
    return book.parameters


def _frame(rows, columns, numbers):
    """Missing numbers are <NA>, missing words are empty, and no integer passes through a float."""
    return pd.DataFrame({
        name: pd.array([row.get(name) for row in rows], dtype="Int64") if name in numbers
        else pd.array([row.get(name, "") for row in rows], dtype=object)
        for name in columns
    })


@pytest.fixture(scope="session")
def indicators():
    """Build an indicator frame from rows that name only what matters."""
    return lambda *rows: _frame(rows, INDICATOR_COLUMNS, INDICATOR_NUMBERS)


@pytest.fixture(scope="session")
def projects():
    """Build a project frame from rows that name only what matters."""
    return lambda *rows: _frame(rows, PROJECT_COLUMNS, PROJECT_NUMBERS)


@pytest.fixture(scope="session")
def hundredths():
    """"8.77" points or percent as the rules keep them: 877; None stays None. Refuses what would need rounding."""

    def convert(shown):
        if shown is None:
            return None
        cp = Decimal(str(shown)) * 100
        assert cp == int(cp), f"{shown} 不是两位小数"
        return int(cp)

    return convert


HEAD = {"unit_code": "str", "node": "str", "project_id": "Int64", "submission_id": "int64", "received_on": "object"}
PROJECT = {
    "project_id": "Int64", "project_code": "str", "project_name": "str", "unit_code": "str", "unit_name": "str",
    "department_code": "str", "department_name": "str", "region_code": "str", "division_code": "str",
    "fiscal_year": "Int64", "initial_fen": "Int64", "budget_fen": "Int64", "project_type": "str", "funds": "str",
    "is_new": "boolean", "is_key": "boolean", "is_one_off": "boolean", "last_dept_eval_year": "Int64",
    "cancelled_reason": "str", "evaluated": "boolean",
}
CORE = {
    "projects": PROJECT, "projects@before": PROJECT, "projects@after": PROJECT,
    "indicators": {"project_id": "Int64", "project_code": "str", "level1": "str", "level2": "str", "level3": "str",
                   "relation": "str", "target": "str", "weight_cp": "Int64"},
    "units": {"code": "str", "name": "str", "region_code": "str", "region_name": "str", "level": "str",
              "department_code": "str", "department_name": "str", "division_code": "str", "division_name": "str",
              "kind": "str"},
    "obligations": {"id": "Int64", "milestone": "str", "node": "str", "unit_code": "str", "region_code": "str",
                    "form": "str", "fiscal_year": "Int64", "written_due": "object", "effective_due": "object",
                    "state": "str", "met_on": "object", "remind_from": "object"},
    "reviews_owed": {"id": "Int64", "milestone": "str", "node": "str", "unit_code": "str", "region_code": "str",
                     "form": "str", "occasion": "str", "written_due": "object", "effective_due": "object",
                     "state": "str", "met_on": "object", "remind_from": "object"},
    "submissions": {"id": "Int64", "milestone": "str", "node": "str", "unit_code": "str", "form": "str", "state": "str",
                    "received_on": "object", "is_late": "boolean", "counts": "boolean"},
    "grades": {"project_id": "Int64", "project_code": "str", "unit_code": "str", "budget_fen": "Int64",
               "executed_fen": "Int64", "self_score_cp": "Int64", "final_cp": "Int64", "final_grade": "str"},
    "results": {"project_id": "Int64", "subject": "str", "unit_code": "str", "score_cp": "Int64", "verdict": "str",
                "rules": "str"},
    "decisions": {"milestone": "str", "node": "str", "kind": "str", "subject": "str", "proposal": "str",
                  "decision": "str", "decided_by": "str", "decided_on": "object", "reason": "str"},
    "verdicts": {"milestone": "str", "node": "str", "kind": "str", "subject": "str", "unit_code": "str",
                 "project_id": "Int64", "verdict": "str", "score_cp": "Int64", "amount_fen": "Int64", "rules": "str",
                 "proposal": "str", "detail": "object"},
    "excuses": {"subject": "str", "decision": "str"},
    "runs": {"milestone": "str", "node": "str", "as_of": "object", "started_on": "object", "complete": "bool",
             "whole": "bool"},
    "notices": {"obligation_id": "Int64", "submission_id": "Int64", "kind": "str", "state": "str", "last_error": "str",
                "created_on": "object", "sent_on": "object"},
}


def _columns_of(name):
    """Column → dtype of a frame of the contract: of the core, or as its form describes it."""
    if name in CORE:
        return CORE[name]
    [table] = [form.tables[name] for form in table_forms().values() if name in form.tables]
    return {**HEAD, **{column: of.dtype for column, of in table.columns.items()}}


@cache
def _nothing(name):
    """No row: what most rules get of most frames, made once."""
    return _typed([], _columns_of(name))


def _typed(rows, columns):
    blank = {"str": "", "int64": 0, "bool": False}
    assert not rows or not set().union(*rows) - set(columns), set().union(*rows) - set(columns)
    return pd.DataFrame({
        name: pd.array([row.get(name, blank.get(kind)) for row in rows], dtype=kind) for name, kind in columns.items()
    })


@pytest.fixture(scope="session")
def handed():
    """Frames as the judge verb hands them over: handed(NEEDS, projects=[{...}]) — rows name only what matters."""
    return lambda needs, **rows: {
        name: _typed(rows[name], _columns_of(name)) if rows.get(name) else _nothing(name).copy() for name in needs}


@pytest.fixture(scope="session")
def told():
    """Verdicts as people read them: (kind, subject) → row."""
    return lambda found: {(row["kind"], row["subject"]): row for row in found.rows.to_dict("records")}

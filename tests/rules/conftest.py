"""Scenarios a lawyer can read, and rows that name only what matters."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import yaml

from config.rulebook import rulebook
from tasks.rules.columns import INDICATOR_COLUMNS, INDICATOR_NUMBERS, PROJECT_COLUMNS, PROJECT_NUMBERS

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def pytest_configure(config):
    """Know the mark that names a section of a scenario file."""
    config.addinivalue_line("markers", "part(name): the section of the scenario file that a test runs")


def pytest_generate_tests(metafunc):
    """A test that takes `scenario` runs once for each entry of its module's `SCENARIOS`; `part` names a section."""
    if "scenario" not in metafunc.fixturenames:
        return
    content = yaml.safe_load((SCENARIOS / metafunc.module.SCENARIOS).read_text(encoding="utf-8"))
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

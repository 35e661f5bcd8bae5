"""A copy of the law to write mistakes into."""

import shutil

import pytest

import config.calendar
import config.findings
import config.forms_table
import config.parameters
import config.routing
import config.rulebook
import config.rules
import config.tellings
import config.workdays
from config.strict import CONFIG

READERS = [config.calendar, config.findings, config.forms_table, config.parameters, config.routing, config.rules,
           config.tellings, config.workdays]
REMEMBERED = [
    config.calendar.the_calendar, config.findings.catalogue, config.forms_table.table_forms,
    config.parameters.parameters, config.routing.routing, config.routing.ladder, config.rulebook.rulebook,
    config.rules.the_rules, config.tellings.tellings, config.workdays.xinjiang,
]


def forget():
    """Read every file afresh next time."""
    for remembered in REMEMBERED:
        remembered.cache_clear()


@pytest.fixture
def law(tmp_path, monkeypatch):
    """A copy of config that the loaders read in place of the real one; returns its folder."""
    copy = tmp_path / "config"
    shutil.copytree(CONFIG, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for reader in READERS:
        monkeypatch.setattr(reader, "CONFIG", copy)
    forget()
    yield copy
    forget()


@pytest.fixture
def amend(law):
    """Replace one passage of one file of the copy; fails when the passage is not there exactly once or more."""

    def amend(file, passage, by):
        path = law / file
        text = path.read_text(encoding="utf-8")
        assert passage in text, f"{file} 里没有 {passage!r}"
        path.write_text(text.replace(passage, by, 1), encoding="utf-8")
        forget()

    return amend

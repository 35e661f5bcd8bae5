"""`jixiao calendar --lint`: sentences for people, rows for machines, and an exit code that says which."""

import json

import pytest

from config import rulebook as books
from config.strict import ConfigError
from flows.commands import calendar
from flows.commands.calendar import lint_calendar


def test_hints_alone_are_fine(capsys):
    """The real calendar of 2027: the table that is missing is named; exit 0."""
    assert lint_calendar(2027, as_json=False) == 0
    shown = capsys.readouterr().out
    assert "提示 落在 2027 年的期限（holidays/2027.yaml）" in shown and shown.endswith("2027 年日历：4 处提示或错误\n")
    assert lint_calendar(2027, as_json=True) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["tier"] for row in rows] == ["提示", "提示", "说明", "提示"]
    assert set(rows[0]) == {"tier", "milestone", "key", "says"}


def test_an_error_is_exit_1(capsys, monkeypatch):
    """A rule that the catalogue does not know."""
    monkeypatch.setattr(calendar, "the_rules", dict)
    assert lint_calendar(2023, as_json=False) == 1
    assert "错误 单位自评的 self_evaluation.rules：规则目录里没有 D01" in capsys.readouterr().out


def test_a_calendar_that_cannot_be_read_is_said_and_not_thrown(capsys, monkeypatch):
    """The schema's own words, with file and key; exit 1."""
    def broken(work_year):
        raise ConfigError("config/calendar.yaml：milestones.monitoring.nodes.0：日期次序不对")
    monkeypatch.setattr(calendar, "rulebook", broken)
    assert lint_calendar(2023, as_json=False) == 1
    assert "错误 config/calendar.yaml：milestones.monitoring.nodes.0" in capsys.readouterr().out


@pytest.mark.parametrize("work_year", [2023, 2025])
def test_a_good_year_says_so(capsys, monkeypatch, work_year):
    """With nothing at all to say, it says that."""
    monkeypatch.setattr(calendar, "lint", lambda book, rules: [])
    assert books.rulebook(work_year) and lint_calendar(work_year, as_json=False) == 0
    assert capsys.readouterr().out == f"{work_year} 年日历没有问题\n"

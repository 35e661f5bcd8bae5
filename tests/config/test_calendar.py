"""The whole year is on the calendar, with its rules and its dates as written (DESIGN §2)."""

from datetime import date

import pytest

from config.calendar import on, the_calendar
from config.strict import ConfigError
from tests.scenario_files import scenarios

YEAR = scenarios("calendar.yaml")


@pytest.mark.parametrize("scenario", YEAR, ids=[one["名称"] for one in YEAR])
def test_a_milestone_is_on_the_calendar(scenario):
    """Its title, its rules, the fiscal year it concerns and every date as written."""
    milestone = the_calendar().milestone(scenario["节点"])
    assert milestone.title == scenario["名称"]
    assert list(milestone.rules) == scenario["依据"]
    assert milestone.concerns == scenario["对象年度"]
    assert [f"{on(node.due, 2023):%m-%d}" for node in milestone.nodes] == scenario["截止"]


def test_the_calendar_has_nothing_else():
    """A milestone without a scenario is one that nobody asked for."""
    assert set(the_calendar().milestones) == {one["节点"] for one in YEAR}


def test_only_what_has_a_deadline_has_nodes():
    """Disclosure waits for events, the opening and the daily run for nobody."""
    without = {name for name, one in the_calendar().milestones.items() if not one.nodes}
    assert without == {"opening", "disclosure", "daily"}


def test_monitoring_is_as_of_one_day_and_due_on_another():
    """The May node stands at 31 May and is due by 10 June; the August node likewise."""
    monitoring = the_calendar().milestone("monitoring")
    found = [(node.node, node.cut_off, node.due) for node in monitoring.nodes]
    assert found == [("may", "05-31", "06-10"), ("august", "08-31", "09-10")]


def test_a_form_is_named_like_its_milestone():
    """One word for flow, form, suite and template."""
    assert all({one.form, one.offered} <= {None, name} for name, one in the_calendar().milestones.items())


@pytest.mark.parametrize(("month_day", "work_year", "day"), [
    ("02-end", 2023, date(2023, 2, 28)), ("02-end", 2024, date(2024, 2, 29)), ("12-end", 2023, date(2023, 12, 31)),
    ("03-31", 2023, date(2023, 3, 31)), ("02-29", 2024, date(2024, 2, 29)),
])
def test_a_day_of_a_year(month_day, work_year, day):
    """"02-end" knows leap years."""
    assert on(month_day, work_year) == day


def test_a_day_that_the_year_does_not_have():
    """29 February 2023 is a mistake of the calendar, and says so."""
    with pytest.raises(ConfigError, match="2023 年没有 02-29"):
        on("02-29", 2023)


def test_asking_for_what_is_not_there_lists_what_is():
    """A wrong milestone or node is answered with the right ones."""
    with pytest.raises(ConfigError, match=r"没有节点“self_evalution”，有：.*self_evaluation"):
        the_calendar().milestone("self_evalution")
    with pytest.raises(ConfigError, match=r"没有节点“june”，有：may、august"):
        the_calendar().milestone("monitoring").node("june")
    with pytest.raises(ConfigError, match="有：（唯一）"):
        the_calendar().milestone("self_evaluation").node("may")

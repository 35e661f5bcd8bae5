"""Which runs should have been by now (X06): the windows of the calendar held against the days that were run."""

from datetime import date

import pytest

from config.rulebook import rulebook
from tasks.rules.due_runs import LOOK_BACK, missing

BOOK = rulebook(2023)
EVERY_DAY = {("opening", ""), ("daily", "")}


def lacking(day, ran=()):
    """(milestone, node) → (day, days lacking) of all that is missing but what runs all year."""
    done = dict.fromkeys(EVERY_DAY, day) | dict(ran)
    return {(one.milestone, one.node): (one.day, one.days) for one in missing(BOOK, day, done)}


@pytest.mark.parametrize(("day", "last", "days"), [
    (date(2023, 2, 28), None, None),  # not open yet
    (date(2023, 3, 1), None, 1), (date(2023, 3, 1), date(2023, 3, 1), None),
    (date(2023, 3, 10), date(2023, 3, 1), 7),  # nine days out, seven of them worked
    (date(2023, 3, 12), date(2023, 3, 10), None),  # a Sunday: nothing runs, nothing lacks
    (date(2023, 4, 23), date(2023, 4, 21), 1),  # a Sunday that is worked: Xinjiang makes up for the May days
    (date(2023, 5, 15), date(2023, 4, 27), 1),  # the window closed on Friday 28 April, a day that was not run
    (date(2023, 5, 22), date(2023, 4, 27), None),  # that is history now
])
def test_a_node_lacks_the_last_working_day_of_its_window(day, last, days):
    """The self-evaluation of 2023: from 1 March until 30 April, on working days."""
    ran = {("self_evaluation", ""): last} if last else {}
    found = lacking(day, ran).get(("self_evaluation", ""))
    assert (found and found[1]) == days


def test_twins_are_asked_for_one_by_one():
    """Funds and counties sum up in the same weeks: a run of one is none of the other."""
    day = date(2023, 11, 15)
    found = lacking(day, {("yearly_summary", "counties"): day})
    assert ("yearly_summary", "funds") in found and ("yearly_summary", "counties") not in found
    titles = {one.node: one.title for one in missing(BOOK, day, {}) if one.milestone == "yearly_summary"}
    assert titles["counties"] == "年度总结（县（市）总结）"


def test_what_runs_every_working_day_is_asked_for_all_year():
    """The daily ledger and the opening of the year; what happens on an event is asked for by nobody."""
    assert {one.milestone for one in missing(BOOK, date(2023, 1, 31), {})} == {"opening", "daily"}
    assert "disclosure" not in {one.milestone for one in missing(BOOK, date(2023, 6, 30), {})}


def test_a_later_run_makes_up_for_all_before_it():
    """Law: with every node run as of a day, nothing lacks on it, on any day of the year."""
    every = {(name, node.node): date(2023, 12, 31)
             for name, one in BOOK.calendar.milestones.items() for node in one.nodes}
    for month in range(1, 13):
        assert lacking(date(2023, month, 28), every) == {}
    assert BOOK.workdays.shift(date(2023, 5, 15), -LOOK_BACK) <= date(2023, 4, 28)

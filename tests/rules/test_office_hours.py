"""When mails leave: in office hours of Xinjiang, on working days; answers at once."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.clock import BEIJING
from config.rulebook import rulebook
from tasks.rules.back_off import back_off, given_up
from tasks.rules.office_hours import is_open, not_before

BOOK = rulebook(2023)


def at(words):
    return datetime.strptime(f"2023-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


@pytest.mark.parametrize(("put", "leaves"), [
    ("03-22 07:00", "03-22 10:00"),  # before the offices open
    ("03-22 11:00", "03-22 11:00"),
    ("03-22 13:59", "03-22 13:59"),
    ("03-22 14:00", "03-22 16:00"),  # noon
    ("03-22 20:00", "03-23 10:00"),
    ("03-24 21:00", "03-27 10:00"),  # Friday night
    ("04-05 11:00", "04-06 10:00"),  # 清明
    ("04-21 11:00", "04-23 10:00"),  # 肉孜节 in Xinjiang, then the Sunday that is worked
])
def test_a_reminder_leaves_in_office_hours(put, leaves):
    """Beijing time; days off by the calendar of Xinjiang."""
    assert not_before("reminder", at(put), BOOK) == at(leaves)


def test_an_answer_leaves_at_once():
    """In the middle of a holiday's night: who hands in something then is told then."""
    night = at("04-05 03:00")
    assert {not_before(kind, night, BOOK) for kind in ("receipt", "return", "refused")} == {night}


@given(st.datetimes(datetime(2023, 1, 1), datetime(2024, 12, 31)))
def test_the_first_moment_is_open_and_none_before_it_was(moment):
    """Whatever the moment; nothing waits longer than the longest holidays."""
    moment = moment.replace(tzinfo=BEIJING)
    leaves = not_before("issue", moment, BOOK)
    assert is_open(leaves, BOOK) and moment <= leaves < moment + timedelta(days=12)
    assert leaves == moment or not is_open(moment, BOOK)


def test_the_wait_doubles_up_to_four_hours_and_is_always_the_same():
    """A minute at first, five where a server does not know us; a fifth more or less, drawn from the key."""
    waits = [back_off("k", tried, 421).total_seconds() for tried in range(1, 13)]
    assert all(0.8 * 60 * 2**n <= wait <= 1.2 * 60 * 2**n for n, wait in enumerate(waits[:7]))
    assert all(0.8 * 14400 <= wait <= 1.2 * 14400 for wait in waits[9:])
    assert [back_off("k", tried, 421).total_seconds() for tried in range(1, 13)] == waits
    assert len({back_off(f"k{n}", 1, 421) for n in range(50)}) > 40
    assert 240 <= back_off("k", 1, 451).total_seconds() <= 360


def test_nobody_waits_for_ever():
    """Eight tries, or three working days since the first: over the weekend too."""
    friday = at("03-24 12:00")
    assert given_up(8, friday, friday, BOOK) and not given_up(7, friday, friday, BOOK)
    assert not given_up(2, friday, at("03-29 23:00"), BOOK) and given_up(2, friday, at("03-30 00:00"), BOOK)
    assert not given_up(2, None, at("12-01 00:00"), BOOK) and date(2023, 3, 29) == BOOK.workdays.shift(friday.date(), 3)

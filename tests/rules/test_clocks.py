"""Whose court the ball was in, and for how many working days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.clocks import FINANCE, NOBODY, TURNS, UNIT, Turn, clocks


@pytest.fixture(scope="module")
def book():
    """2023: 04-05 is 清明节, 04-08 and 04-09 a weekend."""
    return rulebook(2023)


def seen(book, as_of, *events):
    """Holder, days of the unit, days of the finance side on a day of April."""
    [row] = clocks([Turn(1, date(2023, 4, day), what) for day, what in events], date(2023, 4, as_of), book).to_dict(
        "records")
    return row["holder"], row["unit_days"], row["finance_days"]


@pytest.mark.parametrize(("as_of", "expected"), [
    (3, (UNIT, 0, 0)), (7, (UNIT, 3, 0)),        # 4, 6, 7; the festival counts for nobody
    (10, (FINANCE, 3, 1)),                       # handed in on Friday evening: Monday is the finance side's
    (12, (UNIT, 4, 2)), (14, (NOBODY, 5, 2)),    # back on the 11th, whole on the 13th
])
def test_each_day_counts_for_whoever_holds_the_matter(book, as_of, expected):
    """Issued on the 3rd, in on the 7th, back on the 11th, again and whole on the 13th."""
    events = [(3, "issued"), (7, "received"), (11, "returned"), (13, "received"), (13, "met")]
    told = [(day, what) for day, what in events if as_of >= day or what == "issued"]
    if as_of == 7:
        told = told[:1]
    assert seen(book, as_of, *told) == expected


def test_a_matter_that_is_owed_again_runs_on(book):
    """Settled days are nobody's; from the day a review sends it back it is the unit's again."""
    events = [(3, "issued"), (4, "received"), (4, "accepted"), (6, "reviewed"), (12, "returned")]
    assert seen(book, 14, *events) == (UNIT, 1 + 2, 1)


def test_what_is_still_to_come_counts_for_nothing(book):
    """A past day knows only what had happened by then."""
    assert seen(book, 6, (3, "issued"), (10, "met")) == (UNIT, 2, 0)


@given(some.lists(some.tuples(some.integers(3, 28), some.sampled_from(sorted(TURNS))), max_size=8))
def test_no_day_counts_twice_and_none_is_lost(events):
    """Whatever happens, the two sides together never have had it longer than there were working days."""
    book = rulebook(2023)
    [row] = clocks([Turn(1, date(2023, 4, 3), "issued"), *(Turn(1, date(2023, 4, day), what) for day, what in events)],
                   date(2023, 4, 28), book).to_dict("records")
    working = sum(book.workdays.is_workday(date(2023, 4, day)) for day in range(4, 29))
    assert 0 <= row["unit_days"] + row["finance_days"] <= working
    if not {TURNS[what] for _, what in events} & {NOBODY}:
        assert row["unit_days"] + row["finance_days"] == working

"""Which runs should have been by now (X06): every working day of a node's window, and of those that run all year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from config.calendar import Milestone
from config.rulebook import Rulebook
from tasks.rules.deadlines import days_late, opens, runs_until

LOOK_BACK = 10  # working days: a window that closed earlier is history, and nobody is told of it every day


@dataclass(frozen=True, slots=True)
class DueRun:
    """One node whose last run is missing: the newest day it should have run for, and how many days it lacks."""

    milestone: str
    node: str
    title: str
    day: date
    days: int  # working days since its last complete run, or since it should have begun
    last: date | None  # the day of that last run


def missing(book: Rulebook, day: date, ran: Mapping[tuple[str, str], date]) -> list[DueRun]:
    """The nodes that lack the run of the last working day up to `day`; `ran`: the day of their last complete run.

    A run for a later day makes up for all before it: it does what they would have done.
    """
    return [
        DueRun(name, node, title, newest, days_late(max(since, last or since), newest, book), last)
        for name, node, title, since, newest in _expected(book, day)
        if (last := ran.get((name, node))) is None or last < newest
    ]


def _expected(book: Rulebook, day: date) -> Iterator[tuple[str, str, str, date, date]]:
    """(milestone, node, title, the working day before its first one, its last one up to `day`)."""
    old = book.workdays.shift(day, -LOOK_BACK)
    for name, one in book.calendar.milestones.items():
        for node, title, first, end in _windows(one, book):
            newest = book.workdays.previous_workday(min(day, end))
            if max(first, old) <= newest:
                yield name, node, title, book.workdays.shift(first, -1), newest


def _windows(one: Milestone, book: Rulebook) -> Iterator[tuple[str, str, date, date]]:
    if one.when == "every_workday":
        first, end = date(book.work_year, 1, 1), date(book.work_year, 12, 31)
        yield "", one.title, book.workdays.next_workday(first), end
    for node in one.nodes:
        title = f"{one.title}（{node.title}）" if node.title else one.title
        yield node.node, title, opens(node, book), runs_until(node, book)

"""Deadlines: the date as written, the date it takes effect, and why they differ (domain §7, X07)."""

from dataclasses import dataclass
from datetime import date, timedelta

from config.calendar import Milestone, Node, on
from config.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Deadline:
    """Both dates of one deadline. Reminders count back from `remind_from`; lateness starts after `effective`."""

    written: date
    effective: date
    remind_from: date
    reason: str  # why written and effective differ, "" when they do not
    provisional: str  # why it may still move, "" when it will not


def deadline(node: Node, book: Rulebook) -> Deadline:
    """The deadline of one node in the rulebook's work year, inclusive of the day itself (民法典 201—203)."""
    return on_day(on(node.due, book.work_year), book)


def on_day(written: date, book: Rulebook) -> Deadline:
    """The deadline written as one date: rolls to the next working day, reminders to the previous one."""
    days = book.workdays
    remind_from = days.previous_workday(written)
    effective = written if book.calendar.holiday_policy == "as_written" else days.next_workday(written)
    reason = "" if effective == written else f"{_said(written)}为{days.day_off(written)}，顺延至{_said(effective)}"
    provisional = days.provisional(written.year) or days.provisional(effective.year)
    return Deadline(written, effective, remind_from, reason, provisional)


def opens(node: Node, book: Rulebook) -> date:
    """The first working day on which the node's forms go out."""
    return book.workdays.next_workday(on(node.opens, book.work_year))


def node_on(milestone: Milestone, as_of: date, book: Rulebook) -> str:
    """The node a run of that day is about: the last one that has opened, before all of them the first."""
    names = [node.node for node in milestone.nodes if opens(node, book) <= as_of]
    return names[-1] if names else milestone.nodes[0].node if milestone.nodes else ""


def cut_off(node: Node, book: Rulebook) -> date | None:
    """The day the data stand at (监控节点), None where a node has none. It never rolls (domain §7)."""
    return on(node.cut_off, book.work_year) if node.cut_off else None


def runs_until(node: Node, book: Rulebook) -> date:
    """The last day on which the node is still chased daily: never before the ladder's last rung has been sent."""
    last_rung = max(rung.days for rung in book.ladder.rungs.values())
    return max(on(node.runs_until, book.work_year), book.workdays.shift(deadline(node, book).effective, last_rung))


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"


def days_late(effective: date, day: date, book: Rulebook) -> int:
    """Working days from the effective deadline to a later day; 0 when it is not later."""
    return _workdays_between(effective, day, book)


def days_left(effective: date, day: date, book: Rulebook) -> int:
    """Working days from a day to the effective deadline; 0 on the day itself and after it."""
    return _workdays_between(day, effective, book)


def _workdays_between(first: date, last: date, book: Rulebook) -> int:
    """Working days after `first` up to and including `last`."""
    return len(book.workdays.among(first + timedelta(days=1), last))

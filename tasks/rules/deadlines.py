"""Deadlines: the date as written, the date it takes effect, and why they differ (domain §7, X07)."""

from dataclasses import dataclass
from datetime import date

from config.calendar import Node, on
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
    days, off = book.workdays, book.workdays.day_off(written)
    provisional = days.provisional(written.year)
    if not off or book.calendar.holiday_policy == "as_written":
        return Deadline(written, written, days.previous_workday(written), "", provisional)
    effective = days.next_workday(written)
    reason = f"{written:%m月%d日}为{off}，顺延至{effective:%m月%d日}"
    return Deadline(written, effective, days.previous_workday(written), reason, provisional)


def opens(node: Node, book: Rulebook) -> date:
    """The first working day on which the node's forms go out."""
    return book.workdays.next_workday(on(node.opens, book.work_year))


def runs_until(node: Node, book: Rulebook) -> date:
    """The last day on which the node is still chased daily."""
    return on(node.runs_until, book.work_year)

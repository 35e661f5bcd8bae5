"""Which rungs of the reminder ladder are due on a day, and which one still says something true (X06, DESIGN §7)."""

from dataclasses import dataclass
from datetime import date

from config.routing import Rung
from config.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class DueRung:
    """One rung whose day has come. Only the last of them is sent; the earlier ones are recorded as superseded."""

    name: str
    rung: Rung
    day: date
    latest: bool


def rung_day(rung: Rung, remind_from: date, effective: date, book: Rulebook) -> date:
    """The working day of one rung: before the deadline counted from `remind_from`, after it from `effective`."""
    return book.workdays.shift(remind_from if rung.days <= 0 else effective, rung.days)


def due_rungs(opened: date, remind_from: date, effective: date, as_of: date, book: Rulebook) -> list[DueRung]:
    """All rungs whose day lies after the opening and has come by `as_of`, in the order of time.

    A rung before the deadline says nothing true once the deadline has passed: it is never the latest then. Formal
    papers and reminders each have a latest of their own.
    """
    due = [
        (name, rung, day)
        for name, rung in book.ladder.rungs.items()
        if opened < (day := rung_day(rung, remind_from, effective, book)) <= as_of
    ]
    true = [(name, rung.paper) for name, rung, _ in due if rung.days > 0 or as_of <= effective]
    latest = {paper: name for name, paper in true}
    return [DueRung(name, rung, day, latest.get(rung.paper) == name) for name, rung, day in due]

"""Spring 2023 as the office lived them, and the ladder of reminders, written down by hand.

The run works out both from the national calendar, the regional overlay and config/ladder.yaml; here they are typed in,
so that neither can be wrong unseen: 2023-04-05 is 清明节, 2023-04-21 肉孜节 in Xinjiang, 2023-05-06 a Saturday at work.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


def _days(month: int, *numbers: int) -> tuple[date, ...]:
    return tuple(date(2023, month, number) for number in numbers)


WORKDAYS = (
    *_days(3, 1, 2, 3), *_days(3, 6, 7, 8, 9, 10), *_days(3, 13, 14, 15, 16, 17), *_days(3, 20, 21, 22, 23, 24),
    *_days(3, 27, 28, 29, 30, 31),
    *_days(4, 3, 4, 6, 7), *_days(4, 10, 11, 12, 13, 14), *_days(4, 17, 18, 19, 20), *_days(4, 23, 24, 25, 26, 27, 28),
    *_days(5, 4, 5, 6), *_days(5, 8, 9, 10),
)
OPENED, DUE, LAST = date(2023, 3, 1), date(2023, 3, 31), date(2023, 4, 12)


class Rung(NamedTuple):
    """So many working days from the deadline, before or after; to whom, with whom in copy."""

    after: bool
    steps: int
    to: str
    cc: tuple[str, ...]


LADDER = {
    "before_7": Rung(False, 7, "contact", ()),
    "before_3": Rung(False, 3, "contact", ()),
    "before_1": Rung(False, 1, "contact", ()),
    "overdue_1": Rung(True, 1, "contact", ("division",)),
    "overdue_3": Rung(True, 3, "contact", ("head", "division")),
    "overdue_7": Rung(True, 7, "head", ("contact", "division")),
    # What climbs further comes after the last day that is played; `test_outage` and `test_escalation` tell of it.
    "overdue_10": Rung(True, 10, "division", ()),
    "overdue_15": Rung(True, 15, "centre", ()),
    "paper_10": Rung(True, 10, "head", ("contact", "division")),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """A deadline: the day it takes effect, and the day of every rung."""

    version: int
    effective: date
    rungs: dict[str, date]


def terms(written: date, version: int = 1) -> Terms:
    """The deadline written as one date: on a day off it moves to the next working day, reminders to the last one."""
    effective = next(day for day in WORKDAYS if day >= written)
    reminded = next(day for day in reversed(WORKDAYS) if day <= written)
    late, early = WORKDAYS.index(effective), WORKDAYS.index(reminded)
    days = {name: late + rung.steps if rung.after else early - rung.steps for name, rung in LADDER.items()}
    return Terms(version, effective, {name: WORKDAYS[place] for name, place in days.items()})

"""Who owes what: obligations counted by any group, in the four standings of the field."""

from collections.abc import Iterable
from typing import NamedTuple

from reports import wording
from reports.site.records import Debt
from reports.site.words import BAD, IDLE, OK, WARN

STANDINGS = tuple(zip(wording.STANDINGS, (OK, WARN, IDLE, BAD), strict=True))


class Tally(NamedTuple):
    """Obligations of a group by standing; `waived` ones are not counted."""

    on_time: int
    filed_late: int
    owed: int
    overdue: int

    @property
    def total(self) -> int:
        """All that are owed or met."""
        return self.on_time + self.filed_late + self.owed + self.overdue

    @property
    def met(self) -> int:
        """Those handed in, late or not."""
        return self.on_time + self.filed_late

    @property
    def complete_bp(self) -> int | None:
        """Met in all, rounded down: 100 % only when nothing is missing."""
        return self.met * 10_000 // self.total if self.total else None

    @property
    def timely_bp(self) -> int | None:
        """In time in all whose day has come or that are met, rounded down."""
        due = self.met + self.overdue
        return self.on_time * 10_000 // due if due else None


def standing(debt: Debt) -> int:
    """The place in STANDINGS."""
    return (1 if debt.late else 0) if debt.state == "met" else 3 if debt.late else 2


def tally(debts: Iterable[Debt]) -> Tally:
    """Count them."""
    counts = [0, 0, 0, 0]
    for debt in debts:
        if debt.state != "waived":
            counts[standing(debt)] += 1
    return Tally(*counts)

"""球在谁手: how many working days each side has had a matter in its hands, from the facts of the ledger.

A form is the unit's until it hands one in, the finance side's until that is answered and reviewed, the unit's again
when it goes back. Only columns and days: the same function serves one obligation and all of a year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.deadlines import days_late

UNIT, FINANCE, NOBODY = "单位", "财政", ""
COLUMNS = ("obligation_id", "holder", "since", "unit_days", "finance_days", "last")
# What happens → in whose hands the matter is from then on.
TURNS: Mapping[str, str] = {
    "issued": UNIT, "received": FINANCE, "returned": UNIT, "partly": UNIT, "accepted": FINANCE, "reviewed": NOBODY,
    "met": NOBODY, "owed": UNIT, "waived": NOBODY,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One event of one matter: a key of TURNS."""

    obligation_id: int
    on: date
    what: str


def clocks(turns: Iterable[Turn], as_of: date, book: Rulebook) -> pd.DataFrame:
    """Per obligation: in whose hands it is (`holder`, "" when it is settled), `since` when, and the working days that
    unit and finance side have had it up to a day; `last`: what happened last.

    A day belongs to whoever had the matter when it ended; the day of handing over counts for the receiver from the
    next working day on. Events of one day are taken in the order given.
    """
    found = []
    by_matter: dict[int, list[Turn]] = {}
    for turn in turns:
        if turn.on <= as_of:
            by_matter.setdefault(turn.obligation_id, []).append(turn)
    for matter, own in sorted(by_matter.items()):
        own.sort(key=lambda turn: turn.on)
        days = {UNIT: 0, FINANCE: 0, NOBODY: 0}
        holder, since = NOBODY, own[0].on
        for turn in own:
            now = TURNS[turn.what]
            if now != holder:
                days[holder] += days_late(since, turn.on, book)
                holder, since = now, turn.on
        days[holder] += days_late(since, as_of, book)
        found.append((matter, holder, since, days[UNIT], days[FINANCE], own[-1].what))
    return pd.DataFrame(found, columns=list(COLUMNS))

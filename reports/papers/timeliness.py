"""How far and how punctually things have been handed in, counted once for text, table and chart."""

from typing import Any

import pandas as pd

from reports.papers.paper import Row, numbered, share_bp, total
from reports.wording import FILED_LATE, ON_TIME, OVERDUE, OWED

COUNTS = ("owed", "on_time", "filed_late", "overdue", "open")


def tally(debts: pd.DataFrame) -> Row:
    """owed, on_time, filed_late, overdue, open (not yet due), met, due; rate_bp: on time of all that are due."""
    words = debts["standing"].value_counts()
    counts = {
        name: int(words.get(word, 0))
        for name, word in (("on_time", ON_TIME), ("filed_late", FILED_LATE), ("overdue", OVERDUE), ("open", OWED))
    }
    return _whole({"owed": len(debts), **counts})


def tallies(debts: pd.DataFrame, by: str) -> list[Row]:
    """One tally for each value of a column, called `name`, in the order in which they come."""
    groups = debts.groupby(by, sort=False)
    return numbered({"name": str(name), **tally(rows)} for name, rows in groups)


def summed(rows: list[Row]) -> Row:
    """The sum of tallies."""
    return _whole({name: total(rows, name) for name in COUNTS})


def by_place(debts: pd.DataFrame, places: dict[str, str]) -> list[Row]:
    """One tally for each finance department in the order of the routing, also where nothing is owed."""
    code: Any = debts["region_code"]
    return numbered({"name": name, **tally(debts[(code == one).to_numpy(dtype=bool)])} for one, name in places.items())


def _whole(counts: Row) -> Row:
    due = counts["owed"] - counts["open"]
    return {
        **counts,
        "met": counts["on_time"] + counts["filed_late"],
        "due": due,
        "rate_bp": share_bp(counts["on_time"], due),
    }

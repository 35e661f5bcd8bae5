"""打分表: the versions of a work year — each frozen on its day, later ones supersede, history is kept (X05)."""

from datetime import date

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.deadlines import deadline
from tasks.rules.score_table_hits import Places
from tasks.rules.scoring import Ints
from tasks.rules.verdicts import Facts

DATED = ("received_on", "decided_on")
COLUMNS = ["milestone", "kind", "node", "project_id", "score_cp", "verdict"]


def freeze(book: Rulebook, node: str) -> date:
    """The last day whose facts a version counts: its due date of the calendar, rolled past days off."""
    return deadline(book.calendar.milestone("score_table").node(node), book).effective


def stands_at(book: Rulebook, as_of: date, node: str) -> date:
    """The day the facts of a version stand at: the run's day, never later than the freeze."""
    return min(as_of, freeze(book, node))


def frozen(facts: Facts, book: Rulebook, node: str) -> Facts:
    """The facts without what came in or was decided after the version was frozen: that belongs to the next version."""
    last = pd.Timestamp(freeze(book, node))
    return {name: _until(rows, last) for name, rows in facts.items()}


def _until(rows: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    for column in DATED:
        if column in rows and len(rows):
            late = (pd.to_datetime(rows[column]) > last).to_numpy(dtype=bool)
            rows = rows[~late] if late.any() else rows
    return rows


def previous(facts: Facts, node: str, places: Places) -> tuple[Ints, "np.ndarray[tuple[int], np.dtype[np.object_]]"]:
    """Each project's score (cp, -1 = none) and grade word in the version before this one; "" where there was none."""
    cp, word = np.full(len(places.ids), -1, dtype=np.int64), np.full(len(places.ids), "", dtype=object)
    rows = facts.get("verdicts", pd.DataFrame())
    if rows.empty:
        return cp, word
    mine = (rows["milestone"] == "score_table") & (rows["kind"] == "project") & (rows["node"] < node)
    rows = rows[mine.to_numpy(dtype=bool)].sort_values("node", kind="stable")
    at = places.of_ids(rows)
    for version in sorted(set(rows["node"])):  # few, and the last one stays
        here = (rows["node"] == version).to_numpy(dtype=bool) & (at >= 0)
        cp[at[here]] = rows["score_cp"].to_numpy(dtype=np.int64, na_value=-1)[here]
        word[at[here]] = rows["verdict"].to_numpy(dtype=object)[here]
    return cp, word

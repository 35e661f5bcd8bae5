"""Debts and names of the whole work year as of a day, for what is told of more than one milestone."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from config.rulebook import Rulebook
from reports.wording import FILED_LATE, ON_TIME, OVERDUE, OWED
from tasks.rules.deadlines import days_late, opens
from tasks.rules.reviews import is_review, matter_of
from tasks.store import library, obligations

ABOUT = ["unit_code", "unit_name", "region_code"]
Key = tuple[str, str]


def debts_of(
    conn: Connection, book: Rulebook, as_of: date, units: pd.DataFrame, files: pd.DataFrame,
) -> pd.DataFrame:
    """One row per obligation that is not waived, with whose it is, how late, and what came last.

    A past day does not know of what was issued after it.
    """
    owed = obligations.of_year(conn, book.work_year, as_of)
    keys = list(zip(owed["milestone"], owed["node"], strict=True))
    titles, begins = _nodes(book, keys)
    begun = [bool(came) or begins[key] <= as_of for key, came in zip(keys, owed["occasion"], strict=True)]
    owed = owed[(owed["state"] != "waived") & np.array(begun, dtype=bool)].drop(columns=["unit_name", "region_code"])
    about = units[[*ABOUT, "region_name", "department_name", "division_name", "kind"]]
    rows = owed.merge(about.rename(columns={"kind": "unit_kind"}), on="unit_code").reset_index(drop=True)

    @cache  # as many working days as pairs of dates, not as units
    def late(due: date, day: date) -> int:
        return days_late(due, day, book)

    met = rows["met_on"].notna().to_numpy(dtype=bool)
    pairs = zip(rows["effective_due"], rows["met_on"], met, strict=True)
    days = np.array([late(due, day if is_met else as_of) for due, day, is_met in pairs], dtype=np.int64)
    words = np.select([met & (days == 0), met, days > 0], [ON_TIME, FILED_LATE, OVERDUE], OWED)
    newest = files.drop_duplicates(["unit_code", "milestone", "node"], keep="last")
    newest = newest[["unit_code", "milestone", "node", "state", "received_at"]].rename(
        columns={"state": "last_file", "received_at": "last_received"})
    reviewed = is_review(rows, book)
    matters = [matter_of(titles[milestone, node], *one) for milestone, node, *one in zip(
        *(rows[name] for name in ("milestone", "node", "form", "occasion")), reviewed, strict=True)]
    rows = rows.assign(overdue_days=pd.array(days, dtype="Int64"), matter=matters, standing=words.astype(object),
                       review=reviewed)
    rows = rows.merge(newest, on=["unit_code", "milestone", "node"], how="left")
    return rows.assign(last_file=rows["last_file"].fillna(""))


def names_of(
    conn: Connection, book: Rulebook, units: pd.DataFrame, regions: Mapping[str, str],
) -> dict[str, str]:
    """Code → name of projects (of the years around the work year), divisions, units and regions."""
    years = (book.work_year + shift for shift in (1, 0, -1))
    named = [library.register(conn, one) for one in years]
    projects = {code: title for rows in named for code, title in zip(
        rows["project_code"], rows["project_name"], strict=True) if title}
    divisions = dict(zip(units["division_code"], units["division_name"], strict=True))
    return projects | divisions | dict(zip(units["unit_code"], units["unit_name"], strict=True)) | dict(regions)


def _nodes(book: Rulebook, keys: Iterable[Key]) -> tuple[dict[Key, str], dict[Key, date]]:
    """What each node is called, 绩效监控（5月监控）, and when it opens."""
    titles, begins = {}, {}
    for key in dict.fromkeys(keys):
        milestone, node = book.calendar.milestone(key[0]), book.calendar.milestone(key[0]).node(key[1])
        titles[key] = milestone.called(node)
        begins[key] = opens(node, book)
    return titles, begins

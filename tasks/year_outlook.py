"""The view of the whole work year as of a day, gathered from the store for front page and `jixiao status`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from config.calendar import Milestone, on
from config.rulebook import Rulebook
from reports.naming import called
from reports.wording import ALARMS, FILED_LATE, ON_TIME, OVERDUE, OWED
from reports.year_view import Stage, YearView
from tasks.rules.deadlines import days_late, deadline, opens, runs_until
from tasks.rules.rulings import SHORT
from tasks.store import directory, library, notice_list, obligations, submissions, verdicts

DECIDED = ["milestone", "node", "kind", "subject", "proposal"]
ABOUT = ["unit_code", "unit_name", "region_code"]


def year_view(conn: Connection, book: Rulebook, as_of: date) -> YearView:
    """Everything in force on a day; the notices as they are now."""
    units = directory.units(conn, as_of, former=True).rename(columns={"code": "unit_code", "name": "unit_name"})
    regions = {code: region.name for code, region in book.routing.regions.items()}
    files = submissions.of_year(conn, book.work_year, as_of)
    found = verdicts.in_force(conn, book.work_year, as_of)
    wanted = found[(found["proposal"] != "") | found["verdict"].isin(ALARMS)]
    told = _named(wanted, units, names_of(conn, book, units, regions))
    decided = verdicts.decisions(conn, book.work_year, as_of)[[*DECIDED, "decision", "decided_by"]]
    proposals = told[told["proposal"] != ""].merge(decided, on=DECIDED, how="left")
    proposals = proposals.assign(basis=proposals["basis_hash"].str[:SHORT])
    return YearView(
        work_year=book.work_year, as_of=as_of, stages=stages(book), regions=regions,
        debts=debts_of(conn, book, as_of, units, files),
        proposals=proposals.assign(**{name: proposals[name].fillna("") for name in ("decision", "decided_by")}),
        alarms=told[told["proposal"] == ""].reset_index(drop=True),
        notices=notice_list.of_year(conn, book.work_year).merge(units[ABOUT[:2]], on="unit_code", how="left"),
        strangers=files[(files["unit_code"] == "") & ~files["counts"]].reset_index(drop=True),
    )


def stages(book: Rulebook) -> tuple[Stage, ...]:
    """Every node of the calendar, and the milestones without a term as one stage that lasts all year."""
    return tuple(
        _stage(name, milestone, node, book)
        for name, milestone in book.calendar.milestones.items()
        for node in ([one.node for one in milestone.nodes] or [""])
    )


def _stage(name: str, milestone: Milestone, node: str, book: Rulebook) -> Stage:
    dates, due = milestone.node(node), deadline(milestone.node(node), book)
    title = f"{milestone.title}{f'（{dates.title or node}）' if node else ''}"
    begins = opens(dates, book) if milestone.nodes else on(dates.opens, book.work_year)
    ends = runs_until(dates, book) if milestone.nodes else due.written
    return Stage(name, node, title, milestone.rules, dates.owed_by or milestone.owed_by, milestone.when, begins,
                 due.written, due.effective, due.reason, due.provisional, ends)


def debts_of(
    conn: Connection, book: Rulebook, as_of: date, units: pd.DataFrame, files: pd.DataFrame,
) -> pd.DataFrame:
    """One row per obligation that is not waived, with whose it is, how late, and what came last.

    A past day does not know of what was issued after it.
    """
    owed = obligations.of_year(conn, book.work_year, as_of)
    stage = {(one.milestone, one.node): one for one in stages(book)}
    begun = [stage[key].opens <= as_of for key in zip(owed["milestone"], owed["node"], strict=True)]
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
    matters = [stage[key].title for key in zip(rows["milestone"], rows["node"], strict=True)]
    rows = rows.assign(overdue_days=pd.array(days, dtype="Int64"), matter=matters, standing=words.astype(object))
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


def _named(found: pd.DataFrame, units: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The verdicts with the name of what they are about ("" becomes its code) and whose it is."""
    rows = found.merge(units[ABOUT], on="unit_code", how="left")
    blank: dict[str, Any] = {name: rows[name].fillna("") for name in ABOUT[1:]}
    return rows.assign(name=[called(one, names) or one for one in rows["subject"]], **blank)

"""Rectification of what monitoring found: who owes it by when, and whether it is done (C04)."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import given, newest, shifted, stamp
from tasks.rules.monitoring_review import BAD
from tasks.rules.monitoring_round import Round
from tasks.rules.own_level import by_own_finance
from tasks.rules.verdicts import Facts

CLOSED, REPORTED, RETURNED, RUNNING, OVERDUE = "已销号", "已报待核", "退回重改", "整改中", "逾期未改"
ACCEPTED, SENT_BACK = "销号", "退回"
REPORT = {
    "project_code": "str", "unit_code": "str", "for_node": "str", "about_year": "Int64", "finished_on": "day",
    "received_on": "day", "submission_id": "Int64",
}
CHECK = {
    "project_code": "str", "unit_code": "str", "for_node": "str", "about_year": "Int64", "outcome": "str",
    "reviewed_by": "str", "reviewed_on": "day", "received_on": "day", "submission_id": "Int64",
}


def rectifications(
    judged: pd.DataFrame, facts: Facts, book: Rulebook, of: Round, as_of: date, suffix: str = "",
) -> pd.DataFrame:
    """What is to be put right: the rows of `monitoring_review.reviewed` found 不合格 or with problems.

    Adds notify_by (及时), due (as the review says, else the term after the notice, never after the round's last day),
    reported_on, closed_on, `state` (已销号, 已报待核, 退回重改, 整改中, 逾期未改) and `open`: not rectified as
    `monitoring.rectified_when` has it. After the due day, what is neither closed nor reported is 逾期未改.
    """
    law = book.parameters
    wanted = (judged["verdict"] == BAD) | (judged["problems"] != "")
    rows = judged[wanted.to_numpy(dtype=bool)].reset_index(drop=True)
    found_on = rows["reviewed_on"].where(rows["basis"] == "review", rows["grace"])
    notified = rows["notified_on"].fillna(found_on)
    term = shifted(notified, law.number("monitoring.rectify_workdays"), book)
    due = rows["rectify_due"].fillna(term.where(term <= stamp(of.rectify_until), stamp(of.rectify_until)))
    reported, closed, sent_back = _done(rows, facts, book, of, suffix)
    again = reported.notna() & ~(sent_back.notna() & (reported <= sent_back))
    overdue = (stamp(as_of) > due).to_numpy(dtype=bool)
    waiting = np.where(again, REPORTED, np.where(overdue, OVERDUE, np.where(sent_back.notna(), RETURNED, RUNNING)))
    state = np.where(closed.notna(), CLOSED, waiting)
    done = [CLOSED] if law.word("monitoring.rectified_when") == "confirmed" else [CLOSED, REPORTED]
    return rows.assign(
        notify_by=shifted(found_on, law.number("monitoring.notify_workdays"), book), rectify_due=due,
        reported_on=reported, closed_on=closed, state=state, open=~np.isin(state, done),
    )


def _done(rows: pd.DataFrame, facts: Facts, book: Rulebook, of: Round, suffix: str) -> tuple[Any, Any, Any]:
    """When each was reported done, when finance closed it, when finance sent it back; NaT for never."""
    codes = rows["project_code"].astype(object)
    told = _about(facts, "rectifications", REPORT, book, of, suffix)
    told = told[told["finished_on"].notna().to_numpy(dtype=bool)]
    latest = newest(told, ["project_code", "unit_code"]).set_index(["project_code", "unit_code"])["received_on"]
    own = pd.MultiIndex.from_arrays([codes, rows["unit_code"].astype(object)])
    reported = pd.Series(latest.reindex(own).to_numpy())
    checks = _about(facts, "rectification_reviews", CHECK, book, of, suffix)
    checks = by_own_finance(checks, rows, facts, ["project_code"]).assign(back=lambda some: some["outcome"] != ACCEPTED)
    last = newest(checks, ["project_code"], ("reviewed_on", "received_on", "submission_id", "back"))
    last = last.set_index("project_code").reindex(codes).reset_index(drop=True)
    closed = last["reviewed_on"].where(last["outcome"] == ACCEPTED)
    return reported, closed, last["reviewed_on"].where(last["outcome"] == SENT_BACK)


def _about(
    facts: Facts, name: str, columns: dict[str, str], book: Rulebook, of: Round, suffix: str,
) -> pd.DataFrame:
    """Rows about one round: filed in its own year, or later and naming it."""
    rows = given(facts, f"{name}{suffix}", columns)
    rows = rows[(rows["about_year"].isna() | (rows["about_year"] == book.work_year)).to_numpy(dtype=bool)]
    if suffix:
        later = given(facts, name, columns)
        rows = pd.concat([rows, later[(later["about_year"] == book.work_year).to_numpy(dtype=bool, na_value=False)]])
    return rows[(rows["for_node"] == of.title).to_numpy(dtype=bool)].reset_index(drop=True)

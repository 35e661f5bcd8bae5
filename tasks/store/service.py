"""How our own side did, as facts: when what was run, and when which notice was put in and left (X06)."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from tasks.store.frames import frame
from tasks.store.models import Notice, Run
from tasks.store.models.base import end_of


def ran(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """The runs of a work year begun by a day: milestone, node, as_of, started_on, complete (it came to its end),
    whole (over all regions)."""
    found = frame(conn, select(
        Run.milestone, Run.node, Run.as_of, Run.regions, Run.started_at, Run.ended_at,
    ).where(Run.work_year == work_year, Run.started_at < end_of(as_of)).order_by(Run.id))
    return pd.DataFrame({
        "milestone": found["milestone"], "node": found["node"], "as_of": found["as_of"],
        "started_on": _days(found["started_at"]), "complete": found["ended_at"].notna(),
        "whole": [not regions for regions in found["regions"]],
    })


def told(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """The notices of a work year put in by a day: obligation_id, submission_id, kind, state, last_error, created_on,
    sent_on (None: not by that day)."""
    found = frame(conn, select(
        Notice.obligation_id, Notice.submission_id, Notice.kind, Notice.state, Notice.last_error, Notice.created_at,
        Notice.sent_at,
    ).where(Notice.work_year == work_year, Notice.created_at < end_of(as_of)).order_by(Notice.id))
    left = [None if day is None or day > as_of else day for day in _days(found["sent_at"])]
    return pd.DataFrame({
        "obligation_id": found["obligation_id"].astype("Int64"),
        "submission_id": found["submission_id"].astype("Int64"),
        "kind": found["kind"], "state": found["state"], "last_error": found["last_error"],
        "created_on": _days(found["created_at"]), "sent_on": pd.Series(left, dtype=object),
    })


def _days(moments: "pd.Series[Any]") -> "pd.Series[Any]":
    return pd.Series([None if pd.isna(at) else at.date() for at in moments], dtype=object)

"""Formal papers that wait for a named person: they are listed and decided like every proposal (X11)."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, select

from tasks.store import outbox, verdicts
from tasks.store.frames import frame
from tasks.store.models import Notice, Unit

KIND, PROPOSAL, REFUSED = "paper", "逾期通报", "{by}决定不发：{reason}"


def held(conn: Connection, work_year: int) -> pd.DataFrame:
    """The held papers of a work year in the shape of proposals: id, key, basis_hash, milestone, node, kind, subject,
    unit_code, proposal, amount_fen, why."""
    columns = ("id", "key", "message_id", "milestone", "node", "unit_code", "due_on", "created_at")
    found = frame(conn, select(*(getattr(Notice, name) for name in columns), Unit.name.label("subject")).join(
        Unit, Unit.code == Notice.unit_code,
    ).where(Notice.state == "held", Notice.work_year == work_year).order_by(Notice.id))
    why = [f"应于{due}前报送，逾期至今没有报齐；通报自{at:%Y-%m-%d}起待签发"
           for due, at in zip(found["due_on"], found["created_at"], strict=True)]
    return found.assign(
        basis_hash=found["message_id"].str.removeprefix("<").str.replace("@jixiao>", ""), kind=KIND, proposal=PROPOSAL,
        amount_fen=pd.array([pd.NA] * len(found), dtype="Int64"), why=pd.array(why, dtype="str"),
    )


def to_decide(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """All that waits for a named person: the proposals nobody has decided, the papers nobody has signed (`key`: "" for
    the former)."""
    papers, proposed = held(conn, work_year), verdicts.waiting(conn, work_year, as_of).assign(key="")
    return pd.concat([proposed, papers[papers.columns.intersection(proposed.columns)]], ignore_index=True)


def decide(
    conn: Connection, run_id: int | None, at: datetime, paper: tuple[int, str], decision: str, by: str, reason: str,
) -> bool:
    """Let a held paper, (id, key), go or take it back; False when it is not held any more."""
    number, key = paper
    if decision == "approved":
        return outbox.let_go(conn, run_id, at, key, by, reason)
    words = REFUSED.format(by=by, reason=reason)
    return outbox.withdraw(conn, run_id, at, [number], "cancelled", words) > 0

"""Deadlines that move: because the calendar learnt of a holiday, or because finance granted a later day (X07)."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, insert, select

from tasks.store import bulk
from tasks.store.frames import frame
from tasks.store.models import Deadline, Extension, Obligation
from tasks.store.obligations import DATES, KEY, deadline_columns, tell


@dataclass(frozen=True, slots=True)
class Grant:
    """A later day that finance granted, with what the calendar makes of it."""

    obligation_id: int
    new_due: date
    effective_due: date
    remind_from: date
    approver: str
    document: str
    reason: str
    granted_on: date


def redate(conn: Connection, run_id: int, at: datetime, on: date, wanted: pd.DataFrame) -> int:
    """Move open deadlines to what the calendar says on a day; returns how many moved.

    `wanted` as for `obligations.ensure`. A day granted by finance stays, and so does what is met or waived.
    """
    present = frame(conn, select(*Obligation.__table__.c).join(
        Deadline, (Deadline.obligation_id == Obligation.id) & (Deadline.version == Obligation.deadline_version),
    ).where(Obligation.state == "owed", Deadline.source == "calendar"))
    both = present.merge(wanted[[*KEY, *DATES, "due_reason"]], on=list(KEY), suffixes=("", "_new"))
    moved = both[[f"{name}_new" for name in DATES]].to_numpy() != both[list(DATES)].to_numpy()
    changed = both[moved.any(axis=1)]
    new = {name: changed[f"{name}_new"] for name in (*DATES, "due_reason")}
    return _redated(conn, run_id, at, changed[present.columns].assign(**new), on, "calendar")


def extend(conn: Connection, run_id: int | None, at: datetime, grant: Grant) -> None:
    """Grant a later day: recorded with who, on what paper and why; reminders and lateness follow it from then on."""
    names = ("obligation_id", "new_due", "approver", "document", "reason", "granted_on")
    conn.execute(insert(Extension).values({name: getattr(grant, name) for name in names}))
    changed = frame(conn, select(*Obligation.__table__.c).where(Obligation.id == grant.obligation_id)).assign(
        written_due=grant.new_due, effective_due=grant.effective_due, remind_from=grant.remind_from,
        due_reason=f"经{grant.approver}批准延期：{grant.reason}",
    )
    _redated(conn, run_id, at, changed, grant.granted_on, "extension")


def by_calendar(conn: Connection, obligation_id: int) -> date:
    """The last day that the calendar itself has set for an obligation, whatever was granted since."""
    own = select(Deadline.effective_due).where(Deadline.obligation_id == obligation_id, Deadline.source == "calendar")
    return conn.execute(own.order_by(Deadline.version.desc()).limit(1)).scalar_one()


def _redated(
    conn: Connection, run_id: int | None, at: datetime, changed: pd.DataFrame, on: date, source: str,
) -> int:
    if changed.empty:
        return 0
    changed = changed.assign(deadline_version=changed["deadline_version"] + 1)
    bulk.insert(conn, Deadline, deadline_columns(changed, on, source))
    bulk.upsert(conn, Obligation, {str(name): changed[name] for name in changed.columns}, ["id"])
    tell(conn, run_id, at, "obligation.redated", changed)
    return len(changed)

"""Runs: who ran what as of which day and why, when the last complete one was, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from tasks.store import ledger
from tasks.store.frames import frame
from tasks.store.models import Run


@dataclass(frozen=True, slots=True)
class Start:
    """Everything that is known of a run when it begins."""

    milestone: str
    work_year: int
    as_of: date
    node: str = ""
    regions: Sequence[str] = ()
    operator: str = ""
    reason: str = ""
    flow_run_id: str = ""
    rulebook_hash: str = ""


def begin(conn: Connection, start: Start, at: datetime) -> int:
    """Record that a run has begun; returns its id, which everything written by it carries."""
    values = {name: getattr(start, name) for name in Start.__slots__} | {"regions": list(start.regions)}
    run_id = conn.execute(
        insert(Run).values(**values, started_at=at, outcome={}).returning(Run.id),
    ).scalar_one()
    ledger.append(conn, run_id, at, [_happening("run.begin", start.milestone, start.as_of, run_id)])
    return int(run_id)


def finish(conn: Connection, run_id: int, at: datetime, outcome: Mapping[str, Any]) -> None:
    """Record that a run has come to its end, and with what outcome. A run without an end was cut off."""
    milestone, as_of = conn.execute(
        update(Run).where(Run.id == run_id).values(ended_at=at, outcome=dict(outcome))
        .returning(Run.milestone, Run.as_of),
    ).one()
    ledger.append(conn, run_id, at, [_happening("run.end", milestone, as_of, run_id)])


def last_begun(conn: Connection, milestone: str, work_year: int) -> datetime | None:
    """When the latest complete run of a milestone began: it has read what had come by then; None before any."""
    query = select(func.max(Run.started_at)).where(
        Run.milestone == milestone, Run.work_year == work_year, Run.ended_at.is_not(None))
    return conn.execute(query).scalar()


def last_as_of(
    conn: Connection, milestone: str, work_year: int, node: str = "", regions: Sequence[str] = (),
) -> date | None:
    """The latest day at which a complete run of this node, over at least these regions, stood; None before any."""
    finished = conn.execute(
        select(Run.as_of, Run.regions).where(
            Run.milestone == milestone, Run.work_year == work_year, Run.node == node, Run.ended_at.is_not(None),
        ).order_by(Run.as_of.desc()),
    )
    covering = (run.as_of for run in finished if not run.regions or (regions and set(regions) <= set(run.regions)))
    return next(covering, None)


def history(conn: Connection, work_year: int) -> pd.DataFrame:
    """All runs of a work year, the newest first."""
    return frame(conn, select(*Run.__table__.c).where(Run.work_year == work_year).order_by(Run.id.desc()))


def _happening(kind: str, milestone: str, as_of: date, run_id: int) -> ledger.Happening:
    return ledger.Happening(kind, f"{milestone}@{as_of}", {}, "run", run_id)

"""What a watch asks the store: when each node last ran, and which notices are stuck. Without pandas: it is light."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from tasks.store.models import Notice, Run


@dataclass(frozen=True, slots=True)
class Stuck:
    """One notice that has not found its end: pending, sending or uncertain."""

    state: str
    to_email: str
    not_before: datetime
    claimed_at: datetime | None
    last_error: str


def last_runs(conn: Connection, work_year: int) -> dict[tuple[str, str], date]:
    """(milestone, node) → the latest day of a complete run over all regions."""
    found: dict[tuple[str, str], date] = {}
    for run in conn.execute(select(Run.milestone, Run.node, Run.as_of, Run.regions).where(
        Run.work_year == work_year, Run.ended_at.is_not(None),
    )):
        if not run.regions:
            key = run.milestone, run.node
            found[key] = max(run.as_of, found.get(key, run.as_of))
    return found


def said(conn: Connection, since: datetime) -> list[tuple[str, str]]:
    """(milestone, words): what the complete runs begun since then had to say to whoever looks after them."""
    rows = conn.execute(select(Run.milestone, Run.outcome).where(
        Run.started_at >= since, Run.ended_at.is_not(None)).order_by(Run.id))
    return list(dict.fromkeys((run.milestone, str(words)) for run in rows for words in run.outcome.get("said", [])))


def stuck(conn: Connection) -> list[Stuck]:
    """All notices between the outbox and their end, the oldest first."""
    columns = Notice.state, Notice.to_email, Notice.not_before, Notice.claimed_at, Notice.last_error
    rows = conn.execute(select(*columns).where(Notice.state.in_(("pending", "sending", "uncertain")))
                        .order_by(Notice.not_before, Notice.id))
    return [Stuck(*row) for row in rows]

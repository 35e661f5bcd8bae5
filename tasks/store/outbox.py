"""The outbox: put in with the facts that call for it, settled once; `claims` is how senders share it out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, String, Subquery, case, func, select, update

from tasks.store import bulk, ledger
from tasks.store.frames import frame
from tasks.store.models import Event
from tasks.store.models import Notice as Row
from tasks.store.models.base import end_of

UNDELIVERED = ("failed", "bounced", "uncertain")
TOLD_OTHERWISE = "{by}已另行告知：{reason}"
SETTLED = ("sent", "failed", "uncertain", "cancelled", "superseded")


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, as in the table. `attempts` is also the claim's number: whoever settles must hold the newest."""

    key: str
    message_id: str
    kind: str
    milestone: str
    work_year: int
    to_email: str
    created_at: datetime
    not_before: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    rung: str = ""
    obligation_id: int | None = None
    submission_id: int | None = None
    unit_code: str | None = None
    to_name: str = ""
    cc: Sequence[tuple[str, str]] = ()  # (name, address)
    deadline_version: int = 1
    due_on: date | None = None
    state: str = "pending"
    reason: str = ""
    in_reply_to: str = ""
    node: str = ""
    verdict_id: int | None = None
    carried_by: int | None = None  # the notice in whose mail this one goes
    released_by: str = ""
    released_at: datetime | None = None
    dated_at: datetime | None = None  # the Date of its mail, from the first try on
    id: int = 0
    attempts: int = 0
    claimed_by: str = ""
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str = ""
    body_sha256: str = ""


def put(conn: Connection, run_id: int, at: datetime, notices: Sequence[Notice]) -> int:
    """Put in the notices whose key was never put in before (superseded ones for the record); returns how many."""
    names = [f.name for f in fields(Notice) if f.name != "id"]
    bulk.insert_new(conn, Row, {name: [getattr(notice, name) for notice in notices] for name in names}, ["key"])
    told = select(Event.state_id).where(Event.state_table == "notice")
    new = conn.execute(select(Row.id, Row.key, Row.state).where(Row.id.not_in(told)).order_by(Row.id)).all()
    _tell(conn, run_id, at, new)
    return len(new)


def settle(
    conn: Connection, run_id: int, at: datetime, notice: Notice, state: str, *, reason: str = "", error: str = "",
    body_sha256: str = "", in_reply_to: str = "",
) -> bool:
    """Say once and for all what became of a claimed, stale or uncertain notice: sent, failed, uncertain, cancelled …
    and of those that its mail carried.

    False when somebody else has claimed or settled it meanwhile: then nothing is changed.
    """
    if state not in SETTLED:
        raise ValueError(f"a notice cannot be settled as {state!r}")
    sent = {"sent_at": at, "body_sha256": body_sha256, "in_reply_to": in_reply_to} if state == "sent" else {}
    return _move(conn, run_id, at, notice, {"state": state, "reason": reason, "last_error": error, **sent})


def release(
    conn: Connection, run_id: int, at: datetime, notice: Notice, not_before: datetime, *, error: str = "",
) -> bool:
    """Let a claimed, stale or uncertain notice, with those its mail carries, wait again until `not_before`.

    False when it is no longer ours.
    """
    return _move(conn, run_id, at, notice, {"state": "pending", "not_before": not_before, "last_error": error})


def let_go(conn: Connection, run_id: int | None, at: datetime, key: str, by: str, reason: str = "") -> bool:
    """A named person lets a held notice go: it leaves with the next run. False when it is not held (any more)."""
    gone = conn.execute(
        update(Row).where(Row.key == key, Row.state == "held")
        .values(state="pending", not_before=at, released_by=by, released_at=at, reason=reason)
        .returning(Row.id, Row.key, Row.state),
    ).all()
    _tell(conn, run_id, at, gone, {"by": by, "reason": reason})
    return bool(gone)


def withdraw(conn: Connection, run_id: int | None, at: datetime, ids: Sequence[int], state: str, reason: str) -> int:
    """Take back what still waits or is held (cancelled: no longer true; superseded: a later one speaks); how many.

    What was to go in the mail of one that is taken back goes by itself.
    """
    gone = conn.execute(
        update(Row).where(Row.id.in_(ids), Row.state.in_(("pending", "held"))).values(state=state, reason=reason)
        .returning(Row.id, Row.key, Row.state),
    ).all()
    left = Row.carried_by.in_([row.id for row in gone])
    conn.execute(update(Row).where(left, Row.state == "pending").values(carried_by=None))
    _tell(conn, run_id, at, sorted(gone))
    return len(gone)


def put_back(conn: Connection, run_id: int, at: datetime, ids: Sequence[int], not_before: datetime) -> int:
    """Let notices wait again that were taken back before they left (cancelled) and are true again; how many."""
    back = conn.execute(
        update(Row).where(Row.id.in_(ids), Row.state == "cancelled")
        .values(state="pending", reason="", carried_by=None, not_before=not_before)
        .returning(Row.id, Row.key, Row.state),
    ).all()
    _tell(conn, run_id, at, sorted(back))
    return len(back)


def undelivered(conn: Connection, work_year: int) -> pd.DataFrame:
    """What did not arrive, or nobody knows whether it did: all columns of the notices of a work year, oldest first."""
    query = select(*Row.__table__.c).where(Row.work_year == work_year, Row.state.in_(UNDELIVERED))
    return frame(conn, query.order_by(Row.id))


def dealt_with(conn: Connection, at: datetime, number: int, by: str, reason: str, *, again: bool) -> bool:
    """A named person's word on a mail that did not arrive: it goes `again`, by itself, under the same Message-ID; or he
    has told them otherwise, and it never will. False when the mail is none of those (any more), or is to go
    `again` and never went: it has no address, or no mail may bear what it says (M05)."""
    values = {"state": "pending", "not_before": at, "carried_by": None} if again else {
        "state": "cancelled", "reason": TOLD_OTHERWISE.format(by=by, reason=reason), "released_by": by,
        "released_at": at}
    meant = (Row.id == number) & Row.state.in_(UNDELIVERED)
    done = conn.execute(
        update(Row).where(meant & (Row.attempts > 0) if again else meant).values(values)
        .returning(Row.id, Row.key, Row.state),
    ).all()
    _tell(conn, None, at, done, {"by": by, "reason": reason})
    return bool(done)


def of_milestone(conn: Connection, milestone: str, work_year: int) -> pd.DataFrame:
    """All notices of a milestone in the order they were put in."""
    query = select(*Row.__table__.c).where(Row.milestone == milestone, Row.work_year == work_year)
    return frame(conn, query.order_by(Row.id))


def on_day(conn: Connection, milestone: str, work_year: int, as_of: date) -> pd.DataFrame:
    """The notices put in by the end of a day, each with the `state` that the ledger gives it for that moment."""
    names = [column for column in Row.__table__.c if column.name not in ("state", "sent_at", "reason")]
    then = states(as_of)
    same = then.c.state == Row.state
    query = select(
        *names, then.c.state, case((same, Row.sent_at)).label("sent_at"),
        case((same, Row.reason), else_="").label("reason"),
    ).join(then, then.c.notice_id == Row.id)
    return frame(conn, query.where(Row.milestone == milestone, Row.work_year == work_year).order_by(Row.id))


def states(as_of: date) -> Subquery:
    """notice_id and the state that the ledger gives each notice for the end of a day; none for later ones."""
    last = select(Event.state_id, func.max(Event.seq).label("seq")).where(
        Event.state_table == "notice", Event.at < end_of(as_of),
    ).group_by(Event.state_id).subquery()
    state = func.replace(Event.kind, "notice.", "", type_=String)
    return select(last.c.state_id.label("notice_id"), state.label("state")).join(
        Event, Event.seq == last.c.seq).subquery()


def tally(conn: Connection) -> dict[str, int]:
    """State → number of notices in it."""
    counted = conn.execute(select(Row.state, func.count()).group_by(Row.state)).tuples()
    return {str(state): int(number) for state, number in counted}


def _move(conn: Connection, run_id: int, at: datetime, notice: Notice, values: dict[str, Any]) -> bool:
    group = (Row.id == notice.id) | (Row.carried_by == notice.id)
    mine = group & (Row.attempts == notice.attempts) & (Row.state == notice.state)
    moved = conn.execute(
        update(Row).where(mine, Row.state.in_(("sending", "uncertain"))).values(values)
        .returning(Row.id, Row.key, Row.state),
    ).all()
    on_the_way = {"attempt": notice.attempts, "by": notice.claimed_by, "since": notice.claimed_at,
                  "error": values["last_error"]}
    _tell(conn, run_id, at, sorted(moved), on_the_way)
    return bool(moved)


def as_notice(row: RowMapping) -> Notice:
    """A row of the table."""
    values = dict(row)
    return Notice(**values | {"cc": [tuple(copy) for copy in values["cc"]]})


def _tell(
    conn: Connection, run_id: int | None, at: datetime, rows: Iterable[Sequence[Any]],
    payload: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    ledger.append(conn, run_id, at, [
        ledger.Happening(f"notice.{state}", key, payload, "notice", row_id) for row_id, key, state in rows
    ])

"""Who sends what: one sender at a time claims what goes into one mail, and whoever dies over it is found out.

Commit a claim before sending, so that a dead sender is seen to have begun. Kinds of `DAILY` go to a person in one mail
a day: the first of them to be claimed for good carries the others (`carried_by`), under its Message-ID and Date.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, literal, select, text, update
from sqlalchemy.orm import aliased

from tasks.store.models import Event, Notice, Obligation
from tasks.store.models.notices import KINDS
from tasks.store.outbox import Notice as Told
from tasks.store.outbox import as_notice

DAILY = ("reminder", "overdue", "review", "verdict", "copy")
LEFT = ("sending", "sent", "uncertain", "bounced")  # states of what has left, or may have
_LOCK = 0x6A69_7863  # "jixc"


@dataclass(frozen=True, slots=True)
class Scope:
    """What one run may send: of a work year and the one before, of some regions (none: all), of some kinds."""

    work_year: int
    regions: Sequence[str] = ()
    kinds: Collection[str] = KINDS


def waiting(conn: Connection, now: datetime, scope: Scope) -> list[Told]:
    """What may go into the next mail, the one that carries the others first; [] when nothing waits.

    The oldest that may leave now, forms and answers before what reminds of them; those that were tried before come
    last, so that one that cannot be sent holds up nobody. Claims queue up on PostgreSQL as they do on SQLite, and what
    somebody else is changing is left to him.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    mine = _mine(now, scope).order_by(Notice.attempts, Notice.id).limit(1)
    first = _rows(conn, mine.where(Notice.kind.not_in(DAILY))) or _rows(conn, mine.where(
        Notice.kind.in_(DAILY), Notice.carried_by.is_(None), ~_told_today(now)))
    return [*first, *_carried(conn, now, scope, first[0])] if first else []


def take(conn: Connection, me: str, now: datetime, group: Sequence[Told]) -> list[Told]:
    """Claim what `waiting` has found, less what is no longer true. Commit before sending."""
    ids = [one.id for one in group]
    if not ids:
        return []
    lead = case((Notice.id == ids[0], None), else_=ids[0])
    taken = conn.execute(
        update(Notice).where(Notice.id.in_(ids), Notice.state == "pending")
        .values(state="sending", claimed_by=me, claimed_at=now, attempts=Notice.attempts + 1, carried_by=lead,
                dated_at=func.coalesce(Notice.dated_at, literal(now, Notice.dated_at.type)))
        .returning(*Notice.__table__.c),
    ).mappings().all()
    return sorted(map(as_notice, taken), key=lambda one: ids.index(one.id))


def postpone(conn: Connection, ids: Sequence[int], until: datetime) -> None:
    """Let notices that wait go on waiting."""
    conn.execute(update(Notice).where(Notice.id.in_(ids), Notice.state == "pending").values(not_before=until))


def nobodys(conn: Connection, notice: Told, claimant: str, error: str) -> None:
    """Say of a claimed notice that nobody is sending it any more and nobody knows whether it left."""
    mine = (Notice.id == notice.id) | (Notice.carried_by == notice.id)
    conn.execute(update(Notice).where(mine, Notice.attempts == notice.attempts, Notice.state == "sending")
                 .values(claimed_by=claimant, last_error=error))


def stale(conn: Connection, before: datetime) -> list[Told]:
    """What somebody began to send before this moment and never settled: look for evidence, then settle or release."""
    begun = select(*Notice.__table__.c).where(
        Notice.state == "sending", Notice.carried_by.is_(None), Notice.claimed_at < before)
    return [as_notice(row) for row in conn.execute(begun.order_by(Notice.id)).mappings()]


def first_put_off(conn: Connection, notice: Told) -> datetime | None:
    """When a notice had to wait again for the first time; None when it never had to. (First of all it was put in.)"""
    return conn.execute(
        select(Event.at).where(Event.state_table == "notice", Event.state_id == notice.id,
                               Event.kind == "notice.pending").order_by(Event.seq).offset(1).limit(1),
    ).scalar()


def threads(conn: Connection, group: Sequence[Told]) -> list[str]:
    """The Message-IDs of the mails by which the receiver got the forms that these notices are about."""
    debts = [one.obligation_id for one in group if one.kind in DAILY and one.obligation_id is not None]
    begun = select(Notice.message_id).where(
        Notice.obligation_id.in_(debts), Notice.kind == "issue", Notice.state == "sent",
        Notice.to_email == group[0].to_email,
    )
    return list(conn.execute(begun.order_by(Notice.id)).scalars())


def _carried(conn: Connection, now: datetime, scope: Scope, lead: Told) -> list[Told]:
    """What goes in the mail of `lead`: at its first claim all that is fresh, afterwards what went with it then."""
    if lead.kind not in DAILY:
        return []
    if lead.attempts:
        return _rows(conn, select(*Notice.__table__.c).where(
            Notice.carried_by == lead.id, Notice.state == "pending").order_by(Notice.id))
    return _rows(conn, _mine(now, scope).where(
        Notice.to_email == lead.to_email, Notice.kind.in_(DAILY), Notice.attempts == 0, Notice.id != lead.id,
        Notice.carried_by.is_(None)).order_by(Notice.id))


def _mine(now: datetime, scope: Scope) -> "Select[tuple[object, ...]]":
    query = select(*Notice.__table__.c).where(
        Notice.state == "pending", Notice.not_before <= now, Notice.kind.in_(scope.kinds),
        Notice.work_year.between(scope.work_year - 1, scope.work_year),
    )
    if scope.regions:
        owed = select(Obligation.id).where(Obligation.region_code.in_(scope.regions))
        query = query.where(Notice.obligation_id.in_(owed))
    return query


def _told_today(now: datetime) -> ColumnElement[bool]:
    """Whether a person had today's digest: the next one is for tomorrow."""
    had = aliased(Notice)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return exists().where(
        had.to_email == Notice.to_email, had.kind.in_(DAILY), had.state.in_(LEFT), had.claimed_at >= midnight,
    )


def _rows(conn: Connection, query: "Select[tuple[object, ...]]") -> list[Told]:
    locked = query.with_for_update(skip_locked=True)
    return [as_notice(row) for row in conn.execute(locked).mappings()]

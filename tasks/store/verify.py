"""Proof that nothing was changed afterwards: the chain of events is walked and every state row held against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from tasks.store.ledger import GENESIS, SEALED, seal
from tasks.store.models import Event
from tasks.store.witness import AGGREGATES, CHUNK, digests


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where ledger and state do not hold: the event, the row, and what is wrong, in Chinese."""

    seq: int | None
    table: str
    id: int | None
    what: str


def verify(conn: Connection, known: tuple[int, str] | None = None) -> Broken | None:
    """Walk the chain, then hold every state row against its last event; None when all is as it was recorded.

    `known` is a head printed earlier: with it, even a chain cut or rewritten from its end shows.
    """
    return _broken_chain(conn, known) or _broken_state(conn)


def _broken_chain(conn: Connection, known: tuple[int, str] | None) -> Broken | None:
    seq, previous = 0, GENESIS
    for row in _events(conn):
        seq += 1
        if row.seq != seq:
            return Broken(seq, "event", seq, f"第 {seq} 号记录被删除")
        if seal(row[:-1]) != row.hash:
            return Broken(seq, "event", seq, f"第 {seq} 号记录（{row.kind} {row.subject}）被改动")
        if row.prev_hash != previous:
            other = max(seq - 1, 1)
            return Broken(other, "event", other, f"第 {other} 号记录被整行换过：与后面的记录接不上")
        previous = row.hash
        if known and known[0] == seq and known[1] != previous:
            return Broken(seq, "event", seq, f"第 {seq} 号记录与留存的校验码不符：链条在此之前被重写")
    if known and known[0] > seq:
        return Broken(seq + 1, "event", seq + 1, f"第 {seq + 1} 号及以后的记录被删除（留存的校验码在第 {known[0]} 号）")
    return None


def _events(conn: Connection) -> Iterator[Any]:
    query = select(*SEALED, Event.hash).order_by(Event.seq)
    return iter(conn.execute(query, execution_options={"yield_per": CHUNK}))


def _broken_state(conn: Connection) -> Broken | None:
    """The changed, removed or smuggled state row whose event is the earliest; smuggled ones come last."""
    found = [broken for table in AGGREGATES for broken in _broken_rows(conn, table)]
    return min(found, key=lambda broken: (broken.seq is None, broken.seq or 0), default=None)


def _broken_rows(conn: Connection, table: str) -> Iterator[Broken]:
    newest = select(func.max(Event.seq)).where(Event.state_table == table).group_by(Event.state_id)
    sealed = {row.state_id: row for row in conn.execute(
        select(Event.state_id, Event.seq, Event.subject, Event.state_hash).where(Event.seq.in_(newest)),
    )}
    ids = sorted(sealed)
    for start in range(0, len(ids), CHUNK):
        part = ids[start:start + CHUNK]
        now = digests(conn, table, part)
        for key in part:
            if now.get(key) != sealed[key].state_hash:
                row, fate = sealed[key], "被改动" if key in now else "被删除"
                yield Broken(row.seq, table, key, f"{table} {key}（{row.subject}）记入总台账之后{fate}")
    for key in conn.execute(select(AGGREGATES[table].id)).scalars():
        if key not in sealed:
            yield Broken(None, table, key, f"{table} {key} 没有任何记录，不是由本系统写入的")

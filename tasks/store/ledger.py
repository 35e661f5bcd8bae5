"""The append-only chain of what happened: each event seals itself, all before it, and the state row it speaks of."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from tasks.store import bulk
from tasks.store.models import Event
from tasks.store.models.base import beijing, canonical
from tasks.store.witness import digests

GENESIS = "0" * 64
_LOCK = 0x6A69_7862  # "jixb"
SEALED = (
    Event.seq, Event.run_id, Event.at, Event.kind, Event.subject, Event.state_table, Event.state_id, Event.state_hash,
    Event.payload, Event.prev_hash,
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `table` and `id` name the state row it speaks of, where there is one."""

    kind: str
    subject: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    table: str = ""
    id: int | None = None


def append(conn: Connection, run_id: int | None, at: datetime, happenings: Sequence[Happening]) -> int:
    """Append events in order, in the caller's transaction, after the rows they speak of are written.

    Appenders queue up: SQLite writers hold the lock anyway, on PostgreSQL they wait here. Returns the number appended;
    raises KeyError when a state row does not exist.
    """
    if not happenings:
        return 0
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    seq, previous = head(conn)
    seals = _seals(conn, happenings)
    rows = []
    for seq, happening in enumerate(happenings, seq + 1):  # noqa: B020  (goes on where the chain ends)
        digest = seals[happening.table][happening.id] if happening.id is not None else ""
        row = [seq, run_id, beijing(at), happening.kind, happening.subject, happening.table, happening.id, digest,
               canonical(dict(happening.payload)), previous]
        previous = seal(row)
        rows.append((*row, previous))
    names = [column.key for column in (*SEALED, Event.hash)]
    return bulk.insert(conn, Event, dict(zip(names, zip(*rows, strict=True), strict=True)))


def head(conn: Connection) -> tuple[int, str]:
    """Number and hash of the newest event: printed in a report, it pins the whole chain before it."""
    newest = conn.execute(select(Event.seq, Event.hash).order_by(Event.seq.desc()).limit(1)).one_or_none()
    return (newest.seq, newest.hash) if newest else (0, GENESIS)


def seal(row: Sequence[Any]) -> str:
    """The hash of one event: over its `SEALED` columns, the last of which is the hash of the event before it."""
    return hashlib.sha256((row[-1] + canonical(list(row))).encode()).hexdigest()


def _seals(conn: Connection, happenings: Sequence[Happening]) -> dict[str, dict[int, str]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for happening in happenings:
        if happening.id is not None:
            wanted[happening.table].add(happening.id)
    return {table: digests(conn, table, sorted(ids)) for table, ids in wanted.items()}

"""Opening the store: one address, two databases, the same behaviour; writers queue up, readers never wait for them."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

from tasks.store.migrations import upgrade

_PRAGMAS = (
    "PRAGMA busy_timeout = 60000",  # ms a writer waits for the one before it; first, the others need it
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -200000",  # KiB
    "PRAGMA temp_store = MEMORY",
)
_PATIENCE = 1000  # hundredths of a second


def open_store(url: str) -> Engine:
    """Open the database at `url` (sqlite:///… or postgresql://…) and bring its schema up to date.

    Raises ValueError for any other database.
    """
    engine = _engine(url)
    upgrade(engine)
    return engine


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    """One engine per address: the statements that one run had compiled serve the next one of the same process."""
    return _sqlite(make_url(url)) if url.startswith("sqlite") else _postgresql(make_url(url))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store, without a lock; a write through it fails."""
    options: dict[str, Any] = {"jixiao_reading": True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect() as conn, conn.execution_options(**options).begin():
        yield conn


def _postgresql(url: URL) -> Engine:
    if url.get_backend_name() != "postgresql":
        raise ValueError(f"只支持 SQLite 和 PostgreSQL 数据库，收到的是 {url.get_backend_name()}")
    return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver's own late BEGIN would let two writers read the same last event
    for pragma in _PRAGMAS:
        raw.execute(pragma)
    for _ in range(_PATIENCE):
        try:
            raw.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:  # two make the same new file: SQLite tells one at once, without waiting
            time.sleep(0.01)
    raw.execute("PRAGMA journal_mode = WAL")


def _begin(conn: Connection) -> None:
    """Writers take the lock at once and so never fail half-way; readers take none and cannot write."""
    only_reads = bool(conn.get_execution_options().get("jixiao_reading"))
    conn.exec_driver_sql(f"PRAGMA query_only = {int(only_reads)}")
    conn.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

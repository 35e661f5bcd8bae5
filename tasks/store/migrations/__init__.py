"""The schema's history (Alembic): `upgrade` brings any older database to the present models."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"  # the newest revision: a database that has it costs one query to open, and no Alembic
_LOCK = 0x6A69_7861  # "jixa"


def upgrade(engine: Engine) -> None:
    """Bring the database to HEAD; at once when it is there. Two processes may open the same new database together."""
    with engine.connect().execution_options(jixiao_reading=True) as conn:  # opening waits for no writer
        if _revision(conn) == HEAD:
            return
    with engine.connect() as conn, _parents_may_be_copied(conn), conn.begin():
        if engine.dialect.name == "postgresql":
            conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if _revision(conn) != HEAD:
            _run(conn)


@contextmanager
def _parents_may_be_copied(conn: Connection) -> Iterator[None]:
    """SQLite alters a table by copying and dropping it; the rows that refer to it must not stand in the way meanwhile.

    It hears of that only outside a transaction. `_run` looks whether a row refers to nothing afterwards.
    """
    if conn.dialect.name != "sqlite":
        yield
        return
    raw: Any = conn.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _revision(conn: Connection) -> str:
    if not inspect(conn).has_table("alembic_version"):
        return ""
    return str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _run(conn: Connection) -> None:
    """All that is missing. Raises RuntimeError when a row refers to nothing afterwards; then nothing is changed."""
    from alembic import command

    config = configuration()
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
    if conn.dialect.name == "sqlite" and (lost := conn.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"a row of {lost[0]} refers to nothing in {lost[2]} after the migration")


def configuration() -> "Config":
    """Alembic's view of this folder."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config

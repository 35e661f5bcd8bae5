"""Writing whole columns: one statement for many rows, and no write at all for a row that is already so.

As notes/perf.md §6 measured: on SQLite the driver's executemany with ON CONFLICT … WHERE IS NOT, on PostgreSQL binary
COPY to a temporary table and one INSERT … ON CONFLICT … WHERE IS DISTINCT FROM. All inside the caller's transaction.
"""

import gc
from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Column, Connection, Table

from tasks.store.models import Base
from tasks.store.values import Columns, plain

CHUNK = 100_000  # rows turned into Python objects at a time: bounds memory
_PG_TYPES = {
    "BIGINT": "int8", "INTEGER": "int4", "BOOLEAN": "bool", "DATE": "date", "TIMESTAMP": "timestamp", "TEXT": "text",
    "VARCHAR": "text",
}


def insert(conn: Connection, model: type[Base], columns: Columns) -> int:
    """Insert rows that cannot be there yet. Returns their number; a row that is there is the database's own error."""
    return _write(conn, model, columns, "")


def insert_new(conn: Connection, model: type[Base], columns: Columns, key: Sequence[str] = ()) -> int:
    """Insert the rows whose `key` is not there yet (no key: that break no unique constraint); returns how many."""
    return _write(conn, model, columns, f"ON CONFLICT {_listed(key)} DO NOTHING" if key else "ON CONFLICT DO NOTHING")


def upsert(
    conn: Connection, model: type[Base], columns: Columns, key: Sequence[str], riders: Sequence[str] = (),
) -> int:
    """Insert or update rows by a unique `key`; returns the number of rows really written, 0 on an unchanged rerun.

    Columns not given take their default when a row is new and stay as they are when it is not. `riders` are written
    along with a change but make none by themselves (such as the run that found it). A key may occur only once.
    """
    changing = [name for name in columns if name not in key and name not in riders]
    if not changing:
        return insert_new(conn, model, columns, key)
    table, differs = f'"{model.__tablename__}"', "IS NOT" if conn.dialect.name == "sqlite" else "IS DISTINCT FROM"
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in (*changing, *riders))
    old, new = (", ".join(f'{side}."{name}"' for name in changing) for side in (table, "excluded"))
    where = f"({old}) {differs} ({new})" if len(changing) > 1 else f"{old} {differs} {new}"
    return _write(conn, model, columns, f"ON CONFLICT {_listed(key)} DO UPDATE SET {updates} WHERE {where}")


def _write(conn: Connection, model: type[Base], columns: Columns, on_conflict: str) -> int:
    size = len(next(iter(columns.values()), ()))
    if not size:
        return 0
    table = cast(Table, model.__table__)
    given = _with_defaults(table, columns, size)
    targets = [table.c[name] for name in given]
    write = _sqlite if conn.dialect.name == "sqlite" else _postgresql
    return write(conn, table, targets, _chunks(conn, targets, given, size), on_conflict)


def _with_defaults(table: Table, columns: Columns, size: int) -> Columns:
    """The given columns, and those with a constant default that are not given."""
    missing = [c for c in table.c if c.name not in columns and c.default is not None and c.default.is_scalar]
    return {**columns, **{c.name: [getattr(c.default, "arg", None)] * size for c in missing}}


def _chunks(
    conn: Connection, targets: Sequence["Column[Any]"], columns: Columns, size: int,
) -> Iterator[list[tuple[Any, ...]]]:
    for start in range(0, size, CHUNK):
        lists = [plain(columns[c.name][start:start + CHUNK], c, conn.dialect) for c in targets]
        yield _tuples(lists)


def _tuples(lists: Sequence[list[Any]]) -> list[tuple[Any, ...]]:
    """The rows. No garbage is looked for meanwhile: so many tuples set off a search that costs more than they do."""
    searching = gc.isenabled()
    gc.disable()
    try:
        return list(zip(*lists, strict=True))
    finally:
        if searching:
            gc.enable()


def _sqlite(
    conn: Connection, table: Table, targets: Sequence["Column[Any]"], chunks: Iterator[list[tuple[Any, ...]]],
    on_conflict: str,
) -> int:
    marks = ", ".join("?" * len(targets))
    sql = f'INSERT INTO "{table.name}" {_listed([c.name for c in targets])} VALUES ({marks}) {on_conflict}'  # noqa: S608  (names of our own columns)
    return sum(conn.exec_driver_sql(sql, rows).rowcount for rows in chunks)


def _postgresql(
    conn: Connection, table: Table, targets: Sequence["Column[Any]"], chunks: Iterator[list[tuple[Any, ...]]],
    on_conflict: str,
) -> int:
    names = _listed([c.name for c in targets])
    if not on_conflict:
        return _copy(conn, f'"{table.name}" {names}', targets, chunks)
    bare = f"SELECT {names[1:-1]} FROM"
    conn.exec_driver_sql(f'CREATE TEMP TABLE stage ON COMMIT DROP AS {bare} "{table.name}" WITH NO DATA')
    _copy(conn, f"stage {names}", targets, chunks)
    merged = conn.exec_driver_sql(f'INSERT INTO "{table.name}" {names} {bare} stage {on_conflict}').rowcount
    conn.exec_driver_sql("DROP TABLE stage")
    return merged


def _copy(
    conn: Connection, target: str, targets: Sequence["Column[Any]"], chunks: Iterator[list[tuple[Any, ...]]],
) -> int:
    """Stream rows by binary COPY; returns their number."""
    types = [_PG_TYPES[c.type.compile(conn.dialect).split("(")[0].split()[0]] for c in targets]
    raw: Any = conn.connection.driver_connection
    with raw.cursor() as cursor:
        with cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for rows in chunks:
                for row in rows:
                    copy.write_row(row)
        return int(cursor.rowcount)


def _listed(names: Sequence[str]) -> str:
    return "(" + ", ".join(f'"{name}"' for name in names) + ")"

"""Rows of tables over a pipe: days become texts and back, and on arrival every cell is what its column holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from config.forms_register import Column
from config.forms_table import table_forms

NUMBERS = frozenset({"money", "points", "percent", "integer", "year"})
PLACES: dict[str, type] = {"row": int, "sheet": str, "at": str}  # of a row, besides its columns
Tables = dict[str, list[dict[str, Any]]]


def kind_of(column: Column) -> type:
    """What a cell of a column holds, unless it is None: int, bool, date or str."""
    return {"flag": bool, "day": date}.get(column.read_as, int if column.read_as in NUMBERS else str)


def written(tables: Tables) -> Tables:
    """The rows as JSON can hold them."""
    return {name: [{key: _text(value) for key, value in row.items()} for row in rows] for name, rows in tables.items()}


def typed(form: str, tables: Tables) -> Tables:
    """The rows as they were. Raises ValueError for a table, a column or a value that the form does not have."""
    if not tables:
        return {}
    described = table_forms()[form].tables if form in table_forms() else {}
    if strange := [name for name in tables if name not in described]:
        raise ValueError(f"no table {strange[0][:40]!r}")
    return {name: _rows(described[name].columns, rows) for name, rows in tables.items()}


def _rows(columns: Mapping[str, Column], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kinds = {name: kind_of(column) for name, column in columns.items() if name != "secrecy"} | PLACES
    for row in rows:
        if row.keys() != kinds.keys():
            raise ValueError("not the columns of this table")
    return [{name: _value(value, kinds[name], name in PLACES) for name, value in row.items()} for row in rows]


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(value: Any, kind: type, needed: bool) -> Any:
    if value is None and not needed:
        return None
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r:.40} is no {kind.__name__}")
    return value

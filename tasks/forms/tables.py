"""Readings of forms that are tables as one frame per table, its columns typed by the description."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from config.forms_register import Column
from config.forms_table import table_forms
from tasks.forms.reading import Reading
from tasks.forms.wire_tables import kind_of

KEYS = {"reading": "int64", "row": "int64", "sheet": "str", "at": "str"}  # whose row it is, and where it stands


def table_frames(readings: Iterable[tuple[int, Reading]], form: str = "") -> dict[str, pd.DataFrame]:
    """Table name → all its rows in numbered readings, for every table of the form (of all forms when it is ""); a
    table nobody has handed in is an empty frame of the same columns.

    Columns as described without `secrecy`, typed by `column_type`, then those of KEYS; a RangeIndex.
    """
    described = {
        name: table.columns for known, one in table_forms().items() if form in ("", known)
        for name, table in one.tables.items()
    }
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in described}
    for number, reading in readings:
        for name in described.keys() & reading.tables.keys():
            rows[name] += [{**row, "reading": number} for row in reading.tables[name]]
    return {name: _frame(columns, rows[name]) for name, columns in described.items()}


def column_type(column: Column) -> str:
    """The dtype of a column: Int64 for numbers (money in fen, points in cp, rates in bp), bool for flags (blank is
    False), object for days (datetime.date or None), str for all else (blank is "")."""
    kind = kind_of(column)
    return {int: "Int64", bool: "bool"}.get(kind, "str" if kind is str else "object")


def _frame(columns: Mapping[str, Column], rows: list[dict[str, Any]]) -> pd.DataFrame:
    kinds = {name: column_type(column) for name, column in columns.items() if name != "secrecy"} | KEYS
    empty = {"str": "", "bool": False}
    series = {
        name: pd.Series(
            [empty.get(kind) if row[name] is None else row[name] for row in rows], dtype=kind)
        for name, kind in kinds.items()
    }
    return pd.DataFrame(series)

"""Reading as frames of fixed types: Int64 where a number may be missing, "" where a text is, dates as Python dates."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Boolean, Connection, Integer, Row, Select, String
from sqlalchemy.sql.elements import ColumnElement

CHUNK = 50_000  # rows held as Python objects at a time: they take ten times the room of a frame
TEXT = pd.StringDtype("pyarrow", na_value=np.nan)  # what "str" stands for; its name is looked up each time anew


def frame(conn: Connection, query: "Select[Any]", **given: Any) -> pd.DataFrame:
    """All rows of a query; numbers that cannot be NULL are int64, others Int64, texts `str`, dates and JSON objects.

    `given`: the values of its bound parameters. To build a large query takes longer than to ask it: those that a run
    asks again and again are built once (`@cache`), with parameters.
    """
    columns = list(query.selected_columns)
    found = conn.execute(query, given, execution_options={"yield_per": CHUNK})
    parts = [_part(columns, rows) for rows in found.partitions()] or [_part(columns, [])]
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _part(columns: Sequence[ColumnElement[Any]], rows: Sequence[Row[Any]]) -> pd.DataFrame:
    lists: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame({str(c.key): _array(c, values) for c, values in zip(columns, lists, strict=True)}, copy=False)


def _array(column: ColumnElement[Any], values: Sequence[Any]) -> Any:
    """Arrays where they will do: series are aligned one by one, which costs more than all the rest of a small frame."""
    kind = column.type
    if isinstance(kind, Integer):
        gaps = [value is None for value in values]
        numbers = np.array([0 if gap else value for gap, value in zip(gaps, values, strict=True)], dtype=np.int64)
        missing = getattr(column, "nullable", True) or any(gaps)
        return pd.arrays.IntegerArray(numbers, np.array(gaps, dtype=bool)) if missing else numbers
    if isinstance(kind, String):
        return pd.array(["" if value is None else value for value in values], dtype=TEXT)
    if isinstance(kind, Boolean):
        return np.array(values, dtype=bool)
    return pd.Series(values, dtype=object)  # of an array of objects pandas would make dates of its own


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts of plain values, None where something is missing."""
    lists = [[None if v is pd.NA or v is pd.NaT else v for v in frame[name].tolist()] for name in frame]
    return [dict(zip(map(str, frame), row, strict=True)) for row in zip(*lists, strict=True)]


def grouped(frame: pd.DataFrame, by: str) -> dict[str, list[dict[str, Any]]]:
    """The rows as dicts, by the text in one column, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(frame):
        found.setdefault(row[by], []).append(row)
    return found

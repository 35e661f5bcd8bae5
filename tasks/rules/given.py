"""Frames as rules want them: the columns asked for, of fixed types, however empty or sparse what was handed over."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.rulebook import Rulebook

Mask = npt.NDArray[np.bool_]
_EMPTY: dict[str, Any] = {"str": "", "Int64": pd.NA, "bool": False, "day": None}
_TYPES: dict[str, Any] = {
    "str": pd.StringDtype("pyarrow", na_value=np.nan), "Int64": pd.Int64Dtype(), "bool": np.dtype(bool),
    "day": np.dtype("datetime64[s]"),
}


def given(facts: Mapping[str, pd.DataFrame], name: str, columns: Mapping[str, str]) -> pd.DataFrame:
    """The frame `name` on a RangeIndex with exactly these columns: str ("" = none), Int64, bool (none = False), day.

    A day is datetime64 (NaT = none). A frame or a column that was not handed over is empty.
    """
    rows = facts.get(name)
    if rows is None or not len(rows):
        return _blank(tuple(columns.items())).copy()
    return pd.DataFrame({column: _typed(rows, column, kind) for column, kind in columns.items()}, copy=False)


@cache
def _blank(columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """No rows of these columns: what most rules get of most frames, so it is made once."""
    return pd.DataFrame({column: _typed(pd.DataFrame(), column, kind) for column, kind in columns})


def _typed(rows: pd.DataFrame, column: str, kind: str) -> Any:
    """An array, not a series, and its type by no name: aligning the one and looking up the other takes the longest."""
    if column not in rows:
        return pd.array([_EMPTY[kind]] * len(rows), dtype=_TYPES[kind])
    found = rows[column].array
    if found.dtype == _TYPES[kind] and not (kind == "str" and found.isna().any()):
        return found.copy()
    return pd.array([_EMPTY[kind] if value is None or value is pd.NA or value is pd.NaT or value != value else value
                     for value in found.tolist()], dtype=_TYPES[kind])


ARRIVAL = ("received_on", "submission_id")


def newest(rows: pd.DataFrame, key: Iterable[str], order: Iterable[str] = ARRIVAL) -> pd.DataFrame:
    """The last row of each key by `order`, whatever the order of the rows, on a RangeIndex."""
    by = [name for name in order if name in rows]
    rising = rows.sort_values(by, kind="stable", na_position="first")
    return rising.drop_duplicates(list(key), keep="last").reset_index(drop=True)


def shifted(days: "pd.Series[Any]", steps: int, book: Rulebook) -> "pd.Series[Any]":
    """Each day (datetime64) `steps` working days on; NaT stays."""
    moved = {day: pd.Timestamp(book.workdays.shift(day.date(), steps)) for day in days.dropna().unique()}
    return pd.to_datetime(days.map(moved)).astype("datetime64[s]")


def stamp(day: date) -> pd.Timestamp:
    """A date to compare a column of days with."""
    return pd.Timestamp(day)


def yes(column: "pd.Series[Any]") -> Mask:
    """A column of truths as a mask; unknown is no."""
    return column.to_numpy(dtype=bool, na_value=False)


def plain_days(days: "pd.Series[Any]") -> list[date | None]:
    """Days as Python dates, None where there is none: what a verdict's detail holds."""
    return [None if pd.isna(day) else day.date() for day in days]

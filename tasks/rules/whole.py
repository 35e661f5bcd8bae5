"""Whole numbers that may be missing: pandas' Int64 columns as plain integers and back, and sums of them by project."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.rules.scoring import Ints, Mask

Positions = npt.NDArray[np.intp]


def ints(column: "pd.Series[Any]") -> tuple[Ints, Mask]:
    """An Int64 column as plain integers (0 where missing) and where it is known."""
    return column.to_numpy(dtype=np.int64, na_value=0), column.notna().to_numpy(dtype=bool)


def int64(values: Ints | Mask, known: Mask | None = None) -> "pd.Series[Any]":
    """Integers as an Int64 column on a RangeIndex, <NA> where they are not known."""
    whole = values.astype(np.int64)
    missing = np.zeros(len(whole), dtype=bool) if known is None else ~known
    return pd.Series(pd.arrays.IntegerArray(whole, missing))


def between(column: "pd.Series[Any]", low: int, high: int | None = None) -> "pd.Series[Any]":
    """The column without what cannot be true; those cells have findings of their own."""
    values, known = ints(column)
    possible = (values >= low) if high is None else (values >= low) & (values <= high)
    return int64(values, known & possible)


def count_by(home: Positions, rows: Mask, projects: int) -> Ints:
    """How many of `rows` each project has; `home` is the position of each row's project."""
    return np.bincount(home[rows], minlength=projects).astype(np.int64)


def sum_by(home: Positions, column: "pd.Series[Any]", projects: int, rows: Mask | None = None) -> "pd.Series[Any]":
    """Sum per project over `rows` (all by default): <NA> where a number is missing or there is no such row."""
    values, known = ints(column)
    rows = np.ones(len(values), dtype=bool) if rows is None else rows
    total = np.zeros(projects, dtype=np.int64)
    np.add.at(total, home[rows], values[rows])
    whole = (count_by(home, rows, projects) > 0) & (count_by(home, rows & ~known, projects) == 0)
    return int64(total, whole)

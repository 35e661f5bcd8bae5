"""Columns of any kind as plain Python values: what a database driver takes, with one kind of missing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Column, Dialect, Integer

from tasks.store.models.base import CanonicalJSON

Values = Sequence[Any] | npt.NDArray[Any] | pd.Series
Columns = Mapping[str, Values]
_SOME = 256  # values that tell whether a column repeats itself
_SAFE = {str, int, bool, date, datetime, dict, list, tuple, bytes, type(None)}


def plain(values: Values, column: "Column[Any]", dialect: Dialect) -> list[Any]:
    """One slice of a column as the driver's own values; NaN, NaT, NA and None all become None (NULL).

    Raises TypeError when fractions are given for a column of integers.
    """
    found = _python(values, whole=isinstance(column.type, Integer))
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return found
    if isinstance(column.type, CanonicalJSON):
        return [None if value is None else process(value) for value in found]
    known = {value: None if value is None else process(value) for value in set(found)}  # days and flags repeat
    return [known[value] for value in found]


def _python(values: Values, whole: bool) -> list[Any]:
    if isinstance(values, np.ndarray):
        if values.dtype.kind in "iubU":
            return list(values.tolist())
        values = pd.Series(values)
    if not isinstance(values, pd.Series):
        return _cleaned(list(values))
    if whole and values.dtype.kind == "f":
        values = values.astype("Int64")
    missing = values.isna().to_numpy()
    if pd.api.types.is_signed_integer_dtype(values.dtype):
        return _whole(values, missing)
    if missing.any():
        values = values.astype(object).where(~missing, None)
    elif isinstance(values.dtype, pd.StringDtype):
        return _texts(values)
    return _cleaned(list(values.tolist()))


def _whole(values: "pd.Series[Any]", missing: npt.NDArray[np.bool_]) -> list[Any]:
    """Integers of any width, None where one is missing."""
    if not missing.any():
        return list(values.to_numpy(dtype=np.int64).tolist())
    found = values.to_numpy(dtype=np.int64, na_value=0).astype(object)
    found[missing] = None
    return list(found.tolist())


def _texts(values: "pd.Series[Any]") -> list[Any]:
    """Texts without a gap, each made only once where they mostly repeat: that takes a tenth of the time."""
    some = values.iloc[::max(len(values) // _SOME, 1)]
    if 2 * some.nunique() > len(some):
        return list(values.tolist())
    places, found = values.factorize()
    return list(np.asarray(found, dtype=object)[places].tolist())


def _cleaned(values: list[Any]) -> list[Any]:
    """The values themselves when all are of kinds that drivers know and that cannot be missing; else one by one."""
    return values if _SAFE.issuperset(map(type, values)) else [one(value) for value in values]


def one(value: Any) -> Any:
    """One cell as a plain Python value, None where it is missing."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or value is pd.NA or value is pd.NaT or value != value else value

"""One declaration, two readings: a check as a numpy mask and as an expectation of Great Expectations.

A check looks at one column of one frame, after its conditions. Whatever compares several cells has been computed into a
column before (`tasks.rules.self_evaluation`), so that a check is a line anybody can read.
"""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Frame = str  # project, indicator, or the name of a table
Kind = Literal["not_null", "between", "in_set", "matches"]
Mask = npt.NDArray[np.bool_]

# Anything but blanks and the dashes people put into empty cells. A set of characters, because the engines that may
# run a pattern (Python's, Arrow's) disagree on \w and \s.
WORDS = "[^ \t\r\n\u3000\u00a0/\\\\.…_—–-]"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold of `column` in every row where all of `when` hold.

    `not_null`: a number is there · `between`: low ≤ number ≤ high · `in_set`: one of `words` · `matches`: `pattern`
    found. Only `not_null` minds a missing value. The rest says how a hit is worded: `field` is the cell to point at,
    `value` and `expected` are columns to show (two are shown as a range), `limit` a fixed text instead, `label` the
    name of the cell. `beside` is a column of positions: the cell is then in that row of the indicators. A hit is
    dropped where one of `unless`, a rule or a check's name, has a hit in the same row.
    """

    rule: str
    frame: Frame
    column: str
    kind: Kind
    field: str
    low: int | None = None
    high: int | None = None
    words: tuple[str, ...] = ()
    pattern: str = ""
    when: tuple[str, ...] = ()
    value: str = ""
    expected: tuple[str, ...] = ()
    limit: str = ""
    label: str = ""
    beside: str = ""
    unless: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Unique among the checks of its frame."""
        return f"{self.rule}:{self.column}"


def applies(check: Check, frame: pd.DataFrame) -> Mask:
    """The rows that the check is about."""
    rows = np.ones(len(frame), dtype=bool)
    for name in check.when:
        rows &= frame[name].to_numpy(dtype=bool)
    return rows


def mask(check: Check, frame: pd.DataFrame) -> Mask:
    """The rows that break the check."""
    return applies(check, frame) & _broken(check, frame[check.column])


def _broken(check: Check, column: "pd.Series[Any]") -> Mask:
    known = column.notna().to_numpy(dtype=bool)
    if check.kind == "not_null":
        return ~known
    if check.kind == "between":
        values = column.to_numpy(dtype=np.int64, na_value=0)
        low = values < check.low if check.low is not None else np.zeros(len(values), dtype=bool)
        high = values > check.high if check.high is not None else np.zeros(len(values), dtype=bool)
        return known & (low | high)
    codes, texts = pd.factorize(column.to_numpy(dtype=object))  # each text is looked at once
    if check.kind == "in_set":
        wrong = [text not in check.words for text in texts]
    else:
        pattern = re.compile(check.pattern)
        wrong = [pattern.search(text) is None for text in texts]
    broken: Mask = np.array([*wrong, False], dtype=bool)[codes]
    return known & broken


def seen(check: Check, frame: pd.DataFrame, rows: "npt.NDArray[np.intp]") -> "pd.Series[Any]":
    """The column as the expectation gets to see it: some rows, a harmless value where the check does not apply.

    This stands in for a row condition, which would copy the frame seven times per expectation (notes/perf.md §2.3).
    """
    column, asked = frame[check.column].iloc[rows], applies(check, frame)[rows]
    if check.kind in ("not_null", "between"):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.Series(np.where(asked, numbers, 0.0 if check.kind == "not_null" else np.nan))
    return pd.Series(column.to_numpy(dtype=object)).where(asked, None).astype(object)


def expectation(check: Check) -> Any:
    """The expectation on a column named after the check; its rows are those of `seen`."""
    gx: Any = import_module("great_expectations.expectations")  # seconds: only who validates pays
    told = {"column": check.name, "meta": {"check": check.name}}
    if check.kind == "not_null":
        return gx.ExpectColumnValuesToNotBeNull(**told)
    if check.kind == "between":
        return gx.ExpectColumnValuesToBeBetween(**told, min_value=check.low, max_value=check.high)
    if check.kind == "in_set":
        return gx.ExpectColumnValuesToBeInSet(**told, value_set=list(check.words))
    return gx.ExpectColumnValuesToMatchRegex(**told, regex=check.pattern)

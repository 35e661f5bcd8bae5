"""Readings as the two frames of tasks.rules.columns: one row per project, one per indicator."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from tasks.forms.reading import Reading
from tasks.rules.columns import (
    INDICATOR_COLUMNS,
    INDICATOR_NUMBERS,
    PROJECT_COLUMNS,
    PROJECT_NUMBERS,
)

KEYS = ("reading", "project", "row")


def frames(readings: Iterable[tuple[int, Reading]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All rows of numbered readings: (projects, indicators), numbers Int64, keys int64, text str, a RangeIndex."""
    projects: list[dict[str, Any]] = []
    indicators: list[dict[str, Any]] = []
    for number, reading in readings:
        projects += [{**row, "reading": number} for row in reading.projects]
        indicators += [{**row, "reading": number} for row in reading.indicators]
    return (
        _typed(pd.DataFrame(projects, columns=list(PROJECT_COLUMNS)), PROJECT_NUMBERS),
        _typed(pd.DataFrame(indicators, columns=list(INDICATOR_COLUMNS)), INDICATOR_NUMBERS),
    )


def _typed(frame: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    kinds = {name: "Int64" if name in numbers else "int64" if name in KEYS else "str" for name in frame.columns}
    texts = [name for name, kind in kinds.items() if kind == "str"]
    return frame.assign(**{name: frame[name].fillna("") for name in texts}).astype(kinds)

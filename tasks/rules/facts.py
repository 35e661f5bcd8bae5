"""The fingerprint of the facts a judgement rests on: the same facts have the same one, whenever computed."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tasks.rules.columns import INDICATOR_NUMBERS, INDICATOR_TEXT, PROJECT_NUMBERS

UNIT, RECORD = "\x1f", "\x1e"  # ASCII separators: no text of a form can hold them


def fingerprints(projects: pd.DataFrame, indicators: pd.DataFrame) -> "pd.Series[Any]":
    """SHA-256 (hex) per project row over its numbers and its indicator rows in order, on the index of `projects`."""
    heads = _joined(projects, ("project_code", *PROJECT_NUMBERS))
    rows = _joined(indicators, (*INDICATOR_TEXT, *INDICATOR_NUMBERS))
    below: dict[tuple[int, int], list[str]] = {}
    for key, row in zip(zip(indicators["reading"], indicators["project"], strict=True), rows, strict=True):
        below.setdefault(key, []).append(row)
    keys = zip(projects["reading"], projects["project"], strict=True)
    prints = [_sha256(RECORD.join((head, *below.get(key, ())))) for key, head in zip(keys, heads, strict=True)]
    return pd.Series(prints, index=projects.index, dtype="str")


def _joined(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Each row as one text; a missing number is "", so that it is not zero."""
    texts = [frame[name].astype("str").fillna("").tolist() for name in columns]
    return [UNIT.join(row) for row in zip(*texts, strict=True)]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""Targets and results that people write as text — ≥95%, 1,200户, 达成年度指标 — as numbers that can be compared."""

import re
from decimal import Decimal

import pandas as pd

from tasks.rules.columns import RELATIONS
from tasks.rules.opinions import Row

TIERS = ("达成年度指标", "部分达成并具有一定效果", "未达成且效果较差")
_MEASURE = re.compile(r"\s*([≥≤=＝]?)\s*([+-]?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*([^0-9≥≤=＝~～—至-]*)\s*")
_DIGITS = 15  # more would not fit when two numbers are brought to one power of ten


def measure(text: str | None) -> tuple[str, Decimal, str] | None:
    """Sign, number and unit of measure of "≥95%"; None for words, ranges and dates."""
    found = _MEASURE.fullmatch(text or "")
    if not found:
        return None
    sign, number, unit = found.groups()
    value = Decimal(number.replace(",", "").replace("，", ""))
    size = len(value.as_tuple().digits)
    return (sign.replace("＝", "="), value, unit.strip()) if size <= _DIGITS else None


def _pair(target: str | None, actual: str | None) -> tuple[str, int | None, int | None]:
    """Sign of the target, and both numbers in one power of ten; no numbers where their units differ."""
    wanted, done = measure(target), measure(actual)
    if wanted is None or done is None or (wanted[2] and done[2] and wanted[2] != done[2]):
        return (wanted[0] if wanted else "", None, None)
    places = max(-min(int(one[1].as_tuple().exponent), 0) for one in (wanted, done))
    scale = Decimal(10) ** places
    return wanted[0], int(wanted[1] * scale), int(done[1] * scale)


def measured(indicators: list[Row]) -> pd.DataFrame:
    """Rows with level1, relation, target, actual, weight_cp, self_score_cp as tasks.rules.scoring wants them.

    Gives relation, target_value, actual_value, tier, weight_cp, self_score_cp in the order given. A relation that is
    not filled in is the sign before the target; without either, the row is taken as filed.
    """
    pairs = [_pair(row["target"], row["actual"]) for row in indicators]
    return pd.DataFrame({
        "relation": [_relation(row, sign) for row, (sign, _, _) in zip(indicators, pairs, strict=True)],
        "target_value": pd.array([target for _, target, _ in pairs], dtype="Int64"),
        "actual_value": pd.array([actual for _, _, actual in pairs], dtype="Int64"),
        "tier": pd.array([_tier(row["actual"]) for row in indicators], dtype="Int64"),
        "weight_cp": pd.array([row["weight_cp"] for row in indicators], dtype="Int64"),
        "self_score_cp": pd.array([row["self_score_cp"] for row in indicators], dtype="Int64"),
    })


def _relation(row: Row, sign: str) -> str:
    given = str(row["relation"] or "")
    return given if given in RELATIONS else sign


def _tier(actual: str | None) -> int | None:
    """1–3 for the words of a qualitative result, None for anything else."""
    return TIERS.index(actual) + 1 if actual in TIERS else None

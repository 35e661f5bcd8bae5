"""Points of the self-evaluation form, on whole columns, in integers, rounded half-up once (domain §1.3, D01)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.columns import AT_LEAST, AT_MOST, EQUAL

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

WHOLE_BP = 10_000
COMPUTED, BY_TIER, AS_FILED, UNSCORED = _BASES = "按比例重算", "按档次核定", "按填报认定", "无法计分"
_NUMERIC = AT_LEAST, AT_MOST, EQUAL


def share(part: Ints, whole: Ints, of: Ints) -> Ints:
    """`of` × part ÷ whole, rounded half-up; rows with whole = 0 give 0. Needs 0 ≤ part ≤ whole and 0 ≤ of."""
    safe = np.where(whole > 0, whole, 1)
    fits = int(safe.max(initial=1)) <= 2**61 // max(int(of.max(initial=1)), 1)
    exact = np.dtype(np.int64 if fits else object)  # Python's own integers: slow, and rarely needed
    part, safe, of = part.astype(exact, copy=False), safe.astype(exact, copy=False), of.astype(exact, copy=False)
    return np.where(whole > 0, (2 * of * part + safe) // (2 * safe), 0).astype(np.int64)


def _ints(column: "pd.Series[Any]") -> tuple[Ints, Mask]:
    """An Int64 column as plain integers (0 where missing) and where it is known."""
    return column.to_numpy(dtype=np.int64, na_value=0), column.notna().to_numpy(dtype=bool)


def _weights(column: "pd.Series[Any]") -> tuple[Ints, Mask]:
    """Points at stake: a negative 分值 (a finding elsewhere) is worth nothing."""
    weight, known = _ints(column)
    return np.maximum(weight, 0), known


def at_least_points(target: Ints, actual: Ints, weight: Ints) -> Ints:
    """正向指标（≥）: reached gives all, else B/A of the points."""
    return share(np.clip(actual, 0, np.maximum(target, 0)), target, weight)


def at_most_points(target: Ints, actual: Ints, weight: Ints) -> Ints:
    """反向指标（≤）: kept gives all, else A/B of the points; a zero limit that is broken gives none."""
    return np.where(actual <= target, weight, share(np.clip(target, 0, np.maximum(actual, 0)), actual, weight))


def equal_points(target: Ints, actual: Ints, weight: Ints) -> Ints:
    """“=”指标: max(0, 1 − |B − A| ÷ |A|) of the points; a zero target gives all or none."""
    size, gap = np.abs(target), np.abs(actual - target)
    near = share(np.clip(size - gap, 0, None), size, weight)
    return np.where(gap == 0, weight, near)


def tier_bounds(tier: Ints, weight: Ints, law: Parameters) -> tuple[Ints, Ints]:
    """Lowest and highest points of a qualitative tier (1–3): floors belong to the tier, ceilings to the one above."""
    floors = law.numbers("scoring.tier_floors_bp")
    step = np.clip(tier, 1, 3) - 1
    low = -(-weight * np.array(floors)[step] // WHOLE_BP)
    top = -(-weight * np.array((WHOLE_BP, *floors[:2]))[step] // WHOLE_BP) - (step > 0)
    return low, np.maximum(top, low)


def _by_number(rows: pd.DataFrame, weight: Ints, law: Parameters) -> tuple[Ints, Mask]:
    """Points of rows whose target and result are numbers, and which rows those are."""
    target, has_target = _ints(rows["target_value"])
    actual, has_actual = _ints(rows["actual_value"])
    relation, words = pd.factorize(rows["relation"])
    known = {word: relation == code for code, word in enumerate(words)}
    at_least, at_most, equal = (known.get(word, np.zeros(len(rows), dtype=bool)) for word in _NUMERIC)
    if law.word("scoring.equal_indicator") == "positive":
        at_least, equal = at_least | equal, np.zeros_like(equal)
    both = has_target & has_actual
    points = np.zeros(len(rows), dtype=np.int64)
    numeric = np.zeros(len(rows), dtype=bool)
    for rule, meant in (  # “≥ 0” can be reached but not measured
        (at_least_points, at_least & (target > 0)), (at_most_points, at_most), (equal_points, equal),
    ):
        here = np.flatnonzero(both & meant)
        points[here], numeric[here] = rule(target[here], actual[here], weight[here]), True
    return points, numeric


def indicator_points(indicators: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """Recompute the points of every indicator row: the self-score, drawn into the range of what it may be.

    Takes INDICATOR_COLUMNS; gives on the same index `score_cp` (Int64), `basis` (how it was found), `low_cp` and
    `high_cp` (the range: one number for numeric rows, a tier's span for qualitative ones, 0 to the weight for what
    nobody can compute from the form). <NA> without a weight, or where only a self-score could tell and there is none.
    """
    weight, has_weight = _weights(indicators["weight_cp"])
    filed, has_filed = _ints(indicators["self_score_cp"])
    tier, tiered = _ints(indicators["tier"])
    points, numeric = _by_number(indicators, weight, law)
    low, high = np.zeros_like(weight), weight.copy()
    here = np.flatnonzero(tiered)
    low[here], high[here] = tier_bounds(tier[here], weight[here], law)
    low[numeric], high[numeric] = points[numeric], points[numeric]
    known = has_weight & (numeric | has_filed)
    score = pd.arrays.IntegerArray(np.clip(filed, low, high), ~known)
    basis = np.where(known, np.where(numeric, 0, np.where(tiered, 1, 2)), 3).astype(np.int8)
    return pd.DataFrame({
        "score_cp": score, "basis": pd.Categorical.from_codes(basis, pd.Index(_BASES)), "low_cp": low, "high_cp": high,
    }, index=indicators.index)


def execution_points(projects: pd.DataFrame) -> "pd.Series[Any]":
    """预算执行得分 (Int64 cp): weight × executed ÷ adjusted budget, at most the weight; <NA> without either."""
    budget, _ = _ints(projects["budget_fen"])
    executed, has_executed = _ints(projects["executed_fen"])
    weight, has_weight = _weights(projects["execution_weight_cp"])
    points = share(np.clip(executed, 0, np.maximum(budget, 0)), budget, weight)
    known = (budget > 0) & has_executed & has_weight
    return pd.Series(points, index=projects.index, dtype="Int64").where(known)


def execution_rate_bp(projects: pd.DataFrame) -> "pd.Series[Any]":
    """执行率 in hundredths of a percent (Int64), half-up, capped at 10¹⁴ times; <NA> where there is no budget."""
    budget, _ = _ints(projects["budget_fen"])
    executed, has_executed = _ints(projects["executed_fen"])
    whole, rest = np.divmod(np.maximum(executed, 0), np.maximum(budget, 1))
    rate = np.minimum(whole, 10**14) * WHOLE_BP + share(rest, budget, np.full_like(budget, WHOLE_BP))
    return pd.Series(rate, index=projects.index, dtype="Int64").where((budget > 0) & has_executed)

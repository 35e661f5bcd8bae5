"""Points of the self-evaluation form, on whole columns, in integers, rounded half-up once (domain §1.3, D01)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.columns import AT_LEAST, AT_MOST, EQUAL

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

COMPUTED, BY_TIER, AS_FILED, UNSCORED = "按比例重算", "按档次核定", "按填报认定", "无法计分"


def share(part: Ints, whole: Ints, of: Ints) -> Ints:
    """`of` × part ÷ whole, rounded half-up; rows with whole = 0 give 0. Needs part ≤ whole, so nothing overflows."""
    safe = np.where(whole > 0, whole, 1)
    return np.where(whole > 0, (2 * of * part + safe) // (2 * safe), 0).astype(np.int64)


def _ints(column: "pd.Series[Any]") -> tuple[Ints, Mask]:
    """An Int64 column as plain integers (0 where missing) and where it is known."""
    return column.to_numpy(dtype=np.int64, na_value=0), column.notna().to_numpy(dtype=bool)


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
    floors = np.array((0, *law.numbers("scoring.tier_floors_bp")), dtype=np.int64)
    ceilings = np.array((0, 10_000, *law.numbers("scoring.tier_floors_bp")[:2]), dtype=np.int64)
    step = np.clip(tier, 0, 3)
    low = -(-weight * floors[step] // 10_000)
    top = -(-weight * ceilings[step] // 10_000) - (step > 1)
    return low, np.maximum(top, low)


def indicator_points(indicators: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """Recompute the points of every indicator row.

    Takes INDICATOR_COLUMNS, gives on the same index `score_cp` (Int64), `basis` (how it was found), `low_cp` and
    `high_cp` (what a self-score may be). What nobody can compute from the form is taken as filed, within the weight.
    """
    target, has_target = _ints(indicators["target_value"])
    actual, has_actual = _ints(indicators["actual_value"])
    tier, has_tier = _ints(indicators["tier"])
    weight, has_weight = _ints(indicators["weight_cp"])
    filed, has_filed = _ints(indicators["self_score_cp"])
    relation = indicators["relation"].to_numpy(dtype=object)
    at_least, at_most, equal = relation == AT_LEAST, relation == AT_MOST, relation == EQUAL
    if law.word("scoring.equal_indicator") == "positive":
        at_least, equal = at_least | equal, np.zeros_like(equal)
    numeric = has_target & has_actual & (at_least | at_most | equal) & ~(at_least & (target <= 0))
    by_number = np.select(
        [at_least, at_most, equal],
        [at_least_points(target, actual, weight), at_most_points(target, actual, weight),
         equal_points(target, actual, weight)],
        default=0,
    )
    low, top = tier_bounds(tier, weight, law)
    kept = np.clip(filed, 0, np.maximum(weight, 0))
    tiered = ~numeric & has_tier & has_filed
    known = has_weight & (numeric | has_filed)
    score = np.where(numeric, by_number, np.where(tiered, np.clip(filed, low, top), kept))
    basis = np.select([~known, numeric, tiered], [UNSCORED, COMPUTED, BY_TIER], default=AS_FILED)
    bounds = [np.where(numeric, by_number, np.where(tiered, edge, fallback)) for edge, fallback in ((low, 0), (top, weight))]
    return pd.DataFrame(
        {"score_cp": pd.array(score, dtype="Int64"), "basis": basis, "low_cp": bounds[0], "high_cp": bounds[1]},
        index=indicators.index,
    ).assign(score_cp=lambda out: out["score_cp"].where(known))


def execution_points(projects: pd.DataFrame) -> "pd.Series[Any]":
    """预算执行得分 (Int64 cp): weight × executed ÷ adjusted budget, at most the weight; <NA> without a budget or a weight."""
    budget, _ = _ints(projects["budget_fen"])
    executed, has_executed = _ints(projects["executed_fen"])
    weight, has_weight = _ints(projects["execution_weight_cp"])
    points = share(np.clip(executed, 0, np.maximum(budget, 0)), budget, weight)
    known = (budget > 0) & has_executed & has_weight
    return pd.Series(pd.array(points, dtype="Int64"), index=projects.index).where(known)


def execution_rate_bp(projects: pd.DataFrame) -> "pd.Series[Any]":
    """执行率 in hundredths of a percent (Int64), half-up, not capped; <NA> where there is no budget."""
    budget, _ = _ints(projects["budget_fen"])
    executed, has_executed = _ints(projects["executed_fen"])
    safe = np.where(budget > 0, budget, 1)
    whole, rest = np.divmod(np.maximum(executed, 0), safe)  # split, so that amounts of a whole province do not overflow
    rate = whole * 10_000 + (2 * 10_000 * rest + safe) // (2 * safe)
    return pd.Series(pd.array(rate, dtype="Int64"), index=projects.index).where((budget > 0) & has_executed)

"""What an indicator row says about itself: points due, over- and under-filed, explained or not (domain §1.3)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.columns import AT_LEAST
from tasks.rules.form_cells import cells_present
from tasks.rules.printed import points_gap, ratio_bp
from tasks.rules.scoring import BY_TIER, COMPUTED, Ints, Mask, indicator_points
from tasks.rules.whole import between, int64, ints

FIELDS = ("level3", "target", "actual", "weight_cp", "self_score_cp", "reason")
NO_REASON = frozenset({"", "无", "/", "-", "—", "——"})


def indicator_facts(indicators: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """INDICATOR_COLUMNS on a RangeIndex, with what the checks and the judgement need.

    score_cp, basis, low_cp, high_cp   as `indicator_points` gives them, impossible points counted as missing
    excess_cp           self-score − weight; 0 where a weight with two decimals explains a self-score with one
    above_cp, below_cp  self-score above/below the computed points beyond rounding, else 0; `below` only unexplained
    tier_gap_cp         self-score outside the range of its tier
    fulfilment_bp       actual ÷ target of a ≥ indicator
    over_bp             the same where it must be explained and is not, else 0
    zero_target         a ≥ indicator whose target is 0
    points_cp           what the row can count on: the smaller of self-score and computed points
    shortfall_cp        weight − points_cp where a reason must be given and is not, else 0
    has_<field>         whether the form has such a cell
    """
    total = law.number("scoring.total_cp")
    possible = indicators.assign(
        weight_cp=between(indicators["weight_cp"], 0, total), self_score_cp=between(indicators["self_score_cp"], 0),
    )
    points = indicator_points(possible, law)
    silent = np.asarray(indicators["reason"].isin(NO_REASON))
    return indicators.assign(
        **points, **_against_points(possible, points, silent, law), **_against_target(possible, silent, law),
        **cells_present(indicators, FIELDS),
    )


def _against_points(
    rows: pd.DataFrame, points: pd.DataFrame, silent: Mask, law: Parameters,
) -> dict[str, "pd.Series[Any]"]:
    """The filed points beside the weight, the computed points and the tier."""
    tolerance = law.number("self_evaluation.score_tolerance_cp")
    weight, has_weight = ints(rows["weight_cp"])
    filed, has_filed = ints(rows["self_score_cp"])
    score = ints(points["score_cp"])[0]
    both = has_weight & has_filed
    computed = both & (points["basis"] == COMPUTED).to_numpy()
    tiered = both & (points["basis"] == BY_TIER).to_numpy()
    gap = points_gap(filed, score, score, weight, tolerance)
    counted = np.minimum(filed, score)
    return {
        "excess_cp": int64(_excess(filed, weight), both),
        "above_cp": int64(np.maximum(gap, 0), computed),
        "below_cp": int64(np.where(silent, np.maximum(-gap, 0), 0), computed),
        "tier_gap_cp": int64(_tier_gap(filed, points), tiered),
        "points_cp": int64(counted, both),
        "shortfall_cp": int64(
            np.where(silent & _missed(filed, weight, score, computed, tolerance), weight - counted, 0), both),
    }


def _missed(filed: Ints, weight: Ints, score: Ints, computed: Mask, tolerance: int) -> npt.NDArray[np.bool_]:
    """Rows that owe a reason: the target is missed, or nobody can compute it and points are missing.

    A target that was reached owes none: there the points were filed too low, which is another finding.
    """
    behind = (weight - score > tolerance) | ((score < weight) & (filed < weight))
    return np.where(computed, behind, weight - filed > tolerance)


def _excess(filed: Ints, weight: Ints) -> Ints:
    gap = filed - weight
    rounded = (gap > 0) & (gap <= 5) & (filed % 10 == 0)  # then the weight has two decimals
    return np.where(rounded, 0, gap)


def _tier_gap(filed: Ints, points: pd.DataFrame) -> Ints:
    """Distance from the tier's range, whose lower end may be rounded to one decimal: 80 % of 3.3 is 2.6."""
    low, high = points["low_cp"].to_numpy(dtype=np.int64), points["high_cp"].to_numpy(dtype=np.int64)
    return filed - np.clip(filed, np.minimum(low, (low + 5) // 10 * 10), high)


def _against_target(rows: pd.DataFrame, silent: Mask, law: Parameters) -> dict[str, "pd.Series[Any]"]:
    """Fulfilment of ≥ indicators: far more than asked must be explained (财预〔2020〕10号)."""
    target, has_target = ints(rows["target_value"])
    actual, has_actual = ints(rows["actual_value"])
    at_least = has_target & (rows["relation"] == AT_LEAST).to_numpy()
    measured = at_least & has_actual & (target > 0)
    fulfilment = ratio_bp(actual, target)
    over = silent & (fulfilment >= law.number("self_evaluation.over_fulfilment_bp"))
    return {
        "fulfilment_bp": int64(fulfilment, measured),
        "over_bp": int64(np.where(over, fulfilment, 0), measured),
        "zero_target": int64(at_least & (target == 0), at_least),
    }

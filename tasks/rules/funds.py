"""The funds block of a self-evaluation form: execution rate and points against the printed money (domain §1.3)."""

from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.printed import points_gap, rate_gap, ratio_bp, slack
from tasks.rules.scoring import WHOLE_BP, Ints, execution_points, execution_rate_bp
from tasks.rules.whole import int64, ints


def funds_block(projects: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """What 执行率 and 预算执行得分 should be, and how far the printed ones are off.

    Takes budget_fen, executed_fen, rate_bp, execution_score_cp, impossible values already taken out, and
    execution_full_cp, the weight that counts. Gives `rate_due_bp` (half-up, not capped) and `execution_due_cp`; what
    the latter may be given that the amounts are rounded as printed, `execution_low_cp` and `execution_high_cp`;
    `rate_gap_bp`, `execution_gap_cp` (printed − due, rounding excused) and `overspent_fen` (0 within 0.01 万元, X10).
    """
    budget, executed = ints(projects["budget_fen"])[0], ints(projects["executed_fen"])[0]
    weight, score = ints(projects["execution_full_cp"])[0], ints(projects["execution_score_cp"])[0]
    weighed = projects.assign(execution_weight_cp=projects["execution_full_cp"])
    rate_due, points_due = execution_rate_bp(projects), execution_points(weighed)
    low, high = _rates(executed, budget)
    points_low, points_high = _points(weight, low), _points(weight, high)
    due = points_due.notna() & projects["execution_score_cp"].notna()
    tolerance = law.number("self_evaluation.score_tolerance_cp")
    over = executed - budget
    known = projects["budget_fen"].notna() & projects["executed_fen"].notna()
    printed, rated = ints(projects["rate_bp"])
    return pd.DataFrame({
        "rate_due_bp": rate_due,
        "rate_gap_bp": int64(rate_gap(printed, low, high), rated & _mask(rate_due.notna())),
        "execution_due_cp": points_due,
        "execution_low_cp": points_low,
        "execution_high_cp": points_high,
        "execution_gap_cp": int64(points_gap(score, points_low, points_high, weight, tolerance), _mask(due)),
        "overspent_fen": int64(np.where(over > law.number("money.tolerance_fen"), over, 0), _mask(known)),
    })


def _rates(executed: Ints, budget: Ints) -> tuple[Ints, Ints]:
    """Lowest and highest rate in bp, given that both amounts are rounded as printed; one bp wider than either."""
    least = ratio_bp(executed - slack(executed), budget + slack(budget))
    most = ratio_bp(executed + slack(executed), np.maximum(budget - slack(budget), 1))
    return np.maximum(least - 1, 0), most + 1


def _points(weight: Ints, rate: Ints) -> Ints:
    """Points for a rate, at most the weight, half-up."""
    return (2 * weight * np.minimum(rate, WHOLE_BP) + WHOLE_BP) // (2 * WHOLE_BP)


def _mask(column: "pd.Series[Any]") -> Any:
    return column.to_numpy(dtype=bool)

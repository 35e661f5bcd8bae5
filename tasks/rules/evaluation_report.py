"""What a report of a department's or the bureau's evaluation must add up to (财预〔2020〕10号 附件2; domain §1.4)."""

from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.whole import int64

WEIGHTS = ("decision_weight_cp", "process_weight_cp", "output_weight_cp", "benefit_weight_cp")
RESULTS = ("output_weight_cp", "benefit_weight_cp")


def report_weights(reports: pd.DataFrame, law: Parameters) -> dict[str, "pd.Series[Any]"]:
    """Sums of the weights of each report, on a RangeIndex, <NA> where it gives none (then nothing can be wrong).

    Needs the Int64 columns of WEIGHTS. weights_cp, weights_due_cp, weights_gap_cp (0 where they are what they must be);
    results_cp: output and benefit, results_due_cp, results_short_cp (0 where they are enough).
    """
    whole, least = law.number("scoring.total_cp"), law.number("evaluation_report.least_result_weight_cp")
    known = reports[list(WEIGHTS)].notna().any(axis=1).to_numpy(dtype=bool)
    weights = reports[list(WEIGHTS)].fillna(0).astype("int64")
    total, results = (weights[list(names)].sum(axis=1).to_numpy(dtype=np.int64) for names in (WEIGHTS, RESULTS))
    return {
        "weights_cp": int64(total, known), "weights_due_cp": int64(np.full(len(total), whole)),
        "weights_gap_cp": int64(total - whole, known), "results_cp": int64(results, known),
        "results_due_cp": int64(np.full(len(total), least)),
        "results_short_cp": int64(np.maximum(least - results, 0), known),
    }


def report_faults(reports: pd.DataFrame, law: Parameters) -> "pd.Series[Any]":
    """What is wrong with the weights of each report, in Chinese, "" where nothing is; on the index given."""
    sums = report_weights(reports, law)
    wrong, short = ((sums[name] != 0).fillna(False).to_numpy(dtype=bool) for name in (
        "weights_gap_cp", "results_short_cp"))
    whole, least = (law.number(name) // 100 for name in (
        "scoring.total_cp", "evaluation_report.least_result_weight_cp"))
    words = np.select([wrong, short], [f"各部分权重合计不是{whole}", f"产出、效益权重合计不到{least}%"], "")
    return pd.Series(words.astype(object), index=reports.index)

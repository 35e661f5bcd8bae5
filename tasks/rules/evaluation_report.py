"""What a report of a department's or the bureau's evaluation must add up to (财预〔2020〕10号 附件2; domain §1.4)."""

from typing import Any

import pandas as pd

from config.parameters import Parameters

WEIGHTS = ("decision_weight_cp", "process_weight_cp", "output_weight_cp", "benefit_weight_cp")
RESULTS = ("output_weight_cp", "benefit_weight_cp")


def report_faults(reports: pd.DataFrame, law: Parameters) -> "pd.Series[Any]":
    """What is wrong with the weights of each report, in Chinese, "" where nothing is; on the index given.

    Needs the Int64 columns of WEIGHTS. A report without any weight says nothing that could be wrong.
    """
    whole, least = law.number("scoring.total_cp"), law.number("evaluation_report.least_result_weight_cp")
    known = reports[list(WEIGHTS)].notna().any(axis=1).to_numpy(dtype=bool)
    weights = reports[list(WEIGHTS)].fillna(0).astype("int64")
    results = weights[list(RESULTS)].sum(axis=1)
    said = pd.Series("", index=reports.index, dtype=object)
    said = said.mask(known & (results < least).to_numpy(dtype=bool), f"产出、效益权重合计不到{least // 100}%")
    return said.mask(known & (weights.sum(axis=1) != whole).to_numpy(dtype=bool), f"各部分权重合计不是{whole // 100}")

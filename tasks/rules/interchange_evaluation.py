"""Self-evaluations put together from the system's tables: head, goal and money of each project, and its indicators."""

from collections.abc import Sequence

import pandas as pd

KEY = ["project_code", "fiscal_year", "unit_code"]
MONEY = ["initial_fen", "budget_fen", "executed_fen"]
PRINTED = [
    "goal", "achieved", "reason", *MONEY, "rate_bp", "execution_score_cp", "self_score_cp",
]
WHOLE = "年度资金总额"


def evaluations(tables: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projects (KEY and PRINTED, <NA> where no table says) and their indicator rows, of tables as taken in.

    Without money or without indicators there is no self-evaluation: both are empty. Where money comes by source, the
    whole counts if it is there, else the sum.
    """
    indicators = [rows for rows in tables if "level3" in rows]
    heads = [_money(rows) if "executed_fen" in rows else rows for rows in tables if "level3" not in rows]
    if not indicators or not any("executed_fen" in rows for rows in heads):
        return pd.DataFrame(columns=[*KEY, *PRINTED]), pd.DataFrame(columns=[*KEY, "level3"])
    projects = pd.DataFrame(columns=KEY)
    for rows in heads:
        own = rows[[*KEY, *(name for name in PRINTED if name in rows)]].drop_duplicates(KEY)
        projects = own if projects.empty else projects.merge(own, on=KEY, how="outer")
    return projects.reindex(columns=[*KEY, *PRINTED]), pd.concat(indicators, ignore_index=True)


def _money(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per project: the whole where it is told, first, then the sums of the parts."""
    whole = ((rows["fund"] == WHOLE) | (rows["fund"] == "")).to_numpy(dtype=bool)
    summed = rows[~whole].groupby(KEY, as_index=False)[MONEY].sum(min_count=1)
    return pd.concat([rows[whole], summed], ignore_index=True).drop_duplicates(KEY)

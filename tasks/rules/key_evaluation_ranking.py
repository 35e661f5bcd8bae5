"""重点评价: every project of a finance department in the order in which the notice wants it evaluated (D06)."""

from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.given import given, yes
from tasks.rules.own_level import regions_of
from tasks.rules.verdicts import Facts

PROJECTS = {
    "project_id": "Int64", "project_code": "str", "unit_code": "str", "region_code": "str", "budget_fen": "Int64",
}
CANDIDATES = {
    "project_id": "Int64", "unit_code": "str", "decision_cp": "Int64", "coverage_cp": "Int64", "attention_cp": "Int64",
    "chosen": "bool",
}
# 党委政府重大决策部署、覆盖面、社会关注度; the fourth, 投资规模, is computed.
SCORES = ("decision_cp", "coverage_cp", "attention_cp")


def ranked(facts: Facts, law: Parameters) -> pd.DataFrame:
    """The projects with money, best first within their region, on a RangeIndex.

    Adds `amount_fen`, `amount_cp` (share of the region's projects that are not larger, in hundredths of a percent),
    `rank_cp` (weighted mean of the four, rounded half-up; what is not scored is 0), `place` from 1, `candidate` and
    `chosen` (bool). Order: exact mean, larger amount, code. Candidates of another level's finance are none (X01).
    """
    projects = given(facts, "projects", PROJECTS).drop_duplicates("project_id")
    amount = projects["budget_fen"].fillna(0).astype("int64")
    found = projects.assign(amount_fen=amount)[(amount > 0).to_numpy(dtype=bool)]
    found = found.merge(_candidates(facts, projects), on="project_id", how="left", indicator="_known")
    groups = found.groupby("region_code")["amount_fen"]
    share = groups.rank(method="max").astype("int64") * 10_000 // groups.transform("size").astype("int64")
    weights = law.numbers("key_evaluation.weights")
    parts = [found[name].fillna(0).astype("int64") for name in SCORES] + [share]
    exact = np.sum([part.to_numpy() * weight for part, weight in zip(parts, weights, strict=True)], axis=0)
    whole = sum(weights)
    found = found.assign(
        amount_cp=share, rank_cp=(2 * exact + whole) // (2 * whole), candidate=found["_known"] == "both",
        chosen=yes(found["chosen"].astype("boolean")), _exact=-exact, _minus=-found["amount_fen"],
    ).sort_values(["region_code", "_exact", "_minus", "project_code"], ignore_index=True)
    place = found.groupby("region_code").cumcount() + 1
    return found.assign(place=place).drop(columns=["_known", "_exact", "_minus"])


def _candidates(facts: Facts, projects: pd.DataFrame) -> pd.DataFrame:
    """Candidates handed in by the finance department of the project's own level; of two rows the chosen one."""
    rows = given(facts, "key_candidates", CANDIDATES)
    home = projects.set_index("project_id")["region_code"].reindex(rows["project_id"]).to_numpy(dtype=object)
    office = regions_of(facts)["region_code"].reindex(rows["unit_code"]).to_numpy(dtype=object)
    own = rows[np.array([one == other for one, other in zip(home, office, strict=True)], dtype=bool)]
    order: list[Any] = ["chosen", *SCORES]
    return own.sort_values(order).drop_duplicates("project_id", keep="last").drop(columns="unit_code")

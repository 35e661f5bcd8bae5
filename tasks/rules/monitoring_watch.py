"""What is to be watched at a monitoring node, and what was filed of it: one row per budgeted project (C01, F3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.given import Mask, given, newest, stamp, yes
from tasks.rules.indicator_facts import NO_REASON
from tasks.rules.own_level import with_region
from tasks.rules.verdicts import Facts
from tasks.rules.whole import count_by

PROJECTS = {
    "project_id": "Int64", "project_code": "str", "project_name": "str", "unit_code": "str", "budget_fen": "Int64",
    "cancelled_reason": "str", "approved_on": "day",
}
FILED = {
    "project_id": "Int64", "node": "str", "received_on": "day", "submission_id": "Int64", "executed_fen": "Int64",
    "forecast_fen": "Int64", "planned_bp": "Int64", "reason": "str", "approved_on": "day",
}
ROWS = {
    "project_id": "Int64", "node": "str", "level3": "str", "actual": "str", "likelihood": "str", "reason": "str",
    "received_on": "day", "submission_id": "Int64",
}
CERTAIN, POSSIBLE, IMPOSSIBLE = "确定能", "有可能", "完全不可能"


def watched(facts: Facts, law: Parameters, node: str, cut_off: date, suffix: str = "") -> pd.DataFrame:
    """Every project with a budget that the node concerns, by project_code, with what its unit filed.

    `suffix` "@before" takes the filed tables of the work year before. Columns: project_id, project_code, project_name,
    unit_code, region_code, budget_fen; `filed`, received_on, executed_fen, forecast_fen, planned_bp, reason; of its
    indicators `answered`, `unanswered`, `possible`, `impossible`, `unreasoned`. A project whose budget came after the
    node is out of it (`monitoring.scope`).
    """
    projects = given(facts, "projects", PROJECTS)
    budgeted = yes(projects["budget_fen"] > 0) & projects["project_id"].notna().to_numpy(dtype=bool)
    projects = with_region(projects[budgeted].sort_values("project_code", ignore_index=True), facts)
    rows = given(facts, f"monitoring{suffix}", FILED)
    filed = newest(rows[(rows["node"] == node).to_numpy(dtype=bool)], ["project_id"]).assign(filed=True)
    filed = filed.rename(columns={"approved_on": "said_on"}).drop(columns=["node", "submission_id"])
    both = projects.merge(filed, on="project_id", how="left")
    both = both.assign(filed=both["filed"].notna().to_numpy(dtype=bool), reason=both["reason"].fillna(""))
    both = both[~_too_late(both, law, cut_off)].reset_index(drop=True)
    return both.assign(**_indicators(both, facts, node, suffix)).drop(columns=["said_on", "cancelled_reason", "level"])


def _too_late(both: pd.DataFrame, law: Parameters, cut_off: date) -> Mask:
    """Whose budget was approved after the node, as the library has it, else as the unit says."""
    if law.word("monitoring.scope") == "all":
        return np.zeros(len(both), dtype=bool)
    approved = both["approved_on"].fillna(both["said_on"])
    return (approved > stamp(cut_off)).to_numpy(dtype=bool)


def _indicators(projects: pd.DataFrame, facts: Facts, node: str, suffix: str) -> Mapping[str, Any]:
    """How the indicators of each project were answered; a target without a row is unanswered."""
    rows = given(facts, f"monitoring_indicators{suffix}", ROWS)
    rows = rows[(rows["node"] == node).to_numpy(dtype=bool)].reset_index(drop=True)
    home = pd.Index(projects["project_id"]).get_indexer(pd.Index(rows["project_id"]))
    rows, home = rows[home >= 0].reset_index(drop=True), home[home >= 0]
    likelihood = rows["likelihood"]
    blank = ((rows["actual"] == "") | (likelihood == "")).to_numpy(dtype=bool)
    unsure = likelihood.isin([POSSIBLE, IMPOSSIBLE]) & rows["reason"].isin(NO_REASON)
    counts = {
        "answered": ~blank, "unanswered": blank, "possible": (likelihood == POSSIBLE).to_numpy(dtype=bool),
        "impossible": (likelihood == IMPOSSIBLE).to_numpy(dtype=bool), "unreasoned": unsure.to_numpy(dtype=bool),
    }
    found = {name: count_by(home, mask, len(projects)) for name, mask in counts.items()}
    return {**found, "unanswered": found["unanswered"] + _left_out(projects, rows, facts)}


def _left_out(projects: pd.DataFrame, rows: pd.DataFrame, facts: Facts) -> Any:
    """How many targets set with each project have no row in what was filed."""
    targets = given(facts, "indicators", {"project_id": "Int64", "level3": "str"})
    home = pd.Index(projects["project_id"]).get_indexer(pd.Index(targets["project_id"]))
    there = pd.MultiIndex.from_frame(targets).isin(pd.MultiIndex.from_frame(rows[["project_id", "level3"]]))
    return count_by(home, (home >= 0) & ~there, len(projects))

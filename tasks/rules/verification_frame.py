"""真实性核查: the frame — every self-evaluated project of a level on the day it was frozen, and never another (E05).

The frozen frame is read back from the ledger's own verdicts: what is handed in later neither joins it nor leaves it.
"""

from datetime import date
from typing import Any

import pandas as pd

from tasks.rules.given import given
from tasks.rules.opinions import said
from tasks.rules.verdicts import Facts

PROJECTS = {
    "project_id": "Int64", "project_code": "str", "unit_code": "str", "department_code": "str", "region_code": "str",
    "budget_fen": "Int64",
}
COLUMNS = ("project_id", "project_code", "unit_code", "department_code", "level", "frozen_on")
IN_FRAME = "在册"


def evaluated(facts: Facts) -> pd.DataFrame:
    """The projects with a self-evaluation in force, as registered; a unit without a department is its own."""
    projects = given(facts, "projects", PROJECTS).rename(columns={"region_code": "level"})
    rated = set(given(facts, "grades", {"project_id": "Int64"})["project_id"].dropna())
    found = projects[projects["project_id"].isin(list(rated))].drop_duplicates("project_code")
    own = found["department_code"].where(found["department_code"] != "", found["unit_code"])
    return found.assign(department_code=own).sort_values("project_code", ignore_index=True)


def frame_of(facts: Facts, as_of: date, opening: date) -> pd.DataFrame:
    """COLUMNS of all levels: as frozen where a level is frozen, else as of today once the window has opened."""
    old = _frozen(facts, as_of)
    if as_of < opening:
        return old
    new = evaluated(facts).assign(frozen_on=as_of)
    new = new.loc[~new["level"].isin(list(old["level"])), list(COLUMNS)]
    return (pd.concat([old, new]) if len(old) else new).sort_values("project_code", ignore_index=True)


def _frozen(facts: Facts, as_of: date) -> pd.DataFrame:
    """What the ledger says was frozen by this day: a past day knows nothing of a later freeze."""
    rows = facts.get("verdicts", pd.DataFrame())
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    own = rows[((rows["milestone"] == "verification") & (rows["kind"] == "frame")).to_numpy(dtype=bool)]
    known = [_row(row) for row in own.to_dict("records")]
    return pd.DataFrame([row for row in known if row["frozen_on"] <= as_of], columns=list(COLUMNS))


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    known = row["detail"]
    return {
        "project_id": row["project_id"], "project_code": row["subject"], "unit_code": row["unit_code"],
        "department_code": known["department"], "level": known["level"],
        "frozen_on": date.fromisoformat(known["frozen_on"]),
    }


def frame_verdicts(frame: pd.DataFrame) -> pd.DataFrame:
    """One verdict of kind `frame` for each project, which says the same ever after."""
    return pd.DataFrame({
        "kind": "frame", "subject": frame["project_code"], "unit_code": frame["unit_code"],
        "project_id": frame["project_id"], "verdict": IN_FRAME, "rules": "E05",
        "why": [f"克州通知三（五）：{said(day)}冻结的自评项目总体。" for day in frame["frozen_on"]],
        "detail": [
            {"level": level, "department": department, "frozen_on": day.isoformat()}
            for level, department, day in zip(
                frame["level"], frame["department_code"], frame["frozen_on"], strict=True)
        ],
    })

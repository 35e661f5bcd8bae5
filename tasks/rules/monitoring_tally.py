"""Who was in time at a monitoring node: units with their forms, finance departments with their reviews (C02, C03)."""

from datetime import date

import numpy as np
import pandas as pd

from tasks.rules.given import given, stamp
from tasks.rules.monitoring_review import BAD, GOOD
from tasks.rules.monitoring_round import MILESTONE, Round
from tasks.rules.scoring import WHOLE_BP
from tasks.rules.verdicts import Facts
from tasks.rules.worded import said_day

IN_TIME, LATE, STILL_OUT, NOT_YET, WAIVED = "按时报送", "逾期报送", "逾期未报", "待报送", "免报"
DONE, RUNNING, BEHIND = "审核完成", "审核中", "审核逾期"


def unit_rows(judged: pd.DataFrame, facts: Facts, of: Round, as_of: date) -> pd.DataFrame:
    """One row per unit with projects at the node: in time or not, and how many of its projects it reported (C02).

    Timeliness is the unit's, completeness the projects': all have to be there. With an obligation its own days count.
    """
    owed = given(facts, "obligations", {
        "milestone": "str", "node": "str", "unit_code": "str", "state": "str", "met_on": "day",
    })
    owed = owed[((owed["milestone"] == MILESTONE) & (owed["node"] == of.node)).to_numpy(dtype=bool)]
    owed = owed.drop_duplicates("unit_code").set_index("unit_code")
    by_unit = judged.groupby("unit_code", sort=True)
    rows = by_unit.agg(projects=("filed", "size"), filed=("filed", "sum"), due=("due", "min"), last=("first_on", "max"))
    state = owed["state"].reindex(rows.index).fillna("")
    whole = ((rows["filed"] == rows["projects"]) & ~state.isin(["owed"])).to_numpy(dtype=bool)
    met = owed["met_on"].reindex(rows.index).fillna(rows["last"])
    late = (met > rows["due"]).to_numpy(dtype=bool)
    over = (stamp(as_of) > rows["due"]).to_numpy(dtype=bool)
    verdict = np.where(whole, np.where(late, LATE, IN_TIME), np.where(over, STILL_OUT, NOT_YET))
    verdict = np.where((state == "waived").to_numpy(dtype=bool), WAIVED, verdict)
    counts = list(zip(rows["projects"].tolist(), rows["filed"].tolist(), strict=True))
    why = [f"应于{day}前报送{all_}个项目，已报{some}个，{one}。"
           for day, (all_, some), one in zip(said_day(rows["due"]), counts, verdict, strict=True)]
    detail = [{"projects": all_, "filed": some, "coverage_bp": some * WHOLE_BP // all_} for all_, some in counts]
    return pd.DataFrame({
        "kind": "unit", "subject": rows.index, "unit_code": rows.index, "verdict": verdict, "rules": "C02", "why": why,
        "detail": detail,
    })


def region_rows(judged: pd.DataFrame, of: Round, as_of: date) -> pd.DataFrame:
    """One row per finance department (by region): whether it has reviewed what was filed, by its own deadline (C03)."""
    decided = judged["verdict"].isin([GOOD, BAD])
    rows = judged.assign(decided=decided, failed=judged["verdict"] == BAD).groupby("region_code", sort=True).agg(
        projects=("filed", "size"), filed=("filed", "sum"), decided=("decided", "sum"), failed=("failed", "sum"))
    left = (rows["projects"] - rows["decided"]).to_numpy(dtype=np.int64)
    verdict = np.where(left == 0, DONE, BEHIND if as_of > of.review_due else RUNNING)
    day = f"{of.review_due.month}月{of.review_due.day}日"
    counts = rows.astype(int).to_dict("records")
    said = "{projects}个项目，已报{filed}个，已有结论{decided}个，其中不合格{failed}个；应于{day}前审核完毕。"
    why = [said.format(day=day, **{str(name): number for name, number in one.items()}) for one in counts]
    return pd.DataFrame({
        "kind": "region", "subject": rows.index, "verdict": verdict, "rules": "C03", "why": why, "detail": counts,
    })

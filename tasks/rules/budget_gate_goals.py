"""Performance targets at the gate: whether there are any, complete ones, and what finance says of them (B01–B03)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.budget_gate_asked import KEY
from tasks.rules.budget_gate_standing import BLOCKED, OPEN, WAITING, arrived_after, reviews_of
from tasks.rules.given import Mask, given, newest, shifted, stamp, yes
from tasks.rules.verdicts import Facts
from tasks.rules.whole import count_by
from tasks.rules.worded import Words, joined, texts

PASSED = "通过"
ROWS = {
    "project_code": "str", "fiscal_year": "Int64", "stage": "str", "level1": "str", "relation": "str", "target": "str",
    "measure": "str", "weight_cp": "Int64", "received_on": "day", "submission_id": "Int64",
}
REVIEW = {
    "project_code": "str", "unit_code": "str", "fiscal_year": "Int64", "stage": "str", "round": "Int64",
    "verdict": "str", "reviewed_by": "str", "reviewed_on": "day", "received_on": "day", "submission_id": "Int64",
}


def goals(rows: pd.DataFrame, facts: Facts, book: Rulebook, as_of: date) -> pd.DataFrame:
    """Where the targets of each row of `budget_gate_asked.asked` stand, on the same index.

    `goal_standing` (0 blocked, 1 waiting, 3 open), `goal_why`, `goal_rules`, `gaps` (what is not complete, B01).
    No target at all, or found wanting and not adjusted in time, or wanting still in the last round, means no budget
    (B03). A named person of the own finance department decides what is wanting; gaps alone are only told. What nobody
    requested here but has its targets in the library went through the budget system, where they were reviewed: it
    passes.
    """
    law = book.parameters
    count, stored, gaps = _complete(rows, facts, law)
    last = reviews_of(facts, "goal_reviews", REVIEW, rows, ["round", "received_on", "submission_id"])
    verdict = last["verdict"].fillna("").to_numpy(dtype=object)
    anew = arrived_after(rows, last)
    heard = last["received_on"].fillna(last["reviewed_on"])
    patience = shifted(heard, law.number("budget_gate.resubmit_workdays"), book)
    wanting = (verdict != "") & (verdict != PASSED)
    stubborn = wanting & ~anew & (stamp(as_of) > patience).to_numpy(dtype=bool)
    final = wanting & yes(last["round"] > law.number("budget_gate.goal_returns"))
    none = (count == 0) & ~stored
    passed = ((verdict == PASSED) & ~anew) | (stored & (verdict == ""))
    blocked = none | stubborn | final
    standing = np.where(blocked, BLOCKED, np.where(passed, OPEN, WAITING))
    why = _why(none, final, stubborn, passed & ~stored, stored, wanting, anew)
    rules = np.where(none, "B01 B03", np.where(blocked, "B02 B03", np.where(verdict != "", "B02", "")))
    rules = np.where(~none & (gaps != ""), np.char.add("B01 ", rules.astype(str)), rules)
    return rows.assign(
        goal_standing=standing, goal_why=joined(why, texts((gaps != "") & ~none, "目标不完整：" + gaps)), gaps=gaps,
        goal_rules=rules,
    )


def _why(none: Mask, final: Mask, stubborn: Mask, passed: Mask, stored: Mask, wanting: Mask, anew: Mask) -> Words:
    """The first of the reasons that holds."""
    said = [
        (none, "没有绩效目标"), (final, "绩效目标最后一轮审核仍未通过"),
        (stubborn, "绩效目标审核未通过，逾期没有调整重报"),
        (passed, "绩效目标审核通过"), (stored & ~wanting, "没有申报，绩效目标以项目库为准"),
        (anew, "绩效目标已重报，待复审"), (wanting, "绩效目标退回修改中"),
    ]
    return np.select([mask for mask, _ in said], [text for _, text in said], default="绩效目标待审核").astype(object)


def _complete(rows: pd.DataFrame, facts: Facts, law: Parameters) -> tuple[Any, Mask, Words]:
    """How many targets each row brought, whether the library has them for want of a request, and what they lack."""
    every = given(facts, "request_indicators", ROWS)
    file = [*KEY, "submission_id"]  # a second batch replaces the first one's targets and adds none to them
    every = every.merge(newest(every, KEY)[file], on=file)
    home = pd.MultiIndex.from_frame(rows[KEY]).get_indexer(pd.MultiIndex.from_frame(every[KEY]))
    every, home = every[home >= 0].reset_index(drop=True), home[home >= 0]
    tally = _tally(every, home, len(rows))
    weight = np.zeros(len(rows), dtype=np.int64)
    np.add.at(weight, home, every["weight_cp"].fillna(0).to_numpy(dtype=np.int64))
    library = given(facts, "indicators", {"project_id": "Int64"})["project_id"].dropna()
    known = rows["project_id"].isin(library) | (rows["what"] != "")  # of W itself nobody hands us the library's targets
    stored = known.to_numpy(dtype=bool) & ~rows["requested"].to_numpy(dtype=bool)
    own = tally["rows"] > 0
    full = law.number("budget_gate.goal_weight_cp")
    gaps = joined(
        texts(own & (tally["output"] < law.number("budget_gate.min_output_indicators")), "缺产出指标"),
        texts(own & (tally["benefit"] < law.number("budget_gate.min_benefit_indicators")), "缺效益指标"),
        texts(own & (tally["blank"] > 0), "有指标没有指标值"), texts(own & (tally["bare"] > 0), "有指标没有度量单位"),
        texts(own & (weight != full), f"权重合计不是{full // 100}分"),
        texts(own & (rows["goal"] == "").to_numpy(dtype=bool), "缺年度总体目标"),
    )
    return tally["rows"], stored, gaps


def _tally(every: pd.DataFrame, home: Any, number: int) -> Mapping[str, Any]:
    """Counts per row of `asked`."""
    bare = (every["relation"] != "定性") & (every["measure"] == "") & every["target"].str.fullmatch(r"[≥≤=<>]*[0-9.,]+")
    masks = {
        "rows": pd.Series(True, index=every.index), "output": every["level1"].str.contains("产出"),
        "benefit": every["level1"].str.contains("效益"), "blank": every["target"] == "", "bare": bare,
    }
    return {name: count_by(home, mask.to_numpy(dtype=bool), number) for name, mask in masks.items()}

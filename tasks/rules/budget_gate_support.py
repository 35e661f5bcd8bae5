"""Ex-ante evaluation at the gate: the report of a new project, its review, and independent re-evaluation (A01–A04)."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.budget_gate_asked import KEY, MILESTONE
from tasks.rules.budget_gate_standing import BLOCKED, CAPPED, GRADE, OPEN, WAITING, arrived_after, reviews_of
from tasks.rules.given import Mask, given, newest, stamp
from tasks.rules.verdicts import Facts
from tasks.rules.worded import Words

REVIEWED, AGAIN = "审核", "再评估"
PROPOSAL = "第三方再评估"
FULL, PART, AGAINST, UNKNOWN = 0, 1, 2, -1  # grades of budget_gate_standing
REPORT = {
    "project_code": "str", "fiscal_year": "Int64", "stage": "str", "institution": "str", "received_on": "day",
    "submission_id": "Int64",
}
REVIEW = {
    "project_code": "str", "unit_code": "str", "fiscal_year": "Int64", "stage": "str", "manner": "str",
    "verdict": "str", "supported_fen": "Int64", "institution": "str", "reviewed_by": "str", "reviewed_on": "day",
    "received_on": "day", "submission_id": "Int64",
}
DECISION = {
    "milestone": "str", "kind": "str", "subject": "str", "proposal": "str", "decision": "str", "decided_by": "str",
    "decided_on": "day",
}


def support(rows: pd.DataFrame, facts: Facts, book: Rulebook, as_of: date) -> pd.DataFrame:
    """Where each row of `budget_gate_asked.asked` stands by its ex-ante evaluation, on the same index.

    `support_standing` (0 blocked, 1 waiting, 2 capped, 3 open), `supported_fen` (at most what was requested),
    `support_why`, `support_rules`; `has_report`; `propose` (独立再评估 is worth proposing, A03), `decided` on it
    (approved, rejected, ""), `conflict` (by the very institution that helped with the report: then the worse of both
    verdicts holds). Only new projects are bound.
    """
    law = book.parameters
    report = _reports(rows, facts)
    first = reviews_of(facts, "ex_ante_reviews", REVIEW, rows, ["received_on", "submission_id"], manner=REVIEWED)
    again = reviews_of(facts, "ex_ante_reviews", REVIEW, rows, ["received_on", "submission_id"], manner=AGAIN)
    has_report = report["received_on"].notna().to_numpy(dtype=bool)
    helper = report["institution"].fillna("")
    conflict = ((helper != "") & (again["institution"].fillna("") == helper)).to_numpy(dtype=bool)
    decided = _decided(rows, facts)
    doubtful = conflict | ~has_report  # without the report nobody can tell who helped with it
    grade, by_again = _grade(report, first, again, doubtful)
    both = pd.concat([first["supported_fen"], again["supported_fen"]], axis=1).min(axis=1)
    grade = np.where((decided == "approved") & again["verdict"].isna().to_numpy(dtype=bool) & (grade != AGAINST),
                     UNKNOWN, grade)
    granted = both.where(doubtful, again["supported_fen"].where(by_again, first["supported_fen"]))
    grade = np.where((grade == PART) & granted.isna().to_numpy(dtype=bool), UNKNOWN, grade)
    graced = _graced(rows, law, as_of)
    standing = _standing(rows, law, grade, has_report, graced)
    limit = np.minimum(granted.fillna(rows["requested_fen"]).to_numpy(dtype=np.int64), rows["requested_fen"])
    judged = rows["is_new"].to_numpy(dtype=bool) & np.isin(grade, [FULL, PART])
    supported = np.where(judged, limit, rows["requested_fen"])
    standing = np.where((standing == OPEN) & (supported < rows["requested_fen"]), CAPPED, standing)
    return rows.assign(
        support_standing=standing, supported_fen=supported, has_report=has_report, conflict=conflict, decided=decided,
        support_why=_why(rows, grade, has_report, graced), support_rules=_rules(rows, grade, has_report, standing),
        reevaluated=again["verdict"].notna().to_numpy(dtype=bool), propose=has_report & _worth(rows, law),
    )


def _reports(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The newest report of each row, on its index."""
    last = newest(given(facts, "ex_ante_reports", REPORT), KEY)
    return last.set_index(KEY).reindex(pd.MultiIndex.from_frame(rows[KEY])).set_index(rows.index)


def _grade(report: pd.DataFrame, first: pd.DataFrame, again: pd.DataFrame, doubtful: Mask) -> tuple[Any, Mask]:
    """The grade in force, -1 where there is none yet, and whether it is the re-evaluation's, which overrides (A03)."""
    grades = []
    for one in (first, again):
        known = one["verdict"].map(GRADE).fillna(UNKNOWN).to_numpy(dtype=np.int64)
        stale = arrived_after(report, one) & (known != AGAINST)
        grades.append(np.where(stale, UNKNOWN, known))
    once, twice = grades
    worse = np.where((once == UNKNOWN) & (twice != AGAINST), UNKNOWN, np.maximum(once, twice))
    there = twice != UNKNOWN
    return np.where(there, np.where(doubtful, worse, twice), once), there


def _graced(rows: pd.DataFrame, law: Parameters, as_of: date) -> Mask:
    """Emergencies may go ahead for so many days and be evaluated afterwards."""
    last = rows["received_on"] + timedelta(days=law.number("budget_gate.emergency_grace_days"))
    return np.asarray(rows["emergency"].to_numpy(dtype=bool) & (stamp(as_of) <= last).to_numpy(dtype=bool))


def _standing(rows: pd.DataFrame, law: Parameters, grade: Any, has_report: Mask, graced: Mask) -> Any:
    part = BLOCKED if law.word("budget_gate.partial_support") == "blocked" else CAPPED
    reviewed = np.select([grade == AGAINST, grade == PART, grade == FULL], [BLOCKED, part, OPEN], default=WAITING)
    waiting = np.where(graced, OPEN, np.where(has_report, WAITING, BLOCKED))
    bound = np.where((grade == AGAINST) | (has_report & (reviewed != WAITING)), reviewed, waiting)
    return np.where(rows["is_new"].to_numpy(dtype=bool), bound, OPEN)


def _why(rows: pd.DataFrame, grade: Any, has_report: Mask, graced: Mask) -> Words:
    """The first of the reasons that holds."""
    new = rows["is_new"].to_numpy(dtype=bool)
    said = [
        (~new, "延续项目，不需事前绩效评估"), (grade == AGAINST, "事前绩效评估审核结果为“不支持”"),
        (has_report & (grade == PART), "事前绩效评估审核结果为“部分支持”"),
        (has_report & (grade == FULL), "事前绩效评估审核结果为“支持”"),
        (graced, "应急救灾项目先行安排，须限期补做事前绩效评估"), (~has_report, "新增项目没有事前绩效评估报告"),
    ]
    found = np.select([mask for mask, _ in said], [text for _, text in said], default="事前绩效评估报告待审核")
    return found.astype(object)


def _rules(rows: pd.DataFrame, grade: Any, has_report: Mask, standing: Any) -> Words:
    """A01 asks for the report, A02 is the review, A04 shuts the gate or narrows it."""
    new = rows["is_new"].to_numpy(dtype=bool)
    fired = {"A01": new, "A02": new & (grade != UNKNOWN), "A04": new & (standing != OPEN)}
    named = zip(*(np.where(mask, rule, "") for rule, mask in fired.items()), strict=True)
    return np.array([" ".join(filter(None, row)) for row in named], dtype=object)


def _worth(rows: pd.DataFrame, law: Parameters) -> Mask:
    """A new project of much money, by its own level's threshold or its own region's, or of a specialised kind (A03)."""
    name = "budget_gate.third_party_fen_"
    levels = {place: law.number(name + ("prefecture" if place == "prefecture" else "county"))
              for place in rows["level"].unique()}
    regions = {code: law.number(name + code) for code in rows["region_code"].unique() if name + code in law.known}
    least = rows["region_code"].map(regions).fillna(rows["level"].map(levels)).to_numpy(dtype=np.int64)
    much = rows["requested_fen"].to_numpy(dtype=np.int64) >= least
    return np.asarray(rows["is_new"].to_numpy(dtype=bool) & (much | rows["specialised"].to_numpy(dtype=bool)))


def _decided(rows: pd.DataFrame, facts: Facts) -> Words:
    """What a named person made of the proposal to re-evaluate."""
    every = given(facts, "decisions", DECISION)
    ours = (every["milestone"] == MILESTONE) & (every["proposal"] == PROPOSAL) & (every["decided_by"] != "")
    last = newest(every[ours.to_numpy(dtype=bool)], ["kind", "subject"], ("decided_on", "decision"))
    words = dict(zip(zip(last["kind"], last["subject"], strict=True), last["decision"], strict=True))
    kinds = [f"{what}_reevaluation".lstrip("_") for what in rows["what"]]
    return np.array([words.get(key, "") for key in zip(kinds, rows["project_code"], strict=True)], dtype=object)

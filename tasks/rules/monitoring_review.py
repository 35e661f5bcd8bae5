"""The verdict on a project at a monitoring node: a named person's, and what stands where there is none (C02, C03)."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import given, newest, shifted, stamp
from tasks.rules.monitoring_light import RED
from tasks.rules.monitoring_round import MILESTONE, Round
from tasks.rules.outage import excused, key_of
from tasks.rules.own_level import by_own_finance
from tasks.rules.verdicts import Facts
from tasks.rules.worded import Words

GOOD, BAD, WAITING, UNFILED = "合格", "不合格", "待审核", "待报送"
REVIEW = {
    "project_code": "str", "node": "str", "unit_code": "str", "verdict": "str", "problems": "str", "reviewed_by": "str",
    "reviewed_on": "day", "notified_on": "day", "rectify_due": "day", "received_on": "day", "submission_id": "Int64",
}
DECISION = {
    "milestone": "str", "node": "str", "kind": "str", "subject": "str", "proposal": "str", "decision": "str",
    "decided_by": "str", "decided_on": "day",
}
DUES = {"milestone": "str", "node": "str", "unit_code": "str", "effective_due": "day", "met_on": "day"}


def reviewed(
    seen: pd.DataFrame, facts: Facts, book: Rulebook, of: Round, as_of: date, suffix: str = "",
) -> pd.DataFrame:
    """`seen` (watched projects with their lights) with the verdict in force on a day.

    verdict      合格 or 不合格 as a named person of the own finance department said, in monitoring_reviews or by a
                 decision on the proposal; 不合格 too for what was not filed within the grace (C03, missing counts as
                 failed); 待审核 for what was filed and nobody has judged; 待报送 before the deadline and its grace
    suggested    what the light makes us propose: 合格, 不合格, "" without a form
    basis        review, decision, missing or ""
    proposal     "不合格" where only a suggestion says so (X11)
    due, grace, first_on, late    the unit's deadline, the last day of grace, when it first filed, and whether too late
    excused      lateness that our own side had a part in is none, unless a named person says so (X06)
    problems, reviewed_by, reviewed_on, notified_on, rectify_due    of the review
    """
    timed = _timed(seen, facts, book, of, suffix)
    failing = (timed["light"] == RED) | ~timed["complete"] | timed["late"]
    suggested = np.where(timed["filed"], np.where(failing, BAD, GOOD), "")
    over = ((stamp(as_of) > timed["grace"]) & ~timed["excused"]).to_numpy(dtype=bool)
    missing = timed["late"].to_numpy(dtype=bool) | (~timed["filed"].to_numpy(dtype=bool) & over)
    failed = book.parameters.word("monitoring.missing_counts_as") == "failed"
    said = _said(timed, facts, of, suffix)
    decided = _decided(timed, facts, of, suffix)
    human = said["verdict"].to_numpy(dtype=object)
    waiting = np.where(timed["filed"] | over, WAITING, UNFILED)
    alone = np.where(missing & failed, BAD, waiting)
    verdict = np.where(human != "", human, np.where(decided != "", decided, alone))
    basis = np.where(human != "", "review", np.where(decided != "", "decision", np.where(alone == BAD, "missing", "")))
    open_ = (human == "") & (alone == WAITING) & ((suggested == BAD) | missing)
    return timed.assign(
        **{name: said[name].to_numpy() for name in ("problems", "reviewed_by", "reviewed_on", "notified_on",
                                                    "rectify_due")},
        verdict=verdict, suggested=suggested, basis=basis, proposal=np.where(open_, BAD, ""), missing=missing,
    )


def _timed(seen: pd.DataFrame, facts: Facts, book: Rulebook, of: Round, suffix: str) -> pd.DataFrame:
    """When each unit had to file, and when it did: the obligation's own day where there is one (C02, C03, X06, X07)."""
    rows = given(facts, f"obligations{suffix}", DUES)
    mine = rows[((rows["milestone"] == MILESTONE) & (rows["node"] == of.node)).to_numpy(dtype=bool)]
    by_unit = mine.drop_duplicates("unit_code").set_index("unit_code").reindex(seen["unit_code"].astype(object))
    due = pd.Series(by_unit["effective_due"].to_numpy()).fillna(stamp(of.due))
    met = pd.Series(by_unit["met_on"].to_numpy()).astype("datetime64[s]")
    grace = shifted(due, book.parameters.number("monitoring.missing_grace_workdays"), book)
    received = seen["received_on"].reset_index(drop=True)
    first = received.where(~(met < received), met)  # a correction sent in later does not make the first one late
    ours = excused(facts, suffix)
    spared = np.array([key_of(unit, MILESTONE, of.node, book) in ours for unit in seen["unit_code"]], dtype=bool)
    seen = seen.reset_index(drop=True)
    late = seen["filed"] & (first > grace) & ~spared
    return seen.assign(due=due, grace=grace, first_on=first, excused=spared, late=late)


def _said(seen: pd.DataFrame, facts: Facts, of: Round, suffix: str) -> pd.DataFrame:
    """The newest review of each project by its own finance department, "" and NaT where there is none."""
    rows = given(facts, f"monitoring_reviews{suffix}", REVIEW)
    rows = rows[((rows["node"] == of.node) & rows["verdict"].isin([GOOD, BAD])).to_numpy(dtype=bool)]
    own = by_own_finance(rows, seen, facts, ["project_code"])
    own = own.assign(bad=(own["verdict"] == BAD))  # two of one day and one file: the worse holds
    last = newest(own, ["project_code"], ("reviewed_on", "received_on", "submission_id", "bad"))
    found = last.set_index("project_code").reindex(seen["project_code"].astype(object)).reset_index(drop=True)
    return found.assign(**{name: found[name].fillna("") for name in ("verdict", "problems", "reviewed_by")})


def _decided(seen: pd.DataFrame, facts: Facts, of: Round, suffix: str) -> Words:
    """What a named person made of the proposal: approved is 不合格, rejected 合格."""
    rows = given(facts, f"decisions{suffix}", DECISION)
    ours = (rows["milestone"] == MILESTONE) & (rows["node"] == of.node) & (rows["kind"] == "project")
    ours &= (rows["proposal"] == BAD) & (rows["decided_by"] != "") & rows["decision"].isin(["approved", "rejected"])
    rows = rows[ours.to_numpy(dtype=bool)].assign(bad=lambda some: some["decision"] == "approved")
    last = newest(rows, ["subject"], ("decided_on", "bad"))
    words: dict[Any, str] = dict(zip(last["subject"], np.where(last["bad"], BAD, GOOD), strict=True))
    return np.array([words.get(code, "") for code in seen["project_code"]], dtype=object)

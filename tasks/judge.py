"""judge 评定: apply the rules of the milestone to the facts in force, those of this run included."""

from importlib import import_module
from typing import Any

import pandas as pd
from attrs import evolve

from tasks.desk import Desk
from tasks.entering import enter, settle
from tasks.gathering import gather
from tasks.handover import Checked, Judged
from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS
from tasks.rules.facts import fingerprints
from tasks.store import library, submissions
from tasks.store.engine import reading as consistently
from tasks.verb import verb

NOT_KEPT = ("unit_name", "department", "secrecy", "sheet", "at")  # of no weight for a judgement
NOTHING = pd.DataFrame(columns=[
    "project_id", "self_score_cp", "raw_cp", "final_cp", "raw_grade", "final_grade", "rules", "facts_hash",
])


@verb("评定 judge")
def judge(desk: Desk, checked: Checked) -> Judged:
    """Judge everything in force each time: what the same rules made of the same facts is not written again."""
    rules: Any = import_module(f"tasks.rules.{desk.milestone}")
    if hasattr(rules, "conclude"):
        return Judged(_graded(desk, checked, rules))
    with desk.engine.connect() as conn:
        # The books as they will be after this run: entered here for the rules to look at, and taken back again.
        enter(conn, desk, checked)
        settle(conn, desk)
        facts = gather(conn, _standing(desk, rules), rules.NEEDS, getattr(rules, "EVER", ()))
        conn.rollback()
    return Judged(NOTHING, rules.judge(facts, desk.book, desk.as_of, desk.node))


def _standing(desk: Desk, rules: Any) -> Desk:
    """The desk as of the day the facts stand at: rules with a `stands_at` freeze them before the run's day (X05)."""
    stands_at = getattr(rules, "stands_at", None)
    return evolve(desk, as_of=stands_at(desk.book, desk.as_of, desk.node)) if stands_at else desk


def _graded(desk: Desk, checked: Checked, rules: Any) -> pd.DataFrame:
    """Score and grade every project that has an entry in force, new or old."""
    with consistently(desk.engine) as conn:
        register = library.register(conn, desk.fiscal_year)
        old = submissions.in_force(conn, desk.milestone, desk.work_year, desk.as_of)
        old_rows = submissions.indicators(conn, desk.milestone, desk.work_year)
    projects, indicators = _in_force(checked, *_as_forms(old, old_rows))
    facts, _ = rules.assess(projects, indicators, desk.book.parameters, register)
    judgements: pd.DataFrame = rules.conclude(facts, desk.book.parameters)
    return judgements.assign(
        project_id=projects["project_id"].to_numpy(), facts_hash=fingerprints(projects, indicators).to_numpy(),
    )


def _as_forms(entries: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stored entries in the shape of new ones; their `reading` is the negative submission, so that none collide."""
    keys = pd.DataFrame({"entry_id": entries["id"], "reading": -entries["submission_id"], "project": entries["seq"]})
    projects = entries.assign(reading=keys["reading"], project=keys["project"], **dict.fromkeys(NOT_KEPT, ""))
    indicators = rows.merge(keys, on="entry_id").assign(sheet="", at="", row=0)
    return projects[[*PROJECT_COLUMNS, "project_id", "received_at"]], indicators[list(INDICATOR_COLUMNS)]


def _in_force(checked: Checked, old: pd.DataFrame, old_rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The newest accepted entry of each project, stored and just arrived together, with its indicators."""
    new = checked.projects[checked.projects["reading"].isin(checked.accepted) & checked.projects["project_id"].notna()]
    received = {number: arrival.received_at for number, arrival in enumerate(checked.filed.arrivals)}
    new = new.assign(received_at=new["reading"].map(received))[list(old.columns)]
    both = pd.concat([frame for frame in (old, new) if len(frame)] or [new], ignore_index=True)
    newest = both.sort_values("received_at", kind="stable").drop_duplicates("project_id", keep="last")
    newest = newest.sort_values("project_id", ignore_index=True)
    rows = pd.concat([old_rows, checked.indicators[list(INDICATOR_COLUMNS)]], ignore_index=True)
    wanted = pd.MultiIndex.from_frame(newest[["reading", "project"]])
    return newest, rows[pd.MultiIndex.from_frame(rows[["reading", "project"]]).isin(wanted)].reset_index(drop=True)

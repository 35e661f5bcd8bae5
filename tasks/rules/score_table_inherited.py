"""打分表: what last year's monitoring left — failed twice and not put right, or a question nobody decided (C05)."""

from datetime import date
from typing import Any

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import given
from tasks.rules.monitoring_history import HISTORY_NEEDS, failed_twice
from tasks.rules.opening import MILESTONE as OPENING
from tasks.rules.opening import withheld
from tasks.rules.opening_asked import STILL_OPEN, WAITING
from tasks.rules.score_table_decided import DECISIONS, PROPOSAL
from tasks.rules.verdicts import Facts

INHERITED_NEEDS = tuple(dict.fromkeys((*HISTORY_NEEDS, "verdicts@before", "decisions@before")))
HISTORY = ("monitoring@before", "monitoring_reviews@before")
VERDICTS = {**PROPOSAL, "node": "str", "project_id": "Int64", "verdict": "str"}
KEY = ["milestone", "node", "kind", "subject", "proposal"]
FAILED = "不合格"
NOBODY = {"project_id": pd.array([], dtype="Int64"), "fact": pd.array([], dtype="str")}


def with_history(facts: Facts, book: Rulebook, as_of: date) -> Facts:
    """The facts and `failed_twice`: project_id, `fact`, and `pending` where last year's question is still undecided.

    A year of which no monitoring was ever registered here says nothing against anybody. What the opening of the work
    year asked and a named person answered counts: a rectification taken as done is done.
    """
    if "failed_twice" in facts:
        return facts
    opened = given(facts, "verdicts", VERDICTS)
    opened = opened[(opened["milestone"] == OPENING).to_numpy(dtype=bool)]
    known = any(not facts.get(name, pd.DataFrame()).empty for name in HISTORY)
    failed = failed_twice(facts, book, as_of)[["project_id", "fact"]] if known else pd.DataFrame(NOBODY)
    failed = failed[~failed["project_id"].isin(_settled(opened))]
    waiting = withheld(facts, facts["projects"], book) if len(opened) else undecided(facts, book)
    failed = failed[~failed["project_id"].isin(waiting["project_id"])].assign(pending=False)
    rows = pd.concat([failed, waiting[["project_id", "fact", "pending"]]], ignore_index=True)
    return {**facts, "failed_twice": rows}


def _settled(opened: pd.DataFrame) -> list[Any]:
    """Projects whose rectifications were asked about when the year was opened, and none is left open."""
    asked = opened[(opened["kind"] == "inherited_rectification").to_numpy(dtype=bool)]
    still = asked["verdict"].isin((WAITING, STILL_OPEN)).groupby(asked["project_id"]).transform("any")
    return list(asked.loc[~still.to_numpy(dtype=bool), "project_id"])


def undecided(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """Projects that fail both nodes of last year if a proposal is decided that nobody has decided yet (X11).

    For a year that was never opened: else the opening asks, and its questions are the ones that count.
    """
    rows = given(facts, "verdicts@before", VERDICTS)
    rows = rows[((rows["milestone"] == "monitoring") & (rows["kind"] == "project")).to_numpy(dtype=bool)]
    answered = given(facts, "decisions@before", {**DECISIONS, "node": "str"})
    done = pd.MultiIndex.from_frame(rows[KEY]).isin(pd.MultiIndex.from_frame(answered[KEY]))
    open_ = (rows["proposal"] == FAILED).to_numpy(dtype=bool) & ~done
    rows = rows.assign(open=open_)[open_ | (rows["verdict"] == FAILED).to_numpy(dtype=bool)]
    nodes = {node.node: node.title for node in book.calendar.milestone("monitoring").nodes}
    both = rows.groupby("project_id")["node"].transform("nunique") == len(nodes)
    found = rows[both.to_numpy(dtype=bool) & rows["open"].to_numpy(dtype=bool)].sort_values(["project_id", "node"])
    said = [f"{book.work_year - 1}年{nodes.get(node, node)}建议不合格，尚未决定" for node in found["node"]]
    named = pd.DataFrame({"project_id": found["project_id"].astype("Int64"), "fact": said, "pending": True})
    return named.groupby("project_id", as_index=False).agg({"fact": "；".join, "pending": "all"})

"""打分表: what last year's monitoring left — failed twice and not put right, or a question nobody decided (C05)."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import given
from tasks.rules.monitoring_history import HISTORY_NEEDS, failed_twice
from tasks.rules.score_table_decided import DECISIONS, PROPOSAL
from tasks.rules.verdicts import Facts

INHERITED_NEEDS = (*HISTORY_NEEDS, "verdicts@before", "decisions@before")
HISTORY = ("monitoring@before", "monitoring_reviews@before")
VERDICTS = {**PROPOSAL, "node": "str", "project_id": "Int64", "verdict": "str"}
KEY = ["milestone", "node", "kind", "subject", "proposal"]
FAILED = "不合格"


def with_history(facts: Facts, book: Rulebook, as_of: date) -> Facts:
    """The facts and `failed_twice`: project_id, `fact`, and `pending` where last year's question is still undecided.

    A year of which no monitoring was ever registered here says nothing against anybody.
    """
    if "failed_twice" in facts or all(facts.get(name, pd.DataFrame()).empty for name in HISTORY):
        return facts
    failed = failed_twice(facts, book, as_of)[["project_id", "fact"]].assign(pending=False)
    open_ = undecided(facts, book)
    return {**facts, "failed_twice": pd.concat([failed, open_[~open_["project_id"].isin(failed["project_id"])]],
                                               ignore_index=True)}


def undecided(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """Projects that fail both nodes of last year if a proposal is decided that nobody has decided yet (X11)."""
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

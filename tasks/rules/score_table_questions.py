"""打分表: does 重大 that nobody signed for lead to 较差: what is asked, who answered, where it was asked before.

A version does not repeat the question of an earlier one about the same facts (E04, X05, X11).
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.rules.figures import wan
from tasks.rules.given import given
from tasks.rules.score_table_decided import DECISIONS, newest_last, said
from tasks.rules.verdicts import Facts

SERIOUS, SERIOUS_KIND = "列入较差", "serious"
Answers = dict[str, tuple[str, str]]  # project → the decision and its words


def question(finding: Mapping[Any, Any]) -> str:
    """What a finding asks: which one it is, what was found and how much money. Its rectification is no other question,
    or putting right what was decided about would undo the decision."""
    money = "" if pd.isna(finding["amount_fen"]) else f"，{wan(finding['amount_fen'])}"
    return f"{finding['document_no']}第{finding['item_no']}项：{finding['problem']}{money}"


def answers(facts: Facts, asked: Mapping[str, str]) -> Answers:
    """The newest decision on what is asked now of each project, in whichever version it was asked; of two on one day
    the one that hurts. A decision about other facts is none."""
    before = _before(facts)
    rows = [row for row in given(facts, "decisions", {**DECISIONS, "node": "str"}).to_dict("records")
            if row["milestone"] == "score_table" and row["proposal"] == SERIOUS
            and before.get((row["node"], row["subject"]), asked.get(row["subject"])) == asked.get(row["subject"])]
    return {row["subject"]: (row["decision"], said(row)) for row in newest_last(rows) if row["subject"] in asked}


def repeated(facts: Facts, node: str, asked: Mapping[str, str]) -> set[str]:
    """The projects of which an earlier version has asked the very same, decided or not: it stands there."""
    return {subject for (other, subject), words in _before(facts).items()
            if other < node and asked.get(subject) == words}


def asked_of(row: Mapping[Any, Any]) -> str:
    """What a verdict asked: from its detail, or from the column of a certificate."""
    detail = row.get("detail")
    return str(row.get("asked") or (detail.get("asked", "") if isinstance(detail, dict) else ""))


def _before(facts: Facts) -> dict[tuple[str, str], str]:
    """(version, project) → what it asks."""
    rows = facts.get("verdicts")
    if rows is None or rows.empty:
        return {}
    mine = (rows["milestone"] == "score_table") & (rows["kind"] == SERIOUS_KIND)
    return {(str(row["node"]), str(row["subject"])): asked_of(row)
            for row in rows[mine.to_numpy(dtype=bool)].to_dict("records")}

"""打分表: what counts only by a named person's decision — vetoes after verification (E06), failed monitorings (C05)."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from tasks.rules.given import given, yes
from tasks.rules.score_table_hits import Hits, Places, hits
from tasks.rules.verdicts import Facts

PROPOSAL = {"milestone": "str", "kind": "str", "subject": "str", "proposal": "str"}
VERDICTS = {**PROPOSAL, "project_id": "Int64", "verdict": "str"}
DECISIONS = {**PROPOSAL, "decision": "str", "decided_by": "str", "decided_on": "day", "reason": "str"}
FAILED_TWICE = {"project_id": "Int64", "fact": "str", "pending": "bool"}
VETO = "一票否决"
Decision = Mapping[Any, Any]


def decided(facts: Facts, milestone: str) -> dict[tuple[str, str, str], tuple[str, str]]:
    """What named persons decided at a milestone (X11): kind, subject, proposal → the newest decision and its words.

    Of two on one day the one that hurts counts.
    """
    found = given(facts, "decisions", DECISIONS)
    mine = found["milestone"] == milestone
    rows = found[mine.to_numpy(dtype=bool)].to_dict("records")
    return {(row["kind"], row["subject"], row["proposal"]): (row["decision"], said(row)) for row in newest_last(rows)}


def newest_last(decisions: Iterable[Decision]) -> list[Decision]:
    """Of two on one day the one that hurts comes last."""
    return sorted(decisions, key=lambda row: (str(row["decided_on"]), row["decision"] == "approved"))


def said(row: Decision) -> str:
    """Who decided, when and why."""
    return f"{row['decided_by']}于{str(row['decided_on'])[:10]}决定：{row['reason']}"


def vetoes(facts: Facts, places: Places) -> tuple[Hits, Hits]:
    """Vetoes a named person has approved (E06), and those proposed and not decided. A rejected one is none."""
    found = given(facts, "verdicts", VERDICTS)
    asked = (found["milestone"] == "verification") & found["proposal"].str.contains(VETO, regex=False)
    found = found[asked.to_numpy(dtype=bool)].reset_index(drop=True)
    by_id, by_code = places.of_ids(found), places.of_codes(found.rename(columns={"subject": "project_code"}))
    at = np.where(by_id >= 0, by_id, by_code)
    answered = decided(facts, "verification")
    keys = zip(found["kind"], found["subject"], found["proposal"], strict=True)
    answers = [answered.get(key, ("", "")) for key in keys]
    says = [f"真实性核查：{verdict}" + (f"，{words}" if words else "")
            for verdict, (_, words) in zip(found["verdict"], answers, strict=True)]
    chosen = [[row for row, (answer, _) in enumerate(answers) if answer == wanted and at[row] >= 0]
              for wanted in ("approved", "")]
    approved, waiting = (hits(at[rows], [says[row] for row in rows]) for rows in chosen)
    return approved, waiting


def failed_twice(facts: Facts, places: Places) -> tuple[Hits, Hits]:
    """Two failed monitorings in a row, not rectified (C05), and those where last year left a question undecided."""
    found = given(facts, "failed_twice", FAILED_TWICE)
    at = places.of_ids(found)
    waits = yes(found["pending"])
    both = [np.flatnonzero((at >= 0) & which) for which in (~waits, waits)]
    says = found["fact"].tolist()
    counting, pending = (hits(at[rows], [says[row] for row in rows]) for rows in both)
    return counting, pending

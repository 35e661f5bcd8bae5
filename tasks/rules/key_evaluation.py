"""重点评价 (D05–D07): ten projects on an approved list, no less money than last year, independent evaluators."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.figures import points, wan
from tasks.rules.key_evaluation_ranking import ranked
from tasks.rules.key_evaluation_regions import CLAUSE, SETTLES, region_verdicts
from tasks.rules.key_evaluation_reports import CONFLICT, UNPROCURED, progress
from tasks.rules.opinions import records
from tasks.rules.verdicts import Facts, Verdicts, verdicts

NEEDS = (
    "projects", "units", "key_candidates", "key_scale", "third_parties", "third_party_services", "key_reports",
    "verdicts@before", "decisions",
)
__all__ = ["NEEDS", "SETTLES", "judge"]
SUGGESTED, CANDIDATE = "建议选定", "候选"
ANEW = "重新委托评价"


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Verdicts of these kinds, all about fiscal year W-1.

    project      chosen, candidate or proposed: how far it is; score_cp is that of the accepted report (X03)
    conflict     机构不独立: proposes 重新委托评价; approved, the report's score counts no more
    list         the chosen projects of one finance department: proposes 重点评价名单 (X11)
    region       one per finance department: the first thing missing; amount_fen is the money evaluated
    procurement  one per finance department: whether it is time to begin (D07)

    D08 is `tasks.rules.disclosure`'s; `detail.accepted_on` of a project is the day its clock starts.
    """
    law = book.parameters
    table = ranked(facts, law)
    least = law.number("key_evaluation.least_count")
    shown = table[(table["candidate"] | (table["place"] <= least)).to_numpy(dtype=bool)]
    chosen = shown[shown["chosen"].to_numpy(dtype=bool)]
    regions = {int(one): str(region) for one, region in zip(chosen["project_id"], chosen["region_code"], strict=True)}
    known = _without_overruled(progress(facts, regions, as_of, law), chosen, facts)
    rows = [_project(row, known.get(int(row["project_id"])), least) for row in records(shown)]
    rows += [_conflict(row, known[int(row["project_id"])]) for row in records(chosen)
             if known[int(row["project_id"])]["conflict"]]
    rows += region_verdicts(table, known, facts, as_of, book)
    return verdicts(pd.DataFrame(rows), _steps(rows))


def _without_overruled(
    known: Mapping[int, dict[str, Any]], chosen: pd.DataFrame, facts: Facts,
) -> dict[int, dict[str, Any]]:
    """The score of a report goes only when a named person has decided that it must be made anew (X11)."""
    decisions = facts.get("decisions", pd.DataFrame())
    anew: set[str] = set()
    if len(decisions):
        own = (decisions["milestone"] == "key_evaluation") & (decisions["proposal"] == ANEW)
        anew = set(decisions.loc[own & (decisions["decision"] == "approved"), "subject"])
    codes = dict(zip(chosen["project_id"], chosen["project_code"], strict=True))
    return {one: row | ({"score_cp": None} if codes[one] in anew and row["conflict"] else {})
            for one, row in known.items()}


def _project(row: Mapping[str, Any], known: Mapping[str, Any] | None, least: int) -> dict[str, Any]:
    """One project: its place in the ranking (D06), and how far its evaluation is (D07)."""
    said = f"排第{row['place']}，综合{points(row['rank_cp'])}，预算{wan(row['amount_fen'])}"
    base = {
        "kind": "project", "subject": row["project_code"], "unit_code": row["unit_code"],
        "project_id": row["project_id"], "amount_fen": row["amount_fen"],
        "detail": {"place": row["place"], "rank_cp": row["rank_cp"], "amount_cp": row["amount_cp"]},
    }
    if known is None:
        word = SUGGESTED if row["place"] <= least else CANDIDATE
        return base | {"verdict": word, "rules": "D06", "why": f"{CLAUSE}优先选择：{said}，{word}。"}
    state, more = known["state"], "、".join(filter(None, (known["institution"], known["conflict"], known["fault"])))
    day = known["accepted_on"]
    base["detail"] |= {"accepted_on": None if day is None else day.isoformat(), "institution": known["institution"]}
    return base | {
        "verdict": state, "score_cp": known["score_cp"], "rules": "D06 D07" if state in UNPROCURED else "D06",
        "why": f"{CLAUSE}：已选定，{said}，{state}{f'（{more}）' if more else ''}。",
    }


def _conflict(row: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """An institution may not evaluate what it helped to set up: whether to begin anew is decided by a person."""
    did = f"{known['institution']}为本项目做过{known['conflict']}，不能独立评价（{CLAUSE}“独立实施”；财预〔2021〕6号）"
    return {
        "kind": "conflict", "subject": row["project_code"], "unit_code": row["unit_code"],
        "project_id": row["project_id"], "verdict": CONFLICT, "proposal": ANEW, "rules": "D07", "why": f"{did}。",
        "detail": {"institution": known["institution"], "services": known["conflict"]},
    }


def _steps(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """One step per rule named in a verdict."""
    return pd.DataFrame([
        {"kind": row["kind"], "subject": row["subject"], "seq": seq, "rule": rule, "fact": row["why"], "clause": CLAUSE}
        for row in rows for seq, rule in enumerate(row["rules"].split(), start=1)
    ])

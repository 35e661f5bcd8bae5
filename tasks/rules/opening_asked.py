"""年度开账: the questions the last work year left — open rectifications, undecided proposals, units without an heir."""

from datetime import date
from typing import Any

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import given, stamp
from tasks.rules.verdicts import Facts

WAITING = "待决定"
STILL_OPEN, HEIR = "认定未整改", "由承接单位办理"
VERDICTS = {
    "milestone": "str", "node": "str", "kind": "str", "subject": "str", "unit_code": "str", "project_id": "Int64",
    "verdict": "str", "proposal": "str", "amount_fen": "Int64",
}
DECISIONS = {
    "milestone": "str", "node": "str", "kind": "str", "subject": "str", "proposal": "str", "decision": "str",
    "decided_by": "str", "decided_on": "day", "reason": "str",
}
REVIEWS = {"project_code": "str", "for_node": "str", "about_year": "Int64", "outcome": "str", "reviewed_by": "str"}
Key = tuple[str, ...]


def rectifications(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """Rectifications of last year's monitoring that were not closed (C04): somebody says whether they still are open.

    Closed (已销号) are those that finance has closed since, by a signed review about last year.
    """
    found = given(facts, "verdicts@before", VERDICTS)
    ours = (found["milestone"] == "monitoring") & found["kind"].str.endswith("rectification")
    found = found[ours.to_numpy(dtype=bool)]
    nodes = [node.node for node in book.calendar.milestone("monitoring").nodes]
    titles = {node.node: node.title for node in book.calendar.milestone("monitoring").nodes}
    about = [_about(row, nodes) for row in found.to_dict("records")]
    found = found.assign(about=about, later=(found["kind"] != "rectification").to_numpy(dtype=bool))
    newest = found.sort_values("later", kind="stable").drop_duplicates(["subject", "about"], keep="last")
    left = newest[(newest["verdict"] != "已销号").to_numpy(dtype=bool)]
    closed, decided = _closed(facts, book.work_year - 1), _decided(facts)
    return pd.DataFrame([
        _rectification(row, titles[row["about"]], (row["subject"], titles[row["about"]]) in closed, decided, book)
        for row in left.to_dict("records")
    ])


def proposals(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """What last year's rules proposed and no named person decided (X11), neither then nor since."""
    found = given(facts, "verdicts@before", VERDICTS)
    found = found[(found["proposal"] != "").to_numpy(dtype=bool)]
    answered = given(facts, "decisions@before", DECISIONS)
    key = ["milestone", "node", "kind", "subject", "proposal"]
    settled = pd.MultiIndex.from_frame(found[key]).isin(pd.MultiIndex.from_frame(answered[key]))
    left, decided = found[~settled], _decided(facts)
    named = [f"{_matter(row, book)}/{row['subject']}/{row['proposal']}" for row in left.to_dict("records")]
    twice = pd.Series(named, dtype="str").duplicated(keep=False).tolist()
    return pd.DataFrame([
        _proposal(row, f"{subject}/{row['kind']}" if again else subject, decided, _matter(row, book))
        for row, subject, again in zip(left.to_dict("records"), named, twice, strict=True)
    ])


def successions(facts: Facts, as_of: date) -> pd.DataFrame:
    """Units that are gone and whose projects are to be evaluated (X09): who answers for them now, or nobody yet."""
    units = given(facts, "units", {"code": "str", "name": "str", "valid_to": "day", "successor_code": "str"})
    gone = (units["valid_to"] < stamp(as_of)).to_numpy(dtype=bool)
    heirs = {row["code"]: row["successor_code"] for row in units[gone].to_dict("records")}
    names, known = dict(zip(units["code"], units["name"], strict=True)), set(units["code"])
    owners = given(facts, "projects", {"unit_code": "str", "project_code": "str"})["unit_code"].value_counts()
    return pd.DataFrame([
        _succession(unit, names.get(unit, unit), heirs.get(unit, ""), names, int(owners[unit]))
        for unit in sorted(map(str, owners.index)) if unit in heirs or unit not in known
    ])


def _rectification(
    row: dict[Any, Any], title: str, closed: bool, decided: dict[Key, dict[Any, Any]], book: Rulebook,
) -> dict[str, Any]:
    subject, proposal = f"{row['subject']}/{title}", "上年监控问题仍未整改"
    answer = decided.get(("inherited_rectification", subject, proposal))
    verdict = WAITING if answer is None else STILL_OPEN if answer["decision"] == "approved" else "认定已整改"
    verdict = "已销号" if closed else verdict
    said = f"，{answer['decided_by']}决定：{answer['reason']}" if answer is not None else ""
    why = f"{book.work_year - 1}年{title}发现问题，年末{row['verdict']}{said}。"
    return _row(row, "inherited_rectification", subject, verdict, "C04 C05", why,
                "" if closed else proposal, {"about": row["about"], "left": row["verdict"]})


def _proposal(row: dict[Any, Any], subject: str, decided: dict[Key, dict[Any, Any]], matter: str) -> dict[str, Any]:
    proposal = f"上年建议：{row['proposal']}"
    answer = decided.get(("inherited_proposal", subject, proposal))
    verdict = WAITING if answer is None else "继续办理" if answer["decision"] == "approved" else "不再办理"
    said = f"，{answer['decided_by']}决定：{answer['reason']}" if answer is not None else ""
    why = f"上年{matter}“{row['proposal']}”的建议没有人作出决定{said}。"
    detail = {name: row[name] for name in ("milestone", "node", "kind", "subject", "proposal")}
    return _row(row, "inherited_proposal", subject, verdict, "X11", why, proposal, detail, row["amount_fen"])


def _matter(row: dict[Any, Any], book: Rulebook) -> str:
    """What people call the node: 5月监控, 结果应用; a word of a year that named it otherwise stays as it is."""
    known = book.calendar.milestones.get(row["milestone"])
    if known is None:
        return str(row["milestone"])
    return next((node.title for node in known.nodes if node.node == row["node"] and node.title), known.title)


def _succession(unit: str, name: str, heir: str, names: dict[str, str], count: int) -> dict[str, Any]:
    verdict = HEIR if heir else WAITING
    then = f"由{names.get(heir, heir)}承接" if heir else "没有登记承接单位，请导入承接单位后重新开账"
    why = f"{name}已撤并，有 {count} 个项目要评价，{then}。"
    about = {"unit_code": unit, "project_id": pd.NA}
    return _row(about, "inherited_succession", unit, verdict, "X09", why, "", {"successor": heir, "projects": count})


def _row(
    about: dict[Any, Any], kind: str, subject: str, verdict: str, rules: str, why: str, proposal: str,
    detail: dict[str, Any], amount_fen: Any = pd.NA,
) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "unit_code": about["unit_code"], "project_id": about["project_id"],
            "verdict": verdict, "amount_fen": amount_fen, "rules": rules, "why": why, "proposal": proposal,
            "detail": detail}


def _about(row: dict[Any, Any], nodes: list[str]) -> str:
    """The node whose problem it is: `earlier_rectification` tells of the node before."""
    place: int = nodes.index(row["node"]) - (row["kind"] != "rectification")
    return nodes[max(place, 0)]


def _closed(facts: Facts, year: int) -> set[Key]:
    """(project, title of the node) of what finance has closed since, signed, about that year."""
    found = given(facts, "rectification_reviews", REVIEWS)
    mine = (found["about_year"] == year).to_numpy(dtype=bool, na_value=False)
    signed = ((found["outcome"] == "销号") & (found["reviewed_by"] != "")).to_numpy(dtype=bool)
    rows = found[mine & signed]
    return set(zip(rows["project_code"], rows["for_node"], strict=True))


def _decided(facts: Facts) -> dict[Key, dict[Any, Any]]:
    """(kind, subject, proposal) → what a named person decided of an inherited question; of two the one that hurts."""
    found = given(facts, "decisions", DECISIONS)
    rows = found[(found["milestone"] == "opening").to_numpy(dtype=bool)].to_dict("records")
    rows.sort(key=lambda row: (str(row["decided_on"]), row["decision"] == "approved"))
    return {(row["kind"], row["subject"], row["proposal"]): row for row in rows}

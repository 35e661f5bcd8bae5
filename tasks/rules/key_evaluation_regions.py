"""重点评价: each finance department's list, count, scale and procurement (D05, D07)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from config.calendar import on
from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.figures import wan
from tasks.rules.finance_of import by_region
from tasks.rules.given import given
from tasks.rules.indicator_facts import NO_REASON
from tasks.rules.key_evaluation_reports import ACCEPTED, NO_EVALUATOR, UNPROCURED
from tasks.rules.opinions import plain
from tasks.rules.opinions import said as in_words
from tasks.rules.own_level import regions_of
from tasks.rules.verdicts import Facts

CLAUSE = "克州通知三（四）"
NO_LIST, TOO_FEW, SHRUNK, REJECTED, UNAPPROVED = "未报名单", "数量不足", "规模下降未说明", "名单未获批", "名单待批"
EVALUATORS, UNFINISHED, DONE, NOTHING = "机构未齐", "报告未齐", "评价完成", "无项目"
LIST = "重点评价名单"
SETTLES = {"region": {DONE: True, NOTHING: False}}  # what a region's verdict means for its debt
EARLY, START, STARTED = "未到采购提醒日", "应启动采购", "已启动采购"
DECISIONS = {"milestone": "str", "kind": "str", "subject": "str", "decision": "str"}
SCALES = {"region_code": "str", "unit_code": "str", "last_year_fen": "Int64", "reason": "str"}
BEFORE = {"milestone": "str", "kind": "str", "subject": "str", "amount_fen": "Int64"}


def region_verdicts(
    table: pd.DataFrame, known: Mapping[int, Mapping[str, Any]], facts: Facts, as_of: date, book: Rulebook,
) -> list[dict[str, Any]]:
    """Verdicts of kinds `list`, `region` and `procurement`, in the order of regions.

    `table`: all ranked projects (`tasks.rules.key_evaluation_ranking.ranked`); `known`: the chosen ones' progress.
    """
    law = book.parameters
    rows: list[dict[str, Any]] = []
    codes = by_region(facts)
    every = {str(region): own for region, own in table.groupby("region_code")}
    total = law.word("key_evaluation.count_scope") == "total"
    for region in sorted({*codes, *every}):
        own = every.get(region, table.head(0))
        picked, counted = own[own["chosen"].to_numpy(dtype=bool)], table if total else own
        terms = {"region": region, "unit_code": codes.get(region, ""), "of": len(counted),
                 "have": int(counted["chosen"].sum()), "need": min(law.number("key_evaluation.least_count"),
                                                                   len(counted))}
        listed = [_list(terms, picked)] if len(picked) else []
        answer = _answer(listed[0]["subject"], facts) if listed else ""
        rows += [*listed, _region(terms, picked, known, answer, _scale(region, picked, facts))]
        rows += [_procurement(terms, picked, known, as_of, book)] if len(own) else []
    return rows


def _list(terms: Mapping[str, Any], picked: pd.DataFrame) -> dict[str, Any]:
    """The list to approve; its subject bears the list's hash, so that an approval holds for this very list (X11)."""
    projects, amount = sorted(picked["project_code"]), int(picked["amount_fen"].sum())
    digest = hashlib.sha256("\n".join(projects).encode()).hexdigest()[:8]
    return {
        "kind": "list", "subject": f"{terms['region']}·名单{digest}", "unit_code": terms["unit_code"],
        "verdict": "名单报批", "proposal": LIST, "amount_fen": amount, "rules": "D05 D06",
        "why": f"{CLAUSE}：重点评价名单{len(projects)}个项目，资金{wan(amount)}，按优先次序排列，报请批准。",
        "detail": {"projects": projects},
    }


def _answer(subject: str, facts: Facts) -> str:
    """approved, rejected or "" for this very list; where both were said, rejected."""
    rows = given(facts, "decisions", DECISIONS)
    own = (rows["milestone"] == "key_evaluation") & (rows["kind"] == "list")
    said = set(rows.loc[own & (rows["subject"] == subject), "decision"])
    return "rejected" if "rejected" in said else "approved" if "approved" in said else ""


def _scale(region: str, picked: pd.DataFrame, facts: Facts) -> dict[str, Any]:
    """This year's money beside last year's (D05 原则上): by last year's own verdict, else as it is told."""
    before = given(facts, "verdicts@before", BEFORE)
    ours = before[(before["milestone"] == "key_evaluation") & (before["kind"] == "region")
                  & (before["subject"] == region)]["amount_fen"].dropna()
    rows = given(facts, "key_scale", SCALES)
    office = regions_of(facts)["region_code"].reindex(rows["unit_code"]).to_numpy(dtype=object)
    told = rows[((rows["region_code"] == region) & (office == region)).to_numpy(dtype=bool)]
    said = told["last_year_fen"].dropna()
    last = plain(ours.max()) if len(ours) else plain(said.max()) if len(said) else None
    reasons = sorted(reason.strip() for reason in told["reason"] if reason.strip() not in NO_REASON)
    amount = int(picked["amount_fen"].sum())
    return {"amount": amount, "last": last, "lower": last is not None and amount < last, "reason": "；".join(reasons)}


def _region(
    terms: Mapping[str, Any], picked: pd.DataFrame, known: Mapping[int, Mapping[str, Any]], answer: str,
    scale: Mapping[str, Any],
) -> dict[str, Any]:
    states = [known[int(one)]["state"] for one in picked["project_id"]]
    missing = {
        NOTHING: terms["of"] == 0, NO_LIST: picked.empty, TOO_FEW: terms["have"] < terms["need"],
        SHRUNK: scale["lower"] and not scale["reason"], REJECTED: answer == "rejected", UNAPPROVED: answer == "",
        EVALUATORS: any(state in UNPROCURED for state in states),
        UNFINISHED: any(state != ACCEPTED for state in states),
    }
    done = [state == ACCEPTED for state in states]
    return {
        "kind": "region", "subject": terms["region"], "unit_code": terms["unit_code"],
        "verdict": next((word for word, true in missing.items() if true), DONE),
        "amount_fen": int(picked.loc[done, "amount_fen"].sum()),
        "rules": "D05 D07" if missing[EVALUATORS] else "D05", "why": _why(terms, scale, len(picked), sum(done)),
        "detail": {
            "need": terms["need"], "chosen": len(picked), "accepted": sum(done), "amount_fen": scale["amount"],
            "last_year_fen": scale["last"], "reason": scale["reason"], "answer": answer,
        },
    }


def _why(terms: Mapping[str, Any], scale: Mapping[str, Any], chosen: int, done: int) -> str:
    said = [f"选定{chosen}个项目，至少{terms['need']}个，已验收报告{done}个", f"选定资金{wan(scale['amount'])}"]
    if scale["last"] is not None:
        said.append(f"上年评价资金{wan(scale['last'])}" + ("，规模低于上年" if scale["lower"] else ""))
    if scale["lower"]:
        said.append(f"说明：{scale['reason']}" if scale["reason"] else "没有书面说明原因")
    return f"{CLAUSE}“不少于10个，原则上评价资金总规模不低于上年度”：{'；'.join(said)}。"


def _procurement(
    terms: Mapping[str, Any], picked: pd.DataFrame, known: Mapping[int, Mapping[str, Any]], as_of: date, book: Rulebook,
) -> dict[str, Any]:
    """From the day of the reminder until the first evaluator has been procured (D07)."""
    start = _start(book.parameters, book.work_year)
    begun = _begun(picked["project_id"], known)
    word = STARTED if begun else START if as_of >= start else EARLY
    said = "已有项目确定第三方机构" if begun else "还没有项目确定第三方机构"
    return {
        "kind": "procurement", "subject": terms["region"], "unit_code": terms["unit_code"], "verdict": word,
        "rules": "D07", "why": f"{CLAUSE}“通过政府采购择优选择第三方机构”：{in_words(start)}起应启动采购，{said}。",
        "detail": {"start": start.isoformat()},
    }


def _start(law: Parameters, work_year: int) -> date:
    return on(law.word("key_evaluation.procurement_start"), work_year)


def _begun(projects: Iterable[Any], known: Mapping[int, Mapping[str, Any]]) -> bool:
    return any(known[int(one)]["state"] != NO_EVALUATOR for one in projects)

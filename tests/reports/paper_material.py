"""Fakes for the papers: verdicts and debts of a small prefecture, from rows that say only what matters."""

from datetime import date

import pandas as pd

from config.routing import routing
from reports.papers.paper import Material

HARD = ("补助$100_{x$", "<农业>局 & =cmd|", "{{7*7}}", "{% for %}“引号”", "长" * 300, "坏\x0b\uffff字")
UNITS = {"653001001": "教育局", "653001002": "水利局", "653000001": "州教育局", "653001-CZ": "阿图什市财政局"}
VERDICT = {
    "milestone": "",
    "node": "",
    "kind": "",
    "subject": "",
    "unit_code": "653001001",
    "project_id": None,
    "verdict": "",
    "score_cp": None,
    "amount_fen": None,
    "rules": "",
    "why": "",
    "proposal": "",
    "decision": "",
    "decided_by": "",
    "name": "",
    "unit_name": "",
    "region_code": "653001",
    "detail": {},
}
DEBT = {
    "milestone": "self_evaluation",
    "node": "",
    "matter": "单位自评",
    "unit_code": "653001001",
    "unit_name": "教育局",
    "unit_kind": "unit",
    "region_code": "653001",
    "region_name": "阿图什市",
    "department_name": "",
    "state": "owed",
    "effective_due": date(2023, 3, 31),
    "met_on": None,
    "review": False, "overdue_days": 0,
    "standing": "按时报齐",
    "last_file": "",
}


def material(milestone, node="", verdicts=(), debts=(), **more):
    """What a milestone's papers are written from."""
    rows = [
        VERDICT
        | {"milestone": milestone, "node": node, "unit_name": UNITS.get(row.get("unit_code", ""), "教育局")}
        | {"name": row.get("subject", "")}
        | row
        for row in verdicts
    ]
    found = pd.DataFrame(rows, columns=list(VERDICT))
    found = found.astype({"score_cp": "Int64", "amount_fen": "Int64"})
    owed = pd.DataFrame([DEBT | row for row in debts], columns=list(DEBT)).astype({"overdue_days": "Int64"})
    units = pd.DataFrame([{"code": code, "name": name} for code, name in UNITS.items()])
    told = {
        "title": "2023年度某项工作",
        "node_title": "7月考核",
        "work_year": 2023,
        "fiscal_year": 2022,
        "as_of": date(2023, 7, 31),
        "effective": date(2023, 3, 31),
        "owing": True,
        "place": routing(),
        "units": units,
    }
    return Material(milestone=milestone, node=node, verdicts=found, debts=owed, **(told | more))


def recovery(subject, decision="approved", idle=1_000_000, loose=2_000_000, **more):
    """A proposal to take money back."""
    return {
        "milestone": "verification",
        "kind": "recovery",
        "subject": subject,
        "proposal": "收回资金",
        "verdict": "收回资金",
        "amount_fen": idle + loose,
        "decision": decision,
        "decided_by": "马局长" if decision else "",
        "detail": {"unspent_fen": idle, "unsupported_fen": loose},
    } | more


def deduction(subject, decision="approved", base=100_000_000, ratio=1000, **more):
    """A proposal to cut a budget."""
    return {
        "kind": "deduction",
        "subject": subject,
        "proposal": "扣减预算",
        "verdict": "建议扣减",
        "score_cp": 7_500,
        "amount_fen": base * ratio // 10_000,
        "decision": decision,
        "decided_by": "马局长" if decision else "",
        "detail": {"base_fen": base, "ratio_bp": ratio, "taken_from": "project"},
    } | more


def rated(subject, score=9_000, grade="优秀", region="653001", **more):
    """A line of the score table."""
    detail = {
        "budget_fen": 100_000_000,
        "executed_fen": 90_000_000,
        "department_name": "教育局",
        "self_cp": 9_500,
        "raw_cp": score,
        "rate_bp": 9_000,
    }
    return {
        "milestone": "score_table",
        "node": "v4",
        "kind": "project",
        "subject": subject,
        "verdict": grade,
        "score_cp": score,
        "region_code": region,
        "detail": detail,
    } | more


def rectified(subject, state="整改中", due="2023-07-20", **more):
    """Something that monitoring found."""
    return {
        "kind": "rectification",
        "subject": subject,
        "verdict": state,
        "why": f"没有签订合同；应于7月20日前整改，{state}。",
        "detail": {"rectify_due": due},
    } | more

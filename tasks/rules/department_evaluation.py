"""部门评价 (D02, D03): each department selects, evaluates and reports; finance reviews; what is missing is said."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.department_evaluation_selection import (
    CLASS_NAMES,
    by_priority,
    deviating,
    explained,
    needs,
    proposed,
    selected,
)
from tasks.rules.evaluation_report import WEIGHTS, report_faults
from tasks.rules.figures import percent, share_bp, wan
from tasks.rules.given import given
from tasks.rules.own_level import by_own_finance
from tasks.rules.verdicts import VERDICT, Facts, Verdicts, verdicts

NEEDS = ("projects", "units", "department_selection", "department_reports", "report_reviews")
PASSED = "通过"
PROJECTS = {
    "project_id": "Int64", "project_code": "str", "unit_code": "str", "department_code": "str", "region_code": "str",
    "initial_fen": "Int64", "budget_fen": "Int64", "is_key": "bool", "is_one_off": "bool",
    "last_dept_eval_year": "Int64",
}
UNITS = {"code": "str", "department_code": "str"}
SELECTION = {"project_id": "Int64", "unit_code": "str", "chosen": "bool", "reason": "str"}
REPORTS = {"project_id": "Int64", "score_cp": "Int64", **dict.fromkeys(WEIGHTS, "Int64"), "received_on": "day"}
REVIEWS = {
    "project_id": "Int64", "unit_code": "str", "conclusion": "str", "audited_cp": "Int64", "reviewed_by": "str",
    "received_on": "day",
}
CLAUSE = "克州通知三（四）"
EXEMPT, UNSELECTED, TOO_LITTLE, UNEXPLAINED = "无项目免评", "未报选择", "比例不足", "偏离未说明"
UNREPORTED, UNREVIEWED, DONE = "报告未齐", "审核未结", "评价完成"
SUGGESTED, WAITING, FAULTY, TO_REVIEW, RETURNED, EVALUATED = (
    "建议选择", "待评价", "报告须更正", "报告待审核", "报告退回", "评价完成",
)
# What a department's verdict means for its debt: with every report in it is met, finance's review is not its own.
SETTLES = {"department": {UNREVIEWED: True, DONE: True, EXEMPT: False}}


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Verdicts of kind `department`, `project` (selected, reported or proposed) and `deviation`.

    The score of a project is finance's of the report it let pass; everything else has none (X03).
    """
    projects, units, law = given(facts, "projects", PROJECTS), given(facts, "units", UNITS), book.parameters
    ranked = by_priority(projects, book)
    need = needs(ranked, book)
    chosen, reasons = selected(ranked, given(facts, "department_selection", SELECTION), units)
    state = _states(ranked["project_id"], given(facts, "department_reports", REPORTS), _reviews(facts, projects), law)
    ranked = ranked.assign(
        chosen=chosen, reason=reasons, said=explained(reasons), off=deviating(ranked, chosen, need),
        state=state["state"], score_cp=state["score_cp"], fault=state["fault"],
    )
    departments = _departments(ranked, need, projects)
    short = set(departments.loc[departments["verdict"].isin((UNSELECTED, TOO_LITTLE)), "subject"])
    wanted = proposed(ranked, need) & ranked["department"].isin(short).to_numpy(dtype=bool)
    parts = departments, _projects(ranked, wanted), _deviations(ranked)
    whole = pd.concat([verdicts(part).rows for part in parts], ignore_index=True)
    return verdicts(whole, _steps(whole))


def _states(
    ids: "pd.Series[Any]", reports: pd.DataFrame, reviews: pd.DataFrame, law: Parameters,
) -> pd.DataFrame:
    """How far the report of each project is, on the index of `ids`; score_cp only where finance let it pass."""
    own = reports.assign(fault=report_faults(reports, law)).merge(
        reviews, on="project_id", how="left", suffixes=("", "_review"),
    ).sort_values(["received_on", "received_on_review"], na_position="first", kind="stable")
    own = own.drop_duplicates("project_id", keep="last").set_index("project_id")
    opinion = own["conclusion"].where(own["received_on_review"] >= own["received_on"], "")  # a newer report is unseen
    state = np.select([own["fault"] != "", opinion == PASSED, opinion != ""], [FAULTY, EVALUATED, RETURNED], TO_REVIEW)
    score = own["audited_cp"].fillna(own["score_cp"]).where(state == EVALUATED)
    found = pd.DataFrame({"state": state.astype(object), "score_cp": score, "fault": own["fault"]}, index=own.index)
    found = found.reindex(ids).fillna({"state": WAITING, "fault": ""})
    return found.astype({"state": "str", "score_cp": "Int64", "fault": "str"}).set_axis(ids.index)


def _reviews(facts: Facts, projects: pd.DataFrame) -> pd.DataFrame:
    """Signed reviews by the project's own finance department (X01); of one day, the harder one comes last."""
    own = by_own_finance(given(facts, "report_reviews", REVIEWS), projects, facts, ["project_id"])
    found = own[["project_id", "conclusion", "audited_cp", "received_on"]]
    return found.sort_values("conclusion", key=lambda words: words != PASSED, kind="stable")


def _departments(ranked: pd.DataFrame, need: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    every = projects["department_code"].where(projects["department_code"] != "", projects["unit_code"])
    terms = need.to_dict("index")
    rows = [_department(str(code), own, terms[code]) for code, own in ranked.groupby("department")]
    exempt = sorted(set(every) - set(need.index))
    why = f"{CLAUSE}：本部门没有安排预算的项目，不必开展部门评价。"
    return pd.DataFrame([*rows, *({
        "kind": "department", "subject": code, "unit_code": code, "verdict": EXEMPT, "rules": "D02", "why": why,
        "detail": {"total_fen": 0, "share_bp": 0},
    } for code in exempt)], columns=list(VERDICT))


def _department(code: str, own: pd.DataFrame, need: dict[Any, Any]) -> dict[str, Any]:
    """One department: what it selected of what it had, and the first thing that is missing."""
    picked = own[own["chosen"]]
    money, total, least = int(picked["amount_fen"].sum()), int(need["total_fen"]), int(need["need_fen"])
    share = share_bp(money, total)
    silent = own["off"] & ~own["said"]
    word = _first_missing(picked, money >= least, bool(silent.any()))
    why = (
        f"{CLAUSE}：选定{len(picked)}个项目、预算{wan(money)}，占本部门项目预算安排总额{wan(total)}的"
        f"{percent(share)}，至少应选{wan(least)}"
    )
    why += f"；{int(silent.sum())}个项目没有按优先次序选择，也没有说明原因" if silent.any() else ""
    states = picked["state"]
    return {
        "kind": "department", "subject": code, "unit_code": code, "verdict": word, "amount_fen": money,
        "rules": "D02 D03" if own["off"].any() else "D02", "why": f"{why}。",
        "detail": {
            "total_fen": total, "need_fen": least, "share_bp": share, "selected": len(picked),
            "reported": int((states != WAITING).sum()), "evaluated": int((states == EVALUATED).sum()),
            "unexplained": sorted(own.loc[silent, "project_code"]),
        },
    }


def _first_missing(picked: pd.DataFrame, enough: bool, silent: bool) -> str:
    states = picked["state"]
    missing = {
        UNSELECTED: picked.empty, TOO_LITTLE: not enough, UNEXPLAINED: silent,
        UNREPORTED: bool(states.isin((WAITING, FAULTY, RETURNED)).any()), UNREVIEWED: bool((states == TO_REVIEW).any()),
    }
    return next((word for word, true in missing.items() if true), DONE)


def _projects(ranked: pd.DataFrame, wanted: "np.ndarray[Any, Any]") -> pd.DataFrame:
    """Projects that are selected or reported, and those that are proposed where too little is selected."""
    shown = ranked.assign(at_work=ranked["chosen"] | (ranked["state"] != WAITING))
    shown = shown[shown["at_work"] | wanted]
    why = [_why(row) for row in shown.to_dict("records")]
    detail = [
        {"chosen": bool(chosen), "class": CLASS_NAMES[int(kind)]}
        for chosen, kind in zip(shown["chosen"], shown["priority"], strict=True)
    ]
    return pd.DataFrame({
        "kind": "project", "subject": shown["project_code"], "unit_code": shown["unit_code"],
        "project_id": shown["project_id"], "verdict": shown["state"].where(shown["at_work"], SUGGESTED),
        "score_cp": shown["score_cp"], "amount_fen": shown["amount_fen"], "rules": "D02", "why": why, "detail": detail,
    })


def _why(row: dict[Any, Any]) -> str:
    kind, money = CLASS_NAMES[int(row["priority"])], wan(int(row["amount_fen"]))
    if not row["at_work"]:
        return f"{CLAUSE}：{kind}，预算{money}，按优先次序建议选择。"
    picked = "已选定" if row["chosen"] else "未列入选定项目，报告照收"
    return f"{CLAUSE}：{kind}，预算{money}，{picked}，{row['state']}{'：' * bool(row['fault'])}{row['fault']}。"


def _deviations(ranked: pd.DataFrame) -> pd.DataFrame:
    """Selected projects out of order, with the department's reason or without (D03)."""
    off = ranked[ranked["off"]]
    why = [
        f"{CLAUSE}优先选择：{CLASS_NAMES[int(kind)]}，而本部门还有未选的重点或一次性项目；"
        + (f"部门说明：{reason}。" if said else "部门没有说明原因。")
        for kind, reason, said in zip(off["priority"], off["reason"], off["said"], strict=True)
    ]
    return pd.DataFrame({
        "kind": "deviation", "subject": off["project_code"], "unit_code": off["department"],
        "project_id": off["project_id"], "verdict": np.where(off["said"], "偏离已说明", UNEXPLAINED),
        "amount_fen": off["amount_fen"], "rules": "D03", "why": why,
    })


def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    """One step per rule named in a verdict."""
    spread = rows.assign(rule=rows["rules"].str.split()).explode("rule", ignore_index=True)
    return pd.DataFrame({
        "kind": spread["kind"], "subject": spread["subject"], "rule": spread["rule"], "fact": spread["why"],
        "seq": spread.groupby(["kind", "subject"]).cumcount() + 1, "clause": CLAUSE,
    })

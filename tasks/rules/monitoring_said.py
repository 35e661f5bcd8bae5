"""What monitoring makes known of each project: verdicts and steps in the shape of all milestones, in Chinese."""

from typing import Any

import numpy as np
import pandas as pd

from tasks.rules.given import Mask, plain_days
from tasks.rules.monitoring_light import DARK
from tasks.rules.monitoring_review import BAD, UNFILED, WAITING
from tasks.rules.worded import Words, joined, percent, said_day, texts

TWICE = "两次不合格未整改"
CLAUSES = {
    "C01": "通知三（三）：对预算安排的所有项目支出进行绩效监控",
    "C02": "通知三（三）：监控节点次月10日前报同级财政部门",
    "C03": "通知三（三）：各级财政部门审核绩效监控结果",
    "C04": "通知三（三）：对监控发现问题的项目，及时通知整改",
    "C05": "通知三（三）：连续两次审核不合格且不整改的，不得评为“优秀”“良好”",
}


def project_rows(judged: pd.DataFrame) -> pd.DataFrame:
    """One row per project: 合格, 不合格, 待审核 or 待报送, with what the light suggests and who decided (C01–C03).

    The rules named are the same before and after a decision on the proposal: else it would end itself.
    """
    late = judged["missing"].to_numpy(dtype=bool)
    settled = ((judged["basis"] != "") | (judged["proposal"] != "")).to_numpy(dtype=bool)
    fired = {"C01": judged["filed"].to_numpy(dtype=bool), "C02": late, "C03": settled}
    named = zip(*(texts(mask, rule) for rule, mask in fired.items()), strict=True)
    rules = [" ".join(filter(None, row)) for row in named]
    why = joined(_state(judged), _by(judged))
    return pd.DataFrame({
        "kind": "project", "subject": judged["project_code"], "unit_code": judged["unit_code"],
        "project_id": judged["project_id"], "verdict": judged["verdict"], "amount_fen": judged["budget_fen"],
        "rules": rules, "why": [f"{one}。" for one in why], "proposal": judged["proposal"], "detail": _details(judged),
    })


def twice_rows(twice: pd.DataFrame) -> pd.DataFrame:
    """One row per project that failed twice and has not put it right: what will cap its grade if it stays so (C05)."""
    return pd.DataFrame({
        "kind": "failed_twice", "subject": twice["project_code"], "unit_code": twice["unit_code"],
        "project_id": twice["project_id"], "verdict": TWICE, "rules": "C05",
        "why": [f"{fact}；不整改的，评价结果不得评为“优秀”“良好”。" for fact in twice["fact"]],
    })


def light_rows(judged: pd.DataFrame) -> pd.DataFrame:
    """One row per project: its light and the figures behind it (C01)."""
    lit = (judged["light"] != DARK).to_numpy(dtype=bool)
    rate = texts(lit, "执行率" + percent(judged["rate_bp"]) + "，序时进度" + percent(judged["due_bp"]))
    return pd.DataFrame({
        "kind": "light", "subject": judged["project_code"], "unit_code": judged["unit_code"],
        "project_id": judged["project_id"], "verdict": judged["light"], "amount_fen": judged["budget_fen"],
        "rules": "C01", "why": [f"{one}。" for one in joined(rate, judged["reasons"].to_numpy(dtype=object))],
        "detail": _details(judged),
    })


def rectification_rows(owed: pd.DataFrame, kind: str) -> pd.DataFrame:
    """One row per project that has something to put right: how far it is (C04)."""
    due = said_day(owed["rectify_due"])
    problems = owed["problems"].to_numpy(dtype=object)
    missing = (owed["basis"] == "missing").to_numpy(dtype=bool)
    found = np.where(problems != "", problems, np.where(missing, "未按期报送监控结果", "监控审核不合格"))
    why = [f"{what}；应于{day}前整改，{state}。" for what, day, state in zip(found, due, owed["state"], strict=True)]
    days = {name: plain_days(owed[name]) for name in ("notify_by", "rectify_due", "reported_on", "closed_on")}
    detail = [
        {**{name: value.isoformat() if value else "" for name, value in zip(days, row, strict=True)}, "open": still}
        for still, *row in zip(owed["open"].tolist(), *days.values(), strict=True)
    ]
    return pd.DataFrame({
        "kind": kind, "subject": owed["project_code"], "unit_code": owed["unit_code"],
        "project_id": owed["project_id"], "verdict": owed["state"], "rules": "C04", "why": why, "detail": detail,
    })


def _state(judged: pd.DataFrame) -> Words:
    filed = judged["filed"].to_numpy(dtype=bool)
    received = joined(texts(filed, said_day(judged["first_on"]) + "报送"))
    light = texts(filed, judged["light"].to_numpy(dtype=object))
    late = texts(judged["late"].to_numpy(dtype=bool), "逾期超过宽限期")
    reasons = judged["reasons"].to_numpy(dtype=object)
    due = texts(~filed, "应于" + said_day(judged["due"]) + "前报送")
    return joined(received, light, reasons, late, due)


def _by(judged: pd.DataFrame) -> Words:
    verdict, basis = judged["verdict"].to_numpy(dtype=object), judged["basis"].to_numpy(dtype=object)
    who = judged["reviewed_by"].to_numpy(dtype=object)
    parts = (
        texts(basis == "review", who + "审核" + verdict), texts(basis == "decision", "经审批认定" + verdict),
        texts(_missing(verdict, basis), "未按期报送，视同不合格"),
        texts(verdict == WAITING, "建议" + judged["suggested"].to_numpy(dtype=object) + "，待财政部门审核"),
        texts(verdict == UNFILED, "尚在报送期内"),
    )
    return joined(*parts)


def _missing(verdict: Words, basis: Words) -> Mask:
    return np.asarray((verdict == BAD) & (basis == "missing"))


def _details(judged: pd.DataFrame) -> list[dict[str, Any]]:
    """The figures of each project for people."""
    names = {"light": "light", "rate_bp": "rate_bp", "due_bp": "due_bp", "lag_bp": "lag_bp", "suggested": "suggested",
             "basis": "basis", "problems": "problems", "reviewed_by": "reviewed_by"}
    columns = [judged[name].tolist() for name in names.values()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]



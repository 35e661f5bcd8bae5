"""真实性核查: the risk list beside the random draw — what audit, supervision and daily management point at (E05)."""

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.given import given, yes
from tasks.rules.scoring import WHOLE_BP, Mask
from tasks.rules.verdicts import Facts
from tasks.rules.verification_frame import evaluated
from tasks.rules.whole import ints

GRADES = {"project_id": "Int64", "self_score_cp": "Int64", "budget_fen": "Int64", "executed_fen": "Int64"}
FINDINGS = {"project_id": "Int64"}
VERDICTS = {"milestone": "str", "kind": "str", "project_id": "Int64", "verdict": "str"}
AUDITED, RED, LATE = "审计或监督检查发现问题", "上年监控红灯", "总体冻结以后才报自评"
FULL, HIGH = "自评满分", "自评得分高而执行率低"
MUST, WATCHED = "必查", "关注"
CERTAIN = (AUDITED, RED, LATE)  # somebody has seen something, or the project has kept out of the draw


def risks(facts: Facts, frame: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """Verdicts of kind `risk`, one per project; `detail.reasons` lists all reasons, MUST where one is certain.

    The list is apart: it neither adds to nor takes from the random draw.
    """
    projects = evaluated(facts)
    grades = given(facts, "grades", GRADES).drop_duplicates("project_id").set_index("project_id")
    scores = grades.reindex(projects["project_id"]).reset_index(drop=True)
    found = {AUDITED: _audited(facts, projects), RED: _red(facts, projects), LATE: _late(projects, frame),
             **_too_good(scores, law)}
    table = pd.DataFrame(found, index=projects.index)
    hit = table.any(axis=1)
    reasons = [[name for name in found if row[name]] for row in table[hit].to_dict("records")]
    shown = projects[hit]
    return pd.DataFrame({
        "kind": "risk", "subject": shown["project_code"], "unit_code": shown["unit_code"],
        "project_id": shown["project_id"], "rules": "E05",
        "verdict": [MUST if set(CERTAIN) & set(names) else WATCHED for names in reasons],
        "why": [f"克州通知三（五）“结合日常管理、审计、监督检查反馈情况”：{'；'.join(names)}。" for names in reasons],
        "detail": [{"reasons": names, "level": level} for names, level in zip(reasons, shown["level"], strict=True)],
    })


def _audited(facts: Facts, projects: pd.DataFrame) -> Mask:
    return _among(projects, given(facts, "audit_findings", FINDINGS))


def _red(facts: Facts, projects: pd.DataFrame) -> Mask:
    """Red at a node of the fiscal year itself: that was in the work year before (X02)."""
    rows = given(facts, "verdicts@before", VERDICTS)
    red = (rows["milestone"] == "monitoring") & (rows["verdict"] == "红灯")
    return _among(projects, rows[yes(red)])


def _late(projects: pd.DataFrame, frame: pd.DataFrame) -> Mask:
    """Self-evaluated, of a level that is frozen, and not in its frame."""
    frozen = projects["level"].isin(list(frame["level"]))
    return np.asarray(frozen & ~projects["project_code"].isin(list(frame["project_code"])), dtype=bool)


def _too_good(scores: pd.DataFrame, law: Parameters) -> dict[str, Mask]:
    score, scored = ints(scores["self_score_cp"])
    budget, has_budget = ints(scores["budget_fen"])
    executed, has_executed = ints(scores["executed_fen"])
    least = -(-budget * law.number("verification.low_execution_bp") // WHOLE_BP)
    low = has_budget & has_executed & (executed < least)
    return {
        FULL: scored & (score >= law.number("scoring.total_cp")),
        HIGH: scored & (score >= law.number("verification.high_score_cp")) & low,
    }


def _among(projects: pd.DataFrame, rows: pd.DataFrame) -> Mask:
    return projects["project_id"].isin(list(rows["project_id"].dropna())).to_numpy(dtype=bool)

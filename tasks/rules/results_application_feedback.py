"""P02, P03, P06 and the follow-up of F01: every result is fed back, has an owner, and bears upon policy."""

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.figures import points
from tasks.rules.verdicts import Verdicts
from tasks.rules.worded import said_day

MILESTONE = "results_application"


def priorities(rated: pd.DataFrame, book: Rulebook) -> Verdicts:
    """P06: the projects of the best grade, 优先保障 — a list for the budget division and nothing more."""
    best = book.parameters.words("grading.labels")[0]
    good = rated[rated["grade"] == best]
    listed = f"等次{best}，列入优先保障名单（通知一（二）权责对等、激励约束）"
    why = [f"评价得分{points(score)}，{listed}" for score in good["score_cp"]]
    return Verdicts(_rows(good, "priority", "优先保障", "P06", why), pd.DataFrame())


def advice(rated: pd.DataFrame, before: pd.DataFrame, book: Rulebook) -> Verdicts:
    """P03: policy advice for each result by grade; below the threshold for the second year in a row it is stronger."""
    law = book.parameters
    words = dict(zip(law.words("grading.labels"), law.words("results_application.policy_advice"), strict=False))
    if len(words) != len(law.words("grading.labels")):
        raise ConfigError("parameters/results_application.yaml：政策调整建议须与各等次一一对应")
    limit = law.number("results_application.threshold_cp")
    low_before = set(before.loc[(before["score_cp"] < limit).fillna(False), "subject"])
    twice = rated["low"].to_numpy(dtype=bool) & rated["project_code"].isin(low_before).to_numpy(dtype=bool)
    again = f"，连续两年不到{points(limit)}"
    by_grade = [words.get(grade, "") for grade in rated["grade"]]
    verdict = np.where(twice, law.word("results_application.repeated_advice"), by_grade)
    why = [f"评价得分{points(score)}，等次{grade}{again if is_twice else ''}（通知三（六）政策调整）"
           for score, grade, is_twice in zip(rated["score_cp"], rated["grade"], twice, strict=True)]
    return Verdicts(_rows(rated, "policy_advice", verdict, "P03", why), pd.DataFrame())


def feedback(rated: pd.DataFrame, records: pd.DataFrame) -> Verdicts:
    """P02: one feedback notice per result; below the threshold it must name who answers for the rectification."""
    named = records[records["owner"] != ""].drop_duplicates("subject", keep="last")
    who_answers = dict(zip(named["subject"], named["owner"], strict=True))
    owner = [who_answers.get(code, "") for code in rated["project_code"]]
    low = rated["low"].to_numpy(dtype=bool)
    verdict = np.select([~low, np.array(owner, dtype=object) != ""], ["反馈结果", "反馈并整改"], "待明确整改责任人")
    why = [f"评价得分{points(score)}，等次{grade}{_answers(is_low, who)}（通知一（一）：结果反馈和问题整改责任制）"
           for score, grade, is_low, who in zip(rated["score_cp"], rated["grade"], low.tolist(), owner, strict=True)]
    rows = _rows(rated, "feedback", verdict, "P02", why)
    rows["detail"] = pd.Series([{"owner": one} for one in owner], index=rows.index, dtype=object)
    return Verdicts(rows, pd.DataFrame())


def follow_up(decisions: pd.DataFrame, records: pd.DataFrame) -> Verdicts:
    """F01: what a named person has approved must be done: 已落实 once a record with a day says so, else 待落实."""
    decided = decisions[(decisions["milestone"] == MILESTONE) & (decisions["decision"] == "approved")]
    done = records[records["done_on"].notna()].drop_duplicates(["subject", "action"], keep="last")
    when = dict(zip(zip(done["subject"], done["action"], strict=True), said_day(done["done_on"]), strict=True))
    of_decisions = zip(decided["subject"], decided["proposal"], decided["decided_by"], said_day(decided["decided_on"]),
                       strict=True)
    rows = pd.DataFrame([
        {"kind": "follow_up", "subject": f"{subject}|{proposal}", "rules": "F01",
         "verdict": "已落实" if (subject, proposal) in when else "待落实",
         "why": f"{proposal}已由{who}于{day}批准，" + (
             f"{when[subject, proposal]}办理" if (subject, proposal) in when else "尚无办理记录")}
        for subject, proposal, who, day in sorted(of_decisions)
    ])
    return Verdicts(rows, pd.DataFrame())


def _answers(low: bool, owner: str) -> str:
    if not low:
        return ""
    return f"，整改责任人{owner}" if owner else "，请单位明确整改责任人"


def _rows(of: pd.DataFrame, kind: str, verdict: "str | np.ndarray", rule: str, why: list[str]) -> pd.DataFrame:
    """One row per project; these tell and advise, so none carries a proposal."""
    return pd.DataFrame({
        "kind": kind, "subject": of["project_code"], "unit_code": of["unit_code"], "project_id": of["project_id"],
        "verdict": verdict, "score_cp": of["score_cp"], "rules": rule, "why": why,
    })

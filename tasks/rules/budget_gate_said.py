"""What the gate makes known: verdicts of projects, lines, re-evaluations and reviews, in Chinese (A01–A04, B01–B03)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.budget_gate_standing import BLOCKED, CAPPED, OPEN, WAITING
from tasks.rules.budget_gate_support import PROPOSAL
from tasks.rules.given import Mask
from tasks.rules.worded import Words, joined, texts

REFUSED, UNPLANNED, NOT_YET, LIMITED, FREE = "不得列入预算", "不安排预算", "暂不列入预算", "限额列入预算", "可列入预算"
UNLAWFUL, UNREVIEWED, EXCESS = "违规列入预算", "未审先列预算", "超额列入预算"
REDUCE = "调减预算"
CLAUSES = {
    "A01": "通知三（一）：申请新增项目支出，必须开展事前绩效评估，报同级财政部门审核",
    "A02": "通知三（一）：各级财政部门负责审核项目事前绩效评估报告",
    "A03": "通知三（一）：金额较大或专业性较强的项目，可引入第三方机构独立实施再评估",
    "A04": "通知三（一）：无事前绩效评估报告或审核结果为“不支持”的，不得列入预算",
    "B01": "通知三（二）：申请预算安排项目支出，必须设置项目绩效目标",
    "B02": "通知三（二）：各级财政部门审核项目支出绩效目标",
    "B03": "通知三（二）：无绩效目标或绩效目标设置不合理且不调整的，不安排预算",
}


def kinds(rows: pd.DataFrame, what: str) -> list[str]:
    """The kind of each row: `what` at the start of the year, `addition` or `addition_<what>` in mid-year."""
    later = "addition" if what == "project" else f"addition_{what}"
    return [later if one else what for one in rows["what"]]


def told(rows: pd.DataFrame) -> Mask:
    """Which rows are worth a word: what was requested, and what stands in the budget and should not."""
    open_ = (rows["support_standing"] == OPEN) & (rows["goal_standing"] == OPEN)
    return np.asarray(rows["requested"].to_numpy(dtype=bool) | ~open_.to_numpy(dtype=bool))


def gate_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per project and occasion: in, up to an amount, not yet, or not at all; amount_fen is what may be in."""
    standing = rows[["support_standing", "goal_standing"]].min(axis=1).to_numpy(dtype=np.int64)
    by_goals = (rows["support_standing"] != BLOCKED).to_numpy(dtype=bool)
    shut = np.where(by_goals, UNPLANNED, REFUSED)
    verdict = np.select([standing == BLOCKED, standing == WAITING, standing == CAPPED], [shut, NOT_YET, LIMITED], FREE)
    allowed = np.where(standing >= CAPPED, rows["supported_fen"], 0).astype(np.int64)
    capped = texts(standing == CAPPED, [f"可列入{_yuan(fen)}" for fen in allowed])
    unasked = texts(~rows["requested"].to_numpy(dtype=bool), "没有收到项目申报")
    why = joined(unasked, _text(rows, "support_why"), _text(rows, "goal_why"), capped)
    rules = [" ".join(filter(None, pair)) for pair in zip(rows["support_rules"], rows["goal_rules"], strict=True)]
    detail = [
        {"fiscal_year": int(year), "requested_fen": int(fen), "is_new": bool(new), "gaps": gaps, "standing": int(level)}
        for year, fen, new, gaps, level in zip(
            rows["fiscal_year"], rows["requested_fen"], rows["is_new"], rows["gaps"], standing, strict=True)
    ]
    return rows_of(rows, "project", verdict=verdict, amount_fen=allowed, rules=rules, why=why, detail=detail)


def line_rows(rows: pd.DataFrame, gate: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """Budget lines that stand although the gate is shut, or above what it lets through: alerts (A04, B03).

    amount_fen is what is in too much; to take it out is a proposal, 调减预算.
    """
    standing = np.array([one["standing"] for one in gate["detail"]], dtype=np.int64)
    budgeted = rows["budgeted_fen"].to_numpy(dtype=np.int64)
    excess = budgeted - gate["amount_fen"].to_numpy(dtype=np.int64)
    wrong: Mask = (standing != OPEN) & (budgeted > 0) & (excess > law.number("money.tolerance_fen"))
    word = np.select([standing == BLOCKED, standing == WAITING], [UNLAWFUL, UNREVIEWED], default=EXCESS)
    limits = np.where(standing == CAPPED, [f"可列入{_yuan(fen)}" for fen in gate["amount_fen"]], gate["verdict"])
    why = [f"预算已安排{_yuan(fen)}，按审核情况{limit}" for fen, limit in zip(budgeted, limits, strict=True)]
    reason = joined(np.array(why, dtype=object), _text(rows, "support_why"), _text(rows, "goal_why"))
    fired = np.where(rows["support_standing"] != OPEN, "A04", "B03")
    both = (rows["support_standing"] != OPEN) & (rows["goal_standing"] == BLOCKED)
    found = rows_of(rows, "budget_line", verdict=word, amount_fen=excess, why=reason, proposal=REDUCE,
                  rules=np.where(both, "A04 B03", fired))
    return found[wrong].reset_index(drop=True)


def reevaluation_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """New projects worth an independent re-evaluation by a third party: only proposed, a person decides (A03)."""
    wanted = (rows["propose"] | rows["reevaluated"]).to_numpy(dtype=bool)
    decided = rows["decided"].to_numpy(dtype=object)
    done = rows["reevaluated"].to_numpy(dtype=bool)
    conflict = rows["conflict"].to_numpy(dtype=bool)
    stages = {"已再评估": done, "待再评估": decided == "approved", "不再评估": decided == "rejected"}
    word = np.select(list(stages.values()), list(stages), "建议再评估")
    amount = np.array([f"申请{_yuan(fen)}" for fen in rows["requested_fen"]], dtype=object)
    special = texts(rows["specialised"].to_numpy(dtype=bool), "专业性较强")
    odd = texts(conflict, "再评估机构参与过事前绩效评估，应当回避，从严取两次结果中较差的一个")
    found = rows_of(rows, "reevaluation", verdict=word, rules="A03", why=joined(amount, special, odd),
                  proposal=np.where(done, "", PROPOSAL), amount_fen=rows["requested_fen"])
    return found[wanted].reset_index(drop=True)


def rows_of(rows: pd.DataFrame, what: str, **columns: Any) -> pd.DataFrame:
    """Verdict rows of a kind (`kinds`) about these rows, with these columns; each `why` ends as a sentence does."""
    base: Mapping[str, Any] = {
        "kind": kinds(rows, what), "subject": rows["project_code"].to_numpy(), "project_id": rows["project_id"].array,
        "unit_code": rows["unit_code"].to_numpy(), **columns,
    }
    values = {name: list(column) if not isinstance(column, str) else column for name, column in base.items()}
    found = pd.DataFrame(values, index=range(len(rows)))
    return found.assign(why=[f"{one}。" for one in found["why"]])


def _text(rows: pd.DataFrame, name: str) -> Words:
    return rows[name].to_numpy(dtype=object)


def _yuan(fen: Any) -> str:
    """万元 with two decimals, half-up (X10)."""
    whole = (int(fen) + 5_000) // 10_000
    return f"{whole // 100}.{whole % 100:02d}万元"

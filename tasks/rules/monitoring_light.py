"""Lights of a monitoring node: 绿灯, 黄灯 or 红灯 for each project, with the reasons (C01, domain §3)."""

from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.given import Mask, yes
from tasks.rules.indicator_facts import NO_REASON
from tasks.rules.scoring import WHOLE_BP, Ints, execution_rate_bp
from tasks.rules.whole import ints
from tasks.rules.worded import Words, joined, percent, texts

GREEN, YELLOW, RED, DARK = "绿灯", "黄灯", "红灯", "未报送"
MONTHS = 12


def time_progress_bp(month: int) -> int:
    """序时进度: the months gone by out of twelve, in bp, half-up; May 4167, August 6667."""
    return (2 * month * WHOLE_BP + MONTHS) // (2 * MONTHS)


def lights(watched: pd.DataFrame, law: Parameters, month: int) -> pd.DataFrame:
    """The light of every project of `monitoring_watch.watched`, on the same index.

    Gives `light` (未报送 where nothing was filed), `rate_bp` (execution rate, at most 100 %), `due_bp` (time progress),
    `lag_bp` (how far behind, ≥ 0), `complete` (nothing left blank) and `reasons` in Chinese. Red when far behind, when
    nothing is spent at a late node, when a target cannot be met, when a reason is owed and missing, when more is spent
    than there is, or when the form is not complete; yellow when behind, when a target or the year's money is unsure.
    """
    rate, rated = ints(execution_rate_bp(watched))
    due = _due(watched, law, month)
    lag = np.where(rated, np.maximum(due - rate, 0), 0)
    short, idle, over = _money(watched, law)
    behind = lag > law.number("monitoring.yellow_lag_bp")
    far = lag > law.number("monitoring.red_lag_bp")
    idle &= month >= law.number("monitoring.zero_is_red_from_month")
    counts = {name: watched[name].to_numpy(dtype=np.int64) for name in ("possible", "impossible", "unreasoned")}
    silent = (behind | short) & watched["reason"].isin(NO_REASON).to_numpy(dtype=bool)
    complete = _complete(watched)
    filed = watched["filed"].to_numpy(dtype=bool)
    slow = np.array([f"执行率落后序时进度{text[:-1]}个百分点" for text in percent(lag)], dtype=object)
    reasons = joined(
        texts(over, "执行数超过全年预算数"), texts(idle, "到节点尚未执行"), texts(behind, slow),
        texts(short, "全年预计执行不完"),
        _counted(counts["impossible"], "个指标“完全不可能”完成"), _counted(counts["possible"], "个指标“有可能”完成"),
        texts(silent | (counts["unreasoned"] > 0), "应说明的偏差原因没有说明"), texts(~complete, "填报不完整"),
    )
    red = far | idle | over | silent | (counts["impossible"] > 0) | (counts["unreasoned"] > 0) | ~complete
    yellow = behind | short | (counts["possible"] > 0)
    light = np.where(filed, np.where(red, RED, np.where(yellow, YELLOW, GREEN)), DARK)
    return pd.DataFrame({
        "light": light, "rate_bp": np.minimum(rate, WHOLE_BP), "due_bp": due, "lag_bp": lag,
        "complete": complete & filed, "reasons": np.where(filed, reasons, "尚未收到监控表"),
    }, index=watched.index)


def _due(watched: pd.DataFrame, law: Parameters, month: int) -> Ints:
    """序时进度 of each project: by months, or its own plan where it has one and the law lets it count."""
    linear = np.full(len(watched), time_progress_bp(month), dtype=np.int64)
    if law.word("monitoring.time_progress") == "linear":
        return linear
    planned, known = ints(watched["planned_bp"])
    return np.where(known, np.clip(planned, 0, WHOLE_BP), linear)


def _money(watched: pd.DataFrame, law: Parameters) -> tuple[Mask, Mask, Mask]:
    """Whether less than the budget will be spent, whether nothing is spent yet, and whether more than there is."""
    budget, _ = ints(watched["budget_fen"])
    executed, spent = ints(watched["executed_fen"])
    forecast, foreseen = ints(watched["forecast_fen"])
    tolerance = law.number("money.tolerance_fen")
    return foreseen & (budget - forecast > tolerance), spent & (executed == 0), spent & (executed - budget > tolerance)


def _complete(watched: pd.DataFrame) -> Mask:
    """Money told, at least one indicator, and none left blank."""
    told = watched["executed_fen"].notna() & watched["forecast_fen"].notna()
    return yes(told & (watched["answered"] > 0) & (watched["unanswered"] == 0))


def _counted(count: Any, what: str) -> Words:
    return np.array([f"{number}{what}" if number else "" for number in count], dtype=object)

"""Which projects a department evaluates itself: 20 % of its money (D02), priority projects first (D03)."""

from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.figures import least_of
from tasks.rules.given import yes
from tasks.rules.indicator_facts import NO_REASON
from tasks.rules.scoring import Ints, Mask

KEY_UNSEEN, ONE_OFF, UNSEEN, SEEN = 1, 2, 3, 4  # classes of priority; the first two are what the notice names
PRIORITY = ONE_OFF
CLASS_NAMES = {
    KEY_UNSEEN: "未评价过的重点项目", ONE_OFF: "一次性项目", UNSEEN: "其他未评价过的项目", SEEN: "以前年度评价过的项目",
}


def by_priority(projects: pd.DataFrame, book: Rulebook) -> pd.DataFrame:
    """The projects with money, best first within their department, on a RangeIndex (D03, domain §4.4).

    Adds `department` (a unit without one is its own), `amount_fen` (int64, the denominator of the knob)
    and `priority` (a key of CLASS_NAMES). Order: class, longest unevaluated, larger amount, code.
    """
    law = book.parameters
    column = "budget_fen" if law.word("department_evaluation.denominator") == "adjusted" else "initial_fen"
    own = projects["department_code"].where(projects["department_code"] != "", projects["unit_code"])
    amount = projects[column].fillna(0).astype("int64")
    last = projects["last_dept_eval_year"].fillna(0).astype("int64")
    earlier = ((last > 0) & (last < book.work_year)).to_numpy(dtype=bool)
    kind = _classes(yes(projects["is_key"]), yes(projects["is_one_off"]), earlier)
    equal = law.word("department_evaluation.priority") == "equal"
    rank = np.where(kind == ONE_OFF, KEY_UNSEEN, kind) if equal else kind
    found = projects.assign(department=own, amount_fen=amount, priority=kind, _rank=rank, _minus=-amount)
    found = found.assign(_last=np.where(kind == SEEN, last, 0))
    order = ["department", "_rank", "_last", "_minus", "project_code"]
    found = found[found["amount_fen"] > 0].sort_values(order, ignore_index=True)
    return found.drop(columns=["_rank", "_last", "_minus"])


def needs(ranked: pd.DataFrame, book: Rulebook) -> pd.DataFrame:
    """By department: `total_fen` of its projects, and `need_fen`, the least money to select: 20 % rounded up (D02)."""
    share = book.parameters.number("department_evaluation.least_share_bp")
    total = ranked.groupby("department")["amount_fen"].sum()
    need = [least_of(int(money), share) for money in total]
    return pd.DataFrame({"total_fen": total, "need_fen": np.array(need, dtype=np.int64)}, index=total.index)


def proposed(ranked: pd.DataFrame, need: pd.DataFrame) -> Mask:
    """The shortest run of best projects that reaches the need of each department; the last one may overshoot."""
    own = ranked["amount_fen"]
    before = own.groupby(ranked["department"]).cumsum() - own
    return np.asarray(before.to_numpy(dtype=np.int64) < _of(ranked, need, "need_fen"))


def deviating(ranked: pd.DataFrame, chosen: Mask, need: pd.DataFrame) -> Mask:
    """Chosen projects that the notice does not put first, where projects it does put first were passed over (D03).

    What is evaluated beyond a need that priority projects already meet deviates from nothing.
    """
    first = (ranked["priority"] <= PRIORITY).to_numpy(dtype=bool)
    met = _sums(ranked, np.where(first & chosen, ranked["amount_fen"], 0)) >= _of(ranked, need, "need_fen")
    passed_over = _sums(ranked, np.where(first & ~chosen, 1, 0)) > 0
    return np.asarray(chosen & ~first & ~met & passed_over)


def explained(reasons: "pd.Series[Any]") -> Mask:
    """Where a reason says something."""
    return np.array([reason.strip() not in NO_REASON for reason in reasons], dtype=bool)


def selected(ranked: pd.DataFrame, rows: pd.DataFrame, units: pd.DataFrame) -> tuple[Mask, "pd.Series[Any]"]:
    """Which of the ranked projects their own department has selected, and the reason it gave; others' rows are nothing.

    `rows` has project_id, unit_code (the sender), `chosen` (bool) and reason.
    """
    own = units["department_code"].where(units["department_code"] != "", units["code"])
    homes = dict(zip(units["code"], own, strict=True))
    said: dict[tuple[Any, Any], str] = {}
    for project, sender, chosen, reason in zip(*(rows[name] for name in _ROW), strict=True):
        key = project, homes.get(sender, sender)
        if chosen:
            said[key] = max(reason, said.get(key, ""))  # said twice: whichever says something
    keys = list(zip(ranked["project_id"], ranked["department"], strict=True))
    picked = np.array([key in said for key in keys], dtype=bool)
    return picked, pd.Series([said.get(key, "") for key in keys], index=ranked.index, dtype="str")


_ROW = "project_id", "unit_code", "chosen", "reason"


def _classes(is_key: Mask, is_one_off: Mask, earlier: Mask) -> Ints:
    kinds = [is_key & ~earlier, is_one_off, ~earlier]
    return np.select(kinds, [KEY_UNSEEN, ONE_OFF, UNSEEN], SEEN).astype(np.int64)


def _of(ranked: pd.DataFrame, need: pd.DataFrame, column: str) -> Ints:
    return ranked["department"].map(need[column]).to_numpy(dtype=np.int64)


def _sums(ranked: pd.DataFrame, values: Ints) -> Ints:
    return pd.Series(values).groupby(ranked["department"]).transform("sum").to_numpy(dtype=np.int64)

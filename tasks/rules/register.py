"""Rows of forms against the register (项目库): whose they are, what budget they have, which stand there twice (X10)."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.scoring import Ints, Mask
from tasks.rules.whole import int64, ints

LISTED, UNLISTED, FOREIGN, UNCHECKED = "在库", "不在库", "别的单位", "未核对"
PLAUSIBLE, TOO_SMALL, TOO_LARGE = "", "偏小", "偏大"
Texts = npt.NDArray[np.object_]


def against_register(projects: pd.DataFrame, register: pd.DataFrame | None) -> pd.DataFrame:
    """Find every project in the register, by code, or by unit and name where a form prints no code.

    `register` has project_code, unit_code, project_name, budget_fen; None when there is none to ask. Gives, row by row,
    `register_code`, `standing` (one of the four words above) and `register_fen`. Another unit's budget is not shown,
    and a printed form whose name fits nothing is only `未核对`: names are written in too many ways.
    """
    codes, units = _texts(projects["project_code"]), _texts(projects["unit_code"])
    if register is None:
        nothing = int64(np.zeros(len(projects), dtype=np.int64), np.zeros(len(projects), dtype=bool))
        return pd.DataFrame({"register_code": codes, "standing": UNCHECKED, "register_fen": nothing})
    found = _positions(projects, register, codes, units)
    known, own = found >= 0, _texts(register["unit_code"])
    foreign = known & (units != "") & (_at(own, found, "") != units)
    standing = np.select([foreign, known, codes != ""], [FOREIGN, LISTED, UNLISTED], default=UNCHECKED)
    code = np.where(codes != "", codes, _at(_texts(register["project_code"]), found, ""))
    budget, has_budget = ints(register["budget_fen"].astype("Int64"))
    shown = known & ~foreign & _at(has_budget, found, False)
    return pd.DataFrame({
        "register_code": code, "standing": standing, "register_fen": int64(_at(budget, found, 0), shown),
    })


def slips(amount_fen: Ints, known: Mask, register_fen: "pd.Series[Any]", law: Parameters) -> Texts:
    """元 and 万元 mixed up: amounts a thousand times off the registered budget (catalogue 46, 47)."""
    ratio = law.number("self_evaluation.unit_slip_ratio")
    budget, has_budget = ints(register_fen)
    sure = known & has_budget & (budget > 0) & (amount_fen > 0)
    return np.select(
        [sure & (amount_fen < -(-budget // ratio)), sure & (amount_fen // ratio >= budget)],
        [TOO_SMALL, TOO_LARGE], default=PLAUSIBLE,
    ).astype(object)


def twins(projects: pd.DataFrame, register_code: Texts) -> Ints:
    """For a project that the same file holds already: the position of its first row; -1 for all others."""
    keys = pd.DataFrame({"reading": projects["reading"].to_numpy(), "code": register_code})
    first = np.arange(len(keys))
    named = register_code != ""
    groups = keys[named].groupby(["reading", "code"], sort=False).ngroup().to_numpy()
    if groups.size:
        _, opening = np.unique(groups, return_index=True)
        first[named] = first[named][opening][groups]
    return np.where(first != np.arange(len(keys)), first, -1).astype(np.int64)


def _positions(projects: pd.DataFrame, register: pd.DataFrame, codes: Texts, units: Texts) -> "npt.NDArray[np.intp]":
    by_code = _lookup(_texts(register["project_code"]), codes, "first")
    named = _names(_texts(register["unit_code"]), register["project_name"])
    by_name = _lookup(named, _names(units, projects["project_name"]), False)
    nameless = (units == "") | (projects["project_name"].to_numpy(dtype=object) == "")
    return np.where(codes != "", by_code, np.where(nameless, -1, by_name))


def _lookup(keys: Texts, wanted: Texts, keep: Literal["first", False]) -> "npt.NDArray[np.intp]":
    """Position of each wanted key, -1 for none; of several the first, or none of them."""
    only = ~pd.Series(keys).duplicated(keep=keep).to_numpy()
    found = pd.Index(keys[only]).get_indexer(pd.Index(wanted))
    return np.where(found >= 0, np.flatnonzero(only)[np.maximum(found, 0)] if only.any() else -1, -1)


def _names(units: Texts, names: "pd.Series[Any]") -> Texts:
    """Unit and name as one key, without blanks and with one kind of brackets."""
    plain = ["".join(str(n).split()).replace("（", "(").replace("）", ")") for n in names.to_numpy(dtype=object)]
    return np.array([f"{u}\n{n}" for u, n in zip(units, plain, strict=True)], dtype=object)


def _texts(column: "pd.Series[Any]") -> Texts:
    return column.to_numpy(dtype=object)


def _at(values: Any, positions: "npt.NDArray[np.intp]", missing: Any) -> Any:
    """values[positions], `missing` where the position is -1."""
    if not len(values):
        return np.full(len(positions), missing)
    return np.where(positions >= 0, values[np.maximum(positions, 0)], missing)

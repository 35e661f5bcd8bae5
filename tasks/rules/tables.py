"""Rows of a form that is tables beside each other and beside the register: what its checks compare (X10)."""

from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import pandas as pd

from config.forms_table import FormTable, TableForm
from config.parameters import Parameters
from tasks.rules.evaluation_report import WEIGHTS, report_weights
from tasks.rules.form_cells import cells_present
from tasks.rules.register import LISTED, UNLISTED, against_register, slips
from tasks.rules.scoring import Ints, Mask
from tasks.rules.whole import int64, ints

AMOUNTS = ("budget_fen", "executed_fen")  # that are of the order of a project's budget
BEGUN = "begun"
Frames = Mapping[str, pd.DataFrame]


def assess_tables(
    described: TableForm, tables: Frames, law: Parameters, senders: Mapping[int, str],
    register: pd.DataFrame | None = None, elsewhere: Set[str] = frozenset(),
) -> dict[str, pd.DataFrame]:
    """The form's frames (`tasks.forms.tables`) with everything its checks look at, on a RangeIndex.

    `senders`: reading → unit; `register` as `against_register` takes it, None when there is none to ask; `elsewhere`:
    codes of projects of other years. Adds has_<column>, begun (1 where somebody has written into the row, is_begun as
    bool), <day>_given; for a table of projects register_code, standing, register_fen, <amount>_slip; overspent_fen;
    <column>_owed (whether another cell asks for it); <column>_excess (1 where it exceeds what it may not); orphan (1
    where the project of an indicator has no row in its file).
    """
    found = {
        name: _assessed(described.tables[name], frame.reset_index(drop=True), law, senders, register, elsewhere)
        for name, frame in tables.items()
    }
    for name, parent in children(described).items():
        if name in found and parent in found:
            found[name]["orphan"] = _orphans(found[name], found[parent], described.tables[parent].key)
    return found


def project_column(table: FormTable) -> str:
    """The column that names the project, "" where there is none."""
    return next((name for name, column in table.columns.items() if column.read_as == "project"), "")


def children(described: TableForm) -> dict[str, str]:
    """Tables with several rows for a row of another one (indicators of projects) → that other one: its key is a part of
    theirs, it names projects, and it may not be empty."""
    parents = {n: t for n, t in described.tables.items() if project_column(t) in t.key and not t.may_be_empty}
    return {
        name: parent for name, table in described.tables.items()
        for parent, above in parents.items() if set(above.key) < set(table.key)
    }


def compared_amounts(table: FormTable) -> tuple[str, ...]:
    """The amounts of a row that is a whole project's."""
    whole = project_column(table) and table.key == (project_column(table),)
    return tuple(name for name in AMOUNTS if whole and name in table.columns)


def _assessed(
    table: FormTable, frame: pd.DataFrame, law: Parameters, senders: Mapping[int, str],
    register: pd.DataFrame | None, elsewhere: Set[str],
) -> pd.DataFrame:
    columns = tuple(name for name in table.columns if name != "secrecy")
    more: dict[str, Any] = dict(cells_present(frame, columns))
    more[BEGUN] = _begun(table, frame)
    more["is_begun"] = more[BEGUN].eq(1).to_numpy(dtype=bool)
    more |= {f"{n}_owed": _owed(frame, c.filled_when) for n, c in table.columns.items() if c.filled_when}
    more |= {f"{n}_excess": _excess(frame[n], frame[other]) for n, other in table.not_above.items()}
    more |= {f"{n}_given": int64(frame[n].notna().to_numpy()) for n in columns if table.columns[n].read_as == "day"}
    code = project_column(table)
    projects = pd.DataFrame({
        "project_code": frame[code] if code else "", "project_name": "",
        "unit_code": [senders.get(number, "") for number in frame["reading"].tolist()],
    }, index=frame.index, dtype="str")
    known = against_register(projects, register)
    if code:
        old = known["standing"].eq(UNLISTED) & frame[code].isin(elsewhere)
        known["standing"] = known["standing"].where(~old, LISTED)
    more |= {name: known[name].array for name in known.columns.astype(str)}
    for name in compared_amounts(table):
        amount, there = ints(frame[name])
        more[f"{name}_slip"] = slips(amount, there, known["register_fen"], law)
    if set(WEIGHTS) <= set(columns):
        more |= report_weights(frame, law)
    if {"budget_fen", "executed_fen"} <= set(columns):
        more["overspent_fen"] = _overspent(frame)
    return frame.assign(**more)


def _owed(frame: pd.DataFrame, when: Mapping[str, tuple[str, ...]]) -> Mask:
    """The rows in which another cell's word asks for this one."""
    asking = [frame[other].isin(words).to_numpy(dtype=bool) for other, words in when.items()]
    return np.asarray(np.logical_or.reduce(asking), dtype=bool)


def _excess(column: "pd.Series[Any]", limit: "pd.Series[Any]") -> "pd.Series[int]":
    """1 where a number or a day exceeds another one of its row; neither is missing there."""
    known = (column.notna() & limit.notna()).to_numpy(dtype=bool)
    above = np.zeros(len(known), dtype=bool)
    above[known] = np.array([one > other for one, other in zip(column[known], limit[known], strict=True)], dtype=bool)
    return int64(above)


def _begun(table: FormTable, frame: pd.DataFrame) -> "pd.Series[int]":
    """1 where a cell that is not ours says something; flags are no sign, for a blank one reads as 否."""
    own = [n for n, c in table.columns.items() if not c.locked and n != "secrecy" and c.read_as != "flag"]
    if not own:
        return int64(np.ones(len(frame), dtype=np.int64))
    said = np.logical_or.reduce([(frame[name].notna() & (frame[name].astype(object) != "")).to_numpy() for name in own])
    return int64(said)


def _overspent(frame: pd.DataFrame) -> "pd.Series[int]":
    (budget, has_budget), (executed, has_executed) = ints(frame["budget_fen"]), ints(frame["executed_fen"])
    excess: Ints = np.where(has_budget & has_executed, np.maximum(executed - budget, 0), 0)
    return int64(excess)


def _orphans(rows: pd.DataFrame, parents: pd.DataFrame, key: tuple[str, ...]) -> "pd.Series[int]":
    """1 for a row whose project stands in no row of its file's table of projects, where that has any."""
    names = ["reading", *key]
    there, here = (pd.MultiIndex.from_frame(frame[names].astype(object)) for frame in (parents, rows))
    whole = rows[names].notna().all(axis=1) & rows["register_code"].ne("")
    return int64((whole & rows["reading"].isin(parents["reading"])).to_numpy() & ~here.isin(there))

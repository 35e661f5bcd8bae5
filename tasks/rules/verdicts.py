"""What a milestone's rules make of the facts, in one shape for all of them: verdicts with the steps that led there.

Each `tasks/rules/<milestone>.py` says in `NEEDS` which frames it wants and gives
`judge(facts, book, as_of, node) -> Verdicts`. Everything is a function of these, so that any day can be judged again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

import pandas as pd

from config.rulebook import Rulebook

Facts = Mapping[str, pd.DataFrame]  # name → rows in force on the day

# kind: project, department, unit, region, division, document … · subject: its code, unique within the kind.
# verdict: the field's own word (放行, 红灯, 入选 …) · rules: ids that fired, in order, with blanks between.
# why: one or two Chinese sentences with the figures and the clause · proposal: "" or what a named person must decide
# before it counts (扣减, 收回资金, 一票否决, 通报批评, 约谈, 追责 …, X11) · detail: a dict of more figures for people.
VERDICT = {
    "kind": "str", "subject": "str", "unit_code": "str", "project_id": "Int64", "verdict": "str", "score_cp": "Int64",
    "amount_fen": "Int64", "rules": "str", "why": "str", "proposal": "str", "detail": "object",
}
# The trace: one row per rule that fired, `seq` from 1 within its subject.
STEP = {
    "kind": "str", "subject": "str", "seq": "int64", "rule": "str", "before_cp": "Int64", "after_cp": "Int64",
    "before_grade": "str", "after_grade": "str", "fact": "str", "clause": "str",
}


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """`rows` has the columns of VERDICT, `steps` those of STEP."""

    rows: pd.DataFrame
    steps: pd.DataFrame


class Judge(Protocol):
    """The rules of a milestone."""

    def __call__(self, facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
        """Judge all facts as they stood on a day."""


def verdicts(rows: pd.DataFrame, steps: pd.DataFrame | None = None) -> Verdicts:
    """Complete both frames to their columns and types: a column that is not given is empty."""
    return Verdicts(_complete(rows, VERDICT), _complete(steps, STEP))


def _complete(rows: pd.DataFrame | None, types: Mapping[str, str]) -> pd.DataFrame:
    return _blank(tuple(types.items())).copy() if rows is None or not len(rows) else _typed(rows, types)


@cache
def _blank(types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """No rows of these columns, made once: most rules have nothing to say most of the time."""
    return _typed(pd.DataFrame(), dict(types))


def _typed(rows: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    empty = {"str": "", "Int64": pd.NA, "int64": 0, "object": None}
    given = {name: rows[name] if name in rows else [empty[kind]] * len(rows) for name, kind in types.items()}
    columns = {name: _column(list(values), types[name]) for name, values in given.items()}
    return pd.DataFrame(columns).reset_index(drop=True)


def _column(values: list[Any], kind: Any) -> Any:
    """An array of one type; a text or detail that is missing, as after putting frames together, is empty."""
    if kind == "object":
        values = [value if isinstance(value, dict) else {} for value in values]
    if kind == "str":
        values = ["" if value is None or value is pd.NA or value != value else value for value in values]
    return pd.array(values, dtype=kind)

"""Opinions: verdicts about dozens or hundreds of subjects, each with the rules that fired, gathered into frames.

For milestones whose subjects are units, regions, documents: plain Python reads best there. Projects stay in columns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tasks.rules.verdicts import Facts, Verdicts, verdicts

Row = Mapping[str, Any]  # one row of a frame: missing values are None, days are dates


@dataclass(frozen=True, slots=True)
class Fired:
    """One rule that fired: its id, its clause in Chinese, and the fact it saw; `before_cp`, `after_cp` for points."""

    rule: str
    clause: str
    fact: str
    before_cp: int | None = None
    after_cp: int | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """One verdict with its steps; the fields are those of tasks.rules.verdicts.VERDICT."""

    kind: str
    subject: str
    verdict: str
    why: str
    fired: tuple[Fired, ...]
    unit_code: str = ""
    project_id: int | None = None
    score_cp: int | None = None
    amount_fen: int | None = None
    proposal: str = ""
    detail: Mapping[str, Any] | None = None


def gather(opinions: Iterable[Opinion]) -> Verdicts:
    """All opinions in the order of kind and subject, whatever order they came in."""
    ordered = sorted(opinions, key=lambda one: (one.kind, one.subject))
    return verdicts(pd.DataFrame([_row(one) for one in ordered]), pd.DataFrame([
        {
            "kind": one.kind, "subject": one.subject, "seq": seq, "rule": fired.rule, "before_cp": fired.before_cp,
            "after_cp": fired.after_cp, "before_grade": "", "after_grade": "", "fact": fired.fact,
            "clause": fired.clause,
        }
        for one in ordered for seq, fired in enumerate(one.fired, start=1)
    ]))


def _row(one: Opinion) -> dict[str, Any]:
    return {
        "kind": one.kind, "subject": one.subject, "unit_code": one.unit_code, "project_id": one.project_id,
        "verdict": one.verdict, "score_cp": one.score_cp, "amount_fen": one.amount_fen,
        "rules": " ".join(dict.fromkeys(fired.rule for fired in one.fired)), "why": one.why,
        "proposal": one.proposal, "detail": dict(one.detail or {}),
    }


def rows(facts: Facts, name: str) -> list[dict[str, Any]]:
    """The rows of a frame, none where it is not there: missing values become None, timestamps dates."""
    frame = facts.get(name)
    return [] if frame is None else records(frame)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dicts of what `plain` makes of each cell."""
    names = [str(name) for name in frame.columns]
    columns = [[plain(value) for value in frame[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def by(found: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the value of one column, as text; rows keep their order."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(str(row.get(column) or ""), []).append(row)
    return groups


def first(groups: Mapping[str, list[Row]], name: str) -> Row:
    """The first row of a group, an empty one where there is none."""
    return (groups.get(name) or [{}])[0]


def plain(value: Any) -> Any:
    """One cell: None where missing, a date where it is a timestamp."""
    if value is None or (not isinstance(value, list | dict | tuple) and pd.isna(value)):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def said(day: date | None) -> str:
    """2023年6月9日; 未填日期 where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "未填日期"

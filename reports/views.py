"""What the reading matter of a milestone is made from: plain frames, filled by the verbs, without any database."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

# Column → kind. text: "" when missing · number: Int64, <NA> when missing · flag: bool · day: datetime64, NaT when
# missing · list: a list of texts, [] when missing.
UNIT_COLUMNS = {
    "unit_code": "text", "unit_name": "text", "region_code": "text", "region_name": "text",
    "department_name": "text", "division_name": "text",
    "projects": "number",  # projects the unit owes
    "covered": "number",  # of these, how many have an entry in force
    "state": "text",  # owed | met
    "first_complete_on": "day", "met_on": "day",
    "late": "flag",  # met after the effective deadline, or still owed after it
    "overdue_days": "number",  # working days late, 0 when not
    "returned": "number", "refused": "number",  # files
    "errors": "number", "explains": "number",  # open findings of tier 错误 and 说明
    "missing": "list",  # names of the projects not covered
}
PROJECT_COLUMNS = {
    "project_code": "text", "project_name": "text", "unit_code": "text", "unit_name": "text", "region_name": "text",
    "budget_fen": "number", "executed_fen": "number", "rate_bp": "number",
    "self_score_cp": "number",  # as filled in
    "score_cp": "number",  # as computed again; <NA> = not scored
    "grade": "text",  # "" = none yet
}
FINDING_COLUMNS = {
    "unit_code": "text",  # may be left out; then the name says which unit
    "unit_name": "text", "file": "text", "project_code": "text", "rule": "text", "tier": "text", "sheet": "text",
    "cell": "text", "value": "text", "expected": "text", "message": "text",
}
NOTICE_COLUMNS = {
    "kind": "text", "rung": "text", "title": "text", "unit_name": "text", "to_name": "text", "to_email": "text",
    "state": "text", "sent_at": "day", "subject": "text", "reason": "text",
}
MAY_LACK = {"findings": {"unit_code"}, "notices": {"subject"}}


def shaped(frame: pd.DataFrame, columns: dict[str, str], may_lack: Set[str] = frozenset()) -> pd.DataFrame:
    """The frame with exactly these columns in this order and the kinds named; no rows at all are fine.

    Accepts None, NaN and ISO dates as they come from a database. Raises ValueError naming the columns that are missing.
    """
    absent = [name for name in columns if name not in frame.columns and name not in may_lack]
    if absent and len(frame.columns):
        raise ValueError(f"the view lacks the columns {', '.join(absent)}")
    return pd.DataFrame({
        name: _of_kind(frame[name] if name in frame.columns else pd.Series([None] * len(frame), dtype=object), kind)
        for name, kind in columns.items()
    }).reset_index(drop=True)


def _of_kind(column: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    if kind == "number":
        return column.astype("Int64")
    if kind == "flag":
        return column.astype(object).map(lambda value: bool(value) and not pd.isna(value)).astype(bool)
    if kind == "day":
        days = pd.to_datetime(column.astype(object))
        return days if days.dt.tz is None else days.dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)
    if kind == "list":
        return column.map(lambda value: list(value) if isinstance(value, list | tuple) else []).astype(object)
    return column.astype(object).map(lambda value: str(value) if isinstance(value, str) or pd.notna(value) else "")


@dataclass(frozen=True)
class SelfEvaluationView:
    """The self-evaluation of one fiscal year as it stands on one day, for the page and the workbook."""

    work_year: int
    fiscal_year: int
    as_of: date
    title: str  # 2022年度项目支出绩效自评
    deadline_written: date
    deadline_effective: date
    due_reason: str  # why the two differ, "" when they do not
    provisional: str  # why the calendar may still change, "" when it will not
    run_id: int | str
    rulebook: str  # fingerprint, SHA-256
    unconfirmed: list[str]  # names of the parameters in force that nobody has confirmed
    units: pd.DataFrame
    projects: pd.DataFrame
    findings: pd.DataFrame
    notices: pd.DataFrame
    ledger: str = ""  # number and hash of the newest event, as `jixiao verify --head` takes it: pins all before it

    def __post_init__(self) -> None:
        """Bring the four frames into shape. Raises ValueError naming missing columns."""
        frames = {"units": UNIT_COLUMNS, "projects": PROJECT_COLUMNS, "findings": FINDING_COLUMNS}
        for name, columns in (frames | {"notices": NOTICE_COLUMNS}).items():
            object.__setattr__(self, name, shaped(getattr(self, name), columns, MAY_LACK.get(name, set())))

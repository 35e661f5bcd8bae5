"""The whole work year as it stands on one day, without a database: front page and `jixiao status` are made from it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Stage:
    """One node of the calendar with both its dates. `when`: in_window, or on_event and every_workday without a term."""

    milestone: str
    node: str
    title: str  # 绩效监控（5月监控）
    rules: tuple[str, ...]
    owed_by: str
    when: str
    opens: date
    written: date
    effective: date
    reason: str  # why the two differ, "" when they do not
    provisional: str  # why the date may still move, "" when it will not
    runs_until: date


@dataclass(frozen=True)
class YearView:
    """The year on a day; frames may have no rows, never fewer columns.

    debts: milestone, node, matter (the stage's title), unit_code, unit_name, unit_kind, region_code, region_name,
        department_name, division_name, written_due, effective_due, state (owed/met; waived ones are not here),
        met_on, overdue_days (working days, Int64), standing (a word of STANDINGS), last_file ("" or the state of the
        newest file), last_received (datetime or None).
    proposals: milestone, node, kind, subject, name, unit_code, unit_name, region_code, proposal, amount_fen (Int64),
        why, decision ("", approved, rejected), decided_by, basis (the short number that `jixiao approve` takes).
    alarms: milestone, node, kind, subject, name, unit_code, unit_name, region_code, verdict, why: verdicts that say
        that something is late or wrong and propose nothing.
    notices: milestone, kind, rung, unit_code, unit_name, to_name, state, reason.
    strangers: milestone, file, received_at, state: files of nobody known.
    regions: code → name, in the order of the codes.
    """

    work_year: int
    as_of: date
    stages: tuple[Stage, ...]
    regions: dict[str, str]
    debts: pd.DataFrame
    proposals: pd.DataFrame
    alarms: pd.DataFrame
    notices: pd.DataFrame
    strangers: pd.DataFrame

"""What page and workbook of any milestone are made from: who owes, what came in, what the rules made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from config.forms_table import FormTable


@dataclass(frozen=True)
class MilestoneView:
    """A milestone's node as it stands on one day.

    debtors: unit_code, unit_name, region_name, state (owed/met/waived), effective_due, met_on, overdue_days. verdicts:
    the columns of the store, with name, unit_name, region_code, region_name, department_name, decision, decided_by.
    findings: file, unit_name, tier, sheet, cell, message. tables: description and rows in force. units: code, name,
    region_code, region_name, department_name of everybody. facts: what `reports.published` asks for.
    """

    milestone: str
    node: str
    work_year: int
    fiscal_year: int
    as_of: date
    title: str
    owing: bool  # False: nobody owes a form by a date
    deadline_written: date
    deadline_effective: date
    due_reason: str
    provisional: str
    run_id: int
    rulebook: str
    unconfirmed: list[str]
    ledger: str
    debtors: pd.DataFrame
    verdicts: pd.DataFrame
    findings: pd.DataFrame
    tables: Mapping[str, tuple[FormTable, pd.DataFrame]]
    units: pd.DataFrame
    facts: Mapping[str, pd.DataFrame]

    @cached_property
    def waiting(self) -> pd.DataFrame:
        """The proposals that nobody has decided."""
        return self.verdicts[(self.verdicts["proposal"] != "") & (self.verdicts["decision"] == "")]

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        """The verdicts of these kinds in the order of their subjects, None where something is missing."""
        rows = self.verdicts[self.verdicts["kind"].isin(list(kinds)).to_numpy(dtype=bool)]
        return plain(rows.sort_values(["kind", "subject"], kind="stable"))

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table in force, [] where the milestone has none."""
        return plain(self.tables[name][1]) if name in self.tables else []


def plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts of plain values: None where something is missing."""
    lists = [[None if one is pd.NA or one is pd.NaT or one != one else one for one in rows[name].tolist()]
             for name in rows]
    return [dict(zip(map(str, rows), values, strict=True)) for values in zip(*lists, strict=True)]

"""Deciding: the form with the proposals that wait for a named person, and what comes back on it (X11)."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection

from config.forms_table import table_forms
from reports.milestone_view import MilestoneView
from tasks.desk import Desk
from tasks.forms.issue_table import issue_table
from tasks.handover import Checked
from tasks.rules.finding import Finding
from tasks.rules.rulings import SHORT, made, wrong
from tasks.store import papers, verdicts

FORM = "rulings"
Ruling = tuple[str, str, str]  # decision, by whom, why


def ruling_form(desk: Desk, view: MilestoneView) -> bytes | None:
    """The signed workbook with every proposal of the milestone that nobody has decided; None when there is none."""
    if view.waiting.empty:
        return None
    daily = desk.book.calendar.milestone(table_forms()[FORM].milestone)
    rows = [
        {"basis": row["basis_hash"][:SHORT], "matter": desk.calendar.title, "proposal": row["proposal"],
         "subject": row["name"] or row["subject"], "unit_name": row["unit_name"], "why": row["why"],
         "amount_fen": None if pd.isna(row["amount_fen"]) else int(row["amount_fen"])}
        for row in view.waiting.to_dict("records")
    ]
    meta = {
        "unit_code": "", "unit_name": "", "work_year": desk.work_year, "rev": 1,
        "fiscal_year": desk.work_year + daily.concerns, "issued_on": desk.as_of,
    }
    return issue_table(FORM, meta, desk.key, {FORM: rows})


def check_rulings(conn: Connection, desk: Desk, tables: dict[str, pd.DataFrame], files: list[str]) -> dict[
        int, list[Finding]]:
    """What is wrong with the rulings among the new files."""
    rows = tables.get(FORM)
    if rows is None or rows.empty:
        return {}
    return wrong(rows, files, {*_standing(conn, desk), *_held(conn, desk)})


def enter_rulings(conn: Connection, desk: Desk, checked: Checked, new: set[int]) -> int:
    """Record what was decided on accepted new forms; returns how many decisions."""
    rows = checked.tables.get(FORM)
    if rows is None or rows.empty:
        return 0
    rulings = made(rows[rows["reading"].isin(checked.accepted & new)])
    settle(conn, desk, [(row["basis"], (row["decision"], row["decided_by"], row["reason"]))
                        for row in rulings.to_dict("records")])
    return len(rulings)


def settle(conn: Connection, desk: Desk, rulings: Sequence[tuple[str, Ruling]]) -> list[int]:
    """Record rulings, each with its short number, on proposals and held papers: the ids of the decisions or of the
    papers, without those that are not there any more."""
    standing, waiting, settled = _standing(conn, desk), _held(conn, desk), []
    for number, ruling in rulings:
        if number in standing:
            settled.append(verdicts.decide(conn, desk.run_id, desk.moment, standing[number], *ruling))
        elif number in waiting and papers.decide(conn, desk.run_id, desk.moment, waiting[number], *ruling):
            settled.append(waiting[number][0])
    return settled


def _held(conn: Connection, desk: Desk) -> dict[str, tuple[int, str]]:
    """Short number → id and key of every formal paper that waits for a named person."""
    found = papers.held(conn, desk.work_year)
    pairs = zip(found["id"].tolist(), found["key"], strict=True)
    return dict(zip(found["basis_hash"].str[:SHORT], pairs, strict=True))


def _standing(conn: Connection, desk: Desk) -> dict[str, int]:
    """Short basis → id of every proposal in force."""
    found = verdicts.in_force(conn, desk.work_year, desk.as_of)
    found = found[found["proposal"] != ""]
    return dict(zip(found["basis_hash"].str[:SHORT], found["id"].tolist(), strict=True))

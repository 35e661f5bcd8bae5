"""The view of any milestone but the self-evaluation as of the run's day, gathered for page and workbook."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from config.forms_table import FormTable
from reports.milestone_view import MilestoneView
from reports.naming import called
from reports.published import needs
from tasks.desk import Desk
from tasks.gathering import gather
from tasks.rules.deadlines import days_late, deadline
from tasks.store import directory, facts, ledger, library, obligations, papers, submissions, verdicts
from tasks.store.engine import reading as consistently

Tables = Mapping[str, tuple[FormTable, pd.DataFrame]]
ABOUT = ["name", "region_code", "region_name", "department_name"]
DAILY = "daily"
DECIDED = ["node", "kind", "subject", "proposal", "decision", "decided_by", "reason"]


def outlook(desk: Desk) -> MilestoneView:
    """Everything page and workbook show; the same day of the same store gives the same view."""
    due = deadline(desk.dates, desk.book)
    with consistently(desk.engine) as conn:
        people = directory.units(conn, desk.as_of, desk.regions, former=True)
        number, fingerprint = ledger.head(conn)
        tables = tables_of(conn, desk)
        return MilestoneView(
            milestone=desk.milestone, node=desk.node, work_year=desk.work_year, fiscal_year=desk.fiscal_year,
            as_of=desk.as_of, title=desk.title, owing=desk.owing, deadline_written=due.written,
            deadline_effective=due.effective, due_reason=due.reason,
            provisional=due.provisional if desk.owing else "", run_id=desk.run_id, rulebook=desk.book.fingerprint,
            unconfirmed=desk.book.parameters.unconfirmed(), ledger=f"{number}:{fingerprint}",
            debtors=_debtors(conn, desk, people), verdicts=_with_papers(conn, desk, people, tables),
            findings=_findings(conn, desk, people), tables=tables,
            units=people[["code", *ABOUT]], facts=gather(conn, desk, needs(desk.milestone)),
        )


def _debtors(conn: Connection, desk: Desk, people: pd.DataFrame) -> pd.DataFrame:
    debts = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of, desk.form)
    about = people[["code", "region_name"]].rename(columns={"code": "unit_code"})
    rows = debts.merge(about, on="unit_code")
    days = zip(rows["effective_due"], rows["met_on"], strict=True)
    late = [days_late(due, desk.as_of if pd.isna(met) else met, desk.book) for due, met in days]
    return rows.assign(overdue_days=pd.array(late, dtype="Int64"))


def judged(conn: Connection, desk: Desk, people: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Those of the node in force, with names for their subjects and what was decided; `tables`: the node's own."""
    found = verdicts.in_force(conn, desk.work_year, desk.as_of, desk.milestone)
    found = found[found["node"] == desk.node].reset_index(drop=True)
    decided = verdicts.decided(conn, found, desk.work_year, desk.as_of)
    decided = decided.loc[decided["milestone"] == desk.milestone, DECIDED]
    projects = library.register(conn, desk.fiscal_year).set_index("project_id")["project_name"]
    units = people.set_index("code")["name"]
    regions = {code: region.name for code, region in desk.book.routing.regions.items()}
    names = {**_titles(conn, desk, tables), **units, **regions}
    found = found.merge(decided, on=DECIDED[:4], how="left")
    in_words = found["subject"].map(lambda one: called(one, names))
    return found.assign(
        name=found["project_id"].map(projects).astype("object").fillna(in_words),
        **_whose(found, people), decision=found["decision"].fillna(""),
        decided_by=found["decided_by"].fillna(""), reason=found["reason"].fillna(""),
    )


def _with_papers(conn: Connection, desk: Desk, people: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The verdicts; on the daily page also the formal papers of all milestones that wait to be released (X11)."""
    found = judged(conn, desk, people, tables)
    held = papers.held(conn, desk.work_year) if desk.milestone == DAILY and desk.present else pd.DataFrame()
    if held.empty:
        return found
    held = held[held["unit_code"].isin(people["code"])].assign(
        name=held["subject"], verdict="待签发", rules="X06", decision="", decided_by="", reason="",
        detail=pd.Series([{}] * len(held), index=held.index, dtype=object), **_whose(held, people))
    return pd.concat([found, held.drop(columns=["key", "message_id", "due_on", "created_at"])], ignore_index=True)


def _whose(found: pd.DataFrame, people: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    """Name, region and department of the unit each verdict is about, "" where it is about none."""
    about = people.set_index("code")[ABOUT].rename(columns={"name": "unit_name"})
    return {str(column): found["unit_code"].map(about[column]).astype("str").fillna("") for column in about}


def _titles(conn: Connection, desk: Desk, tables: Tables) -> dict[str, str]:
    """Project code → name, of the fiscal year and of those beside it; else as it was handed in."""
    years = (desk.fiscal_year - 1, desk.fiscal_year + 1, desk.fiscal_year)
    told = [rows for _, rows in tables.values() if {"project_code", "project_name"} <= {*rows}]
    named = [*told, *(library.register(conn, one) for one in years)]
    return {code: title for rows in named for code, title in zip(
        rows["project_code"], rows["project_name"], strict=True) if title}


def _findings(conn: Connection, desk: Desk, people: pd.DataFrame) -> pd.DataFrame:
    """What was wrong with the newest file of each sender and form: an older one was put right or set aside by it."""
    files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    files = files[files["node"] == desk.node].drop_duplicates(["unit_code", "form"], keep="last")
    found = submissions.findings(conn, desk.milestone, desk.work_year).merge(
        files[["id", "file", "unit_code"]].rename(columns={"id": "submission_id"}), on="submission_id")
    return found.assign(unit_name=found["unit_code"].map(people.set_index("code")["name"]).fillna("未知单位"))


def tables_of(conn: Connection, desk: Desk) -> Tables:
    """Name → description and rows in force of every table of the node."""
    found = {}
    for name, table in facts.tables_of(desk.milestone).items():
        rows = facts.in_force(conn, name, desk.work_year, desk.as_of)
        found[name] = (table, rows[rows["node"] == desk.node])
    return found

"""The view of a milestone as of the run's day, gathered from the store for page and workbook."""

import pandas as pd

from reports.views import SelfEvaluationView
from tasks.desk import Desk
from tasks.rules.deadlines import days_late, deadline
from tasks.rules.scoring import execution_rate_bp
from tasks.store import directory, ledger, library, obligations, outbox, submissions
from tasks.store.engine import reading as consistently


def overview(desk: Desk, concluded: pd.DataFrame) -> SelfEvaluationView:
    """Everything page and workbook show; the same day of the same store gives the same view.

    `concluded`: what the run made of every entry in force on its day (`handover.Judged.judgements`).
    """
    with consistently(desk.engine) as conn:
        units = directory.units(conn, desk.as_of, desk.regions, former=True)
        register = library.register(conn, desk.fiscal_year)
        debts = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of)
        files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
        held = submissions.held(conn, desk.milestone, desk.work_year)
        entries = submissions.in_force(conn, desk.milestone, desk.work_year, desk.as_of)
        found = submissions.findings(conn, desk.milestone, desk.work_year)
        told = outbox.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
        number, fingerprint = ledger.head(conn)
    due = deadline(desk.dates, desk.book)
    about = units.rename(columns={"code": "unit_code", "name": "unit_name"})[
        ["unit_code", "unit_name", "region_code", "region_name", "department_name", "division_name"]]
    owed = register[register["evaluated"]].assign(covered=lambda rows: rows["project_id"].isin(entries["project_id"]))
    files = files[_still_open(files, held, entries, set(owed.loc[~owed["covered"], "unit_code"]))]
    found = found.merge(files[["id", "unit_code", "file"]].rename(columns={"id": "submission_id"}), on="submission_id")
    return SelfEvaluationView(
        work_year=desk.work_year, fiscal_year=desk.fiscal_year, as_of=desk.as_of,
        title=desk.title, deadline_written=due.written,
        deadline_effective=due.effective, due_reason=due.reason, provisional=due.provisional, run_id=desk.run_id,
        rulebook=desk.book.fingerprint, unconfirmed=desk.book.parameters.unconfirmed(),
        ledger=f"{number}:{fingerprint}", units=_units(desk, about, owed, debts, files, found),
        projects=_projects(about, register, entries, concluded),
        findings=found.merge(about[["unit_code", "unit_name"]], on="unit_code", how="left"),
        notices=_notices(desk, about, told),
    )


def _still_open(
    files: pd.DataFrame, held: pd.DataFrame, entries: pd.DataFrame, incomplete: set[str],
) -> "pd.Series[bool]":
    """Which files still matter: what is wrong with a project is put right once a later file of it was accepted.

    A file in which no project could be read is put right by a later accepted one that completes its unit.
    """
    newest = dict(zip(entries["project_id"], entries["received_at"], strict=True))
    accepted = files[files["counts"]].groupby("unit_code")["received_at"].max().to_dict()
    projects = held.groupby("submission_id")["project_id"].agg(list).to_dict()
    matters = [
        any(at >= newest.get(project, at) for project in projects[key]) if key in projects
        else unit in incomplete or at >= accepted.get(unit, at)
        for key, unit, at in zip(files["id"], files["unit_code"], files["received_at"], strict=True)
    ]
    return pd.Series(matters, index=files.index, dtype=bool)


def _units(
    desk: Desk, about: pd.DataFrame, owed: pd.DataFrame, debts: pd.DataFrame, files: pd.DataFrame, found: pd.DataFrame,
) -> pd.DataFrame:
    """One row per unit that owes: what, how much of it is there, when it was whole, what is wrong."""
    sums = owed.groupby("unit_code").agg(projects=("project_id", "size"), covered=("covered", "sum"))
    missing = owed[~owed["covered"]].groupby("unit_code")["project_name"].agg(list)
    states = files.groupby(["unit_code", "state"]).size().unstack(fill_value=0)
    tiers = found.groupby(["unit_code", "tier"]).size().unstack(fill_value=0)
    units = debts.loc[
        debts["state"] != "waived", ["unit_code", "state", "first_complete_on", "met_on", "effective_due"],
    ].merge(about, on="unit_code").merge(sums, left_on="unit_code", right_index=True)
    counts = {"returned": (states, "returned"), "refused": (states, "refused"), "errors": (tiers, "错误"),
              "explains": (tiers, "说明")}
    days = zip(units["effective_due"], units["met_on"], strict=True)
    late = [days_late(due, desk.as_of if pd.isna(met) else met, desk.book) for due, met in days]
    return units.assign(
        late=[days > 0 for days in late], overdue_days=late, missing=units["unit_code"].map(missing),
        first_complete_on=units["first_complete_on"].map(lambda day: None if pd.isna(day) or day > desk.as_of else day),
        **{name: units["unit_code"].map(table.get(kind, {})).fillna(0).astype("int64")
           for name, (table, kind) in counts.items()},
    )


def _projects(
    about: pd.DataFrame, register: pd.DataFrame, entries: pd.DataFrame, concluded: pd.DataFrame,
) -> pd.DataFrame:
    """One row per project of the register in scope, with what was filed and what the rules made of it."""
    filed = entries[["project_id", "executed_fen"]]
    scores = concluded[["project_id", "self_score_cp", "final_cp", "final_grade"]].rename(
        columns={"final_cp": "score_cp", "final_grade": "grade"})
    rows = register.merge(about, on="unit_code").merge(filed, on="project_id", how="left").merge(
        scores, on="project_id", how="left")
    return rows.assign(rate_bp=execution_rate_bp(rows), grade=rows["grade"].fillna(""))


def _notices(desk: Desk, about: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """One row per notice, with the title of its rung."""
    rungs = {name: rung.title for name, rung in desk.book.ladder.rungs.items()}
    told = told.merge(about[["unit_code", "unit_name"]], on="unit_code")
    return told.assign(title=[rungs.get(rung, "") for rung in told["rung"]])

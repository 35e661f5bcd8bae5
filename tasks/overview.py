"""The view of a milestone as of the run's day, gathered from the store for page and workbook."""

import pandas as pd

from reports.views import SelfEvaluationView
from tasks.desk import Desk
from tasks.rules.deadlines import days_late, deadline
from tasks.rules.scoring import execution_rate_bp
from tasks.store import directory, judgements, library, obligations, outbox, submissions
from tasks.store.engine import reading as consistently


def overview(desk: Desk) -> SelfEvaluationView:
    """Everything page and workbook show; the same day of the same store gives the same view."""
    with consistently(desk.engine) as conn:
        units = directory.units(conn, desk.as_of, desk.regions)
        register = library.register(conn, desk.fiscal_year)
        debts = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of)
        files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
        entries = submissions.in_force(conn, desk.milestone, desk.work_year, desk.as_of)
        found = submissions.findings(conn, desk.milestone, desk.work_year)
        judged = judgements.in_force(conn, desk.milestone, desk.work_year)
        told = outbox.of_milestone(conn, desk.milestone, desk.work_year)
    due = deadline(desk.dates, desk.book)
    about = units.rename(columns={"code": "unit_code", "name": "unit_name"})[
        ["unit_code", "unit_name", "region_code", "region_name", "department_name", "division_name"]]
    files, found = _still_open(files, found)
    return SelfEvaluationView(
        work_year=desk.work_year, fiscal_year=desk.fiscal_year, as_of=desk.as_of,
        title=f"{desk.fiscal_year}年度{desk.calendar.about or desk.calendar.title}", deadline_written=due.written,
        deadline_effective=due.effective, due_reason=due.reason, provisional=due.provisional, run_id=desk.run_id,
        rulebook=desk.book.fingerprint, unconfirmed=desk.book.parameters.unconfirmed(),
        units=_units(desk, about, register, debts, files, entries, found),
        projects=_projects(about, register, entries, judged),
        findings=found.merge(about[["unit_code", "unit_name"]], on="unit_code", how="left"),
        notices=_notices(desk, about, told[told["created_at"].map(lambda at: at.date()) <= desk.as_of]),
    )


def _still_open(files: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings that still matter: a unit's file that an accepted one has followed has been put right."""
    accepted = files[files["counts"]].groupby("unit_code")["received_at"].max()
    overtaken = [at < accepted.get(unit, at) for unit, at in zip(files["unit_code"], files["received_at"], strict=True)]
    files = files.assign(open=~pd.Series(overtaken, index=files.index, dtype=bool))
    names = ["id", "unit_code", "file"]
    theirs = files.loc[files["open"], names].rename(columns={"id": "submission_id"})
    return files, found.merge(theirs, on="submission_id")


def _units(
    desk: Desk, about: pd.DataFrame, register: pd.DataFrame, debts: pd.DataFrame, files: pd.DataFrame,
    entries: pd.DataFrame, found: pd.DataFrame,
) -> pd.DataFrame:
    """One row per unit that owes: what, how much of it is there, when it was whole, what is wrong."""
    owed = register[register["evaluated"]].assign(covered=lambda r: r["project_id"].isin(entries["project_id"]))
    sums = owed.groupby("unit_code").agg(projects=("project_id", "size"), covered=("covered", "sum"))
    missing = owed[~owed["covered"]].groupby("unit_code")["project_name"].agg(list)
    states = files[files["open"]].groupby(["unit_code", "state"]).size().unstack(fill_value=0)
    tiers = found.groupby(["unit_code", "tier"]).size().unstack(fill_value=0)
    debts = debts[debts["state"] != "waived"]
    units = debts[["unit_code", "state", "first_complete_on", "met_on", "effective_due"]].merge(about, on="unit_code")
    counts = {"returned": (states, "returned"), "refused": (states, "refused"), "errors": (tiers, "错误"),
              "explains": (tiers, "说明")}
    days = zip(units["effective_due"], units["met_on"], strict=True)
    late = [days_late(due, desk.as_of if pd.isna(met) else met, desk.book) for due, met in days]
    return units.merge(sums, left_on="unit_code", right_index=True).assign(
        late=[days > 0 for days in late], overdue_days=late,
        missing=lambda frame: frame["unit_code"].map(missing),
        **{name: units["unit_code"].map(table.get(kind, {})).fillna(0).astype("int64").to_numpy()
           for name, (table, kind) in counts.items()},
    )


def _projects(
    about: pd.DataFrame, register: pd.DataFrame, entries: pd.DataFrame, judged: pd.DataFrame,
) -> pd.DataFrame:
    """One row per project of the register in scope, with what was filed and what the rules made of it."""
    filed = entries[["project_id", "executed_fen"]]
    scores = judged[["project_id", "self_score_cp", "final_cp", "final_grade"]].rename(
        columns={"final_cp": "score_cp", "final_grade": "grade"})
    scores = scores[scores["project_id"].isin(filed["project_id"])]
    rows = register.merge(about, on="unit_code").merge(filed, on="project_id", how="left").merge(
        scores, on="project_id", how="left")
    return rows.assign(rate_bp=execution_rate_bp(rows), grade=rows["grade"].fillna(""))


def _notices(desk: Desk, about: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """One row per notice, with the title of its rung."""
    rungs = {name: rung.title for name, rung in desk.book.ladder.rungs.items()}
    told = told.merge(about[["unit_code", "unit_name"]], on="unit_code")
    return told.assign(title=[rungs.get(rung, "") for rung in told["rung"]])

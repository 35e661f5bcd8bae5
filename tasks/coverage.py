"""Who owes a milestone's form, for what, and since when each thing is there (coverage 100 %, D01)."""

from importlib import import_module

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from config.forms_table import table_forms
from tasks.desk import Desk
from tasks.reviewing import reviews
from tasks.store import directory, facts, library, submissions, verdicts

ITEM = ["unit_code", "project_id", "project_code", "project_name"]


def debtors(conn: Connection, desk: Desk) -> pd.DataFrame:
    """The units or offices of the run's regions that owe: code, region_code and whatever the directory knows of them.

    Whoever owes about projects owes only when it has any; a unit that was merged keeps what it owes (X09).
    """
    people = directory.units(conn, desk.as_of, desk.regions, former=True)
    if desk.reviewing:  # whoever has nothing to review owes none
        return people[people["code"].isin(reviews(conn, desk)["unit_code"])]
    owner = desk.owner
    if owner == "county":
        counties = [code for code, region in desk.book.routing.regions.items() if region.level == "county"]
        return people[(people["kind"] == "finance") & people["region_code"].isin(counties)]
    found = people[people["kind"] == ("unit" if owner == "department" else owner)]
    if desk.dates.offices:
        found = found[found["name"].isin(desk.dates.offices)]
    if owner == "department":
        found = found[found["code"] == found["department_code"]]
    return found[found["code"].isin(_with_projects(conn, desk))] if _about_projects(desk) else found


def covered(conn: Connection, desk: Desk) -> pd.DataFrame:
    """ITEM by item what is owed, and `since` when it was there: a better form that comes later makes nobody late."""
    if desk.arrived:  # nothing of a milestone is covered by what is said of it
        return pd.DataFrame(columns=[*ITEM, "since"])
    if desk.reviewing:
        return reviews(conn, desk).assign(project_id=None, project_code="", project_name=desk.title)
    files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    files = files[files["counts"] & (files["node"] == desk.node)]
    if not by_project(desk):
        return _by_verdict(conn, desk, files[files["form"] == desk.form])
    tables = desk.form in table_forms()
    if tables:  # a review or a rectification names projects too, and is not the form that is owed
        files = files[files["form"] == desk.form]
    held = facts.held if tables else submissions.held
    counting = held(conn, desk.milestone, desk.work_year).merge(
        files[["id", "received_at"]], left_on="submission_id", right_on="id")
    since = counting.groupby("project_id")["received_at"].min().rename("since")
    register = library.register(conn, desk.fiscal_year)
    return register[register["evaluated"]].merge(since, left_on="project_id", right_index=True, how="left")


def _by_verdict(conn: Connection, desk: Desk, files: pd.DataFrame) -> pd.DataFrame:
    """One thing owed by each debtor, there with its first file.

    Where that file is only a beginning, the rules say in `SETTLES` (kind → verdict → whether the debt is met or there
    is none) what the unit's verdict means for its debt; with any other verdict it is owed, whatever has come in.
    """
    settles = getattr(import_module(f"tasks.rules.{desk.milestone}"), "SETTLES", {})
    nothing = pd.DataFrame({"node": []})
    found = verdicts.in_force(conn, desk.work_year, desk.as_of, desk.milestone) if settles else nothing
    found = found[found["node"] == desk.node]
    says = {row["unit_code"]: settles.get(row["kind"], {}).get(row["verdict"])
            for row in found.to_dict("records") if row["kind"] in settles}
    received, owed = files.groupby("unit_code")["received_at"], debtors(conn, desk)
    owed = owed[np.array([says.get(code) is not False for code in owed["code"]], dtype=bool)]
    there = np.array([not settles or says.get(code) is True for code in owed["code"]], dtype=bool)
    return pd.DataFrame({
        "unit_code": owed["code"], "project_id": pd.array([pd.NA] * len(owed), dtype="Int64"), "project_code": "",
        "project_name": desk.calendar.about or desk.calendar.title,
        "since": owed["code"].map(received.max() if settles else received.min()).where(there),
    })


def by_project(desk: Desk) -> bool:
    """Whether the form is complete only with every project of the unit in it."""
    if desk.owner != "unit":
        return False
    described = table_forms().get(desk.form or "")
    return described is None or any(table.fill == "projects" for table in described.tables.values())


def _about_projects(desk: Desk) -> bool:
    return by_project(desk) or desk.owner == "department"


def _with_projects(conn: Connection, desk: Desk) -> set[str]:
    """Units with a project in scope; for departments, those that have one themselves or below them."""
    register = library.register(conn, desk.fiscal_year)
    owners = set(register.loc[register["evaluated"], "unit_code"])
    if desk.owner != "department":
        return owners
    people = directory.units(conn, desk.as_of, former=True)
    return set(people.loc[people["code"].isin(owners), "department_code"])

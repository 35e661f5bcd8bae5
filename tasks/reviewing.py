"""Reviewing: what finance offices owe a word on, and what they say on the review form that goes out and comes back."""

from importlib import import_module
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.handover import Checked
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding
from tasks.rules.reviews import by_office
from tasks.store import directory, submissions, verdicts

FORM = "submission_reviews"
SAYS = {"通过": "accept", "退回": "return"}


def reviews(conn: Connection, desk: Desk) -> pd.DataFrame:
    """Per finance office of the run's regions: how much waits for its word and since when (`rules.reviews.by_office`),
    `since`: when it said its last word, NaT while something waits."""
    offices = directory.units(conn, desk.as_of, desk.regions, former=True)
    files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    files = files[files["node"] == desk.node]
    handed_in = _handed_in(conn, desk, files[files["counts"] & (files["form"] != desk.form)])
    found = by_office(handed_in, {"units": offices})
    said = files[files["form"] == desk.form].groupby("unit_code")["received_at"].max()
    now = desk.moment
    last = [pd.NaT if waits else said.get(office, now)
            for office, waits in zip(found["unit_code"], found["waits"], strict=True)]
    return found.assign(since=pd.Series(last, dtype=object))


def _handed_in(conn: Connection, desk: Desk, files: pd.DataFrame) -> pd.DataFrame:
    """The newest file of each unit that has handed in its form, and whether it waits: for a review of the file itself,
    or of what the rules make of it (`WAITS` of the milestone's rules: kind → the verdicts that wait for a person)."""
    files = files[files["unit_code"].isin(files.loc[files["form"] == desk.calendar.form, "unit_code"])]
    newest = files.drop_duplicates("unit_code", keep="last")[["unit_code", "received_at", "verdict"]]
    waits = getattr(import_module(f"tasks.rules.{desk.milestone}"), "WAITS", {})
    if not waits:
        return newest.assign(waits=newest["verdict"] == "")
    standing = verdicts.in_force(conn, desk.work_year, desk.as_of, desk.milestone)
    standing = standing[standing["node"] == desk.node]
    asked = [row["verdict"] in waits.get(row["kind"], ()) for row in standing.to_dict("records")]
    return newest.assign(waits=newest["unit_code"].isin(standing.loc[asked, "unit_code"]))


def to_review(conn: Connection, desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Region → the files its finance office has to say a word on, as the form lists them."""
    units = directory.units(conn, desk.as_of, former=True).set_index("code")
    files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    files = files[files["counts"] & (files["node"] == desk.node) & (files["form"] == desk.calendar.form)]
    newest = files.drop_duplicates("unit_code", keep="last")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in newest[(newest["verdict"] == "") & newest["unit_code"].isin(units.index)].to_dict("records"):
        unit = units.loc[row["unit_code"]]
        found.setdefault(unit["region_code"], []).append({
            "number": int(row["id"]), "matter": desk.calendar.about or desk.calendar.title, "file": row["file"],
            "unit_name": unit["name"], "received": row["received_at"].date(),
        })
    return found


def check_reviews(conn: Connection, desk: Desk, checked: dict[str, pd.DataFrame], files: list[str],
                  senders: list[str]) -> dict[int, list[Finding]]:
    """What is wrong with the reviews among the new files: a number not the sender's to review, nobody's name."""
    found: dict[int, list[Finding]] = {}
    rows = checked.get(FORM)
    if rows is None or rows.empty:
        return found
    region = directory.units(conn, desk.as_of, former=True).set_index("code")["region_code"]
    known = submissions.of_year(conn, desk.work_year, desk.as_of).set_index("id")["unit_code"].map(region).to_dict()
    for row in rows[rows["verdict"] != ""].to_dict("records"):
        place = {"file": files[row["reading"]], "sheet": row["sheet"]}
        said = found.setdefault(row["reading"], [])
        if known.get(row["number"]) != region.get(senders[row["reading"]], "-"):
            cell = cell_of(row["at"], "number", row.get("row"))
            said.append(finding("K-NUMBER", **place, cell=cell, value=row["number"]))
        wanted = {"reviewed_by": "审核人"} | ({"reason": "退回的理由"} if row["verdict"] == "退回" else {})
        said += [finding("K-WHO", **place, cell=cell_of(row["at"], column, row.get("row")), field=label)
                 for column, label in wanted.items() if not row[column]]
    return {number: findings for number, findings in found.items() if findings}


def enter_reviews(conn: Connection, desk: Desk, checked: Checked, new: set[int]) -> int:
    """Record what was said on accepted new forms; what stood there already is not said twice. How many reviews."""
    rows = checked.tables.get(FORM)
    if rows is None or rows.empty:
        return 0
    stands = submissions.of_year(conn, desk.work_year, desk.as_of).set_index("id")["verdict"].to_dict()
    told = rows[rows["reading"].isin(checked.accepted & new) & rows["verdict"].isin(list(SAYS))]
    told = told[told["number"].map(stands) != told["verdict"].map(SAYS)].drop_duplicates("number", keep="last")
    for row in told.to_dict("records"):
        submissions.review(conn, desk.run_id, desk.moment, int(row["number"]), row["reviewed_by"],
                           SAYS[row["verdict"]], row["reason"] or "", desk.as_of)
    return len(told)



"""Arriving: reviews that finance owes for what came in, by a term counted from that day (A02, B02), as obligations.

They follow from the rules' own verdicts about each review, so `jixiao explain` and the ladder tell the same story.
"""

from datetime import date
from importlib import import_module
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.rules.owed import Debt
from tasks.rules.reviews import on_arrival
from tasks.store import deadlines, directory, obligations, verdicts
from tasks.store.frames import records

KEY = ["unit_code", "form", "occasion"]
Rows = list[dict[str, Any]]


def settle_arrivals(conn: Connection, desk: Desk) -> None:
    """Make a debt for each office, form and day on which something came in; met when the last of it is reviewed.

    What was replaced by a newer file before anybody reviewed it is owed with the newer one; what was reviewed before is
    met, whenever that is found out. A past day changes nothing.
    """
    if not desk.present or not _forms(desk):
        return
    asked = asked_for(conn, desk)
    wanted = asked.drop(columns="since").assign(
        work_year=desk.work_year, milestone=desk.milestone, fiscal_year=desk.fiscal_year)
    obligations.ensure(conn, desk.run_id, desk.moment, wanted)
    known = _owed(conn, desk).merge(asked[[*KEY, "since"]], on=KEY, how="left", indicator="there")
    state, done, there = known["state"], known["since"].notna(), known["there"] == "both"
    met, again, gone = known[(state == "owed") & done], known[(state != "owed") & there & ~done], known[
        (state == "owed") & ~there]
    by = (conn, desk.run_id, desk.moment)
    obligations.meet(*by, list(zip(met["id"].tolist(), met["since"].tolist(), strict=True)))
    obligations.reopen(*by, [(key, desk.as_of) for key in again["id"].tolist()])
    obligations.waive(*by, [(key, desk.as_of) for key in gone["id"].tolist()])
    deadlines.redate(*by, desk.as_of, wanted)


def asked_for(conn: Connection, desk: Desk) -> pd.DataFrame:
    """`rules.reviews.on_arrival` of the verdicts in force, in the run's regions.

    Those of the run's own node: every node's run looks at all that came in, whenever that was.
    """
    offices = directory.units(conn, desk.as_of, desk.regions, former=True)
    said = [one for one in _said(conn, desk) if one["node"] == desk.node]
    return on_arrival(said, _forms(desk), desk.calendar, {"units": offices}, desk.book)


def arrived_debts(conn: Connection, desk: Desk) -> list[Debt]:
    """The same as debts to be written about, those of all nodes: what came in before a node opened is owed after it."""
    return [
        Debt(int(row["id"]), desk.milestone, row["node"], desk.work_year, row["unit_code"],
             date.fromisoformat(row["occasion"]), row["effective_due"], row["remind_from"],
             int(row["deadline_version"]), row["state"] == "owed", f"{row['form']}|{row['occasion']}")
        for row in records(_owed(conn, desk))
    ]


def waiting(conn: Connection, desk: Desk) -> dict[tuple[str, str, str], Rows]:
    """(region, form, occasion) → the projects that still wait for a review, in the columns of its form."""
    forms = _forms(desk)
    rows = [
        {"region_code": one["detail"]["region_code"], "form": forms[one["kind"]], "occasion": one["detail"]["received"],
         "project_code": one["subject"], "project_name": one["detail"]["name"], "manner": "审核",
         "fiscal_year": one["detail"]["fiscal_year"], "stage": one["detail"]["stage"]}
        for one in _newest(_said(conn, desk)) if one["kind"] in forms and not one["detail"]["done"]
    ]
    found: dict[tuple[str, str, str], Rows] = {}
    for row in rows:
        found.setdefault((row.pop("region_code"), row.pop("form"), row.pop("occasion")), []).append(row)
    return found


def _forms(desk: Desk) -> dict[str, str]:
    """Kind of verdict → the form of the review it speaks of; none for most milestones."""
    return dict(getattr(import_module(f"tasks.rules.{desk.milestone}"), "REVIEWS", {}))


def _newest(said: Rows) -> Rows:
    """Of what the runs of several nodes said about the same review, the last word."""
    return list({(one["kind"], one["subject"]): one for one in said}.values())


def _said(conn: Connection, desk: Desk) -> Rows:
    return records(verdicts.in_force(conn, desk.work_year, desk.as_of, desk.milestone))


def _owed(conn: Connection, desk: Desk) -> pd.DataFrame:
    found = obligations.on_arrival(conn, desk.work_year, desk.milestone, desk.as_of)
    return found[found["region_code"].isin(desk.regions)] if desk.regions else found

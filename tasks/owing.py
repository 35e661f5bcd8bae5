"""What a run owes to whom: the debts of its node, and all notices that follow from them, from answers and verdicts."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from config.tellings import tellings
from tasks.arriving import arrived_debts
from tasks.desk import Desk
from tasks.outlook import judged, tables_of
from tasks.rules.deadlines import opens, runs_until
from tasks.rules.finance_of import centre
from tasks.rules.owed import OFFER, Answer, Debt, Owed, answers, issues, offers, reminders, with_copies
from tasks.rules.people import People, people
from tasks.rules.telling import owed_tellings
from tasks.store import directory, obligations, submissions, verdicts
from tasks.store.frames import records

ANSWERS = {"accepted": "receipt", "returned": "return", "refused": "refused", "outdated": "refused"}
OVERRULED = {("accepted", "return"): "return", ("returned", "accept"): "receipt"}  # by a named person's review
HAD = ("sending", "sent", "uncertain")  # what came back, or never left, is due at a new address
SECRECY, WITHHELD = "disclosure", "withheld"  # what keeps a project out of public papers and mails (M05)


def who_is_who(conn: Connection, desk: Desk) -> People:
    """Everybody who may be written to on the run's day, by unit and part."""
    offices = records(directory.units(conn, desk.as_of, former=True))
    return people(records(directory.addressees(conn, desk.as_of)), offices, desk.book.routing)


def debts_of(conn: Connection, desk: Desk, there: Collection[str]) -> list[Debt]:
    """The obligations whose unit, or its successor, is `there` to be written to."""
    opened = opens(desk.dates, desk.book)
    present = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of, desk.form)
    return [
        Debt(int(row["id"]), desk.milestone, desk.node, desk.work_year, row["unit_code"], opened, row["effective_due"],
             row["remind_from"], int(row["deadline_version"]), row["state"] == "owed")
        for row in present[present["unit_code"].isin(there)].to_dict("records")
    ]


def owed(conn: Connection, desk: Desk, told: pd.DataFrame) -> tuple[list[Debt], list[Owed]]:
    """The debts, and everything owed by the present state of them, of submissions and of verdicts.

    `told`: the notices there are. What the finance side owes, its reviews, climbs the same ladder.
    """
    there = set(directory.units(conn, desk.as_of, desk.regions, former=True)["code"])  # in the run's regions
    known, debts = who_is_who(conn, desk), debts_of(conn, desk, there)
    reviews = [*(debt for side in desk.sides[1:] for debt in debts_of(conn, side, there)), *arrived_debts(conn, desk)]
    waiting = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    by_unit = {debt.unit_code: debt for debt in debts}
    answering = unanswered(desk, records(waiting), told, by_unit)
    return [*debts, *reviews], with_copies([
        *issues(debts, known), *issues(reviews, known, "review"), *_offered(conn, desk, told, known),
        *answers(answering, by_unit, there,
                 (desk.work_year, desk.milestone, desk.node), known,
                 opened=opens(desk.dates, desk.book) <= desk.as_of),
        *reminders([*debts, *reviews], known, desk.as_of, desk.book), *_told_verdicts(conn, desk, known),
    ])


def unanswered(
    desk: Desk, files: list[dict[str, Any]], told: pd.DataFrame, debts: Mapping[str, Debt],
) -> list[Answer]:
    """The files whose senders have not heard what stands: what the checks said, or a named person after them.

    A return by a person that the unit has mended already is told to nobody.
    """
    heard = told[~told["state"].isin(["failed", "bounced"]) & told["submission_id"].notna()]  # those: at a new address
    said, found = heard.groupby("submission_id")["kind"].agg(list).to_dict(), []
    for row in files:
        kind, before = OVERRULED.get((row["state"], row["verdict"]), ANSWERS[row["state"]]), said.get(row["id"], [])
        one = Answer(row["id"], kind, row["sha256"], row["unit_code"], row["form"] in ("", desk.form), len(before))
        debt = debts.get(one.unit_code) if one.of_debt else None
        moot = kind == "return" and debt is not None and not debt.owed
        if not before or (kind != before[-1] and row["node"] == desk.node and not moot):
            found.append(one)
    return found


def _offered(conn: Connection, desk: Desk, told: pd.DataFrame, known: People) -> list[Owed]:
    """The form that nobody owes, as long as the node is open, for each unit of the day that has not had it yet."""
    if not desk.calendar.offered or not opens(desk.dates, desk.book) <= desk.as_of <= runs_until(desk.dates, desk.book):
        return []
    had = told[(told["rung"] == OFFER) & (told["node"] == desk.node) & told["state"].isin(HAD)]
    units = directory.units(conn, desk.as_of, desk.regions)
    mine = units[(units["kind"] == desk.owner) & ~units["code"].isin(had["unit_code"])]
    return offers(mine["code"], (desk.work_year, desk.milestone, desk.node), known)


def _told_verdicts(conn: Connection, desk: Desk, known: People) -> list[Owed]:
    """What the standing verdicts of the node, in the run's regions, owe to those they are about."""
    mine = {name: one for name, one in tellings().tellings.items() if one.milestone == desk.milestone}
    if not mine:
        return []
    offices = directory.units(conn, desk.as_of, desk.regions, former=True)
    rows = judged(conn, desk, offices, tables_of(conn, desk))
    if desk.regions:
        rows = rows[rows["unit_code"].isin(offices["code"])]
    barred = secret(conn, desk.work_year, desk.as_of)
    return owed_tellings(records(rows), mine, known, centre({"units": offices}), barred)


def secret(conn: Connection, work_year: int, as_of: date) -> set[str]:
    """The codes of the projects that the secrecy review keeps back on a day (M05)."""
    standing = verdicts.in_force(conn, work_year, as_of, SECRECY)
    kept = standing.loc[standing["kind"] == WITHHELD, "subject"].str.split("|").str[2]
    return {code for code in kept.dropna() if code}

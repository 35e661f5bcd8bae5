"""Entering a run into the books: what is owed, what came in, what of it was hostile, and which debts it settles."""

import pandas as pd
from sqlalchemy import Connection

from tasks.arriving import settle_arrivals
from tasks.coverage import covered, debtors
from tasks.deciding import enter_rulings
from tasks.desk import Desk
from tasks.handover import Checked
from tasks.reviewing import enter_reviews
from tasks.rules.deadlines import deadline, opens
from tasks.rules.reviews import late_arrival
from tasks.store import deadlines, intake, ledger, obligations

INCIDENTS = dict.fromkeys(("F-BOMB", "F-DTD", "F-ZIP"), "security.hostile") | {"F-SECRET": "security.withheld"}
SUBMISSION = [
    "reading", "sha256", "file", "unit_code", "work_year", "milestone", "received_at", "form", "layout", "rev", "state",
    "size", "is_late", "node",
]


def enter(conn: Connection, desk: Desk, checked: Checked) -> tuple[int, int]:
    """All but conclusions and the debts they settle; returns how many obligations and how many submissions were new."""
    owed = _obligations(conn, desk)
    stored = intake.record(conn, desk.run_id, desk.moment, _batch(conn, desk, checked))
    new = set(stored["reading"])
    enter_rulings(conn, desk, checked, new)
    enter_reviews(conn, desk, checked, new)
    owed += sum(_obligations(conn, side) for side in desk.sides if side.reviewing)  # of what has just come in, too
    ledger.append(conn, desk.run_id, desk.moment, _incidents(checked))
    return owed, len(stored)


def _obligations(conn: Connection, desk: Desk) -> int:
    """What the calendar makes of the directory: one obligation per debtor, from the day the window opens.

    A unit that was merged into another keeps its own (X09): its letters go to the people of its successor.
    """
    if not desk.owing or desk.as_of < opens(desk.dates, desk.book):
        return 0
    due, owing = deadline(desk.dates, desk.book), debtors(conn, desk)
    wanted = pd.DataFrame({
        "work_year": desk.work_year, "milestone": desk.milestone, "node": desk.node, "unit_code": owing["code"],
        "region_code": owing["region_code"], "form": desk.form or "", "occasion": "", "fiscal_year": desk.fiscal_year,
        "written_due": due.written, "effective_due": due.effective, "remind_from": due.remind_from,
        "due_reason": due.reason,
    })
    made = obligations.ensure(conn, desk.run_id, desk.moment, wanted)
    if desk.present and not desk.reviewing:
        deadlines.redate(conn, desk.run_id, desk.moment, desk.as_of, wanted)
    return made


def _batch(conn: Connection, desk: Desk, checked: Checked) -> intake.Batch:
    """The new files in the shape of the store. Only the form that is owed can be late."""
    due = _owed_today(conn, desk).set_index("unit_code")["effective_due"].to_dict()
    filed = checked.filed
    rows = [
        {"reading": number, "sha256": one.sha256, "file": reading.file, "unit_code": sender,
         "work_year": desk.work_year, "milestone": desk.milestone, "received_at": one.received_at, "form": reading.form,
         "layout": reading.layout, "rev": reading.rev, "state": state, "size": one.size,
         "is_late": sender in due and one.received_at.date() > due[sender], "node": desk.node}
        for number, (one, reading, sender, state) in enumerate(
            zip(filed.arrivals, filed.readings, filed.senders, checked.states, strict=True))
    ]
    found = [(number, one) for number, findings in enumerate(checked.findings) for one in findings]
    files = pd.DataFrame(rows, columns=SUBMISSION)
    return intake.Batch(files, checked.projects, checked.indicators, found, checked.tables)


def _incidents(checked: Checked) -> list[ledger.Happening]:
    """The security log: files built to do harm, and classified ones, which are counted here and kept nowhere (X08)."""
    filed = checked.filed
    return [
        ledger.Happening(INCIDENTS[one.rule], sender or "未知单位", {"sha256": arrival.sha256, "rule": one.rule})
        for arrival, sender, findings in zip(filed.arrivals, filed.senders, checked.findings, strict=True)
        for one in findings if one.rule in INCIDENTS
    ]


def _owed_today(conn: Connection, desk: Desk) -> pd.DataFrame:
    """The node's obligations as they stood on the run's day, in the run's regions."""
    found = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of, desk.form)
    return found[found["region_code"].isin(desk.regions)] if desk.regions else found


def settle(conn: Connection, desk: Desk) -> None:
    """A debtor has met its obligation when everything it owes has an entry that counts.

    It owes again when a project is added or an entry falls; it owes nothing when none of its projects is in scope.
    """
    for side in desk.sides:
        if side.owing:
            _settle(conn, side)
    settle_arrivals(conn, desk)


def _settle(conn: Connection, desk: Desk) -> None:
    owed = covered(conn, desk)
    owing, missing = set(owed["unit_code"]), set(owed.loc[owed["since"].isna(), "unit_code"])
    complete = owed.dropna(subset="since").groupby("unit_code")["since"].max()
    present = _owed_today(conn, desk)
    state, unit = present["state"], present["unit_code"]
    met = present[(state == "owed") & unit.isin(owing - missing)]
    days = [complete[unit].date() for unit in met["unit_code"]]
    obligations.meet(conn, desk.run_id, desk.moment, list(zip(met["id"].tolist(), days, strict=True)))
    if desk.present:
        again = present[(state == "met") & unit.isin(missing) | (state == "waived") & unit.isin(owing)]
        obligations.reopen(conn, desk.run_id, desk.moment, [(key, desk.as_of) for key in again["id"].tolist()])
        _begin_anew(conn, desk, owed, again)
        gone = present[(state == "owed") & ~unit.isin(owing)]
        obligations.waive(conn, desk.run_id, desk.moment, [(key, desk.as_of) for key in gone["id"].tolist()])


def _begin_anew(conn: Connection, desk: Desk, owed: pd.DataFrame, again: pd.DataFrame) -> None:
    """A review that was done and is owed again, because something came in since, has its days from that arrival."""
    if not desk.reviewing or again.empty:
        return
    oldest = owed.set_index("unit_code")["oldest"]
    due = [late_arrival(oldest[unit], desk.book) for unit in again["unit_code"]]
    deadlines.redate(conn, desk.run_id, desk.moment, desk.as_of, again.assign(
        written_due=[one.written for one in due], effective_due=[one.effective for one in due],
        remind_from=[one.remind_from for one in due], due_reason=[one.reason for one in due]))

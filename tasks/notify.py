"""notify 通知: put what is owed into the outbox, then have it emptied."""

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.handover import Told
from tasks.rules.deadlines import opens
from tasks.rules.owed import Answer, Debt, Owed, People, answers, issues, reminders
from tasks.sending import REMINDING, SETTLED, empty
from tasks.store import directory, obligations, outbox, submissions
from tasks.verb import verb

ANSWERS = {"accepted": "receipt", "returned": "return", "refused": "refused", "outdated": "refused"}
OUTDONE = "更晚的一次提醒已到时间，由其代替"


@verb("通知 notify", retries=0)
def notify(desk: Desk) -> Told:
    """Tell everybody what the state of things owes them; a reproduced past day tells nobody anything."""
    if not desk.present:
        return Told(put=0, sent=0)
    with desk.engine.begin() as conn:
        told = outbox.of_milestone(conn, desk.milestone, desk.work_year)
        debts = _debts(conn, desk)
        owed = _owed(conn, desk, debts, told)
        put = outbox.put(conn, desk.run_id, desk.moment, [_notice(desk, one) for one in owed])
        _withdraw(conn, desk, debts, owed, told[told["state"] == "pending"])
    return Told(put=put, sent=empty(desk) if desk.send else 0)


def _owed(conn: Connection, desk: Desk, debts: list[Debt], told: pd.DataFrame) -> list[Owed]:
    """Everything owed by the present state of obligations and submissions."""
    people: People = {
        (row["unit_code"], row["role"]): (row["name"], row["email"])
        for row in directory.addressees(conn, desk.as_of).iloc[::-1].to_dict("records")
    }
    waiting = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
    answered = told.loc[told["state"] != "failed", "submission_id"].dropna()  # a failed one is due at a new address
    unanswered = [
        Answer(row["id"], ANSWERS[row["state"]], row["sha256"], row["unit_code"])
        for row in waiting[~waiting["id"].isin(answered)].to_dict("records")
    ]
    return [
        *issues(debts, people), *answers(unanswered, {debt.unit_code: debt for debt in debts}, people),
        *reminders(debts, people, desk.as_of, desk.book),
    ]


def _debts(conn: Connection, desk: Desk) -> list[Debt]:
    """The obligations of the run's regions whose unit, or its successor, is there to be written to."""
    opened = opens(desk.dates, desk.book)
    present = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of)
    there = set(directory.units(conn, desk.as_of, desk.regions, former=True)["code"])
    return [
        Debt(int(row["id"]), desk.milestone, desk.node, desk.work_year, row["unit_code"], opened, row["effective_due"],
             row["remind_from"], int(row["deadline_version"]), row["state"] == "owed")
        for row in present[present["unit_code"].isin(there)].to_dict("records")
    ]


def _withdraw(conn: Connection, desk: Desk, debts: list[Debt], owed: list[Owed], pending: pd.DataFrame) -> None:
    """Take back what still waits and says nothing true any more: a later rung speaks, or nothing is owed like that."""
    ours = pending[pending["obligation_id"].isin([debt.obligation_id for debt in debts])]
    outdone = ours["key"].isin([one.key for one in owed if one.superseded])
    untrue = ours["kind"].isin(REMINDING) & ~ours["key"].isin([one.key for one in owed])
    outbox.withdraw(conn, desk.run_id, desk.moment, ours.loc[outdone, "id"].tolist(), "superseded", OUTDONE)
    outbox.withdraw(conn, desk.run_id, desk.moment, ours.loc[untrue, "id"].tolist(), "cancelled", SETTLED)


def _notice(desk: Desk, one: Owed) -> outbox.Notice:
    """One row of the outbox; whoever has no address is a task for a person, never a retry."""
    state, reason = "pending", ""
    if not one.to[1]:
        state, reason = "failed", "名录里没有该单位的联系邮箱，请补登后再运行"
    if one.superseded:
        state, reason = "superseded", OUTDONE
    return outbox.Notice(
        key=one.key, message_id=one.message_id, kind=one.kind, milestone=desk.milestone, work_year=desk.work_year,
        to_email=one.to[1], to_name=one.to[0], cc=one.cc, created_at=desk.moment, not_before=desk.moment, rung=one.rung,
        node=desk.node, obligation_id=one.debt.obligation_id, submission_id=one.submission_id,
        unit_code=one.debt.unit_code, deadline_version=one.debt.deadline_version, due_on=one.debt.effective_due,
        state=state, reason=reason,
    )

"""notify 通知: put what is owed into the outbox, then have it emptied."""

import pandas as pd
from sqlalchemy import Connection

from tasks.claiming import REMINDING, SETTLED
from tasks.desk import Desk
from tasks.handover import Told
from tasks.owing import owed
from tasks.rules.office_hours import not_before
from tasks.rules.owed import OFFER, Debt, Owed
from tasks.sending import empty
from tasks.store import outbox
from tasks.verb import verb

OUTDONE = "更晚的一次提醒已到时间，由其代替"
CHANGED = "结论已经改变或撤销，不再发送"
NOBODY = "名录里没有该单位的联系邮箱，请补登后再运行"
HELD = "正式文书，待署名的人签发（jixiao approve）"


@verb("通知 notify", retries=0)
def notify(desk: Desk) -> Told:
    """Tell everybody what the state of things owes them; a reproduced past day tells nobody anything."""
    if not desk.present:
        return Told(put=0, sent=0)
    with desk.engine.begin() as conn:
        told = outbox.of_milestone(conn, desk.milestone, desk.work_year)
        debts, due = owed(conn, desk, told)
        put = outbox.put(conn, desk.run_id, desk.moment, [_notice(desk, one) for one in due])
        put += outbox.put_back(conn, desk.run_id, desk.moment, _true_again(desk, due, told),
                               not_before("", desk.moment, desk.book))
        _withdraw(conn, desk, debts, due, told[told["state"].isin(["pending", "held"])])
    return Told(put=put, sent=empty(desk) if desk.send else 0)


def _true_again(desk: Desk, due: list[Owed], told: pd.DataFrame) -> list[int]:
    """What was taken back and is owed once more: whoever was the contact is it again, what was whole is not.

    What a person refused to sign, or told them otherwise, stays so; a reminder of a day that has passed says nothing.
    """
    owed_now = {one.key for one in due if not (
        one.superseded or one.barred or one.kind == "paper" or (one.kind == "reminder" and one.debt and
                                                  one.debt.effective_due < desk.as_of))}
    taken_back = (told["state"] == "cancelled") & (told["released_by"] == "")
    back: list[int] = told.loc[taken_back & told["key"].isin(owed_now), "id"].tolist()
    return back


def _withdraw(conn: Connection, desk: Desk, debts: list[Debt], due: list[Owed], waiting: pd.DataFrame) -> None:
    """Take back what waits and says nothing true any more: a later rung speaks, or nothing is owed like that."""
    here = (waiting["node"] == desk.node) & (not desk.regions)
    offered = (waiting["rung"] == OFFER) & here
    ours = waiting[waiting["obligation_id"].isin([debt.obligation_id for debt in debts]) | offered]
    known = {one.key: one.superseded for one in due}
    outdone = waiting["key"].map(known).eq(True)
    untrue = ours["kind"].isin(REMINDING) & ~ours["key"].isin(list(known))
    told = waiting["verdict_id"].notna() & here & ~waiting["key"].isin(list(known))
    for rows, state, why in (
        (waiting[outdone], "superseded", OUTDONE), (ours[untrue], "cancelled", SETTLED),
        (waiting[told], "cancelled", CHANGED),
    ):
        outbox.withdraw(conn, desk.run_id, desk.moment, rows["id"].tolist(), state, why)


def _notice(desk: Desk, one: Owed) -> outbox.Notice:
    """One row of the outbox; whoever has no address is a task for a person, never a retry."""
    debt = one.debt
    state, reason = ("held", HELD) if one.kind == "paper" else ("pending", "")
    if one.barred or not one.to[1]:
        state, reason = "failed", one.barred or NOBODY
    if one.superseded:
        state, reason = "superseded", OUTDONE
    return outbox.Notice(
        key=one.key, message_id=one.message_id, kind=one.kind, milestone=desk.milestone, work_year=desk.work_year,
        to_email=one.to[1], to_name=one.to[0], cc=one.cc, created_at=desk.moment, rung=one.rung,
        not_before=not_before(one.kind, desk.moment, desk.book),
        node=debt.node if debt else desk.node, submission_id=one.submission_id, verdict_id=one.verdict_id,
        unit_code=one.unit_code,
        obligation_id=debt.obligation_id if debt else None, deadline_version=debt.deadline_version if debt else 1,
        due_on=debt.effective_due if debt else None, state=state, reason=reason,
        facts={"name": one.name} if one.name else {},
    )

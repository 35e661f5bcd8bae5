"""notify 通知: put what is owed into the outbox, then empty it, one mail at a time, each checked once more."""

import os
import socket
from datetime import timedelta

import pandas as pd
import psutil
from sqlalchemy import Connection

from config import clock
from tasks.desk import Desk
from tasks.handover import Told
from tasks.letters import Letters
from tasks.mail.faults import Ambiguous, Config, MailFault, Permanent, Transient
from tasks.mail.post import Post
from tasks.rules.deadlines import opens
from tasks.rules.owed import Answer, Debt, Owed, People, answers, issues, reminders
from tasks.store import directory, obligations, outbox, submissions
from tasks.verb import progress, verb

ANSWERS = {"accepted": "receipt", "returned": "return", "refused": "refused", "outdated": "refused"}
REMINDING = ("issue", "reminder", "overdue")  # true only while something is owed
OUTDONE = "更晚的一次提醒已到时间，由其代替"
SETTLED = "发送前已报齐，或期限、收件人已改，不再发送"
REFUSED = "邮件服务器拒收，请核对邮箱"
STAYED = "有收件地址不在 JIXIAO_MAIL_ALLOW 名单内，信只进了本地发件箱"
UNKNOWN = "不知是否已送达，请人工核实"
BACK_OFF, GIVE_UP = timedelta(minutes=1), 8  # doubled each time; tries that the server itself put off
NO_LINE = 3  # mails in a row without a line to the server: the others would only wait for the same


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
    return Told(put=put, sent=_empty(desk) if desk.send else 0)


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
        obligation_id=one.debt.obligation_id, submission_id=one.submission_id, unit_code=one.debt.unit_code,
        deadline_version=one.debt.deadline_version, due_on=one.debt.effective_due, state=state, reason=reason,
    )


def _empty(desk: Desk) -> int:
    """Send what waits until nothing does; a fault of the set-up stops the queue and fails the run."""
    live = desk.settings.mail_live and not clock.rehearsing()
    sent, done, lost, me, letters = 0, 0, 0, _myself(live), None
    with Post(desk.settings, desk.workspace / "outbox", live=live) as post:
        _settle_abandoned(desk, post)
        with desk.engine.begin() as conn:
            waiting = outbox.tally(conn).get("pending", 0)
        tick = progress(f"{desk.milestone.replace('_', '-')}-sending", "发送通知", waiting)
        while lost < NO_LINE and (notice := _claim(desk, me)):
            letters = letters or Letters(desk)
            fault = _deliver(desk, post, letters, notice)
            lost = lost + 1 if isinstance(fault, Transient) and fault.code is None else 0
            sent, done = sent + (fault is None), done + 1
            tick(min(done, waiting))
    return sent


def _claim(desk: Desk, me: str) -> outbox.Notice | None:
    """The next notice that still says something true; committed before it is sent, so that a dead sender shows."""
    while True:
        with desk.engine.begin() as conn:
            notice = outbox.claim(conn, me, clock.now(), outbox.Scope(desk.milestone, desk.work_year, desk.regions))
            if notice is None or notice.kind not in REMINDING or notice.obligation_id is None:
                return notice
            if obligations.still_owed(conn, notice.obligation_id, notice.deadline_version):
                return notice
            outbox.settle(conn, desk.run_id, clock.now(), notice, "cancelled", reason=SETTLED)


def _deliver(desk: Desk, post: Post, letters: Letters, notice: outbox.Notice) -> MailFault | None:
    """Send one claimed notice and write down what became of it; what was wrong, if anything was."""
    try:
        letter, digest = letters.letter(notice)
        refused = post.send(letter)
    except MailFault as fault:
        _failed(desk, notice, fault)
        return fault
    kept = STAYED if post.live and post.way(letter) == "sink" else ""
    reason = f"部分抄送地址被拒：{'、'.join(refused)}" if refused else kept
    with desk.engine.begin() as conn:
        outbox.settle(conn, desk.run_id, clock.now(), notice, "sent", reason=reason, body_sha256=digest)
    return None


def _failed(desk: Desk, notice: outbox.Notice, fault: MailFault) -> None:
    """Transient waits and doubles, permanent is for a person, ambiguous is never simply sent again."""
    now = clock.now()
    given_up = isinstance(fault, Transient) and fault.code is not None and notice.attempts >= GIVE_UP
    with desk.engine.begin() as conn:
        if isinstance(fault, Ambiguous):
            outbox.settle(conn, desk.run_id, now, notice, "uncertain", reason=UNKNOWN, error=str(fault))
        elif isinstance(fault, Permanent) or given_up:
            outbox.settle(conn, desk.run_id, now, notice, "failed", reason=REFUSED, error=str(fault))
        else:
            wait = BACK_OFF * 2 ** min(notice.attempts - 1, GIVE_UP)
            outbox.release(conn, desk.run_id, now, notice, now if isinstance(fault, Config) else now + wait,
                           error=str(fault))
    if isinstance(fault, Config):
        raise fault


def _settle_abandoned(desk: Desk, post: Post) -> None:
    """Notices whose sender died between claim and outcome: the sink tells what became of them, else a person must."""
    with desk.engine.begin() as conn:
        for notice in outbox.stale(conn, clock.now() + timedelta(seconds=1)):
            if _alive(notice.claimed_by):
                continue
            taken = post.taken(notice.message_id, live=notice.claimed_by.endswith(":live"))
            if taken is False:
                outbox.release(conn, desk.run_id, clock.now(), notice, clock.now())
            else:
                state, reason = ("sent", "") if taken else ("uncertain", UNKNOWN)
                outbox.settle(conn, desk.run_id, clock.now(), notice, state, reason=reason)


def _myself(live: bool) -> str:
    """Who claims: host, process and its birth, so that a later process with the same number is not taken for it; and
    whether its mails may leave, so that one of unknown fate is looked for where it went."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}:{'live' if live else 'sink'}"


def _alive(claimant: str) -> bool:
    """Whether a claimant may still be sending. Those of another host are believed to live."""
    host, pid, born, _ = claimant.rsplit(":", 3)
    if host != socket.gethostname():
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == born
    except psutil.NoSuchProcess:
        return False

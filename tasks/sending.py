"""Sending: the outbox is emptied, one mail at a time, each checked once more before it leaves and settled after."""

import os
import socket
from datetime import timedelta

import psutil

from config import clock
from tasks.desk import Desk
from tasks.letters import Letters
from tasks.mail.faults import Ambiguous, Config, MailFault, Permanent, Transient
from tasks.mail.post import Post
from tasks.mail.returns import Returns
from tasks.store import bounces, obligations, outbox
from tasks.verb import progress, say

REMINDING = ("issue", "reminder", "overdue", "paper")  # true only while something is owed
SETTLED = "发送前已报齐，或期限、收件人已改，不再发送"
REFUSED = "邮件服务器拒收，请核对邮箱"
STAYED = "有收件地址不在 JIXIAO_MAIL_ALLOW 名单内，信只进了本地发件箱"
UNKNOWN = "不知是否已送达，请人工核实"
BACK_OFF, GIVE_UP = timedelta(minutes=1), 8  # doubled each time; tries that the server itself put off
NO_LINE = 3  # mails in a row without a line to the server: the others would only wait for the same


def empty(desk: Desk) -> int:
    """Send what waits until nothing does; a fault of the set-up stops the queue and fails the run."""
    live = desk.settings.mail_live and not clock.rehearsing()
    sent, done, lost, me, letters, full = 0, 0, 0, myself(live), None, ""
    with Post(desk.settings, desk.workspace / "outbox", live=live) as post:
        settle_abandoned(desk, post)
        take_back(desk, live=live)
        with desk.engine.begin() as conn:
            waiting = outbox.tally(conn).get("pending", 0)
        tick = progress(f"{desk.milestone.replace('_', '-')}-sending", "发送通知", waiting)
        while lost < NO_LINE and not (full := post.turn()) and (notice := claim(desk, me)):
            letters = letters or Letters(desk)
            fault = deliver(desk, post, letters, notice)
            lost = lost + 1 if isinstance(fault, Transient) and fault.code is None else 0
            sent, done = sent + (fault is None), done + 1
            tick(min(done, waiting))
    say(desk.outcome, full if waiting > done else "")
    return sent


def claim(desk: Desk, me: str) -> outbox.Notice | None:
    """The next notice that still says something true; committed before it is sent, so that a dead sender shows."""
    while True:
        with desk.engine.begin() as conn:
            notice = outbox.claim(conn, me, clock.now(), outbox.Scope(desk.milestone, desk.work_year, desk.regions))
            if notice is None or notice.kind not in REMINDING or notice.obligation_id is None:
                return notice
            if obligations.still_owed(conn, notice.obligation_id, notice.deadline_version):
                return notice
            outbox.settle(conn, desk.run_id, clock.now(), notice, "cancelled", reason=SETTLED)


def deliver(desk: Desk, post: Post, letters: Letters, notice: outbox.Notice) -> MailFault | None:
    """Send one claimed notice and write down what became of it; what was wrong, if anything was."""
    try:
        letter, digest = letters.letter(notice)
        refused = post.send(letter)
    except MailFault as fault:
        failed(desk, notice, fault)
        return fault
    kept = STAYED if post.live and post.way(letter) == "sink" else ""
    reason = f"部分抄送地址被拒：{'、'.join(refused)}" if refused else kept
    with desk.engine.begin() as conn:
        outbox.settle(conn, desk.run_id, clock.now(), notice, "sent", reason=reason, body_sha256=digest)
    return None


def failed(desk: Desk, notice: outbox.Notice, fault: MailFault) -> None:
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


def take_back(desk: Desk, *, live: bool) -> None:
    """Write down what came back since the last run; a mailbox that cannot be read stops nothing."""
    if not live:
        return
    returns = Returns(desk.settings, desk.workspace / "outbox" / ".returns.json")
    found = returns.fetch()
    with desk.engine.begin() as conn:
        for one in found:
            bounces.come_back(conn, desk.run_id, clock.now(), one.message_id, one.address, one.words)
    returns.done()
    say(desk.outcome, returns.trouble)


def settle_abandoned(desk: Desk, post: Post) -> None:
    """Notices whose sender died between claim and outcome: the sink tells what became of them, else a person must."""
    with desk.engine.begin() as conn:
        for notice in outbox.stale(conn, clock.now() + timedelta(seconds=1)):
            if alive(notice.claimed_by):
                continue
            taken = post.taken(notice.message_id, live=notice.claimed_by.endswith(":live"),
                               claimed_at=notice.claimed_at)
            if taken is False:
                outbox.release(conn, desk.run_id, clock.now(), notice, clock.now())
            else:
                state, reason = ("sent", "") if taken else ("uncertain", UNKNOWN)
                outbox.settle(conn, desk.run_id, clock.now(), notice, state, reason=reason)


def myself(live: bool) -> str:
    """Who claims: host, process and its birth, so that a later process with the same number is not taken for it; and
    whether its mails may leave, so that one of unknown fate is looked for where it went."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}:{'live' if live else 'sink'}"


def alive(claimant: str) -> bool:
    """Whether a claimant may still be sending. Those of another host are believed to live."""
    host, pid, born, _ = claimant.rsplit(":", 3)
    if host != socket.gethostname():
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == born
    except psutil.NoSuchProcess:
        return False

"""Sending: the outbox is emptied, one mail at a time, each checked once more before it leaves and settled after.

Whoever runs sends what may leave of all milestones of his work year, and what still waits of the year before, whose
crons run no more: so what one person is owed gathers in one mail a day (decision 0021).
"""

import os
import socket
from datetime import timedelta

import psutil
from sqlalchemy import Connection

from config import clock
from tasks.claiming import claim
from tasks.desk import Desk
from tasks.mail.faults import Ambiguous, Config, MailFault, Permanent, Transient
from tasks.mail.post import Post
from tasks.mail.returns import Returns
from tasks.mailing import Mailing
from tasks.rules.back_off import back_off, given_up
from tasks.store import bounces, claims, outbox
from tasks.store.outbox import Notice
from tasks.verb import progress, say

REFUSED = "邮件服务器拒收，请核对邮箱"
STAYED = "有收件地址不在 JIXIAO_MAIL_ALLOW 名单内，信只进了本地发件箱"
UNKNOWN = "不知是否已送达，请人工核实"
NO_LINE = 3  # mails in a row without a line to the server: the others would only wait for the same
REPEATS = 3  # tries of a mail of unknown fate that nothing can tell us about; then a person must
NO_EVIDENCE = timedelta(days=1)  # how long an archive that cannot be asked is waited for


def empty(desk: Desk) -> int:
    """Send what waits until nothing does; returns the number of mails. A fault of the set-up fails the run."""
    live = desk.settings.mail_live and not clock.rehearsing()
    sent, done, lost, me, mailing, full = 0, 0, 0, myself(live), Mailing(desk), ""
    with Post(desk.settings, desk.workspace / "outbox", live=live) as post:
        settle_abandoned(desk, post)
        take_back(desk, live=live)
        with desk.engine.begin() as conn:
            waiting = outbox.tally(conn).get("pending", 0)
        tick = progress(f"{desk.milestone.replace('_', '-')}-sending", "发送通知", waiting)
        while lost < NO_LINE and not (full := post.turn()) and (group := claim(desk, me)):
            fault = deliver(desk, post, mailing, group)
            lost = lost + 1 if isinstance(fault, Transient) and fault.code is None else 0
            sent, done = sent + (fault is None), done + len(group)
            tick(min(done, waiting))
    say(desk.outcome, post.archive.trouble)
    say(desk.outcome, full if waiting > done else "")
    return sent


def deliver(desk: Desk, post: Post, mailing: Mailing, group: list[Notice]) -> MailFault | None:
    """Send one claimed mail and write down what became of it; what was wrong, if anything was."""
    try:
        letter, digest = mailing.letter(group)
        refused = post.send(letter)
    except MailFault as fault:
        with desk.engine.begin() as conn:
            _failed(conn, desk, group[0], fault)
        if isinstance(fault, Config):
            raise
        return fault
    kept = STAYED if post.live and post.way(letter) == "sink" else ""
    reason = f"部分抄送地址被拒：{'、'.join(refused)}" if refused else kept
    with desk.engine.begin() as conn:
        outbox.settle(conn, desk.run_id, clock.now(), group[0], "sent", reason=reason, body_sha256=digest,
                      in_reply_to=letter.headers.get("In-Reply-To", ""))
    return None


def _failed(conn: Connection, desk: Desk, lead: Notice, fault: MailFault) -> None:
    """Transient waits and doubles, permanent is for a person, of an ambiguous one the evidence is asked first."""
    now, error = clock.now(), str(fault)
    put_off = isinstance(fault, Transient) and fault.code is not None
    if isinstance(fault, Ambiguous):
        if desk.settings.archive_host:
            claims.nobodys(conn, lead, NOBODY, error)
        else:
            _again(conn, desk, lead, error)
    elif isinstance(fault, Permanent) or (
            put_off and given_up(lead.attempts, claims.first_put_off(conn, lead), now, desk.book)):
        outbox.settle(conn, desk.run_id, now, lead, "failed", reason=REFUSED, error=error)
    else:
        wait = timedelta() if isinstance(fault, Config) else back_off(lead.key, lead.attempts, fault.code)
        outbox.release(conn, desk.run_id, now, lead, now + wait, error=error)


def _again(conn: Connection, desk: Desk, lead: Notice, error: str) -> None:
    """A mail of unknown fate, and nothing to tell: it goes again under the same id and date, which mailboxes that know
    their trade show once; a formal paper, or what was tried too often, is for a person."""
    now = clock.now()
    if lead.kind == "paper" or lead.attempts >= REPEATS:
        outbox.settle(conn, desk.run_id, now, lead, "uncertain", reason=UNKNOWN, error=error)
    else:
        outbox.release(conn, desk.run_id, now, lead, now + back_off(lead.key, lead.attempts, None), error=error)


def settle_abandoned(desk: Desk, post: Post) -> None:
    """Mails whose sender died between claim and outcome, or got no answer: ask the evidence what became of them."""
    with desk.engine.begin() as conn:
        found = [lead for lead in claims.stale(conn, clock.now() + timedelta(seconds=1)) if not alive(lead.claimed_by)]
    for lead in found:  # an archive may take its time: nobody waits for our lock meanwhile
        now, since = clock.now(), lead.claimed_at or clock.now()
        taken = post.taken(lead.message_id, live=lead.claimed_by.endswith(":live"), claimed_at=since)
        may_tell_yet = bool(desk.settings.archive_host) and now - since < NO_EVIDENCE
        with desk.engine.begin() as conn:
            if taken:
                outbox.settle(conn, desk.run_id, now, lead, "sent", error=lead.last_error)
            elif taken is False:
                outbox.release(conn, desk.run_id, now, lead, now, error=lead.last_error)
            elif post.live and not may_tell_yet:  # a run that may not send has no say about what did
                _again(conn, desk, lead, lead.last_error)


def take_back(desk: Desk, *, live: bool) -> None:
    """Write down what came back since the last run; a mailbox that cannot be read stops nothing."""
    if not live:
        return
    returns = Returns(desk.settings, desk.workspace / "outbox" / ".returns.json")
    found = returns.fetch()
    with desk.engine.begin() as conn:
        for one in found:
            bounces.come_back(conn, desk.run_id, clock.now(), one.message_id, one.address, one.words)
        strange = [f"退给{one.address}：{one.words}" for one in found
                   if one.plain and bounces.went_elsewhere(conn, one.message_id, one.address)]
    returns.done()
    for words in (returns.trouble, *(f"{UNCLEAR}：{one}" for one in (*returns.unclear, *strange))):
        say(desk.outcome, words)


UNCLEAR = "有一封退信认不出是哪封信、没有送到谁，请人工查看退信邮箱并核对地址"
NOBODY = ":0:0:live"  # claims what went to a real server and is no longer anybody's


def myself(live: bool) -> str:
    """Who claims: host, process and its birth, so that a later process with the same number is not taken for it; and
    whether its mails may leave, so that one of unknown fate is looked for where it went."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}:{'live' if live else 'sink'}"


def alive(claimant: str) -> bool:
    """Whether a claimant may still be sending. Those of another host are believed to live."""
    host, pid, born, _ = claimant.rsplit(":", 3)
    if host != socket.gethostname():
        return bool(host)
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == born
    except psutil.NoSuchProcess:
        return False

"""What a server says afterwards: a mail that came back, one of unknown fate, and an account that may send no more."""

import json
import socket
from datetime import date, datetime

import pytest
from sqlalchemy import update

from config import clock
from tasks.store import bounces
from tasks.store.models import Notice
from tests.flows.conftest import UNITS
from tests.mail.reports import report
from tests.mail.servers import mailbox, set_live, submission

A, B, C = UNITS
DAY = date(2023, 3, 1)


@pytest.fixture
def live(office, server, imap, papers, monkeypatch):
    """The office with everything set, on a day that counts as real; two mails a day are all it may send."""
    set_live(monkeypatch, mail_per_day=2, archive_address="cd@czj.example", bounce_folder="Returns",
             **submission(server, papers), **mailbox(imap, papers))
    return office


def test_the_day_after_knows_what_the_servers_said(live, server, imap):
    """Two of three forms leave, the third waits and the run says why. Next day one has come back, and it leaves."""
    live.run(DAY, "publish")
    assert len(server.log.copies) == 2
    assert live.ask("SELECT state, count(*) FROM notice GROUP BY state ORDER BY state") == [("pending", 1), ("sent", 2)]
    [(outcome,)] = live.ask("SELECT outcome FROM run ORDER BY id DESC LIMIT 1")
    assert "到了每日上限" in outcome

    first = server.log.copies[0]
    [address] = [one for one in first.receivers if one != "cd@czj.example"]
    imap.deliver(report(address, first.mail["Message-ID"]), folder="Returns")
    live.run(date(2023, 3, 2), "publish")
    fates = {row[0]: row[1:] for row in live.ask("SELECT to_email, state, last_error FROM notice")}
    state, words = fates.pop(address)
    assert state == "bounced" and "Recipient address rejected: User unknown" in words
    assert {state for state, _ in fates.values()} == {"sent"} and len(server.log.copies) == 3


def test_a_named_person_says_what_becomes_of_what_did_not_arrive(live, server, jixiao):
    """Two forms came back: a mailbox that was full is written to once more, the other unit was told by telephone."""
    live.run(DAY, "publish")
    sent = live.ask("SELECT id, message_id, to_email FROM notice WHERE state = 'sent' ORDER BY id")
    with live.engine.begin() as conn:
        for _, message_id, address in sent:
            bounces.come_back(conn, 1, datetime(2023, 3, 1, 12, tzinfo=clock.BEIJING), message_id, address, "452 full")
    (full, first, address), (told, _, _) = sent
    at, fang = ("--workspace", live.workspace, "--work-year", 2023), ("--by", "王芳", "--reason")
    code, out, _ = jixiao("resend", *at, "--json", on=DAY)
    assert code == 1 and [row["id"] for row in json.loads(out)] == [full, told]
    assert "被退信" in jixiao("resend", *at, on=DAY)[1]

    assert jixiao("resend", full, *at, "--by", "王芳", on=DAY)[0] == 2, "who decides says why"
    assert jixiao("resend", full, *at, *fang, "邮箱已清理", on=DAY)[0] == 0
    assert jixiao("resend", told, *at, *fang, "电话通知", "--told", on=DAY)[0] == 0
    assert jixiao("resend", full, *at, *fang, "再试", on=DAY)[0] == 1, "it waits already"
    for _ in range(2):
        live.run(date(2023, 3, 2), "publish")
    copies = [(copy.mail["Message-ID"], address in copy.receivers) for copy in server.log.copies]
    assert copies.count((first, True)) == 2 and len(copies) == 4, "once more, under its own id; the third unit's too"
    assert live.ask(f"SELECT state, reason FROM notice WHERE id = {told}") == [
        ("cancelled", "王芳已另行告知：电话通知")]
    assert live.broken() is None
    said = live.ask("SELECT payload FROM event WHERE run_id IS NULL AND kind IN ('notice.pending', 'notice.cancelled')")
    assert [json.loads(row[0])["reason"] for row in said] == ["邮箱已清理", "电话通知"]


def test_a_sender_that_died_is_judged_by_the_archive(live, server, imap):
    """Of two whose sender died, the one in the archive was taken; the other one leaves, once, after the settle time."""
    live.run(DAY, "publish")
    kept, lost = server.log.copies
    imap.deliver(kept.raw)
    began = datetime(2023, 3, 1, 9, tzinfo=clock.BEIJING)
    with live.engine.begin() as conn:
        conn.execute(update(Notice).where(Notice.state == "sent").values(
            state="sending", claimed_by=f"{socket.gethostname()}:1999999:0.00:live", claimed_at=began))
    live.run(date(2023, 3, 2), "publish")
    again = [copy.mail["Message-ID"] for copy in server.log.copies]
    assert again.count(kept.mail["Message-ID"]) == 1 and again.count(lost.mail["Message-ID"]) == 2
    assert live.ask("SELECT DISTINCT state FROM notice WHERE state != 'pending'") == [("sent",)]

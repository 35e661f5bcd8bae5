"""What a server says afterwards: a mail that came back, one of unknown fate, and an account that may send no more."""

import socket
from datetime import date, datetime

import pytest
from sqlalchemy import update

from config import clock
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

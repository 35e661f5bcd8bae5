"""A server that does all a server can do wrong, day after day, and an archive: nothing is lost, nothing doubled."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import update

from tasks.mail.faults import Config
from tasks.store.models import Contact
from tests.flows.conftest import Office
from tests.mail.servers import mailbox, set_live, submission

DAYS = [date(2023, 3, day) for day in (1, 2, 3, 6)]
# What the server does to the mail of each unit, and what must have become of it in the end.
FATES = {
    "good": "sent", "refuse": "failed", "data5": "failed",  # 550 at RCPT, 554 after the mail
    "grey": "sent", "busy": "sent", "data4": "sent",  # 451, 421 and 451 after the mail; the server thinks better of it
    "dropearly": "sent", "dropcmd": "sent",  # hangs up at RCPT, at DATA
    "dropdata": "sent", "hang": "sent", "odd": "sent",  # no answer after the mail: taken, taken, not taken
}
PASSING = ("grey", "busy", "data4", "dropearly", "dropcmd", "odd")  # what is over after the second day


@pytest.fixture
def crowd(tmp_path, office, server, imap, papers, monkeypatch):
    """One unit for each way of going wrong; patience of half a second."""
    set_live(monkeypatch, workspace=tmp_path / "crowd", smtp_timeout=0.5, archive_address="cundang@ats.example",
             **submission(server, papers), **mailbox(imap, papers))
    town = Office(tmp_path / "crowd", 2022, {f"6530010{10 + n}": f"{name}站" for n, name in enumerate(FATES)})
    with town.engine.begin() as conn:
        for unit, name in zip(town.units, FATES, strict=True):
            conn.execute(update(Contact).where(Contact.unit_code == unit).values(email=f"{name}@ats.example"))
    yield town
    assert town.broken() is None
    town.engine.dispose()


def fates(town):
    """Local part → state of its notice."""
    return {to.partition("@")[0]: state for to, state in town.ask("SELECT to_email, state FROM notice")}


def test_in_the_end_everything_is_sent_once_or_a_persons_task(crowd, server, imap, monkeypatch):
    """Four days: each mail the server took, it took once; only what it refused for good is failed."""
    taken = 0
    for number, day in enumerate(DAYS):
        if number == 2:  # the server has come to its senses
            monkeypatch.setattr("tests.mail.faulty_server.AT_RCPT", {"refuse": "550 5.1.1 no such user"})
            monkeypatch.setattr("tests.mail.faulty_server.AFTER_DATA", {"data5": "554 5.6.0 rejected"})
            monkeypatch.setattr("tests.mail.faulty_server.DROPS", ())
        crowd.run(day, "publish")
        for copy in server.log.copies[taken:]:
            imap.deliver(copy.raw)
        taken = len(server.log.copies)
        if number == 1:
            assert {fates(crowd)[name] for name in PASSING} <= {"pending", "sending"}
    assert fates(crowd) == FATES
    copies = Counter(copy.mail["Message-ID"] for copy in server.log.copies)
    assert set(copies.values()) == {1}
    assert len(copies) == sum(state == "sent" for state in FATES.values())


def test_a_certificate_nobody_vouches_for_stops_the_queue(crowd, server, monkeypatch):
    """It concerns every mail: one try, nothing sent, nothing lost; as a wrong password does, in test_sending."""
    monkeypatch.setenv("JIXIAO_SMTP_CA_FILE", "")
    with pytest.raises(Config, match="证书"):
        crowd.run(DAYS[0], "publish")
    assert set(fates(crowd).values()) == {"pending"} and server.log.copies == []
    assert "MAIL" not in server.log.commands

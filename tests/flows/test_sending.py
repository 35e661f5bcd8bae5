"""Mails that really leave: through a server with STARTTLS and AUTH, past the safety catch, with every fault told."""

import socket
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import update

from config import clock
from tasks.mail.faults import Config
from tasks.mailing import Mailing
from tasks.store import outbox
from tasks.store.models import Contact
from tests.flows.conftest import UNITS, Office
from tests.mail.faulty_server import PASSWORD
from tests.mail.servers import set_live, submission

A, B, C = UNITS
DAY = date(2023, 3, 1)
REHEARSING = clock.rehearsing


@pytest.fixture
def live(office, server, papers, monkeypatch):
    """The office with everything set for mails to leave, on a day that counts as real."""
    set_live(monkeypatch, smtp_user="jixiao", **submission(server, papers))
    return office


def fates(office):
    """Address → state, tries and last error of its notice."""
    return {to.partition("@")[0]: fate for to, *fate in office.ask(
        "SELECT to_email, state, attempts, last_error FROM notice WHERE state <> 'superseded'")}


def readdress(office, **locals_by_unit):
    """Give contacts other addresses: the local part orders the server's fault."""
    with office.engine.begin() as conn:
        for unit, local in zip(office.units, locals_by_unit.values(), strict=False):
            conn.execute(update(Contact).where(Contact.unit_code == unit).values(email=f"{local}@ats.example"))


def test_with_the_switch_and_the_list_mails_leave_once(live, server):
    """Logged in over TLS, one copy each, sealed as sent; the sink stays empty and a rerun sends nothing."""
    live.run(DAY)
    live.run(DAY, "publish")
    assert sorted(copy.receivers for copy in server.log.copies) == sorted([live.email(unit)] for unit in UNITS)
    assert server.log.logins == [b"jixiao"]  # one line for all three
    assert live.mails() == []
    assert {state for state, *_ in fates(live).values()} == {"sent"}
    ids = {copy.mail["Message-ID"] for copy in server.log.copies}
    assert ids == {row[0] for row in live.ask("SELECT message_id FROM notice")}


@pytest.mark.parametrize(("name", "value"), [
    ("JIXIAO_MAIL_LIVE", "false"), ("JIXIAO_MAIL_ALLOW", ""),
    ("JIXIAO_MAIL_ALLOW", "*@czj.example,somebody@ats.example"),
])
def test_without_switch_or_list_nothing_leaves(live, server, monkeypatch, name, value):
    """The switch off, no list, a list of others: all mails in the sink, as sent."""
    monkeypatch.setenv(name, value)
    live.run(DAY, "publish")
    assert server.log.copies == server.log.commands == []
    assert len(live.mails()) == 3


def test_a_rehearsed_day_never_sends_a_mail_out(live, server, monkeypatch):
    """Even with switch, list and server in place."""
    monkeypatch.setattr(clock, "rehearsing", REHEARSING)
    live.run(DAY, "publish")
    assert server.log.copies == server.log.commands == [] and len(live.mails()) == 3


def test_what_is_copied_outside_the_list_stays_in(live, server, monkeypatch):
    """The units may be written to and are; the division's own mail stays, and each notice in it says why."""
    allowed = ",".join(live.email(unit) for unit in (A, B, C))
    monkeypatch.setenv("JIXIAO_MAIL_ALLOW", allowed)
    live.run(DAY, "publish")
    live.run(date(2023, 4, 3), "publish")
    assert [copy.receivers for copy in server.log.copies] == 2 * [[live.email(unit)] for unit in (A, B, C)]
    said = live.ask("SELECT DISTINCT kind, reason FROM notice WHERE state = 'sent'")
    assert dict(said) == {
        "issue": "", "overdue": "", "copy": "有收件地址不在 JIXIAO_MAIL_ALLOW 名单内，信只进了本地发件箱"}


@pytest.fixture
def crowd(tmp_path, live, server):
    """Nine units, the mails of eight of which the server treats badly."""
    names = ("refuse", "grey", "busy", "dropcmd", "data4", "data5", "odd", "dropdata", "good")
    units = {f"65300101{number}": f"第{number}站" for number, _ in enumerate(names)}
    office = Office(tmp_path / "crowd", 2022, units)
    readdress(office, **dict(zip(names, names, strict=True)))
    yield office
    assert office.broken() is None
    office.engine.dispose()


def test_every_fault_has_its_outcome(crowd, server, monkeypatch):
    """Refused for good fails, put off waits, of unknown fate goes again as it was, but no paper; none stops another."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(crowd.workspace))
    crowd.run(DAY, "publish", send=False)
    formal(crowd, monkeypatch, "odd")
    crowd.run(DAY, "publish")
    states = {name: state for name, (state, *_) in fates(crowd).items()}
    assert states == {"refuse": "failed", "data5": "failed", "grey": "pending", "busy": "pending", "data4": "pending",
                      "dropcmd": "pending", "dropdata": "pending", "odd": "uncertain", "good": "sent"}
    waits = {to.partition("@")[0]: (datetime.fromisoformat(until) - datetime(2023, 3, 1, 11)).total_seconds()
             for to, until in crowd.ask("SELECT to_email, not_before FROM notice WHERE state = 'pending'")}
    assert all(240 <= waits.pop(name) <= 360 for name in ("grey", "data4"))
    assert all(48 <= wait <= 72 for wait in waits.values())
    told = fates(crowd)
    assert "550" in told["refuse"][2] and "451" in told["grey"][2] and "554" in told["data5"][2]
    reasons = dict(crowd.ask("SELECT state, reason FROM notice WHERE state IN ('failed', 'uncertain')"))
    assert reasons == {"failed": "邮件服务器拒收，请核对邮箱", "uncertain": "不知是否已送达，请人工核实"}

    crowd.run(DAY, "publish")  # the same moment: nobody's turn has come
    assert fates(crowd) == told
    crowd.run(date(2023, 3, 2), "publish")
    again = fates(crowd)
    assert {name for name in again if again[name][1] == 2} == {"grey", "busy", "data4", "dropcmd", "dropdata"}
    crowd.run(date(2023, 3, 3), "publish")
    assert fates(crowd)["dropdata"][0] == "uncertain"  # three copies are enough: now a person must ask
    copies = {name: [copy.mail for copy in server.log.copies if copy.receivers == [f"{name}@ats.example"]]
              for name in ("dropdata", "good")}
    assert {name: len(found) for name, found in copies.items()} == {"dropdata": 3, "good": 1}
    assert len({(mail["Message-ID"], mail["Date"]) for mail in copies["dropdata"]}) == 1


def formal(office, monkeypatch, local):
    """Put a formal paper in the place of the form that one unit waits for; it looks like a form all the same."""
    at = datetime(2023, 3, 1, 10)
    with office.engine.begin() as conn:
        waiting = outbox.of_milestone(conn, "self_evaluation", 2023)
        [form] = waiting[waiting["to_email"] == f"{local}@ats.example"].to_dict("records")
        outbox.withdraw(conn, 1, at, [form["id"]], "superseded", "改发正式文书")
        about = {name: form[name] for name in ("milestone", "work_year", "to_email", "unit_code")}
        outbox.put(conn, 1, at, [outbox.Notice(
            key="通报", message_id="<paper@jixiao>", kind="paper", created_at=at, not_before=at, state="held",
            **about)])
        assert outbox.let_go(conn, 1, at, "通报", "李局长")
    letter = Mailing.letter
    debt = {"obligation_id": form["obligation_id"]}
    monkeypatch.setattr(Mailing, "letter", lambda self, group: letter(
        self, [replace(group[0], kind="issue", **(debt if group[0].kind == "paper" else {}))]))


def test_a_server_that_puts_a_mail_off_for_ever_is_given_up(crowd, monkeypatch):
    """After eight tries it is a person's task; a line that breaks is not this mail's fault and is tried on."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(crowd.workspace))
    crowd.run(DAY, "publish")
    with crowd.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE notice SET attempts = 7 WHERE state = 'pending'")
    crowd.run(date(2023, 3, 2), "publish")
    states = {name: state for name, (state, *_) in fates(crowd).items()}
    assert states["grey"] == states["data4"] == states["busy"] == "failed"
    assert states["dropcmd"] == "pending"
    with crowd.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE notice SET attempts = 90 WHERE state = 'pending'")
    crowd.run(date(2023, 3, 3), "publish")  # its back-off has an end too
    assert fates(crowd)["dropcmd"][0] == "pending"


def test_who_cannot_be_told_holds_up_nobody_else(live, server):
    """To the contact and the division it went; the head's own notice says that it did not."""
    live.run(DAY, "publish")
    live.add_person(A, "head", "refuse@ats.example")
    live.run(date(2023, 4, 6), "publish")
    rows = live.ask(f"SELECT kind, to_email, state FROM notice WHERE unit_code = '{A}' AND rung = 'overdue_3'")
    assert rows == [("overdue", live.email(A), "sent"), ("copy", "refuse@ats.example", "failed"),
                    ("copy", "jjk@ats.example", "sent")]


def test_a_wrong_password_stops_the_queue_and_loses_nothing(live, server, monkeypatch):
    """The run fails and says so without the password; with the right one the next run sends every mail."""
    monkeypatch.setenv("JIXIAO_SMTP_PASSWORD", "hunter2-but-wrong")
    with pytest.raises(Config, match="登录") as fault:
        live.run(DAY, "publish")
    assert len(server.log.logins) <= 2 and server.log.copies == []  # both mechanisms of one login, and no second mail
    assert {state for state, *_ in fates(live).values()} == {"pending"}
    assert live.ask("SELECT ended_at FROM run") == [(None,)]
    assert "hunter2" not in str(fault.value) and "hunter2" not in str(fates(live))
    monkeypatch.setenv("JIXIAO_SMTP_PASSWORD", PASSWORD)
    live.run(DAY, "publish")
    assert len(server.log.copies) == 3 and {state for state, *_ in fates(live).values()} == {"sent"}


def test_a_server_that_is_down_is_not_asked_for_every_mail(live, server, monkeypatch):
    """After three mails without a line the rest waits for the next run."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("JIXIAO_SMTP_PORT", str(port))
    live.add_project(A, 1)
    live.hand_in(A, live.form(A), datetime(2023, 3, 1, 9))
    live.run(DAY, "publish")
    assert live.ask("SELECT state, count(*), sum(attempts) FROM notice GROUP BY state") == [("pending", 4, 3)]


def test_the_settings_as_they_come_reach_no_host(office, monkeypatch):
    """Only the switch and a list: the host is one that cannot exist, the run says so, and the mails wait."""
    monkeypatch.setenv("JIXIAO_MAIL_LIVE", "true")
    monkeypatch.setenv("JIXIAO_MAIL_ALLOW", "*@ats.example")
    monkeypatch.setattr(clock, "rehearsing", lambda: False)
    asked = []

    def unknown(host, *_args, **_named):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Config, match="设置有误"):
        office.run(DAY, "publish")
    assert set(asked) == {"you-forgot-the-outbox.invalid"}
    assert {state for state, *_ in fates(office).values()} == {"pending"}
    assert office.mails() == []

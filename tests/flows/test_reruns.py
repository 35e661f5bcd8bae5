"""Running again, late, early, for a past day, for some regions or without sending: nothing is done twice or lost."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from sqlalchemy import insert, update

from config.clock import BEIJING, rehearse
from config.rulebook import Rulebook, rulebook
from tasks import sending
from tasks.mail.post import Post
from tasks.request import Request
from tasks.store import claims, obligations
from tasks.store.models import Contact, Unit
from tests.flows.conftest import UNITS, plainly

A, B, C = UNITS
STATE = ("obligation", "obligation_step", "deadline", "submission", "entry", "indicator", "finding", "judgement",
         "fired", "standing", "notice")


def state(office, *tables):
    """Everything that runs leave behind, but for the record of the runs themselves."""
    return {table: office.ask(f"SELECT * FROM {table}") for table in tables or STATE}


def notices(office, unit):
    """The notices about one unit, without the copies of others: rung or kind, and what became of each."""
    rows = office.ask(f"SELECT kind, rung, state FROM notice WHERE unit_code = '{unit}' AND kind <> 'copy' ORDER BY id")
    return [(kind if ":" in rung else rung, fate) for kind, rung, fate in rows]


def test_six_runs_in_one_day_do_what_one_does(office):
    """No new judgement, finding, notice or mail; only runs are told of. `make prove` reruns every flow fifty times."""
    day = date(2023, 3, 22)
    at = datetime(2023, 3, 21, 9)
    office.hand_in(A, office.form(A), at)
    office.hand_in(B, office.form(B, executed=120.0), at)
    office.hand_in(C, b"", at)
    office.run(day)
    before, mails, events = state(office), office.mails(), office.ask("SELECT max(seq) FROM event")[0][0]
    assert len(before["judgement"]) == 1 and len(mails) == 7  # an answer each; B and C also get form and reminder
    for _ in range(5):
        office.run(day, "publish")
    assert state(office) == before
    assert office.mails() == mails
    kinds = office.ask(f"SELECT kind, count(*) FROM event WHERE seq > {events} GROUP BY kind")
    assert kinds == [("run.begin", 5), ("run.end", 5)]


def test_after_nine_days_of_outage_each_debtor_gets_the_one_right_mail(office):
    """Down from 03-28 to 04-05: T-3, T-1 and T+1 passed unsent. Who filed meanwhile hears of that alone."""
    office.run(date(2023, 3, 1), "publish")
    office.run(date(2023, 3, 27), "publish")
    office.hand_in(A, office.form(A), datetime(2023, 3, 31, 23, 59))
    office.hand_in(B, office.form(B), datetime(2023, 4, 4, 9))
    office.run(date(2023, 4, 6), "publish")
    assert office.mails(A) == ["03-01 下发", "03-27 提醒", "04-06 回执"]
    assert office.mails(B) == ["03-01 下发", "03-27 提醒", "04-06 回执"]
    assert office.mails(C) == ["03-01 下发", "03-27 提醒", "04-06 再次催报"]
    assert notices(office, C) == [
        ("issue", "sent"), ("before_7", "sent"), ("before_3", "superseded"), ("before_1", "superseded"),
        ("overdue_1", "superseded"), ("overdue_3", "sent")]
    assert office.ask("SELECT unit_code, is_late FROM submission ORDER BY unit_code") == [(A, 0), (B, 1)]


def test_without_sending_everything_is_put_down_and_the_next_run_sends_it(office):
    """`send=False`: rows that wait, no mail, no folder; a rung that waits is overtaken by the next one due."""
    office.run(date(2023, 3, 28), "publish", send=False)
    assert office.mails() == [] and ("before_3", "pending") in notices(office, A)
    office.run(date(2023, 3, 30), "publish")
    assert notices(office, A) == [
        ("issue", "sent"), ("before_7", "superseded"), ("before_3", "superseded"), ("before_1", "sent")]
    assert office.mails(A) == ["03-30 下发", "03-30 最后提醒"]


def test_who_files_before_the_mail_leaves_is_not_reminded(office):
    """A reminder that waits is cancelled when the form is there; only the receipt goes out."""
    office.run(date(2023, 3, 28), "publish", send=False)
    office.hand_in(A, office.form(A), datetime(2023, 3, 28, 12))
    office.run(date(2023, 3, 29), "publish")
    assert office.mails(A) == ["03-29 回执"]
    assert notices(office, A) == [
        ("issue", "cancelled"), ("before_7", "superseded"), ("before_3", "cancelled"), ("receipt", "sent")]


def test_who_files_while_others_are_being_mailed_is_not_reminded(office, monkeypatch):
    """The debt is asked for once more inside the claim: settled a second ago, the mail stays."""
    office.run(date(2023, 3, 1), "publish")
    send = Post.send

    def settling(post, letter):
        keys = [key for (key,) in office.ask(f"SELECT id FROM obligation WHERE unit_code <> '{A}'")]
        with office.engine.begin() as conn:
            obligations.meet(conn, 1, datetime(2023, 3, 22, 11), [(key, date(2023, 3, 22)) for key in keys])
        return send(post, letter)

    monkeypatch.setattr(Post, "send", settling)
    office.run(date(2023, 3, 22), "publish")
    assert office.mails(A) == ["03-01 下发", "03-22 提醒"]
    assert office.mails(B) == office.mails(C) == ["03-01 下发"]
    assert notices(office, B)[-1] == ("before_7", "cancelled")


def test_a_new_contact_gets_what_the_old_one_was_owed(office):
    """The address changed while a mail waited: it is cancelled for the old one and put in for the new one."""
    office.run(date(2023, 3, 22), "publish", send=False)
    with office.engine.begin() as conn:
        conn.execute(update(Contact).where(Contact.unit_code == A).values(email="neu@ats.example"))
    office.run(date(2023, 3, 23), "publish")
    assert office.mails(A) == []
    sent = office.ask(f"SELECT rung, to_email, state FROM notice WHERE unit_code = '{A}' ORDER BY id")
    assert sent == [("issue", office.email(A), "cancelled"), ("before_7", office.email(A), "cancelled"),
                    ("issue", "neu@ats.example", "sent"), ("before_7", "neu@ats.example", "sent")]


def test_whoever_has_no_address_is_a_task_and_is_written_to_once_there_is_one(office):
    """Form and answer fail with what to do; the day the address is entered both go out."""
    with office.engine.begin() as conn:
        conn.execute(update(Contact).where(Contact.unit_code == A).values(email=""))
    office.hand_in(A, b"%PDF-1.7\n", datetime(2023, 3, 1, 9), "自评表.pdf")
    office.run(date(2023, 3, 1), "publish")
    assert notices(office, A) == [("issue", "failed"), ("refused", "failed")]
    assert "请补登" in office.ask(f"SELECT reason FROM notice WHERE unit_code = '{A}'")[0][0]
    with office.engine.begin() as conn:
        conn.execute(update(Contact).where(Contact.unit_code == A).values(email=office.email(A)))
    office.run(date(2023, 3, 2), "publish")
    office.run(date(2023, 3, 3), "publish")
    assert office.mails(A) == ["03-02 下发", "03-02 拒收"]


def test_a_run_over_one_region_leaves_the_others_alone(office):
    """Only its units' obligations, files and notices, those that wait included; strays wait for the full run."""
    other = "653022001"
    with office.engine.begin() as conn:
        conn.execute(insert(Unit).values(code=other, name="阿克陶县林管站", region_code="653022"))
    office.units = {**UNITS, other: "阿克陶县林管站"}
    office.add_person(other, "contact", office.email(other))
    office.add_project(other, 0)
    office.run(date(2023, 3, 1), "publish", send=False, regions=["阿图什市"])
    office.hand_in(A, office.form(A), datetime(2023, 3, 6, 9))
    office.hand_in(other, office.form(other), datetime(2023, 3, 6, 9))
    office.hand_in("散件", office.form(B), datetime(2023, 3, 6, 9))
    office.run(date(2023, 3, 6), regions=["阿克陶县"])
    assert office.ask("SELECT unit_code FROM submission") == [(other,)]
    assert office.mails() == ["03-06 回执"]
    assert office.ask("SELECT state, count(*) FROM notice GROUP BY state") == [("pending", 3), ("sent", 1)]
    page = (office.workspace / "reports/2023/self_evaluation/653022/index.html").read_text()
    assert "阿克陶县林管站" in page and UNITS[A] not in page
    assert not (office.workspace / "reports/2023/self_evaluation/index.html").exists()
    office.run(date(2023, 3, 7), "publish")
    assert office.ask("SELECT unit_code FROM submission ORDER BY id") == [(other,), (A,), (B,)]


def test_another_units_form_is_found_out_in_a_run_over_one_region(office):
    """Whose form it is does not depend on which regions a run covers."""
    with office.engine.begin() as conn:
        conn.execute(insert(Unit).values(code="653022001", name="阿克陶县林管站", region_code="653022"))
    office.hand_in(A, office.form(A, name="阿克陶县林管站"), datetime(2023, 3, 6, 9))
    office.run(date(2023, 3, 6), "publish", regions=["阿图什市"])
    assert office.ask("SELECT rule FROM finding") == [("F-UNIT",)]


@pytest.fixture
def later(office):
    """03-22, after a page of 03-09: since then B was corrected and A's form replaced, with other scores."""
    office.hand_in(A, office.form(A, executed=90.0), datetime(2023, 3, 9, 9))
    office.hand_in(B, office.form(B, executed=120.0), datetime(2023, 3, 9, 9))
    office.run(date(2023, 3, 9))
    office.page = (office.workspace / "reports/2023/self_evaluation/index.html").read_text()
    office.hand_in(A, office.form(A, executed=100.0), datetime(2023, 3, 15, 9), "再报.xlsx")
    office.hand_in(B, office.form(B), datetime(2023, 3, 15, 9), "改.xlsx")
    office.run(date(2023, 3, 22))
    return office


def test_a_past_day_is_shown_as_it_was(later):
    """Its page in a folder of its own is the one that was made that day; nobody is told, nothing in force changes."""
    present = later.workspace / "reports/2023/self_evaluation/index.html"
    before, mails, events = state(later), later.mails(), later.ask("SELECT max(seq) FROM event")[0][0]
    page_of_today = present.read_text()
    later.run(date(2023, 3, 22), as_of=date(2023, 3, 9))
    again = (later.workspace / "reports/2023/self_evaluation/2023-03-09/index.html").read_text()
    pins = re.compile(r"第\d+次运行|\d+:[0-9a-f]{64}")
    assert pins.sub("", again) == pins.sub("", later.page) != pins.sub("", page_of_today)
    assert present.read_text() == page_of_today
    assert (state(later), later.mails()) == (before, mails)
    assert later.ask(f"SELECT kind FROM event WHERE seq > {events}") == [("run.begin",), ("run.end",)]


def test_a_past_day_tells_nobody_what_is_owed_today(office):
    """A store that no run has seen yet: what was owed that day is shown and written down, and no mail is put in."""
    office.hand_in(A, office.form(A), datetime(2023, 3, 20, 9))
    office.hand_in(B, office.form(B), datetime(2023, 3, 23, 9))
    office.run(date(2023, 3, 24), as_of=date(2023, 3, 22))
    page = (office.workspace / "reports/2023/self_evaluation/2023-03-22/index.html").read_text()
    assert office.title(B) in page and office.ask("SELECT unit_code, state FROM obligation ORDER BY unit_code") == [
        (A, "met"), (B, "owed"), (C, "owed")]
    assert office.ask("SELECT * FROM notice") == office.mails() == []
    office.run(date(2023, 3, 24), "publish")
    assert office.mails() == ["03-24 下发", "03-24 回执", "03-24 回执", "03-24 提醒"]


def test_a_new_rulebook_judges_again_where_it_is_asked_to(office, monkeypatch):
    """Not for a past day, not for another region; then for all, once, and what was judged before stays readable."""
    office.hand_in(A, office.form(A), datetime(2023, 3, 6, 9))
    office.run(date(2023, 3, 6), "publish", send=False)
    before, book = state(office), rulebook(2023)
    monkeypatch.setattr("tasks.desk.rulebook", lambda year: Rulebook(**{**vars(book), "fingerprint": "f" * 64}))
    office.run(date(2023, 3, 8), "publish", send=False, as_of=date(2023, 3, 7))
    office.run(date(2023, 3, 8), "publish", send=False, regions=["阿克陶县"])
    assert state(office) == before
    for _ in range(2):
        office.run(date(2023, 3, 8), "publish", send=False)
    judged = office.ask("SELECT rulebook_hash, as_of, final_cp FROM judgement ORDER BY id")
    assert judged == [(book.fingerprint, "2023-03-06", 9900), ("f" * 64, "2023-03-08", 9900)]
    assert office.ask("SELECT judgement_id FROM standing") == [(2,)]


def test_a_past_day_reopens_nothing(later):
    """A project entered since does not make the unit owe on a day when it owed nothing."""
    later.add_project(B, 1)
    later.run(date(2023, 3, 23), "publish")
    assert later.ask(f"SELECT state FROM obligation WHERE unit_code = '{B}'") == [("owed",)]
    later.hand_in(B, later.form(B, number=1), datetime(2023, 3, 24, 9), "二.xlsx")
    later.run(date(2023, 3, 24), "publish")
    before = state(later)
    later.run(date(2023, 3, 24), "publish", as_of=date(2023, 3, 16))
    assert state(later) == before
    assert later.ask(f"SELECT state, met_on FROM obligation WHERE unit_code = '{B}'") == [("met", "2023-03-24")]


def test_a_day_to_come_is_refused(office):
    """In Chinese, before anything is touched."""
    with pytest.raises(ValueError, match="还没有到"):
        office.run(date(2023, 3, 22), as_of=date(2023, 3, 23))
    assert office.ask("SELECT * FROM run") == []


def test_before_the_window_opens_nobody_owes_anything(office):
    """No obligation, no notice; a form that came early is kept and counts, and its unit is not asked for another."""
    office.hand_in(A, office.form(A), datetime(2023, 2, 20, 9))
    office.run(date(2023, 2, 27))
    assert office.ask("SELECT * FROM obligation") == office.ask("SELECT * FROM notice") == office.mails() == []
    assert office.ask("SELECT state FROM submission") == [("accepted",)]
    office.run(date(2023, 3, 1), "publish")
    assert office.mails(A) == ["03-01 回执"] and office.mails(B) == ["03-01 下发"]
    assert office.ask(f"SELECT met_on FROM obligation WHERE unit_code = '{A}'") == [("2023-02-20",)]


@pytest.mark.parametrize(("claimant", "before", "fate"), [
    ("sink", True, "sent"), ("sink", False, "sent"), ("live", True, "sending"),
])
def test_a_run_that_died_while_sending_is_made_up_for(office, monkeypatch, claimant, before, fate):
    """Its run has no end. The sink tells whether the mail was taken; of a real server no rehearsed day can tell."""
    send = Post.send

    def dying(post, letter):
        if not before:
            send(post, letter)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Post, "send", dying)
        patch.setattr("tasks.sending.myself", lambda live: f"{socket.gethostname()}:{2**22 + 1}:1.00:{claimant}")
        with pytest.raises(KeyboardInterrupt):
            office.run(date(2023, 3, 1), "publish")
    assert office.ask("SELECT ended_at FROM run") == [(None,)]
    assert office.ask("SELECT count(*) FROM notice WHERE state = 'sending'") == [(1,)]
    office.run(date(2023, 3, 1), "publish")
    assert office.ask("SELECT state FROM notice ORDER BY id") == [(fate,), ("sent",), ("sent",)]
    assert len(office.mails()) == len(list((office.workspace / "outbox").glob("*.eml"))) == 3 - (fate == "sending")


def test_what_somebody_else_is_sending_is_left_to_him(office, monkeypatch):
    """A claim of a living process, or of another host, is not taken away."""
    at = datetime(2023, 3, 1, 11, tzinfo=BEIJING)
    office.run(date(2023, 3, 1), "publish", send=False)
    with office.engine.begin() as conn:
        [first], [second] = (
            claims.take(conn, who, at, claims.waiting(conn, at, claims.Scope(2023)))
            for who in ("elsewhere:1:1.00:sink", sending.myself(live=False)))
    office.run(date(2023, 3, 1), "publish")
    states = dict(office.ask("SELECT key, state FROM notice"))
    assert (states.pop(first.key), states.pop(second.key), *states.values()) == ("sending", "sending", "sent")


def test_two_runs_at_once_do_what_one_does(office):
    """A person starts one while the schedule's is under way: every file, score and mail once."""
    office.hand_in(A, office.form(A), datetime(2023, 3, 22, 9))
    office.hand_in(B, b"%PDF-1.7\n", datetime(2023, 3, 22, 9), "自评表.pdf")
    with rehearse(date(2023, 3, 22)), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: plainly(Request(work_year=2023), None, "publish"), range(2)))
    assert office.ask("SELECT unit_code, state FROM submission ORDER BY unit_code") == [
        (A, "accepted"), (B, "refused")]
    for table in ("entry", "judgement", "standing"):
        assert office.ask(f"SELECT count(*) FROM {table}") == [(1,)]
    assert sorted(office.mails()) == sorted(
        ["03-22 回执", "03-22 拒收", "03-22 下发", "03-22 下发", "03-22 提醒", "03-22 提醒"])


def test_a_unit_that_is_gone_is_answered_and_no_longer_reminded(office):
    """Abolished without a successor while an answer waited: the answer goes out, nothing else ever does."""
    office.run(date(2023, 3, 1), "publish")
    office.hand_in(A, b"%PDF-1.7\n", datetime(2023, 3, 6, 9), "自评表.pdf")
    office.run(date(2023, 3, 6), "publish", send=False)
    with office.engine.begin() as conn:
        conn.execute(update(Unit).where(Unit.code == A).values(valid_to=date(2023, 3, 6)))
    office.run(date(2023, 3, 22))
    assert office.mails(A) == ["03-01 下发", "03-22 拒收"]
    assert office.mails(B) == ["03-01 下发", "03-22 提醒"]

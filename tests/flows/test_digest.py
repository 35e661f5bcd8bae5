"""One mail a day: what one person is owed about several matters gathers in it; forms and answers keep their own."""

from datetime import date, datetime
from email import message_from_bytes

from config import clock
from config.clock import rehearse
from tasks.claiming import claim
from tasks.desk import open_desk
from tasks.request import Request
from tasks.sending import empty
from tests.flows.conftest import UNITS

A, B, C = UNITS
T7 = date(2023, 4, 19)  # seven working days before both part-evaluations and overall ones are due
READ = """SELECT n.kind, n.state, n.message_id, n.in_reply_to, n.body_sha256, c.message_id FROM notice n
    LEFT JOIN notice c ON c.id = n.carried_by WHERE n.to_email = '{}' AND n.state = 'sent' ORDER BY n.id"""


def test_two_milestones_remind_in_one_mail(year):
    """The one that runs last sends for both: a form each, then one digest that replies to both and has both forms."""
    year.run(T7, "publish", milestone="department_evaluation", send=False)
    year.run(T7, "publish", milestone="overall_self_evaluation")
    assert year.mails(A) == ["04-19 下发", "04-19 下发", "04-19 今日事项"]
    assert year.mails(B) == year.mails(C) == ["04-19 下发", "04-19 提醒"]
    told = year.ask(READ.format(year.email(A)))
    forms, [lead, carried] = [row for row in told if row[0] == "issue"], [row for row in told if row[0] == "reminder"]
    assert carried[5] == lead[2] and lead[5] is None and carried[4] == lead[4] != ""
    digest = year.mail(A, "今日事项")
    assert digest.message_id == lead[2] and lead[3] == carried[3] == forms[0][2]
    raw = message_from_bytes((year.workspace / "outbox" / f"{lead[2].strip('<>')}.eml").read_bytes())
    assert raw["References"].split() == [form[2] for form in forms] and raw["In-Reply-To"] == forms[0][2]
    issued = [mail.files[0] for mail in year.post.of(year.email(A)) if mail.subject.startswith("【下发】")]
    assert sorted(digest.files) == sorted(issued)
    assert digest.subject.startswith("【今日事项】2件：") and "部门" in digest.words and "整体" in digest.words
    first = next(line for line in digest.words.splitlines() if line)
    assert digest.subject.endswith(first) and "距报送截止还有" in first


def test_a_division_has_one_mail_about_all_its_late_units(office):
    """Each unit is chased in a mail of its own, to it alone, and reads of itself alone; the division has a list."""
    office.run(date(2023, 4, 3), "publish")
    assert office.mails(A)[-1] == "04-03 逾期催报"
    [mail] = office.post.of("jjk@ats.example")
    assert (mail.to, mail.cc, mail.files) == (("jjk@ats.example",), (), ())
    assert mail.subject.startswith("【今日事项】3件")
    assert all(name in mail.words for name in UNITS.values())
    for code, name in UNITS.items():
        chased = office.mail(code, "逾期催报")
        assert chased.envelope == {office.email(code)} and not [
            other for other in UNITS.values() if other != name and other in chased.words]


def test_who_has_handed_in_what_nobody_has_read_yet_is_left_in_peace(year):
    """Between the run that puts a reminder down and the one that sends it: the others get theirs, he does not."""
    year.run(T7, "publish", milestone="overall_self_evaluation", send=False)
    year.hand_in(B, b"whatever it is", datetime(2023, 4, 19, 12))
    year.run(date(2023, 4, 20), "publish", milestone="department_evaluation")
    assert year.mails(C) == ["04-20 下发", "04-20 提醒"] and year.mails(B) == []
    waiting = year.ask(f"SELECT DISTINCT state, not_before FROM notice WHERE unit_code = '{B}'")
    assert waiting == [("pending", "2023-04-23 10:00:00.000000")]  # over the holiday and the Saturday


def test_a_reminder_of_a_day_that_has_passed_is_never_sent(office):
    """Put down the day before the deadline, claimed only after it: the form still goes, the reminder is cancelled."""
    office.run(date(2023, 3, 30), "publish", send=False)
    with rehearse(date(2023, 4, 3)):
        desk = open_desk("daily", Request(work_year=2023))
        claimed = [one.kind for group in iter(lambda: claim(desk, "me:1:1.0:sink"), []) for one in group]
    desk.engine.dispose()
    assert claimed == ["issue"] * 3
    assert office.ask("SELECT DISTINCT state FROM notice WHERE rung = 'before_1'") == [("cancelled",)]


def test_what_waits_over_the_new_year_is_sent_by_the_daily_run_of_the_next(office):
    """Put down in the old work year, with a debt still open: the run of 2 January words it by its own year's rules."""
    office.run(date(2023, 12, 29), "publish", send=False)
    with rehearse(date(2024, 1, 2)):
        desk = open_desk("daily", Request(work_year=2024))
        sent = empty(desk)
    desk.engine.dispose()
    assert sent == 4 and office.mails(A) == ["01-02 下发"]
    assert office.ask("SELECT DISTINCT work_year, state FROM notice WHERE sent_at >= '2024'") == [(2023, "sent")]
    [mail] = office.post.of("jjk@ats.example")
    assert "2022年度项目支出绩效自评" in mail.words


def test_nothing_but_answers_leaves_when_the_offices_are_closed(office, monkeypatch):
    """At nine in the evening: the receipt goes at once, forms and reminders stay for the morning."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2023, 3, 22, 21, tzinfo=clock.BEIJING))
    office.hand_in(A, office.form(A), datetime(2023, 3, 22, 20))
    office.run(date(2023, 3, 22), "publish")
    assert office.mails() == ["03-22 回执"]
    waiting = office.ask("SELECT DISTINCT not_before FROM notice WHERE state = 'pending'")
    assert waiting == [("2023-03-23 10:00:00.000000",)]

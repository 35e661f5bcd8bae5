"""A later day that finance granted (X07): who granted it is kept, and everything is counted from it."""

from datetime import date, datetime

import pytest

from tests.flows.conftest import UNITS, as_read

A, B, C = UNITS
PAPER = ("--approver", "王局长", "--document", "克财绩〔2023〕3号", "--reason", "办公楼搬迁", "--work-year", "2023")


@pytest.fixture
def grant(office, jixiao):
    """`jixiao extend` on a day: exit code and what it said."""

    def granting(on, unit, until, *more):
        code, _, said = jixiao("extend", unit, "--until", until, *PAPER, *more, on=date.fromisoformat(on))
        return code, said

    return granting


def test_reminders_and_lateness_follow_the_day_granted(office, grant, tmp_path):
    """Until 04-07: T-7 of it is past and sent at once, T-3 is 04-03; T+1 of the old day never comes."""
    office.run(date(2023, 3, 1), "publish")
    office.run(date(2023, 3, 28), "publish")
    code, said = grant("2023-03-29", A, "2023-04-07")
    assert (code, said) == (0, f"已登记：{UNITS[A]} 延期至 2023-04-07（王局长，克财绩〔2023〕3号）\n")
    for day in ("03-29", "03-30", "04-03"):
        office.run(date.fromisoformat(f"2023-{day}"), "publish")
    office.hand_in(A, office.form(A), datetime(2023, 4, 6, 9))
    office.run(date(2023, 4, 6), "publish")

    assert office.mails(B) == ["03-01 下发", "03-28 提醒", "03-30 最后提醒", "04-03 逾期催报", "04-06 再次催报"]
    assert office.mails(A) == ["03-01 下发", "03-28 提醒", "03-29 下发", "03-29 提醒", "04-03 提醒", "04-06 回执"]
    told = {mail.day: mail.words for mail in office.post.of(office.email(A)) if mail.subject.startswith("【提醒】")}
    assert "4月7日" in told[date(2023, 4, 3)] and "经王局长批准延期" in told[date(2023, 4, 3)]
    assert "3月31日" in told[date(2023, 3, 28)] and "4月7日" not in told[date(2023, 3, 28)]
    cited = office.ask(f"SELECT DISTINCT deadline_version, due_on FROM notice WHERE unit_code = '{A}'")
    assert cited == [(1, "2023-03-31"), (2, "2023-04-07")]
    revisions = [_revision(tmp_path, one) for mail in office.post.of(office.email(A)) for _, one in mail.files]
    assert revisions == [1, 1, 2, 2, 2]  # the form sent with the new day is a new one
    assert office.ask("SELECT is_late FROM submission") == [(0,)]
    kept = office.ask("SELECT new_due, approver, document, reason, granted_on FROM extension")
    assert kept == [("2023-04-07", "王局长", "克财绩〔2023〕3号", "办公楼搬迁", "2023-03-29")]


def _revision(folder, form):
    path = folder / "form.xlsx"
    path.write_bytes(form)
    return as_read(path.name, path).rev


def test_a_reminder_of_the_old_day_that_still_waits_is_not_sent(office, grant):
    """It would say what is no longer true."""
    office.run(date(2023, 3, 28), "publish", send=False)
    grant("2023-03-28", A, "2023-04-10")
    office.run(date(2023, 3, 28), "publish")
    assert office.mails(A) == ["03-28 下发"]
    assert [mail.words for mail in office.post.of(office.email(A)) if "3月31日前" in mail.words] == []
    waiting = office.ask(f"SELECT rung, deadline_version, state FROM notice WHERE unit_code = '{A}' ORDER BY id")
    assert waiting == [("issue", 1, "cancelled"), ("before_7", 1, "superseded"), ("before_3", 1, "cancelled"),
                       ("issue", 2, "sent")]


def test_an_extension_has_its_limit_however_often_it_is_asked_for(office, grant):
    """Ten days after the day of the calendar, 04-10, and never an earlier day than the present one."""
    office.run(date(2023, 3, 1), "publish", send=False)
    assert grant("2023-03-29", A, "2023-04-11") == (
        1, "现行期限 2023-03-31，最晚可延到 2023-04-10；2023-04-11 不在此范围\n")
    assert grant("2023-03-29", A, "2023-03-31")[0] == 1
    assert grant("2023-03-29", A, "2023-04-07")[0] == 0
    assert grant("2023-04-03", A, "2023-04-06")[0] == 1
    assert grant("2023-04-03", A, "2023-04-11")[0] == 1
    assert grant("2023-04-03", A, "2023-04-10")[0] == 0
    assert office.ask(f"SELECT deadline_version, effective_due FROM obligation WHERE unit_code = '{A}'") == [
        (3, "2023-04-10")]


def test_a_day_off_moves_on_and_the_calendar_does_not_take_it_back(office, grant):
    """Until Saturday 04-08 is until Monday 04-10; the next runs leave it there."""
    office.run(date(2023, 3, 1), "publish", send=False)
    assert "延期至 2023-04-10" in grant("2023-03-29", A, "2023-04-08")[1]
    office.run(date(2023, 3, 29), "publish", send=False)
    assert office.ask(f"SELECT written_due, effective_due, remind_from FROM obligation WHERE unit_code = '{A}'") == [
        ("2023-04-08", "2023-04-10", "2023-04-07")]


def test_what_cannot_be_extended_says_why(office, grant):
    """No such unit, no such milestone, a unit that owes nothing yet."""
    assert grant("2023-02-20", A, "2023-04-07")[0] == 1
    office.run(date(2023, 3, 1), "publish", send=False)
    code, said = grant("2023-03-29", "653001999", "2023-04-07")
    assert code == 1 and "没有这项应报事项" in said
    code, said = grant("2023-03-29", A, "2023-04-07", "--milestone", "nonsense")
    assert code == 3 and "没有节点“nonsense”" in said

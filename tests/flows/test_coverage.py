"""When an obligation is met: every project of the register, by whichever accepted file was the last to speak of it."""

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from tasks.store import ledger
from tasks.store.models import Project
from tests.flows.conftest import UNITS, Office, fill, lightly

A, B, C = UNITS


@pytest.fixture
def trio(tmp_path, monkeypatch):
    """An office whose units have three projects each, on the first day of the window."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "ws"))
    lightly(monkeypatch)
    office = Office(tmp_path / "ws", 2022, projects=3)
    office.run(date(2023, 3, 1), "publish", send=False)
    yield office
    assert office.broken() is None
    office.engine.dispose()


def march(day, *time):
    """A moment of March 2023."""
    return datetime(2023, 3, day, *(time or (9,)))


def debt(office, unit):
    """State, and the days on which it was first and is now complete."""
    query = "SELECT state, first_complete_on, met_on FROM obligation WHERE unit_code = '{}'"
    return office.ask(query.format(unit))[0]


def test_printed_forms_arrive_one_by_one(trio):
    """Three files on three days: each is receipted with what is still missing, the third completes the unit."""
    for number, day in enumerate((6, 8, 10)):
        trio.hand_in(A, trio.form(A, number=number), march(day), f"{number}.xlsx")
        trio.run(date(2023, 3, day), "publish")
        complete = f"2023-03-{day:02d}" if number == 2 else None
        assert debt(trio, A) == ("met" if number == 2 else "owed", complete, complete)
    receipts = sorted((mail.day, mail.words) for mail in trio.post.of(trio.email(A)) if "【回执】" in mail.subject)
    assert [trio.title(A, 2) in words for _, words in receipts] == [True, True, False]
    assert trio.title(A, 1) in receipts[0][1]


def test_a_page_forgets_only_the_mistakes_that_were_put_right(trio):
    """The second project's file was accepted; what is wrong with the first one's still shows."""
    trio.hand_in(A, trio.form(A, executed=120.0), march(6), "一.xlsx")
    trio.hand_in(A, trio.form(A, number=1), march(7), "二.xlsx")
    trio.run(date(2023, 3, 7), send=False)
    page = trio.workspace / "reports/2023/self_evaluation/index.html"
    assert "S-OVERSPENT" in page.read_text()
    trio.hand_in(A, trio.form(A), march(8), "一改.xlsx")
    trio.run(date(2023, 3, 8), send=False)
    assert "S-OVERSPENT" not in page.read_text()


def test_a_newer_accepted_file_replaces_and_a_returned_one_does_not(trio):
    """The score follows the newest accepted form; a later form with mistakes unseats nothing."""
    def standing():
        return trio.ask("""SELECT j.final_cp FROM standing t JOIN judgement j ON j.id = t.judgement_id
            JOIN project p ON p.id = t.project_id ORDER BY p.code""")

    for number in range(3):
        trio.hand_in(A, trio.form(A, number=number), march(6), f"{number}.xlsx")
    trio.run(date(2023, 3, 6), "publish")
    assert standing() == [(9900,), (9900,), (9900,)]
    trio.hand_in(A, trio.form(A, executed=95.0), march(7), "新.xlsx")
    trio.run(date(2023, 3, 7), "publish")
    trio.hand_in(A, trio.form(A, executed=130.0), march(8), "错.xlsx")
    trio.run(date(2023, 3, 8), "publish")
    assert standing() == [(9950,), (9900,), (9900,)]
    assert debt(trio, A) == ("met", "2023-03-06", "2023-03-06")
    assert trio.ask("SELECT count(*) FROM judgement") == [(4,)]
    assert trio.mails(A)[-2:] == ["03-07 回执", "03-08 退回修改"]


def test_an_issued_form_may_be_followed_by_a_printed_one(trio):
    """One workbook with all projects, later one project alone in print: the latest of each counts."""
    trio.run(date(2023, 3, 1), "publish")
    trio.hand_in(A, fill(trio.issued(A)), march(6))
    trio.hand_in(A, trio.form(A, executed=96.0, number=2), march(7), "三期.xlsx")
    trio.run(date(2023, 3, 7), "publish")
    found = trio.ask("""SELECT j.final_cp FROM standing t JOIN judgement j ON j.id = t.judgement_id
        JOIN project p ON p.id = t.project_id ORDER BY p.code""")
    assert found == [(9900,), (9900,), (9960,)]
    assert debt(trio, A)[0] == "met"


def test_a_project_entered_later_is_owed_too_and_one_cancelled_is_not(trio):
    """Met, owed again with a new project, met again when that is cancelled; without any, nothing is owed."""
    for number in range(3):
        trio.hand_in(A, trio.form(A, number=number), march(6), f"{number}.xlsx")
    trio.run(date(2023, 3, 6), "publish", send=False)
    trio.add_project(A, 3)
    trio.run(date(2023, 3, 7), "publish", send=False)
    assert debt(trio, A) == ("owed", "2023-03-06", None)
    _cancel(trio, A, 3)
    _cancel(trio, B, 0, 1, 2)
    trio.run(date(2023, 3, 8), send=False)
    assert debt(trio, A) == ("met", "2023-03-06", "2023-03-06")
    assert debt(trio, B)[0] == "waived"
    assert trio.ask(f"SELECT DISTINCT state FROM notice WHERE unit_code = '{B}'") == [("cancelled",)]
    page = (trio.workspace / "reports/2023/self_evaluation/index.html").read_text()
    assert UNITS[C] in page and UNITS[B] not in page.partition("九、说明")[0].replace(f"{UNITS[B]}养护", "")
    trio.add_project(B, 3)
    trio.run(date(2023, 3, 9), "publish", send=False)
    assert debt(trio, B)[0] == "owed"


def _cancel(office, unit, *numbers):
    """Take projects out of the budget, as an import of the register does."""
    with office.engine.begin() as conn:
        for number in numbers:
            conn.execute(update(Project).where(Project.code == office.project(unit, number)).values(
                budget_fen=0, cancelled_reason="预算收回"))
        keys = [key for key, code in conn.execute(select(Project.id, Project.code))
                if code in [office.project(unit, number) for number in numbers]]
        told = [ledger.Happening("project.imported", str(key), {}, "project", key) for key in keys]
        ledger.append(conn, None, datetime(2023, 3, 8), told)


def test_the_last_second_of_the_last_day_is_in_time(trio):
    """23:59:59 of 03-31 is not late; the next second is, though both come with the run of Monday."""
    for unit, moment in ((A, march(31, 23, 59, 59)), (B, datetime(2023, 4, 1))):
        trio.hand_in(unit, trio.form(unit), moment)
    trio.run(date(2023, 4, 3), "publish", send=False)
    assert trio.ask("SELECT unit_code, is_late FROM submission ORDER BY unit_code") == [(A, 0), (B, 1)]


def test_a_better_form_after_the_deadline_makes_nobody_late(trio):
    """Complete on the 30th, improved in April while the machine stood still: met on the 30th all the same."""
    for number in range(3):
        trio.hand_in(A, trio.form(A, number=number), march(30), f"{number}.xlsx")
    trio.hand_in(A, trio.form(A, executed=97.0), datetime(2023, 4, 4, 9), "更好的.xlsx")
    trio.run(date(2023, 4, 6), "publish", send=False)
    assert debt(trio, A) == ("met", "2023-03-30", "2023-03-30")

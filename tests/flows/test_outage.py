"""责任在系统 through the verbs (X06, X11): an outage across a deadline excuses who was late, until it is decided."""

from datetime import date, datetime, timedelta

from config.clock import BEIJING
from config.workdays import xinjiang
from tasks.store import runs
from tests.flows.conftest import UNITS

A, B, C = UNITS
SPAN = [date(2023, 3, 2) + timedelta(days=step) for step in range(16)]


def in_service(year):
    """Both flows completed on every working day from 2 to 17 March; then nothing ran until 10 April."""
    with year.engine.begin() as conn:
        for day in filter(xinjiang().is_workday, SPAN):
            at = datetime(day.year, day.month, day.day, 11, tzinfo=BEIJING)
            for milestone in ("daily", "self_evaluation"):
                runs.finish(conn, runs.begin(conn, runs.Start(milestone, 2023, day), at), at, {})


def test_three_weeks_down_across_the_deadline(year):
    """All three units are late by our fault; one that was on time is not mentioned; the bureau answers for nothing."""
    year.run(date(2023, 3, 1), "publish")
    in_service(year)
    year.hand_in(A, year.form(A), datetime(2023, 3, 30, 9))
    year.run(date(2023, 4, 18), "publish")
    year.run(date(2023, 4, 18), milestone="daily")
    found = year.in_force("daily", "outage")
    assert set(found) == {f"{unit}|单位自评" for unit in (B, C)}
    assert {row["proposal"] for row in found.values()} == {"免计逾期"}
    assert all("系统停运8个工作日" in row["why"] for row in found.values())
    assert not [who for who in year.in_force("daily", "accountability") if who.endswith("|重大缺项漏项")]

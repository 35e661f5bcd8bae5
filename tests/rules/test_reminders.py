"""The ladder on real dates: what is due, what still says something true, and what an outage costs (X06, DESIGN §7)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.routing import Ladder, Rung
from config.rulebook import Rulebook, rulebook
from tasks.rules.deadlines import on_day
from tasks.rules.reminders import due_rungs, rung_day

SCENARIOS = "reminders.yaml"


def due(known, book):
    """The rungs due on the day of a run, as "T-3"; a formal paper as "通报T+10"."""
    deadline = on_day(known["写明"], book)
    rungs = due_rungs(known["开放"], deadline.remind_from, deadline.effective, known["运行日"], book)
    return {f"{'通报' if one.rung.paper else ''}T{one.rung.days:+d}": one for one in rungs}


@pytest.mark.part("阶梯")
def test_the_days_of_the_ladder(scenario, book):
    """Each rung falls on its working day, and not a day earlier."""
    for rung, day in scenario["结果"].items():
        assert rung not in due(scenario["已知"] | {"运行日": day - timedelta(days=1)}, book)
        assert due(scenario["已知"] | {"运行日": day}, book)[rung].day == day


@pytest.mark.part("运行")
def test_what_one_run_owes(scenario, book):
    """All rungs whose time has come, and the one of them that is sent."""
    rungs = due(scenario["已知"], book)
    assert list(rungs) == scenario["结果"]["到期"]
    latest = [name for name, one in rungs.items() if one.latest and not one.rung.paper]
    assert latest == [name for name in [scenario["结果"]["应发"]] if name != "无"]
    assert [name for name, one in rungs.items() if one.latest and one.rung.paper] == scenario["结果"].get("待放行", [])


def test_a_rung_on_the_day_itself_is_a_reminder(book):
    """A rung of 0 days falls on the last working day up to the written date, and is stale once the deadline is past."""
    last_call = Ladder(rungs={"on_the_day": Rung(days=0, title="今日截止", to="contact")})
    other = Rulebook(**{**vars(book), "ladder": last_call})
    deadline = on_day(date(2023, 4, 30), book)

    def latest(as_of):
        rungs = due_rungs(date(2023, 4, 3), deadline.remind_from, deadline.effective, as_of, other)
        return [(one.day, one.latest) for one in rungs]

    assert latest(date(2023, 4, 27)) == []
    assert latest(date(2023, 5, 4)) == [(date(2023, 4, 28), True)]
    assert latest(date(2023, 5, 5)) == [(date(2023, 4, 28), False)]


WRITTEN = some.dates(date(2022, 2, 1), date(2026, 11, 30))


@given(WRITTEN)
def test_rungs_are_strictly_ordered_in_time(written):
    """However holidays fall, no two reminders fall on one day, and each rung falls on a working day."""
    book = rulebook(2023)
    deadline = on_day(written, book)
    on = {name: rung_day(rung, deadline.remind_from, deadline.effective, book)
          for name, rung in book.ladder.rungs.items()}
    days = [day for name, day in on.items() if not book.ladder.rungs[name].paper]
    assert days == sorted(set(days)) and set(on.values()) <= set(days)
    assert all(book.workdays.is_workday(day) for day in days)


@given(WRITTEN, some.integers(-30, 40), some.integers(0, 40))
def test_at_most_one_rung_is_the_latest(written, later, open_days):
    """Of the reminders due, at most one is sent; it is the last one unless only stale ones are due. Papers as well."""
    book = rulebook(2023)
    deadline = on_day(written, book)
    as_of = written + timedelta(days=later)
    rungs = due_rungs(written - timedelta(days=open_days), deadline.remind_from, deadline.effective, as_of, book)
    papers, rungs = [one for one in rungs if one.rung.paper], [one for one in rungs if not one.rung.paper]
    assert [one.latest for one in papers] == [False] * (len(papers) - 1) + [True] * bool(papers)
    latest = [one for one in rungs if one.latest]
    assert len(latest) <= 1
    assert all(one.day <= as_of for one in rungs)
    if latest:
        assert latest[0] == rungs[-1]
    else:
        assert as_of > deadline.effective or not rungs
        assert all(one.rung.days <= 0 for one in rungs)


@given(WRITTEN, some.integers(-30, 40), some.integers(1, 20))
def test_a_later_run_never_forgets_a_rung(written, later, outage):
    """What was due stays due: an outage changes what is sent, never what is recorded."""
    book = rulebook(2023)
    deadline = on_day(written, book)
    opened, as_of = written - timedelta(days=40), written + timedelta(days=later)
    before = due_rungs(opened, deadline.remind_from, deadline.effective, as_of, book)
    after = due_rungs(opened, deadline.remind_from, deadline.effective, as_of + timedelta(days=outage), book)
    for paper in (False, True):
        then, now = ([one.name for one in some if one.rung.paper == paper] for some in (before, after))
        assert now[: len(then)] == then

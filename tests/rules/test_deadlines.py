"""Every date of domain §7, as written and as it takes effect."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.calendar import the_calendar
from config.rulebook import Rulebook, rulebook
from config.workdays import Workdays
from tasks.rules import deadlines

SCENARIOS = "deadlines.yaml"


def node(path):
    """The node "monitoring/may" of the calendar."""
    milestone, _, name = path.partition("/")
    return the_calendar().milestone(milestone).node(name)


def national(book):
    """The same rulebook without Xinjiang's own holidays."""
    return Rulebook(**{**vars(book), "workdays": Workdays()})


@pytest.mark.part("各年截止日")
def test_every_deadline_of_the_notice_in_every_year(scenario):
    """Domain §7: the date as written, when it takes effect, where reminders count from, and which years may move."""
    for path in scenario["节点"]:
        for year, expected in scenario["结果"].items():
            found = deadlines.deadline(node(path), rulebook(year))
            assert f"{found.effective:%m-%d} / {found.remind_from:%m-%d}" == expected, f"{path} {year}"
            assert f"{found.written:%Y-%m-%d}" == f"{year}-{scenario['写明'][year]}"
            assert bool(found.provisional) == (year in (2024, 2026))
            assert bool(found.reason) == (found.effective != found.written)


@pytest.mark.part("情形")
def test_a_single_day(scenario):
    """Both dates of one day, the reason in Chinese, and why it may still move."""
    known, expected = scenario["已知"], scenario["结果"]
    book = rulebook(known["写明"].year)
    found = deadlines.on_day(known["写明"], national(book) if known.get("日历") == "全国" else book)
    assert (found.effective, found.remind_from) == (expected["生效"], expected["提醒起算"])
    assert found.reason == expected["原因"]
    if "待定" in expected:
        assert found.provisional.startswith(expected["待定"])
        assert bool(found.provisional) == bool(expected["待定"])


@pytest.mark.part("数据截止日")
@pytest.mark.parametrize("work_year", [2023, 2024, 2025, 2026, 2027])
def test_a_cut_off_never_rolls(scenario, work_year):
    """The day the data stand at is a fact of the ledger, holiday or not."""
    assert f"{deadlines.cut_off(node(scenario['节点']), rulebook(work_year)):%m-%d}" == scenario["结果"]


@pytest.mark.part("自治区另放的假")
def test_xinjiang_has_its_own_holidays(scenario):
    """Days that the national calendar works and Xinjiang does not, by their names."""
    ours, theirs = rulebook(2023).workdays, Workdays()
    for feast in ("肉孜节", "古尔邦节"):
        for day in scenario[feast]:
            assert theirs.is_workday(day) and not ours.is_workday(day)
            assert ours.day_off(day) == feast


def test_a_milestone_without_a_cut_off_has_none(book):
    """The self-evaluation concerns a closed year: no day the data stand at."""
    assert deadlines.cut_off(node("self_evaluation"), book) is None


def test_as_written_policy_rolls_nothing(book):
    """With `holiday_policy: as_written` the date stands, and reminders still keep off holidays."""
    strict = book.calendar.model_copy(update={"holiday_policy": "as_written"})
    found = deadlines.on_day(date(2023, 4, 30), Rulebook(**{**vars(book), "calendar": strict}))
    assert (found.effective, found.reason) == (date(2023, 4, 30), "")
    assert found.remind_from == date(2023, 4, 28)


def test_forms_go_out_on_a_working_day():
    """A window that opens on a holiday opens on the next working day."""
    assert deadlines.opens(node("department_evaluation"), rulebook(2023)) == date(2023, 4, 3)
    assert deadlines.opens(node("self_evaluation"), rulebook(2023)) == date(2023, 3, 1)


@pytest.mark.parametrize("work_year", range(2022, 2028))
def test_nothing_stops_being_chased_before_its_last_rung(work_year):
    """Every node of every year runs at least until the last rung of the ladder, into January where it must."""
    book = rulebook(work_year)
    last = max(rung.days for rung in book.ladder.rungs.values())
    for milestone in book.calendar.milestones.values():
        for each in milestone.nodes:
            due = deadlines.deadline(each, book)
            assert deadlines.runs_until(each, book) >= book.workdays.shift(due.effective, last)


def test_the_window_of_the_self_evaluation_is_as_written(book):
    """Where the calendar's own end is late enough, it stands."""
    assert deadlines.runs_until(node("self_evaluation"), book) == date(2023, 4, 30)


@given(some.dates(date(2021, 1, 1), date(2029, 12, 31)))
def test_a_deadline_takes_effect_on_a_working_day(day):
    """Effective is a working day on or after the written one, remind_from one on or before it, with nothing between."""
    days = rulebook(2023).workdays
    found = deadlines.on_day(day, rulebook(2023))
    assert found.remind_from <= found.written == day <= found.effective
    assert days.is_workday(found.effective) and days.is_workday(found.remind_from)
    between = range(found.remind_from.toordinal() + 1, found.effective.toordinal())
    assert not any(days.is_workday(date.fromordinal(n)) for n in between)
    assert bool(found.reason) == (found.effective != found.written)


@pytest.mark.parametrize(("day", "late", "left"), [
    (date(2023, 3, 24), 0, 5), (date(2023, 3, 30), 0, 1), (date(2023, 3, 31), 0, 0),
    (date(2023, 4, 1), 0, 0),  # a Saturday: late, but by no working day yet
    (date(2023, 4, 3), 1, 0), (date(2023, 4, 6), 3, 0),  # over 清明
])
def test_how_late_and_how_long_still(book, day, late, left):
    """Working days after the deadline and before it; on the day itself both are nought."""
    effective = date(2023, 3, 31)
    assert deadlines.days_late(effective, day, book) == late
    assert deadlines.days_left(effective, day, book) == left


@given(some.dates(date(2022, 1, 1), date(2026, 12, 1)), some.integers(0, 30))
def test_lateness_counts_as_the_ladder_does(day, steps):
    """The rung so many working days after the deadline finds the unit exactly so many days late."""
    book = rulebook(2023)
    effective = book.workdays.next_workday(day)
    assert deadlines.days_late(effective, book.workdays.shift(effective, steps), book) == steps
    assert deadlines.days_left(effective, book.workdays.shift(effective, -steps), book) == steps


@pytest.mark.parametrize(("day", "name"), [
    (date(2023, 1, 3), "may"), (date(2023, 8, 1), "may"), (date(2023, 12, 31), "august")])
def test_a_run_is_about_the_last_node_that_has_opened(day, name):
    """X07: before all of them about the first; from the very day on which a node opens about that one."""
    book, milestone = rulebook(2023), the_calendar().milestone("monitoring")
    assert deadlines.node_on(milestone, day, book) == name
    opened = deadlines.opens(node("monitoring/august"), book)
    assert deadlines.node_on(milestone, opened, book) == "august"
    assert deadlines.node_on(milestone.model_copy(update={"nodes": ()}), day, book) == ""

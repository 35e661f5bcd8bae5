"""The working days of Xinjiang, and what to do when their tables run out."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as some

from config import clock
from config.strict import CONFIG
from config.workdays import Overlay, Workdays, xinjiang

DAY = some.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_make_up_days_are_worked():
    """28 February 2026 is a Saturday and worked; 1 May 2023 is a Monday and not."""
    days = xinjiang()
    assert days.is_workday(date(2026, 2, 28)) and days.day_off(date(2026, 2, 28)) == ""
    assert not days.is_workday(date(2023, 5, 1)) and days.day_off(date(2023, 5, 1)) == "法定节假日"
    assert days.day_off(date(2023, 3, 4)) == "周末"


def test_the_region_beats_the_nation_both_ways():
    """An overlay can give a day and can take one."""
    overlay = Overlay(region="新疆", source="试", confirmed=True,
                      days_off={date(2023, 6, 1): "地方节日"}, days_worked={date(2023, 6, 3): "调休上班"})
    days = Workdays({2023: overlay})
    assert days.day_off(date(2023, 6, 1)) == "地方节日"
    assert days.is_workday(date(2023, 6, 3)) and days.shift(date(2023, 6, 2), 1) == date(2023, 6, 3)


@pytest.mark.parametrize(("year", "why"), [
    (2022, ""), (2023, ""), (2025, ""),
    (2024, "自治区放假安排尚未录入"), (2026, "自治区放假安排尚未录入"), (2021, "自治区放假安排尚未录入"),
    (2035, "国务院放假安排尚未收录"), (1999, "国务院放假安排尚未收录"),
])
def test_a_year_without_its_tables_is_provisional(year, why):
    """It says why, and names the year; a year with both tables says nothing."""
    found = xinjiang().provisional(year)
    assert why in found and bool(found) == bool(why) and (not why or str(year) in found)


def test_a_provisional_year_is_guessed_from_the_weekday():
    """Mon–Fri without a table, never a crash."""
    days = xinjiang()
    assert days.is_workday(date(2035, 10, 1)) and not days.is_workday(date(2035, 10, 6))
    assert days.day_off(date(2035, 10, 6)) == "周末"


@given(DAY, some.integers(-60, 60))
def test_shifting_there_and_back_returns(day, steps):
    """Counting working days forward and back ends where it began."""
    days = xinjiang()
    start = days.next_workday(day)
    assert days.shift(days.shift(start, steps), -steps) == start


@given(DAY, some.integers(1, 40))
def test_a_shift_counts_working_days(day, steps):
    """Between a day and its shift lie exactly that many working days."""
    days = xinjiang()
    end = days.shift(day, steps)
    assert sum(days.is_workday(day + timedelta(days=n + 1)) for n in range((end - day).days)) == steps
    found = days.among(day + timedelta(days=1), end)
    assert len(found) == steps and found[-1] == end
    assert days.is_workday(end)


@given(DAY)
def test_the_nearest_working_days(day):
    """A working day is its own neighbour; a day off lies strictly between its two."""
    days = xinjiang()
    before, after = days.previous_workday(day), days.next_workday(day)
    assert before == day == after if days.is_workday(day) else before < day < after
    assert bool(days.day_off(day)) != days.is_workday(day)


def test_a_confirmed_year_has_days_off():
    """Nobody confirms an empty table: both feasts fall into every year."""
    assert all(overlay.days_off for overlay in xinjiang().overlays.values() if overlay.confirmed)


# ── Data that goes stale ──────────────────────────────────────────────────────────────────────────────────────────


def stale(today):
    """What must be added to config/holidays/ by `today`: from December on, next year's file; the runbook, or ""."""
    needed = today.year + (today.month == 12)
    if (CONFIG / "holidays" / f"{needed}.yaml").exists():
        return ""
    return (
        f"config/holidays/{needed}.yaml 还没有。请这样做：\n"
        f"1. 国务院办公厅每年 11 月前后公布次年放假安排：更新 chinesecalendar（`make lock`），让它收录 {needed} 年；\n"
        "2. 自治区人民政府办公厅每年 12 月公布次年放假安排：把肉孜节、古尔邦节的放假日"
        f"照 2025.yaml 的样子写进 {needed}.yaml；\n"
        "3. 通知还没有找到的，照 2026.yaml 写 confirmed: false，系统会一直标“待定”；找到后补上并改为 true；\n"
        "4. 把新的截止日写进 tests/scenarios/deadlines.yaml，运行 `make test`。"
    )


def test_the_holidays_of_the_coming_year_are_there():
    """From December on, next year's holidays must be in config: the message says what to do."""
    assert not stale(clock.today()), stale(clock.today())


@pytest.mark.parametrize(("today", "missing"), [
    (date(2025, 12, 1), ""), (date(2026, 11, 30), ""),
    (date(2098, 12, 1), "2099.yaml"), (date(2099, 1, 1), "2099.yaml"),
])
def test_the_alarm_can_ring(today, missing):
    """It is silent while the file is there, and names the file from the first of December on."""
    assert missing in stale(today) and bool(stale(today)) == bool(missing)


def test_the_national_calendar_covers_every_confirmed_year():
    """A confirmed overlay over a guessed nation would be confirmed nonsense."""
    for year, overlay in xinjiang().overlays.items():
        assert not overlay.confirmed or chinese_calendar.is_holiday(date(year, 10, 1))

"""The year as .ics: what a calendar program reads back, for whom, on which day, and with which alarms."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from config.calendar import OWNERS
from config.rulebook import rulebook
from reports.year_calendar import EVERYBODY, calendars


@pytest.fixture(scope="module")
def files():
    """The calendars of 2023."""
    return calendars(rulebook(2023))


def events(content):
    """Title → event, as a calendar program has it."""
    return {str(one["summary"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


def test_each_role_has_its_own_deadlines(files):
    """Units do not get what counties owe; everybody's has all; each is a calendar of its own."""
    assert list(files) == [EVERYBODY, *OWNERS.values()]
    units = events(files["部门单位"])
    assert "【截止】单位自评" in units and "【截止】县市报送（6月报送）" not in units
    own = [title for role in OWNERS.values() for title in events(files[role])]
    assert sorted(own) == sorted(events(files[EVERYBODY])) and len(own) == len(set(own))


def test_a_deadline_stands_on_the_day_it_takes_effect(files):
    """2023-04-30 was a Sunday in the May holidays: 4 May, both dates and the reason in the description."""
    due = events(files["主管部门"])["【截止】部门评价"]
    assert due.decoded("dtstart") == date(2023, 5, 4) and due.decoded("dtend") == date(2023, 5, 5)
    told = str(due["description"])
    assert "2023年4月30日（星期日）" in told and "顺延至5月4日" in told and "依据：D02、D03" in told
    cut_off = events(files["部门单位"])["【数据截止】绩效监控（8月监控）"]
    assert cut_off.decoded("dtstart") == date(2023, 8, 31)


def test_it_rings_when_the_ladder_would_write(files):
    """Working days before, at the opening of the office in Beijing time; never before the window opens."""
    alarms = events(files["部门单位"])["【截止】单位自评"].walk("VALARM")
    assert [one.decoded("trigger") for one in alarms] == [
        datetime(2023, 3, day, 2, tzinfo=UTC) for day in (22, 28, 30)]
    assert all(one["trigger"].params["VALUE"] == "DATE-TIME" for one in alarms)
    late = events(files["各级财政"])["【截止】评价打分表（核查后第二版）"]  # opens on the day it is due
    assert not late.walk("VALARM")


def test_the_files_are_valid_and_always_the_same(files):
    """Lines end with CRLF and fold at 75 octets between characters; UIDs are unique; same law, same bytes."""
    for content in files.values():
        lines = content.split(b"\r\n")
        assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75 and lines[0] == b"BEGIN:VCALENDAR"
        assert all(line.decode() is not None for line in lines)  # no character was cut in two
        read = Calendar.from_ical(content)
        uids = [str(one["uid"]) for one in read.walk("VEVENT")]
        assert len(uids) == len(set(uids)) and not read.errors
    assert "2023-monitoring-may-due@jixiao" in files["部门单位"].decode()
    assert calendars(rulebook(2023)) == files


def test_a_date_that_may_still_move_is_tentative():
    """2027 has no published holidays: the event says so."""
    due = events(calendars(rulebook(2027))["部门单位"])["【截止】单位自评"]
    assert due["status"] == "TENTATIVE" and "日期暂定" in due["description"]

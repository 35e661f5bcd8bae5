"""The work year as calendars (.ics, RFC 5545), one for each role and one of all: openings, deadlines, alarms."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from config.calendar import OWNERS, Milestone, Node
from config.clock import BEIJING
from config.forms_table import table_forms
from config.routing import Rung
from config.rulebook import Rulebook
from reports.formats import day
from tasks.rules.deadlines import Deadline, cut_off, deadline, opens
from tasks.rules.reminders import rung_day

EVERYBODY = "全部"
DAY = timedelta(days=1)


def calendars(book: Rulebook) -> dict[str, bytes]:
    """Role (OWNERS, EVERYBODY) → its calendar; the same rulebook gives the same bytes."""
    return {role: _calendar(role, book) for role in (EVERYBODY, *OWNERS.values())}


def file_name(work_year: int, role: str) -> str:
    """What the file of a role is called."""
    return f"{work_year}年预算绩效管理日历-{role}.ics"


def _calendar(role: str, book: Rulebook) -> bytes:
    made = Calendar()
    title = f"{book.work_year}年预算绩效管理日历（{role}）"
    for name, value in (("prodid", "-//jixiao//budget performance calendar//ZH"), ("version", "2.0"),
                        ("calscale", "GREGORIAN"), ("method", "PUBLISH"), ("x-wr-calname", title),
                        ("x-wr-timezone", "Asia/Shanghai")):
        made.add(name, value)
    for name, milestone in book.calendar.milestones.items():
        for node in milestone.nodes:
            whose = OWNERS[node.owed_by or milestone.owed_by]
            if role in (EVERYBODY, whose):
                for event in _events(name, milestone, node, whose, book):
                    made.add_component(event)
    data: bytes = made.to_ical()
    return data


def _events(name: str, milestone: Milestone, node: Node, whose: str, book: Rulebook) -> Iterator[Event]:
    """Opening, cut-off where there is one, and deadline of one node."""
    due, about = deadline(node, book), milestone.called(node)
    key = "-".join(filter(None, (name, node.node)))
    told = _told(milestone, node, due, whose, book)
    yield _event(f"{key}-opens", f"【开始】{about}", opens(node, book), told, due, book)
    stands = cut_off(node, book)
    if stands:
        yield _event(f"{key}-cut-off", f"【数据截止】{about}", stands, told, due, book)
    last = _event(f"{key}-due", f"【截止】{about}", due.effective, told, due, book)
    for rung, when in _reminders(node, due, book):
        last.add_component(_alarm(f"{rung.title}：{about}，{day(due.effective)}截止", when))
    yield last


def _event(key: str, title: str, on: date, told: str, due: Deadline, book: Rulebook) -> Event:
    """A whole day, busy for nobody; its UID is the same whatever becomes of the date."""
    event = Event()
    event.add("uid", f"{book.work_year}-{key}@jixiao")
    event.add("dtstamp", datetime(book.work_year, 1, 1, tzinfo=UTC))  # of the rulebook, so that a rerun is the same
    event.add("dtstart", on)
    event.add("dtend", on + DAY)
    event.add("summary", title)
    event.add("description", told)
    event.add("categories", ["预算绩效管理"])
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if due.provisional else "CONFIRMED")
    return event


def _alarm(words: str, when: datetime) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", when.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _reminders(node: Node, due: Deadline, book: Rulebook) -> Iterator[tuple[Rung, datetime]]:
    """The rungs up to the deadline at the beginning of office hours; a calendar does not know what came after it."""
    for rung in book.ladder.rungs.values():
        on = rung_day(rung, due.remind_from, due.effective, book)
        if rung.days <= 0 and on > opens(node, book):
            yield rung, datetime.combine(on, _office_opens(on, book), BEIJING)


def _office_opens(on: date, book: Rulebook) -> time:
    summer, winter = (book.routing.office_hours[name] for name in ("summer", "winter"))
    season = summer if summer.opens <= f"{on:%m-%d}" <= summer.closes else winter
    return time.fromisoformat(season.hours[0])


def _told(milestone: Milestone, node: Node, due: Deadline, whose: str, book: Rulebook) -> str:
    """Both dates and why they differ, who owes what, under which rules, and when they will be reminded."""
    form = node.form or milestone.form
    described = table_forms().get(form or "")
    paper = milestone.paper or (described.title if described else "")
    reminders = "；".join(f"{day(when.date())}{rung.title}" for rung, when in _reminders(node, due, book))
    lines = (
        f"书面期限：{node.written}（{day(due.written)}）", f"实际期限：{day(due.effective)}",
        f"两者不同的原因：{due.reason}" if due.reason else "",
        f"日期暂定：{due.provisional}" if due.provisional else "",
        f"由谁办：{whose}" + (f"（{'、'.join(node.offices)}）" if node.offices else ""),
        f"报什么：{paper}" if paper else "", f"涉及预算年度：{book.work_year + milestone.concerns}",
        f"依据：{'、'.join(milestone.rules)}", f"提醒：{reminders}" if reminders else "",
    )
    return "\n".join(filter(None, lines))

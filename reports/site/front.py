"""The front page for the operator: today's work, the year, the counties, the money at risk, what waits and why."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from config.calendar import Node, on
from reports.law import unconfirmed_lines
from reports.site.group import GroupView, Proposal
from reports.site.owing import Tally, tally
from reports.site.places import county_page, unit_page
from reports.site.records import Debt, Notice, Run, Verdict
from reports.site.shelf import Shelf, grouped
from reports.site.unit import Mailed, mailed
from reports.site.words import BAD, IDLE, OK, UNDELIVERED, WARN
from reports.site.work import Work, inherited, todays_work
from tasks.rules.deadlines import deadline, opens, runs_until

SHOWN = 20  # rows of a list on the front page; the rest is a link away
LEFT, WIDTH, ROW = 196, 1000, 20  # the timeline, in its own units
TOP = 24


class Bar(NamedTuple):
    """One node of the calendar in the timeline and its table: dates, state, who still owes, and where it is drawn."""

    matter: str
    page: str
    opens: date
    due: date
    until: date
    reason: str
    word: str
    tone: str
    tally: Tally
    y: int
    x: float
    width: float
    tail: float
    last_run: date | None


class Money(NamedTuple):
    """What is proposed of one kind: how many and how much, by what became of it."""

    what: str
    counts: tuple[int, int, int]  # waiting, approved, rejected
    fen: tuple[int, int, int]

    @property
    def total(self) -> int:
        """All the money that it is about."""
        return sum(self.fen)


class County(NamedTuple):
    """One finance department in a line."""

    name: str
    page: str
    tally: Tally
    units: int
    grades: Sequence[tuple[str, int]]
    score_cp: int | None  # of the latest assessment
    waiting: int


class FrontView(NamedTuple):
    """Everything the front page shows."""

    work_year: int
    as_of: date
    ledger: str
    rulebook: str
    work: Sequence[Work]
    bars: Sequence[Bar]
    months: Sequence[tuple[int, float]]
    today: float | None
    height: int
    total: Tally
    counties: Sequence[County]
    money: Sequence[Money]
    proposals: Sequence[Proposal]
    waiting: int
    held: Sequence[Mailed]
    lost: Sequence[tuple[str, str, Mailed]]
    asked: Sequence[Verdict]
    runs: Sequence[tuple[str, Run]]
    projects: int
    units: int
    unconfirmed: Sequence[str]
    contents: str


def front_view(shelf: Shelf, proposals: Sequence[Proposal], counties: Sequence[GroupView]) -> FrontView:
    """The view of the front page. `proposals`: all of the work year, ranked."""
    bars = _bars(shelf)
    start = date(shelf.work_year, 1, 1)
    inside = shelf.as_of.year == shelf.work_year
    return FrontView(
        shelf.work_year, shelf.as_of, shelf.ledger, shelf.book.fingerprint, todays_work(shelf, proposals), bars,
        [(month, _x(date(shelf.work_year, month, 1), start)) for month in range(1, 13)],
        _x(shelf.as_of, start) if inside else None, TOP + len(bars) * ROW + 6, tally(shelf.debts),
        [_county(shelf, one, proposals) for one in counties if one.kind == "county"], _money(proposals),
        [one for one in proposals if one.decision is None][:SHOWN], sum(one.decision is None for one in proposals),
        [mailed(shelf, n) for n in shelf.notices if n.state == "held"][:SHOWN],
        [_lost(shelf, n) for n in shelf.notices if n.state in UNDELIVERED][:SHOWN],
        inherited(shelf)[:SHOWN], [(shelf.matter(*key), run) for key, run in sorted(
            shelf.latest.items(), key=lambda item: -item[1].id)],
        len(shelf.projects), len(shelf.units),
        unconfirmed_lines(shelf.work_year, shelf.book.parameters.unconfirmed()), shelf.contents,
    )


def _lost(shelf: Shelf, notice: Notice) -> tuple[str, str, Mailed]:
    unit = shelf.units.get(notice.unit_code)
    return unit.name if unit else notice.to_name, unit_page(unit.code) if unit else "", mailed(shelf, notice)


def _x(day: date, start: date) -> float:
    """Where a day stands in the timeline."""
    return round(LEFT + (day - start).days / 366 * (WIDTH - LEFT), 1)


def _bars(shelf: Shelf) -> list[Bar]:
    """Every node in the order of opening, and below it the review of what comes in there, where finance owes one."""
    debts = grouped(shelf.debts, lambda debt: debt.key)
    dated = sorted((on(node.opens, shelf.work_year), on(node.due, shelf.work_year), name, node.node, node)
                   for name, entry in shelf.book.calendar.milestones.items() for node in entry.nodes)
    rows = [(name, key, review, node) for _, _, name, key, node in dated for review in (False, True)
            if not review or debts.get((name, key, True))]
    return [_bar(shelf, row, one, debts.get(one[:3], [])) for row, one in enumerate(rows)]


def _bar(shelf: Shelf, row: int, one: tuple[str, str, bool, Node], debts: Sequence[Debt]) -> Bar:
    name, key, review, node = one
    if review:
        due = until = max(debt.effective for debt in debts)
        reason = ""
    else:
        term = deadline(node, shelf.book)
        due, until, reason = term.effective, runs_until(node, shelf.book), term.reason
    begins, start, mine = opens(node, shelf.book), date(shelf.work_year, 1, 1), tally(debts)
    known = [run for run in shelf.runs if (run.milestone, run.node) == (name, key)]
    word, tone = _state(shelf.as_of, begins, due, mine) if known or debts else _unrun(shelf.as_of, begins)
    x, end = _x(begins, start), date(shelf.work_year, 12, 31)
    ended = [run.as_of for run in known if run.ended_at]
    return Bar(
        shelf.matter(name, key, review), shelf.milestone_pages.get((name, key), ""), begins, due, until, reason, word,
        tone, mine, TOP + row * ROW, x, max(_x(due, start) - x, 5.0), max(_x(min(until, end), start) - x, 5.0),
        max(ended, default=None),
    )


def _unrun(as_of: date, begins: date) -> tuple[str, str]:
    return ("没有运行过", WARN) if as_of >= begins else ("未开始", IDLE)


def _state(as_of: date, begins: date, due: date, mine: Tally) -> tuple[str, str]:
    """Where a node stands on the day, in a word."""
    if as_of < begins:
        return "未开始", IDLE
    past = as_of > due
    if mine.overdue:
        return f"逾期{mine.overdue}家", BAD
    if mine.total and not mine.owed:
        return "已报齐", OK
    if mine.owed:
        return "办理中", WARN
    return ("已办理", OK) if past else ("办理中", WARN)


def _county(shelf: Shelf, group: GroupView, proposals: Sequence[Proposal]) -> County:
    mine = [one for one in proposals if one.region_name == group.name and one.decision is None]
    assessed = ("county_assessment", "region", group.code)
    scored = [v for v in shelf.verdicts if (v.milestone, v.kind, v.subject) == assessed]
    last = max(scored, key=lambda v: v.as_of, default=None)
    return County(group.name, county_page(group.code), group.tally, len(group.members), group.grades,
                  last.score_cp if last else None, len(mine))


def _money(proposals: Sequence[Proposal]) -> list[Money]:
    found = []
    for what, mine in grouped(proposals, lambda one: one.what).items():
        parts = [[one for one in mine if (one.decision.decision if one.decision else "") == state]
                 for state in ("", "approved", "rejected")]
        counts, fen = [len(part) for part in parts], [sum(one.amount_fen or 0 for one in part) for part in parts]
        found.append(Money(what, (counts[0], counts[1], counts[2]), (fen[0], fen[1], fen[2])))
    return sorted(found, key=lambda one: (-one.total, one.what))

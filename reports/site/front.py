"""The front page for the operator: today's work, the year, the counties, the money at risk, what waits and why."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from config.calendar import Milestone, Node, on
from reports.law import unconfirmed_lines
from reports.site.group import GroupView, Proposal
from reports.site.owing import Tally, tally
from reports.site.places import county_page, unit_page
from reports.site.records import Run, Verdict
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


def front_view(shelf: Shelf, proposals: Sequence[Proposal], counties: Sequence[GroupView]) -> FrontView:
    """The view of the front page. `proposals`: all of the work year, ranked."""
    bars = _bars(shelf)
    start = date(shelf.work_year, 1, 1)
    inside = shelf.as_of.year == shelf.work_year
    named = [(shelf.units[n.unit_code].name if n.unit_code in shelf.units else n.to_name,
              unit_page(n.unit_code) if n.unit_code in shelf.units else "", n) for n in shelf.notices]
    latest = {(run.milestone, run.node): run for run in reversed(shelf.runs)}
    return FrontView(
        shelf.work_year, shelf.as_of, shelf.ledger, shelf.book.fingerprint, todays_work(shelf, proposals), bars,
        [(month, _x(date(shelf.work_year, month, 1), start)) for month in range(1, 13)],
        _x(shelf.as_of, start) if inside else None, TOP + len(bars) * ROW + 6, tally(shelf.debts),
        [_county(shelf, one, proposals) for one in counties if one.kind == "county"], _money(proposals),
        [one for one in proposals if one.decision is None][:SHOWN], sum(one.decision is None for one in proposals),
        [mailed(shelf, n) for _, _, n in named if n.state == "held"][:SHOWN],
        [(name, page, mailed(shelf, n)) for name, page, n in named if n.state in UNDELIVERED][:SHOWN],
        inherited(shelf)[:SHOWN], [(shelf.matter(*key), run) for key, run in sorted(
            latest.items(), key=lambda item: -item[1].id)],
        len(shelf.projects), len(shelf.units),
        unconfirmed_lines(shelf.work_year, shelf.book.parameters.unconfirmed()),
    )


def _x(day: date, start: date) -> float:
    """Where a day stands in the timeline."""
    return round(LEFT + (day - start).days / 366 * (WIDTH - LEFT), 1)


def _bars(shelf: Shelf) -> list[Bar]:
    debts, start = grouped(shelf.debts, lambda debt: (debt.milestone, debt.node)), date(shelf.work_year, 1, 1)
    runs = grouped((run for run in shelf.runs if run.ended_at), lambda run: (run.milestone, run.node))
    dated = sorted((on(node.opens, shelf.work_year), on(node.due, shelf.work_year), name, node.node, entry, node)
                   for name, entry in shelf.book.calendar.milestones.items() for node in entry.nodes)
    found = []
    for row, (_, _, name, key, entry, node) in enumerate(dated):
        mine = tally(debts.get((name, key), []))
        begins, due, until = opens(node, shelf.book), deadline(node, shelf.book), runs_until(node, shelf.book)
        word, tone = _state(shelf, entry, node, mine)
        x = _x(begins, start)
        found.append(Bar(
            shelf.matter(name, key), shelf.milestone_pages.get((name, key), ""), begins, due.effective, until,
            due.reason, word, tone, mine, TOP + row * ROW, x, max(_x(due.effective, start) - x, 5.0),
            max(_x(min(until, date(shelf.work_year, 12, 31)), start) - x, 5.0),
            max((run.as_of for run in runs.get((name, key), [])), default=None),
        ))
    return found


def _state(shelf: Shelf, entry: Milestone, node: Node, mine: Tally) -> tuple[str, str]:
    """Where a node stands on the day, in a word."""
    if shelf.as_of < opens(node, shelf.book):
        return "未开始", IDLE
    past = shelf.as_of > deadline(node, shelf.book).effective
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

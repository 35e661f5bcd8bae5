"""Last year: in the first days of a year, the nodes that the work year before has not finished, to be run once more.

Their own crons run no more, and what a late unit hands in now is still owed (X02).
"""

from datetime import date

from config import clock
from config.rulebook import rulebook
from config.settings import settings
from tasks.request import Request
from tasks.rules.deadlines import runs_until
from tasks.rules.taking import NOBODY as DAILY
from tasks.rules.taking import last_year_open
from tasks.store import obligations
from tasks.store.engine import open_store, reading


def left_open(request: Request) -> list[tuple[str, Request]]:
    """(milestone, request) of every node of the work year before in which somebody still owes, or whose daily runs go
    on past the end of the year; none for a past day, or where that year was never begun. In the order of the calendar,
    after the daily ledger of that year, which takes the forms that belong to no node.
    """
    today = clock.today()
    if (request.as_of or today) != today or request.work_year not in (None, today.year):
        return []
    if not last_year_open(today, rulebook(today.year)):
        return []
    before = today.year - 1
    return [(name, request.model_copy(update={"work_year": before, "node": node, "send": False}))
            for name, node in _unfinished(before, today)]


def _unfinished(work_year: int, today: date) -> list[tuple[str, str]]:
    """Milestone and node. A year of which nobody ever owed anything was not ours to run."""
    chosen = settings()
    if not chosen.workspace.exists():
        return []
    engine = open_store(chosen.url)
    with reading(engine) as conn:
        debts = obligations.of_year(conn, work_year, today)
    engine.dispose()
    if debts.empty:
        return []
    book, late = rulebook(work_year), debts[debts["state"] == "owed"]
    begun, owing = (set(zip(rows["milestone"], rows["node"], strict=True)) for rows in (debts, late))
    left = [
        (name, node.node) for name, one in book.calendar.milestones.items() for node in one.nodes
        if (name, node.node) in begun and ((name, node.node) in owing or runs_until(node, book) >= today)
    ]
    return [(DAILY, ""), *left] if left else []

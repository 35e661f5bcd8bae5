"""Whether our own side was there (X06): the working days on which a node should have been run and was not."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from config.rulebook import Rulebook
from tasks.rules.deadlines import opens, runs_until
from tasks.rules.opinions import Row, rows
from tasks.rules.verdicts import Facts

HEARTBEAT = "daily"  # the run of every working day
Down = Mapping[tuple[str, str], list[date]]  # (milestone, node) → days


def down_days(facts: Facts, book: Rulebook, as_of: date, nodes: Collection[tuple[str, str]]) -> Down:
    """(milestone, node), of those asked for → the working days before `as_of` in its window without a complete run.

    A day counts once the system was in service — the daily ledger had run on so many working days on end
    (`outage.service_workdays`) — and, in service or not, where a run was begun and none completed. An installation
    that runs now and then, as a rehearsal does, has never promised to be there. A run for another day makes up for
    nothing: the mails of that day had not left.
    """
    found = rows(facts, "runs")
    ran = {(str(run["milestone"]), str(run["node"]), run["started_on"]) for run in found if _whole(run)}
    tried = {(str(run["milestone"]), str(run["node"]), run["started_on"]) for run in found}
    since = in_service(found, book)
    return {
        (milestone, node): [
            day for day in days if (milestone, node, day) not in ran
            and ((since is not None and day > since) or (milestone, node, day) in tried)
        ] for milestone, node in nodes for days in [_window(milestone, node, book, as_of)]
    }


def in_service(runs: list[dict[str, Any]], book: Rulebook) -> date | None:
    """The day by which the daily ledger had first run on so many working days on end; None before that."""
    beats: set[date] = {run["started_on"] for run in runs if run["milestone"] == HEARTBEAT and _whole(run)}
    steps = book.parameters.number("outage.service_workdays")
    for day in sorted(beats):
        if all(book.workdays.shift(day, -step) in beats for step in range(steps)):
            return day
    return None


def _whole(run: Row) -> bool:
    return bool(run["complete"] and run["whole"] and run["started_on"] == run["as_of"])


def _window(milestone: str, name: str, book: Rulebook, as_of: date) -> list[date]:
    """The working days of a node's window that are over."""
    node = book.calendar.milestone(milestone).node(name)
    return book.workdays.among(opens(node, book), min(runs_until(node, book), as_of - timedelta(days=1)))

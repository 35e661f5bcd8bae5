"""Fifty reruns in one day of every milestone and node, at the end of its window in the rehearsed year: nothing again.

The year is played once. After the last run of each node its workspace is copied and the copy is rerun in a process
beside, the first time with its pages. What must be there first, and that new facts would show, is looked at too.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from multiprocessing import get_context
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import inspect, text

from config.calendar import the_calendar
from config.clock import BEIJING
from config.rulebook import Rulebook, rulebook
from flows.commands.demo_year import PROJECTS, UNITS
from flows.rehearsal.stage import at
from flows.rehearsal.year.calendar import Year
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.story import chapters
from tasks.request import Request
from tasks.store.engine import open_store, reading
from tests.flows.conftest import lightly, plainly

RERUNS = int(os.environ.get("JIXIAO_PROOF_RERUNS", "50"))
OF_RUNS = ("run", "alembic_version")  # that a run was made is told, here and by two events; that is all
BUT_RUNS = {"event": "WHERE kind NOT IN ('run.begin', 'run.end')"}
OWN = ("judgement", "verdict", "notice")  # of these a milestone must have made some before a rerun shows anything
Shown = tuple[str, str, bool]
State = tuple[dict[str, tuple[int, str]], list[str]]  # table → rows and their digest; the mails


@dataclass(frozen=True, slots=True)
class Turn:
    """One node of a milestone in a workspace of its own, as the day of the last run of its window has left it.

    Where others ran after it that day, what they found is new to it: `closed_the_day` says that none did.
    """

    workspace: Path
    milestone: str
    node: str
    work_year: int
    day: date
    closed_the_day: bool = True

    def run(self, *but: str) -> None:
        """Run it, and send whatever is owed; the verbs named in `but` do nothing."""
        with at(self.workspace, self.day):
            request = Request(work_year=self.work_year, node=self.node, operator="重跑")
            plainly(request, None, *but, milestone=self.milestone)

    def copied(self, name: str) -> "Turn":
        """The same in a copy of the workspace, beside it."""
        place = self.workspace.with_name(name)
        shutil.copytree(self.workspace, place)
        return replace(self, workspace=place)


def prove() -> list[Shown]:
    """One line for each milestone and node; then that none was left out, and that something new would have shown."""
    with (tempfile.TemporaryDirectory(prefix="jixiao-reruns-") as folder, pytest.MonkeyPatch.context() as patch,
          ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as beside):
        lightly(patch)
        again: dict[tuple[str, str], Future[Shown]] = {}
        anew: list[Future[Shown]] = []
        for turn in _ended(Path(folder)):
            key = turn.milestone, turn.node
            if key == ("self_evaluation", ""):
                anew = [beside.submit(_seen, turn.copied(one.__name__), one) for one in (_new_rules, _new_file)]
            again[key] = beside.submit(_again, turn.copied("-".join(key)))
        missing = sorted(_nodes() - again.keys())
        whole = f"{len(again)} of {len(_nodes())}" + "".join(f"; not {' '.join(one)}" for one in missing)
        return [*(one.result() for one in again.values()), *(one.result() for one in anew),
                ("every milestone and node of the calendar was rerun", whole, not missing)]


def _nodes() -> set[tuple[str, str]]:
    every = the_calendar().milestones
    return {(name, node) for name, one in every.items() for node in ([two.node for two in one.nodes] or [""])}


def _ended(folder: Path) -> Iterator[Turn]:
    """Play the year: each node after the last day on which it runs, and at the end the opening of the next year."""
    told, office = chapters(), Prefecture(folder / "ws", UNITS, PROJECTS)
    office.register()
    last = {(chapter.milestone, str(one.get("节点", ""))): (chapter.day(one), chapter.work_year)
            for chapter in told for one in sorted(chapter.runs, key=chapter.day)}
    day = date.min
    for played in Year(office, told, lambda milestone, request: plainly(request, milestone=milestone)).played():
        day = played.day
        for milestone, node in dict.fromkeys(played.ran):
            end, work_year = last[milestone, node]
            if end == day:
                yield Turn(office.workspace, milestone, node, work_year, day, (milestone, node) == played.ran[-1])
    opening = Turn(office.workspace, "opening", "", day.year + 1, day)
    opening.run()
    yield opening


def _again(turn: Turn) -> Shown:
    """The same milestone again and again on the same day; first it takes note of what others found after it."""
    with pytest.MonkeyPatch.context() as patch:
        lightly(patch)
        if not turn.closed_the_day:
            turn.run("publish")
        before, mails = _state(turn.workspace)
        own = _own(turn)
        for number in range(RERUNS):
            turn.run(*(["publish"] if number else []))
    changed = _changed((before, mails), turn)
    rows = sum(count for count, _ in before.values())
    there = "、".join(f"{own[table]} {table}s" for table in OWN if own[table])
    return (f"{RERUNS} reruns of {turn.milestone} {turn.node} on {turn.day}: nothing judged or mailed again",
            f"of its own {there or 'nothing'}; in all {rows} rows, {len(mails)} mails as they were"
            + (f"; changed: {', '.join(changed)}" if changed else ""), not changed and bool(there))


def _seen(turn: Turn, happens: Callable[[Turn, pytest.MonkeyPatch], set[str]]) -> Shown:
    """What a rerun does when something is new: it must show in the tables that `happens` names."""
    before = _state(turn.workspace)
    with pytest.MonkeyPatch.context() as patch:
        lightly(patch)
        expected = happens(turn, patch)
        turn.run("publish")
    changed = _changed(before, turn)
    return (f"the comparison can fail:{happens.__name__.replace('_', ' ')}", f"changed: {', '.join(changed)}",
            expected <= set(changed))


def _new_rules(_: Turn, patch: pytest.MonkeyPatch) -> set[str]:
    def other(work_year: int) -> Rulebook:
        return Rulebook(**{**vars(rulebook(work_year)), "fingerprint": "f" * 64})

    patch.setattr("tasks.desk.rulebook", other)
    return {"judgement", "standing", "event"}


def _new_file(turn: Turn, _: pytest.MonkeyPatch) -> set[str]:
    """A unit hands in its form once more, saved anew: it is another file, and has an answer to expect."""
    before = min((turn.workspace / "inbox").glob("*/self_evaluation-*.xlsx"))
    book = load_workbook(before)
    book.save(path := before.with_name("又一份.xlsx"))
    os.utime(path, (datetime.combine(turn.day, time(9, 30), BEIJING).timestamp(),) * 2)
    return {"submission", "notice", "mails"}


def _changed(before: State, turn: Turn) -> list[str]:
    (tables, mails), (then, mails_then) = before, _state(turn.workspace)
    return [table for table in tables if tables[table] != then[table]] + ["mails"] * (mails != mails_then)


def _own(turn: Turn) -> dict[str, int]:
    """How many judgements, verdicts and notices there are of this milestone and node."""
    engine = open_store(_url(turn.workspace))
    with reading(engine) as conn:
        found = {}
        for table in OWN:
            node = "" if table == "judgement" else " AND node = :node"
            counted = text(f"SELECT count(*) FROM {table} WHERE milestone = :milestone{node}")
            found[table] = int(conn.execute(counted, {"milestone": turn.milestone, "node": turn.node}).scalar_one())
    engine.dispose()
    return found


def _state(workspace: Path) -> State:
    """Every table but those that tell of runs: its rows and their digest; and the mails there are."""
    engine = open_store(_url(workspace))
    found = {}
    with reading(engine) as conn:
        for table in inspect(conn).get_table_names():
            if table not in OF_RUNS:
                read = text(f'SELECT * FROM "{table}" {BUT_RUNS.get(table, "")}')
                rows = sorted(map(str, conn.execute(read).all()))
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    engine.dispose()
    return found, sorted(path.name for path in (workspace / "outbox").glob("*.eml"))


def _url(workspace: Path) -> str:
    return f"sqlite:///{(workspace / 'jixiao.db').resolve()}"

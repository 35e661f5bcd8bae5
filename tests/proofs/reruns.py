"""Fifty reruns in one day of every milestone, at the end of its window in the rehearsed year: nothing is done again."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from flows.rehearsal.stage import at
from flows.rehearsal.year.calendar import Year
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.story import chapters
from tasks.request import Request
from tasks.store.engine import open_store, reading
from tests.flows.conftest import lightly, plainly

RERUNS = int(os.environ.get("JIXIAO_PROOF_RERUNS", "50"))
OF_RUNS = ("run", "event", "alembic_version")  # that a run was made is told; that is all


def prove():
    """One line for each milestone and node."""
    with tempfile.TemporaryDirectory(prefix="jixiao-reruns-") as folder, pytest.MonkeyPatch.context() as patch:
        lightly(patch)
        told = chapters()
        office = Prefecture(Path(folder) / "ws", 30, 90)
        office.register()
        year = Year(office, told, _run)
        ends = {(chapter.milestone, str(one.get("节点", ""))): (chapter.day(one), chapter.work_year)
                for chapter in told for one in chapter.runs}
        found = []
        for day in year.played():
            for milestone, node in dict.fromkeys(day.ran):
                last, work_year = ends[milestone, node]
                if last == day.day:
                    found.append(_again(office, milestone, node, work_year, day.day))
        return found


def _run(milestone, request):
    plainly(request, milestone=milestone)


def _again(office, milestone, node, work_year, day):
    """The same milestone again and again on the day of its last run."""
    before, mails = _state(office.workspace)
    rows = sum(count for count, _ in before.values())
    with at(office.workspace, day):
        for _ in range(RERUNS):
            plainly(Request(work_year=work_year, node=node, operator="重跑"), None, "publish", milestone=milestone)
    after, then = _state(office.workspace)
    changed = [table for table in before if before[table] != after[table]]
    return (f"{RERUNS} reruns of {milestone} {node} on {day}: rows and mails as they were",
            f"{rows} rows, {len(mails)} mails" + (f"; changed: {', '.join(changed)}" if changed else ""),
            not changed and then == mails)


def _state(workspace):
    """Every table but those that tell of runs: its rows and their digest; and the mails there are."""
    engine = open_store(f"sqlite:///{(workspace / 'jixiao.db').resolve()}")
    found = {}
    with reading(engine) as conn:
        for table in inspect(conn).get_table_names():
            if table not in OF_RUNS:
                rows = sorted(map(str, conn.execute(text(f'SELECT * FROM "{table}"')).all()))
                found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    engine.dispose()
    return found, sorted(path.name for path in (workspace / "outbox").glob("*.eml"))

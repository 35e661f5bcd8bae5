"""Kill a run again and again: not a test itself, but the process in which one forks, kills and reruns.

Alone in a process of its own, because only a process without threads may fork. A kill falls at a step of the run, a
statement or a file it touches, and not after so many seconds: how fast a machine is does not move it elsewhere.
Prints one JSON object.
"""

import json
import os
import random
import shutil
import signal
import sys
import threading
from datetime import date, datetime
from pathlib import Path

import matplotlib.pyplot  # noqa: F401  (once here, not in every child)
import pytest
from sqlalchemy import Engine, event, text

from config.findings import catalogue
from config.forms_table import table_forms
from config.rulebook import rulebook
from tasks.request import Request
from tasks.store.engine import open_store, reading
from tasks.store.verify import verify
from tests.flows.conftest import UNITS, Office, lightly, plainly

DAY = date(2023, 3, 22)  # T-7: forms to send, files to answer, and whoever has not filed is reminded
FACTS = {
    "submission": "unit_code, sha256, state, is_late",
    "entry": "project_code, project_name, budget_fen, executed_fen, total_cp",
    "indicator": "entry_id, seq, score_cp",
    "finding": "rule, sheet, cell, value, expected",
    "obligation": "unit_code, state, met_on, effective_due",
    "judgement": "project_id, self_score_cp, final_cp, final_grade, facts_hash",
    "standing": "project_id",
    "notice": "key, state, to_email",
}


def prepared(workspace: Path) -> None:
    """An office with something for every verb to do: a good file, one to return, one to refuse, one unit late."""
    units = UNITS | {"653001004": "林业工作站", "653001005": "草原监理站"}
    office = Office(workspace, 2022, units)
    names = list(units)
    at = datetime(2023, 3, 22, 9, 30)
    office.hand_in(names[0], office.form(names[0]), at)
    office.hand_in(names[1], office.form(names[1]), at)
    office.hand_in(names[2], office.form(names[2], executed=120.0), at)
    office.hand_in(names[3], b"not a workbook", at)


def again(morning: Path, workspace: Path) -> None:
    """The same morning once more, in the same place: an engine that is open for that place has nothing to learn."""
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(morning, workspace)


def lived(workspace: Path) -> None:
    """The day in this process, which has no thread afterwards."""
    os.environ["JIXIAO_WORKSPACE"] = str(workspace)
    plainly(Request(work_year=2023), DAY)


class Steps:
    """Counts every statement, commit and file of the workspace that a run is about to touch; may end it at one."""

    def __init__(self, workspace: Path) -> None:
        """Watch this process, and every child forked from it."""
        self.seen, self.last, self.place = 0, 0, str(workspace)
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self.step)
        sys.addaudithook(self.touched)

    def step(self, *_arguments: object) -> None:
        """One more; and if it is the last one, killed before it happens."""
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def touched(self, happening: str, arguments: tuple[object, ...]) -> None:
        """A file opened, moved, removed, or a folder made."""
        if happening in {"open", "os.rename", "os.remove", "os.mkdir"} and str(arguments[0]).startswith(self.place):
            self.step()


def forked(workspace: Path, steps: Steps, killed_at: int = 0) -> None:
    """Run the day in a forked child, killed with -9 at that step of it or (0) not at all."""
    if threading.active_count() > 1:
        raise RuntimeError("a process with threads must not fork")
    child = os.fork()
    if child == 0:
        try:
            steps.seen, steps.last = 0, killed_at
            lived(workspace)
            os._exit(0)
        except BaseException as fault:
            print(repr(fault), file=sys.stderr)
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != (-signal.SIGKILL if killed_at else 0):
        raise RuntimeError(f"the run was to be killed at step {killed_at}" if killed_at else "the rerun failed")


def state(workspace: Path) -> dict[str, list[str]]:
    """All that the runs left behind, without the numbers of runs and the moments of day."""
    engine = open_store(f"sqlite:///{workspace / 'jixiao.db'}")
    with reading(engine) as conn:
        found = {
            table: sorted(str(tuple(row)) for row in conn.execute(text(f"SELECT {columns} FROM {table}")))
            for table, columns in FACTS.items()
        }
        found["broken"] = [str(verify(conn))]
        sent = [row[0] for row in conn.execute(text("SELECT message_id FROM notice WHERE state = 'sent'"))]
    engine.dispose()
    found["mails"] = sorted(path.name for path in (workspace / "outbox").glob("*.eml"))
    found["unsent"] = sorted(f"{key.strip('<>')}.eml" for key in sent if f"{key.strip('<>')}.eml" not in found["mails"])
    return found


def main(folder: Path, rounds: int, seed: int) -> None:
    """Kill `rounds` runs, each of a fresh copy of the same morning, and compare what the rerun makes of it."""
    chance = random.Random(seed)
    rulebook(2023), table_forms(), catalogue()  # read once here, not in every child
    lightly(pytest.MonkeyPatch())  # Great Expectations and a process for the readers would cost half of every run
    morning, workspace = folder / "morning", folder / "day"
    prepared(morning)
    again(morning, workspace)
    lived(workspace)  # once here, so that the children inherit what a process reads and compiles only once
    calm, differing, cut = state(workspace), [], []
    again(morning, workspace)
    steps = Steps(workspace)
    lived(workspace)
    length = steps.seen
    for number in range(rounds):
        again(morning, workspace)
        forked(workspace, steps, 1 + int((number + chance.random()) * length / rounds))  # one in each stretch of it
        cut.append({table: len(rows) for table, rows in state(workspace).items()})
        forked(workspace, steps)
        after = state(workspace)
        differing += [f"{number}: {name}" for name in calm if after[name] != calm[name]]
    print(json.dumps({"calm": calm, "differing": differing, "cut": cut, "steps": length}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""Measure the milestone at the size of a county or a prefecture: the day the forms go out, and the day all come in."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil

from flows.rehearsal.acts import Files
from flows.rehearsal.compare import Compared, compare
from flows.rehearsal.opening import DAY
from flows.rehearsal.places import prefecture
from flows.rehearsal.stage import WORK_YEAR, Stage
from flows.rehearsal.truth import Truth

SIZES = {"county": (150, 1_200, ("653022",), 0), "prefecture": (1_000, 12_000, (), 2)}
ISSUED, HANDED_IN = date(2023, 3, 1), date(2023, 3, 2)
CARE = (0.3, 0.6, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds by verb as Prefect recorded them, seconds in all, peak memory in bytes: of the run's own
    process, and of all processes together, the temporary Prefect server and the readers included."""

    title: str
    verbs: dict[str, float]
    seconds: float
    own_peak: int
    peak: int


def stage_of(size: str, workspace: Path) -> Stage:
    """The stage of a size, with its register imported."""
    units, projects, regions, more = SIZES[size]
    stage = Stage(workspace, prefecture(units, projects, regions, more))
    wrong = [one for imported in stage.open(DAY) for one in imported.findings]
    if wrong:
        raise RuntimeError(f"the register of the rehearsal was not taken: {wrong[:3]}")
    return stage


def two_days(stage: Stage, told: Callable[[str], None]) -> tuple[list[Measured], list[Compared]]:
    """Issue all forms, let every unit fill in its own, take them all in; then compare with what was filled in."""
    truth = Truth(stage.units)
    told("下发 …")
    measured = [_run(stage.workspace, "下发日", ISSUED)]
    told("各单位填表 …")
    for place, unit in enumerate(stage.units.values()):
        Files(f"{HANDED_IN:%m-%d}", care=CARE[place % len(CARE)]).perform(stage, truth, unit)
    told("收表 …")
    measured.append(_run(stage.workspace, "收表日", HANDED_IN))
    told("核对 …")
    return measured, compare(stage, truth, (ISSUED, HANDED_IN))


def _run(workspace: Path, title: str, day: date) -> Measured:
    """Run the flow of one day in a process of its own, and watch what it takes."""
    command = [sys.executable, "-m", "flows", "run", "self_evaluation", "--work-year", str(WORK_YEAR),
               "--workspace", str(workspace), "--operator", "演练"]
    started = time.perf_counter()
    rehearsed = os.environ | {"JIXIAO_REHEARSED_DAY": day.isoformat()}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=rehearsed, stdout=quiet, stderr=quiet) as child:  # noqa: S603  (ourselves)
        own, together = _watched(child)
    if child.returncode:
        raise RuntimeError(f"the run of {day} failed with {child.returncode}")
    seconds = time.perf_counter() - started
    return Measured(title, _verbs(workspace / ".prefect" / "prefect.db"), seconds, own, together)


def _watched(child: "subprocess.Popen[bytes]") -> tuple[int, int]:
    """Peak memory of a process, and of it with all its descendants, looked at ten times a second."""
    root, own, together = psutil.Process(child.pid), 0, 0
    while child.poll() is None:
        sizes = [_size(root), *(_size(one) for one in _descendants(root))]
        own, together = max(own, sizes[0]), max(together, sum(sizes))
        time.sleep(0.1)
    return own, together


def _size(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _verbs(recorded: Path) -> dict[str, float]:
    """Verb → seconds of the last flow run that the temporary Prefect server has recorded."""
    query = """SELECT name, (julianday(end_time) - julianday(start_time)) * 86400 FROM task_run
        WHERE flow_run_id = (SELECT id FROM flow_run ORDER BY start_time DESC LIMIT 1) ORDER BY start_time"""
    with sqlite3.connect(recorded) as connection:
        return {str(name): float(seconds or 0) for name, seconds in connection.execute(query)}

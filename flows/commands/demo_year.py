"""`jixiao demo --year`: rehearse the work year 2023, milestone by milestone on its days, against its story."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from config.calendar import the_calendar

if TYPE_CHECKING:
    from flows.rehearsal.compare import Compared
    from flows.rehearsal.year.calendar import Day, Year
    from tasks.request import Request

UNITS, PROJECTS = 30, 90


def play_year(workspace: Path, say: Console, server_started: Callable[[], None]) -> "list[Compared]":
    """Play every run day of the year, one line each, and compare."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.rehearsal.year.calendar import Year
    from flows.rehearsal.year.compare import compare
    from flows.rehearsal.year.office import Prefecture
    from flows.rehearsal.year.story import chapters

    told = chapters()
    with say.status("导入名录和项目库，启动临时的 Prefect …"), ThreadPoolExecutor(1) as beside:
        ready = beside.submit(server_started)
        office = Prefecture(workspace, UNITS, PROJECTS)
        office.register()
        import_module("great_expectations")  # seconds, which the server needs too
        ready.result()
    year = Year(office, told, _run)
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # else each run waits a second for its heart
        _shown(year, say)
    with say.status("与剧本逐项核对 …"):
        return [*compare(office, told), _ledger(workspace)]


def _run(milestone: str, request: "Request") -> None:
    """The real flow of a milestone."""
    getattr(import_module(f"flows.{milestone}"), milestone)(request)


def _shown(year: "Year", say: Console) -> None:
    count = TextColumn("{task.completed}/{task.total} 天")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn())
    with Progress(*columns, console=say, transient=True) as progress:
        bar = progress.add_task("启动 …", total=len(year.days))
        began = time.monotonic()
        for day in year.played():
            say.print(_line(day, time.monotonic() - began), soft_wrap=True)
            began = time.monotonic()
            progress.update(bar, advance=1, description=f"{day.day}")


def _line(day: "Day", seconds: float) -> str:
    """One day: what ran, files in (and how many of them went back), mails out, new verdicts, decisions."""
    known = the_calendar().milestones
    named = ((known[name], node) for name, node in day.ran)
    ran = "、".join(one.title + (f"（{one.node(node).title}）" if node else "") for one, node in named)
    parts = [f"收表 {day.files}" + (f"（退回、拒收 {day.rejected}）" if day.rejected else "") if day.files else "",
             f"发信 {day.mails}" if day.mails else "", f"新结论 {day.verdicts}" if day.verdicts else "",
             f"决定 {day.decisions}" if day.decisions else ""]
    return f"[bold]{day.day}[/]  {ran}：{'，'.join(filter(None, parts)) or '没有新情况'}  [dim]{seconds:.1f}秒[/]"


def _ledger(workspace: Path) -> "Compared":
    """The hash chain of the whole year."""
    from flows.rehearsal.compare import Compared
    from tasks.store.engine import open_store, reading
    from tasks.store.ledger import head
    from tasks.store.verify import verify

    engine = open_store(f"sqlite:///{(workspace / 'jixiao.db').resolve()}")
    with reading(engine) as conn:
        broken, (number, _) = verify(conn), head(conn)
    engine.dispose()
    return Compared("总台账（verify）", number, () if broken is None else (broken.what,))


def pages(workspace: Path) -> list[tuple[str, str]]:
    """Where to look: the page of every milestone and node, as title and path within the workspace."""
    found = []
    for name, entry in the_calendar().milestones.items():
        for node in (one.node for one in entry.nodes) if entry.nodes else ("",):
            path = "/".join(filter(None, ("reports/2023", name, node, "index.html")))
            if (workspace / path).exists():
                found.append((entry.title + (f"（{entry.node(node).title}）" if node else ""), path))
    return found

"""`jixiao demo`: rehearse the self-evaluation window and the whole year with a synthetic prefecture, and compare."""

import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.commands.run import surroundings
from flows.rehearsal.words import FILED, KINDS

if TYPE_CHECKING:
    from flows.rehearsal.compare import Compared
    from flows.rehearsal.play import Day, Play

    Played = tuple[list[Compared], Iterable[tuple[str, str]]]  # what was held against the story; title and page

MARK = ".rehearsal"  # what may be thrown away
REAL = ("PREFECT_API_URL", "JIXIAO_DATABASE_URL", "JIXIAO_FORM_KEY", "JIXIAO_MAIL_LIVE")  # of a real office


def rehearse(work_year: int, size: str, workspace: Path, acts: Sequence[str] = ()) -> int:
    """Play the acts (none: all) and compare; 0 when the runs did exactly what was planted, 1 with the differences."""
    say = Console(highlight=False)
    if size not in ("sample", "county", "prefecture"):
        say.print(f"没有“{size}”这种规模，可用：sample、county、prefecture")
        return 2
    if not _cleared(workspace):
        say.print(f"{workspace} 里有别的内容，不像是演练用的；请另选一个空文件夹（--workspace）")
        return 2
    with _apart(workspace):
        if size != "sample":
            return _measured(size, workspace, say)
        places = {act: workspace if len(acts) == 1 else workspace / act for act in acts or ACTS}
        return max([_acted(act, place, work_year, say) for act, place in places.items()])


def _acted(act: str, workspace: Path, work_year: int, say: Console) -> int:
    """One act in a workspace of its own, and where to look."""
    started = time.monotonic()
    os.environ["JIXIAO_WORKSPACE"] = str(workspace)
    title, play = ACTS[act]
    say.rule(f"[bold]{work_year} 工作年度 {title}", align="left")
    compared, pages = play(workspace, say)
    _verdict(compared, say)
    _where(workspace, say, time.monotonic() - started, pages)
    return int(any(one.differences for one in compared))


def _window(workspace: Path, say: Console) -> "Played":
    """The self-evaluation window, day by day."""
    say.print("虚构 5 个财政局、60 个单位、400 个项目，3 月 1 日起逐日运行")
    return _played(workspace, say), PAGES


def _year(workspace: Path, say: Console) -> "Played":
    """The whole work year, from February to December."""
    from flows.commands.demo_year import pages, play_year

    say.print("虚构 5 个财政局、30 个单位、每年 90 个项目，只运行有事要办的日子")
    return play_year(workspace, say, _server_started), pages(workspace)


ACTS = {"window": ("单位自评，一个窗口逐日演练", _window), "year": ("全年各节点演练", _year)}


def _played(workspace: Path, say: Console) -> "list[Compared]":
    """Play every day, showing how it goes, and compare."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.rehearsal.cast import cast
    from flows.rehearsal.compare import compare
    from flows.rehearsal.opening import opening
    from flows.rehearsal.play import Play
    from flows.rehearsal.shown import shown
    from flows.rehearsal.stage import WORK_YEAR
    from flows.self_evaluation import self_evaluation
    from tasks.request import Request

    stage, tales = cast(workspace)
    with say.status("导入名录和项目库，启动临时的 Prefect …"), ThreadPoolExecutor(1) as beside:
        ready = beside.submit(_server_started)
        told, imported = opening(stage)
        import_module("great_expectations")  # seconds, which the server needs too
        ready.result()
    for line in told:
        say.print(Padding(line, (0, 0, 0, 9)) if line.startswith(" ") else f"[bold]02-20 一[/]  {line}")
    play = Play(stage, tales, lambda: self_evaluation(Request(work_year=WORK_YEAR, operator="演练")))
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # else each run waits a second for its heart
        _shown(play, say)
    with say.status("与剧本逐项核对 …"):
        return [imported, *compare(stage, play.truth, play.run_days), shown(stage, play.truth, play.days[-1])]


def _measured(size: str, workspace: Path, say: Console) -> int:
    """Two days at the size of a county or a prefecture: seconds by verb, and memory."""
    from flows.rehearsal.measure import stage_of, two_days

    with say.status("造数据、导入 …") as status:
        stage = stage_of(size, workspace)
        projects = [project for unit in stage.units.values() for project in unit.projects]
        lines = sum(len(project.indicators) for project in projects)
        say.print(f"[bold]{len(stage.units):,} 个单位，{len(projects):,} 个项目，{lines:,} 条指标[/]")
        measured, compared = two_days(stage, status.update)
    table = Table("", *(one.title for one in measured))
    for verb in measured[0].verbs:
        table.add_row(verb, *(f"{one.verbs[verb]:.1f} 秒" for one in measured))
    table.add_section()
    table.add_row("六个动作合计", *(f"{sum(one.verbs.values()):.1f} 秒" for one in measured))
    table.add_row("连同启动、收尾", *(f"{one.seconds:.1f} 秒" for one in measured))
    table.add_row("内存峰值：本进程", *(f"{one.own_peak / 2**20:,.0f} MB" for one in measured))
    table.add_row("内存峰值：全部进程", *(f"{one.peak / 2**20:,.0f} MB" for one in measured))
    say.print(table)
    _verdict(compared, say)
    return int(any(one.differences for one in compared))


def _server_started() -> None:
    """The first question to the temporary server starts it."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.api_healthcheck()


def _shown(play: "Play", say: Console) -> None:
    count = TextColumn("{task.completed}/{task.total} 天")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn())
    with Progress(*columns, console=say, transient=True) as progress:
        bar = progress.add_task("启动 …", total=len(play.days))
        for day in play.days_played():
            say.print(_line(day, len(play.stage.units)))
            for told in day.told:
                say.print(Padding(told, (0, 0, 0, 9)), style="dim", markup=False)
            progress.update(bar, advance=1, description=f"{day.day:%m-%d}")


def _line(day: "Day", units: int) -> str:
    """One day: files in, mails out, how many units are through."""
    if not day.ran:
        return f"[yellow]{day.day:%m-%d} {'一二三四五六日'[day.day.weekday()]}  停机一天，没有运行；次日补上[/]"
    files = "、".join(f"{word} {day.states[state]}" for state, word in FILED.items() if state in day.states) or "—"
    mails = "、".join(f"{word} {day.sent[kind]}" for kind, word in KINDS.items() if kind in day.sent) or "—"
    done = f"{day.met:2d}/{units}"
    return f"[bold]{day.day:%m-%d} {'一二三四五六日'[day.day.weekday()]}[/]  报齐 {done}  收表：{files}  发信：{mails}"


def _verdict(compared: "list[Compared]", say: Console) -> None:
    say.print()
    for one in compared:
        mark = "[red]✗[/]" if one.differences else "[green]✓[/]"
        say.print(f"{mark} {one.title}：剧本 {one.planted}，" + (
            f"[red]有 {len(one.differences)} 处不同[/]" if one.differences else "逐项相同，不多不少"))
        for difference in one.differences[:40]:
            say.print(f"    {difference}", markup=False)


PAGES = (("情况页", "reports/2023/self_evaluation/index.html"),
         ("汇总表", "reports/2023/self_evaluation/自评情况汇总表.xlsx"))


def _where(workspace: Path, say: Console, seconds: float, pages: Iterable[tuple[str, str]]) -> None:
    from flows.commands.site import after_rehearsal

    with say.status("生成总台账 …"):
        first = after_rehearsal(2023, workspace)
    say.print(f"\n用时 {seconds:.0f} 秒。请看：")
    kept = (("全部信件", "outbox/index.html"), ("收到的表", "inbox"), ("导入的名录和项目库", "register"))
    for words, path in (*first, *pages, *kept):
        say.print(f"  {words}：{workspace / path}", markup=False, soft_wrap=True)


def _cleared(workspace: Path) -> bool:
    """Begin with nothing; but never throw away what no rehearsal has made."""
    if workspace.exists() and any(workspace.iterdir()):
        if not (workspace / MARK).exists():
            return False
        shutil.rmtree(workspace)
    workspace.mkdir(parents=True, exist_ok=True)
    (workspace / MARK).touch()
    return True


@contextmanager
def _apart(workspace: Path) -> Iterator[None]:
    """An environment that knows nothing of a real office or a standing server."""
    before, quiet = dict(os.environ), logging.root.manager.disable
    for name in REAL:
        os.environ.pop(name, None)
    os.environ |= {"JIXIAO_DATABASE_URL": "", "JIXIAO_FORM_KEY": "", "JIXIAO_MAIL_LIVE": "false"}
    surroundings(workspace)
    logging.disable(logging.INFO)  # what libraries remark is no part of the story
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        logging.disable(quiet)

"""`jixiao export` and `jixiao exchange`: tables of the integrated budget system out, and in (L01, L02, J03)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.console import Console

from config import clock
from config.interchange import interchange
from config.rulebook import rulebook
from config.settings import settings
from flows.commands.workspace import store_url
from tasks import exchange
from tasks.store.engine import open_store
from tasks.store.frames import records
from tasks.year_files import write_ledger

MOST_SHOWN = 20
LEDGER = "总台账"


def export_table(name: str, work_year: int | None, as_of: date | None, to: Path, workspace: Path | None) -> int:
    """Write one table, or the whole ledger; 0. Raises ConfigError as `store_url` does, ValueError for another name."""
    engine, today = open_store(store_url(workspace)), clock.today()
    year = work_year or today.year
    if name == LEDGER:
        write_ledger(engine, rulebook(year), as_of or today, to)
        Console(highlight=False, soft_wrap=True).print(f"{to}：{year}年度总台账，截至 {as_of or today}", markup=False)
        return 0
    rows = exchange.export_table(engine, name.upper(), year, as_of or today, clock.now(), to)
    title = interchange().table(name.upper()).title
    Console(highlight=False, soft_wrap=True).print(f"{to}：{title}（{name.upper()}）{year} 年，{rows} 行", markup=False)
    return 0


def exchange_files(
    files: Sequence[Path], take: bool, work_year: int | None, workspace: Path | None, as_json: bool,
) -> int:
    """Compare files with ours, or take them in; 1 when one must be put right first. Raises ConfigError."""
    engine, now = open_store(store_url(workspace)), clock.now()
    year, inbox = work_year or now.year, settings(workspace).workspace / "inbox"
    outcomes = [
        exchange.receive(engine, path, year, now, inbox) if take
        else exchange.compare(engine, path, year, now.date(), now) for path in files
    ]
    if as_json:
        print(json.dumps([_told(one) for one in outcomes], ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for outcome in outcomes:
            _print(outcome, take)
    return int(any(one.refused for one in outcomes))


def _told(outcome: exchange.Outcome) -> dict[str, object]:
    return {
        "file": outcome.file, "refused": outcome.refused, "written": outcome.written,
        "forms": [str(path) for path in outcome.forms], "findings": [asdict(one) for one in outcome.findings],
        "tables": [{"name": one.name, "rows": one.rows, "deleted": one.deleted,
                    "differences": records(one.differences)} for one in outcome.tables],
    }


def _print(outcome: exchange.Outcome, take: bool) -> None:
    say = Console(highlight=False, soft_wrap=True)
    taken = f"已导入：绩效目标 {outcome.written} 个项目，报送件 {len(outcome.forms)} 份进收件箱"
    fate = "有错误，没有导入" if outcome.refused else taken if take else "只作核对，没有导入"
    say.print(f"{outcome.file}：{fate}", markup=False)
    for one in outcome.tables:
        gone = f"，对方已删除 {one.deleted} 行" if one.deleted else ""
        title = interchange().table(one.name).title
        say.print(f"  {one.name}（{title}）{one.rows} 行{gone}，与本系统不同 {len(one.differences)} 处", markup=False)
        for row in records(one.differences)[:MOST_SHOWN]:
            *key, element, ours, theirs = row.values()
            where = f"{' '.join(map(str, key))} {element or '整行'}"
            say.print(f"    {where}：本系统“{ours}”，对方“{theirs}”", markup=False)
    for found in outcome.findings:
        say.print(f"  {found.tier} {found.rule} {found.sheet} {found.cell}：{found.message}", markup=False)

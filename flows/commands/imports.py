"""`jixiao import`: files of the register into the store, each whole or not at all."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from config import clock
from config.forms_register import register_files
from config.routing import routing
from config.settings import settings
from tasks import register
from tasks.store import directory
from tasks.store.engine import open_store


def import_files(files: Sequence[Path], workspace: Path | None, as_json: bool) -> int:
    """0 when every file went in, 1 when one did not; its findings name the cells."""
    chosen = settings(workspace)
    chosen.workspace.mkdir(parents=True, exist_ok=True)
    engine = open_store(chosen.url)
    with engine.begin() as conn:
        directory.set_regions(conn, routing().regions)
    outcomes = register.import_files(engine, files, clock.now())
    if as_json:
        reports = [asdict(one) | {"refused": one.refused} for one in outcomes]
        print(json.dumps(reports, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for outcome in outcomes:
            _print(outcome)
    return int(any(one.refused for one in outcomes))


def _print(outcome: register.Imported) -> None:
    say = Console()
    titles: dict[str, str] = {kind: table.title for kind, table in register_files().tables.items()}
    what = "，".join(f"{titles[kind]} {rows} 行" for kind, rows in outcome.rows.items() if rows) or "没有读出内容"
    fate = "未导入，一行未动" if outcome.refused else f"已导入，新增或更改 {sum(outcome.written.values())} 处"
    say.print(f"{outcome.file}：{what}；{fate}", markup=False, highlight=False)
    for one in outcome.findings:
        say.print(f"  {one.tier} {one.rule} {one.sheet} {one.cell}：{one.message}", markup=False, highlight=False)

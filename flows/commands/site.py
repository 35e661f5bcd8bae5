"""`jixiao site`: bring the ledger's pages (总台账) up to today; only what has changed is written."""

from datetime import date
from pathlib import Path
from time import perf_counter

from rich.console import Console

from config import clock
from config.rulebook import rulebook
from config.settings import settings
from flows.commands.workspace import store_url
from tasks.deployed import run_pages
from tasks.desk import Desk
from tasks.forms.signature import FormKey
from tasks.site import Built, build_site
from tasks.site_contents import FRONT, ledger_folder, write_contents
from tasks.store import runs
from tasks.store.engine import open_store, reading


def build(work_year: int | None, as_of: date | None, workspace: Path | None) -> int:
    """Build and say where it is; 2 for a day that has not come. Raises ConfigError as `store_url` does."""
    say, today = Console(highlight=False, soft_wrap=True), clock.today()
    if as_of and as_of > today:
        say.print(f"截至日期 {as_of} 还没有到（今天是 {today}）；请改为今天或更早的日期")
        return 2
    began, desk = perf_counter(), ledger_desk(work_year, as_of, workspace)
    built = _built(desk)
    say.print(f"总台账：{built.pages:,} 页，写了 {built.written:,} 页，删去 {built.removed:,} 页，"
              f"用时 {perf_counter() - began:.1f} 秒")
    say.print(f"请看：{ledger_folder(desk) / FRONT}", markup=False)
    return 0


def after_rehearsal(work_year: int, workspace: Path) -> tuple[tuple[str, str], ...]:
    """Build as of the last day that was rehearsed; what to open first, as title and path within the workspace."""
    engine = open_store(store_url(workspace))
    with reading(engine) as conn:
        last = max(runs.history(conn, work_year)["as_of"])
    engine.dispose()
    with clock.rehearse(last):
        _built(ledger_desk(work_year, None, workspace))
    return ("总台账", f"reports/{work_year}/{FRONT}"), ("目录（网页、表格、公文）", f"reports/{FRONT}")


def _built(desk: Desk) -> Built:
    try:
        built = build_site(desk, ledger_folder(desk), run_pages(desk.settings.prefect_ui))
        write_contents(desk)
        return built
    finally:
        desk.engine.dispose()


def ledger_desk(work_year: int | None, as_of: date | None, workspace: Path | None) -> Desk:
    """A desk that runs nothing and records nothing. Raises ConfigError as `store_url` does."""
    today = clock.today()
    day = as_of or today
    engine = open_store(store_url(workspace))
    return Desk("daily", "", rulebook(work_year or day.year), settings(workspace), engine, 0, day, day == today,
                clock.now(), (), False, FormKey("", b""))

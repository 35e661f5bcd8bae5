"""The desk: what every verb of one run has before it — rulebook, store, workspace, and whose request it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import Engine

from config import clock
from config.calendar import Milestone, Node
from config.rulebook import Rulebook, rulebook
from config.settings import Settings, settings
from tasks.request import Request
from tasks.store.engine import open_store
from tasks.store.runs import begin_run, end_run


@frozen(eq=False)
class Desk:
    """One run at work. Opaque to Prefect, which would otherwise walk through every frame that a verb hands on."""

    milestone: str
    node: str
    book: Rulebook
    settings: Settings
    engine: Engine
    run_id: int
    as_of: date
    present: bool  # False: a past day is reproduced, and nobody is told anything
    moment: datetime
    regions: tuple[str, ...]  # codes; () means all
    send: bool

    @property
    def calendar(self) -> Milestone:
        """The milestone's entry in the calendar."""
        return self.book.calendar.milestone(self.milestone)

    @property
    def dates(self) -> Node:
        """The node's dates as written."""
        return self.calendar.node(self.node)

    @property
    def work_year(self) -> int:
        """W."""
        return self.book.work_year

    @property
    def fiscal_year(self) -> int:
        """The fiscal year the milestone is about (X02)."""
        return self.book.work_year + self.calendar.concerns

    @property
    def workspace(self) -> Path:
        """The one folder of this installation."""
        return self.settings.workspace

    @property
    def reports(self) -> Path:
        """Where this run's reading matter goes: a reproduced day never overwrites the present one."""
        folder = self.workspace / "reports" / str(self.work_year) / self.milestone
        return folder if self.present else folder / self.as_of.isoformat()


def open_desk(milestone: str, request: Request, node: str = "") -> Desk:
    """Open the store and begin a run. Raises ConfigError for a wrong rulebook, before anything is touched."""
    today = clock.today()
    as_of = request.as_of or today
    if as_of > today:
        raise ValueError(f"截至日期 {as_of} 还没有到（今天是 {today}）；请改为今天或更早的日期")
    book = rulebook(request.work_year or as_of.year)
    book.calendar.milestone(milestone).node(node)
    regions = tuple(code for code, region in book.routing.regions.items() if region.name in set(request.regions))
    chosen = settings()
    chosen.workspace.mkdir(parents=True, exist_ok=True)
    engine = open_store(chosen.url)
    moment = clock.now()
    run: dict[str, Any] = {
        "milestone": milestone, "node": node, "work_year": book.work_year, "as_of": as_of, "regions": list(regions),
        "operator": request.operator, "reason": request.reason, "flow_run_id": _flow_run_id(),
        "rulebook_hash": book.fingerprint, "started_at": moment,
    }
    run_id = begin_run(engine, run)
    return Desk(milestone, node, book, chosen, engine, run_id, as_of, as_of == today, moment, regions, request.send)


@contextmanager
def at_desk(milestone: str, request: Request, node: str = "") -> Iterator[Desk]:
    """A desk for one run, closed with its outcome; a run that fails stays without an end."""
    desk = open_desk(milestone, request, node)
    try:
        yield desk
        end_run(desk.engine, desk.run_id, clock.now())
    finally:
        desk.engine.dispose()


def _flow_run_id() -> str:
    """Prefect's id of the flow run; "" outside one. The environment is read so that only verbs import Prefect."""
    return os.environ.get("PREFECT__FLOW_RUN_ID", "")

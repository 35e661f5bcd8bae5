"""The desk: what every verb of one run has before it — rulebook, store, workspace, and whose request it is."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen
from prefect.runtime import flow_run
from sqlalchemy import Engine

from config import clock
from config.calendar import Milestone, Node
from config.forms_table import table_forms
from config.rulebook import Rulebook, rulebook
from config.settings import Settings, settings
from tasks.forms.signature import FormKey
from tasks.request import Request
from tasks.rules.deadlines import node_on
from tasks.rules.reviews import WRITTEN, review_node
from tasks.store import directory, runs
from tasks.store.engine import open_store


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
    key: FormKey = field(repr=False)  # signs the forms we issue
    outcome: dict[str, Any] = field(factory=dict)  # what the run will have done, for its row in the ledger
    reviewing: bool = False  # True: seen by the finance side, which owes the review of what comes in
    arrived: str = ""  # the form with which it reviews what came in, by a term counted from that day
    offering: bool = False  # True: seen by those to whom a form is offered that nobody owes

    @property
    def calendar(self) -> Milestone:
        """The milestone's entry in the calendar."""
        return self.book.calendar.milestone(self.milestone)

    @property
    def dates(self) -> Node:
        """The node's dates as written; of the review, where that is what is looked at."""
        node = self.calendar.node(self.node)
        if self.arrived:
            return node.model_copy(update={"form": self.arrived, "owed_by": "finance", "written": WRITTEN})
        if self.offering:
            return node.model_copy(update={"form": self.calendar.offered})
        return review_node(self.milestone, self.calendar, node, self.book) if self.reviewing else node

    @property
    def sides(self) -> "tuple[Desk, ...]":
        """The desk as the debtors of the form see it, and as those who must review what they hand in."""
        return (self, evolve(self, reviewing=True)) if self.calendar.review else (self,)

    @property
    def form(self) -> str | None:
        """The form that is owed at this node, None where none is."""
        return self.dates.form or self.calendar.form

    @property
    def owner(self) -> str:
        """Who owes it: unit, department, division, county, finance or centre."""
        return self.dates.owed_by or self.calendar.owed_by

    @property
    def paper(self) -> str:
        """What people call the form: 自评表."""
        described = table_forms().get(self.form or "")
        own = "" if self.arrived else self.calendar.paper
        return own or (described.title if described else self.calendar.title)

    @property
    def title(self) -> str:
        """What mails and pages say they are about: 2022年度项目支出绩效自评."""
        if self.arrived:
            return table_forms()[self.arrived].title.removesuffix("表")
        named = f"（{self.dates.title}）" if self.dates.title else ""
        form = table_forms()[self.form or ""].title.removesuffix("表") if self.offering else ""
        about = form or self.calendar.about or self.calendar.title
        return f"{self.fiscal_year}年度{about}{named}{'审核' if self.reviewing else ''}"

    @property
    def owing(self) -> bool:
        """Whether somebody owes a form by a date; events and working days have none."""
        return self.calendar.when == "in_window" and self.form is not None

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
    def year_reports(self) -> Path:
        """Where the reading matter of the whole work year lies."""
        return self.workspace / "reports" / str(self.work_year)

    @property
    def reports(self) -> Path:
        """Where this run's reading matter goes: some regions or a past day never overwrite the whole present."""
        folder = self.year_reports / self.milestone / self.node / "_".join(self.regions)
        return folder if self.present else folder / self.as_of.isoformat()

    def about(self, milestone: str, node: str, work_year: int | None = None) -> "Desk":
        """The same run looking at another milestone, of its year or another one: for a mail that speaks of it."""
        book = self.book if work_year in (None, self.work_year) else rulebook(work_year)
        return evolve(self, milestone=milestone, node=node, book=book, reviewing=False, arrived="", offering=False)


def open_desk(milestone: str, request: Request) -> Desk:
    """Open the store and begin a run. Raises ConfigError for a wrong rulebook, before anything is touched."""
    today = clock.today()
    as_of = request.as_of or today
    if as_of > today:
        raise ValueError(f"截至日期 {as_of} 还没有到（今天是 {today}）；请改为今天或更早的日期")
    book = rulebook(request.work_year or as_of.year)
    node = request.node or node_on(book.calendar.milestone(milestone), as_of, book)
    book.calendar.milestone(milestone).node(node)
    regions = tuple(code for code, region in book.routing.regions.items() if region.name in set(request.regions))
    chosen, moment = settings(), clock.now()
    chosen.workspace.mkdir(parents=True, exist_ok=True)
    engine = open_store(chosen.url)
    start = runs.Start(milestone, book.work_year, as_of, node, regions, request.operator, request.reason,
                       flow_run.id or "", book.fingerprint)
    with engine.begin() as conn:
        directory.set_regions(conn, book.routing.regions)
        run_id = runs.begin(conn, start, moment)
    return Desk(milestone, node, book, chosen, engine, run_id, as_of, as_of == today, moment, regions, request.send,
                form_key(chosen))


def form_key(chosen: Settings) -> FormKey:
    """The key that signs issued forms: from the environment, else one of the workspace's own, made once."""
    secret = chosen.form_key.get_secret_value().encode()
    own = chosen.workspace / ".form-key"
    if not secret and not own.exists():
        half = own.with_suffix(f".{secrets.token_hex(8)}")
        half.touch(mode=0o600)
        half.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # two first runs at once: one key for both
            os.link(half, own)
        half.unlink()
    return FormKey(chosen.form_key_id, secret or own.read_text().encode())


@contextmanager
def at_desk(milestone: str, request: Request) -> Iterator[Desk]:
    """A desk for one run, closed when its verbs are done. A run that fails is left without an end, and shows so."""
    desk = open_desk(milestone, request)
    try:
        yield desk
        with desk.engine.begin() as conn:
            runs.finish(conn, desk.run_id, clock.now(), desk.outcome)
    finally:
        desk.engine.dispose()

"""A small office for tests: a handful of units whose day runs without Prefect."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import FunctionType

from prefect import Task

from flows.rehearsal.places import prefecture
from flows.rehearsal.stage import WORK_YEAR, Stage, at
from flows.rehearsal.world import Unit
from flows.self_evaluation import self_evaluation
from tasks.request import Request

REGISTERED = date(2023, 2, 20)


class Office(Stage):
    """A stage that can run the paragraph of the flow with its verbs as plain functions: no server, same acts."""

    def run(self, day: date, request: Request | None = None) -> None:
        """Run one day."""
        body = self_evaluation.fn
        verbs = {name: one.fn for name, one in body.__globals__.items() if isinstance(one, Task)}
        plain = FunctionType(body.__code__, {**body.__globals__, **verbs}, closure=body.__closure__)
        with at(self.workspace, day):
            plain(request or Request(work_year=WORK_YEAR))


def small_office(workspace: Path, units: int = 6, projects: int = 12, *, only: Sequence[Unit] = ()) -> Office:
    """A workspace with so many units and projects, registered on 2023-02-20; nothing has been issued yet."""
    office = Office(workspace, only or prefecture(units, projects))
    wrong = [one for imported in office.open(REGISTERED) for one in imported.findings]
    if wrong:
        raise RuntimeError(f"the register of the rehearsal was not taken: {wrong}")
    return office

"""A finance office of its own, in one workspace: files come in, a day is run, mails go out, and nothing leaves it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Engine

from config.clock import BEIJING, rehearse
from config.forms_issued import issued_forms
from config.settings import settings
from flows.rehearsal.answers import Answer, honest
from flows.rehearsal.issued import IssuedPaper
from flows.rehearsal.post import Mailboxes
from flows.rehearsal.registry import Register, Table, take_in, written
from flows.rehearsal.world import Unit
from tasks.forms.issue import issue
from tasks.forms.signature import FormKey
from tasks.register import Imported
from tasks.store.engine import open_store

WORK_YEAR = 2023
MORNING = time(9, 30)


class Stage:
    """One workspace with its units, from an empty folder on."""

    def __init__(self, workspace: Path, units: Sequence[Unit]) -> None:
        self.workspace = workspace
        self.units = {unit.code: unit for unit in units}
        self.mail = Mailboxes(workspace / "outbox")
        self._came = 0  # files so far: no two come in the same second

    def called(self, name: str) -> Unit:
        """The unit of that name. Raises KeyError when there is none."""
        return {unit.name: unit for unit in self.units.values()}[name]

    def engine(self) -> Engine:
        """The store of this workspace, opened for whoever asks."""
        return open_store(f"sqlite:///{(self.workspace / 'jixiao.db').resolve()}")

    def directory(self, register: Register) -> Table:
        """The directory as this office keeps it: one row per unit, with its people."""
        return register.directory_rows()

    def change(self, unit: Unit, day: date) -> None:
        """Import the directory with one changed unit. Raises RuntimeError when it was not taken."""
        path = self.workspace / "register" / f"名录变更-{unit.code}-{day}.xlsx"
        changed = written(path, "单位名录", self.directory(Register([unit])))
        wrong = take_in(self.workspace, [changed], datetime.combine(day, time(9), BEIJING))[0].findings
        if wrong:
            raise RuntimeError(f"the change of {unit.name} was not taken: {wrong}")

    def merge(self, unit: Unit, heir: Unit, since: date, day: date) -> None:
        """Enter on a day that another unit answers for this one from `since` on (X09)."""
        self.change(replace(unit, closed=str(since - timedelta(days=1)), successor=heir.code), day)

    def open(self, day: date) -> list[Imported]:
        """Import the whole register."""
        at = datetime.combine(day, MORNING, BEIJING)
        return take_in(self.workspace, Register(list(self.units.values())).files(self.workspace / "register"), at)

    def hand_in(self, folder: str, name: str, data: bytes, day: date) -> Path:
        """Put a file into the inbox as if it had come that morning; `folder` "" is the inbox itself."""
        path = self.workspace / "inbox" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._came += 1
        moment = datetime.combine(day, MORNING, BEIJING).timestamp() + self._came % 5_000
        os.utime(path, (moment, moment))
        return path

    def key(self) -> FormKey:
        """The key with which this office signs its forms."""
        return FormKey(settings(self.workspace).form_key_id, (self.workspace / ".form-key").read_text().encode())

    def form(self, unit: Unit) -> bytes:
        """The latest form in the unit's mailbox. Raises IndexError when it never got one."""
        return self.mail.form(unit.code, unit.contact.email)

    def filled(self, unit: Unit, answers: Sequence[Answer] = ()) -> IssuedPaper:
        """The unit's form with true answers, ready for mistakes."""
        return IssuedPaper(self.form(unit), list(answers) or honest(unit))


@contextmanager
def at(workspace: Path, day: date) -> Iterator[None]:
    """Let the product believe that it is this day, in this workspace."""
    before = os.environ.get("JIXIAO_WORKSPACE")
    os.environ["JIXIAO_WORKSPACE"] = str(workspace)
    try:
        with rehearse(day):
            yield
    finally:
        if before is None:
            del os.environ["JIXIAO_WORKSPACE"]
        else:
            os.environ["JIXIAO_WORKSPACE"] = before


def last_years_form(stage: Stage, unit: Unit) -> bytes:
    """The form of the year before, as this office issued it then: the same projects, signed with the same key."""
    return issued_form(unit, WORK_YEAR - 1, stage.key())


def issued_form(unit: Unit, work_year: int, key: FormKey) -> bytes:
    """The form of a unit as it goes out on 1 March of a work year."""
    rows = [
        {"project_code": one.code, "project_name": one.name, "initial_fen": int(one.initial * 1_000_000),
         "budget_fen": int(one.budget * 1_000_000), "execution_weight_cp": 1000} for one in unit.projects
    ]
    targets = [
        {"project_code": project.code, "level1": one.level1, "level2": one.level2, "level3": one.level3,
         "relation": one.relation, "target": one.asked, "weight_cp": int(one.weight * 100)}
        for project in unit.projects for one in project.indicators
    ]
    about = {"code": unit.code, "name": unit.name, "department": unit.department}
    return issue(issued_forms()["self_evaluation"], about, rows, targets, work_year=work_year,
                 fiscal_year=work_year - 1, rev=1, issued_on=date(work_year, 3, 1), key=key)

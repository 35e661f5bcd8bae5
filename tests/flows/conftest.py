"""A small finance office for the flow tests: three units, a register, and forms to hand in."""

import hashlib
import os
import sys
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType

import pytest
from prefect import Task
from sqlalchemy import insert, text, update

from config.clock import BEIJING, rehearse
from config.routing import routing
from flows.__main__ import main
from flows.rehearsal.package import PLAIN_ROWS, plain_form
from flows.rehearsal.post import Mailboxes
from flows.rehearsal.workbook import Workbook
from flows.round import go_round
from tasks.forms.child import answer
from tasks.forms.limits import Limits
from tasks.forms.reading import Reading
from tasks.forms.wire import unpack
from tasks.request import Request
from tasks.store import directory, ledger, verdicts
from tasks.store.engine import open_store, reading
from tasks.store.models import Contact, Division, Project, ProjectIndicator, Unit
from tasks.store.verify import verify
from tests.masks import without_great_expectations

REGION = "653001"
UNITS = {"653001001": "公路养护站", "653001002": "水利管理站", "653001003": "农机推广站"}
TARGETS = [(*row[:3], row[3][0], row[3][1:], row[4], row[5]) for row in PLAIN_ROWS[11:15]]


class Office:
    """One workspace with its units; every unit owes the self-evaluation of its projects (one or more)."""

    def __init__(self, workspace: Path, fiscal_year: int, units: dict[str, str] = UNITS, projects: int = 1,
                 url: str = ""):
        self.workspace, self.fiscal_year, self.units, self.projects = workspace, fiscal_year, units, projects
        workspace.mkdir(parents=True, exist_ok=True)
        if not url:
            (workspace / "jixiao.db").write_bytes(blank_store())
        self.engine = open_store(url or f"sqlite:///{workspace / 'jixiao.db'}")
        self.post = Mailboxes(workspace / "outbox")
        with self.engine.begin() as conn:
            directory.set_regions(conn, routing().regions)
            conn.execute(insert(Division).values(
                code="ATS-1", region_code=REGION, name="经建科", email="jjk@ats.example"))
            for code, name in units.items():
                conn.execute(insert(Unit).values(code=code, name=name, region_code=REGION, division_code="ATS-1"))
        for code in units:
            self.add_person(code, "contact", self.email(code), "经办人")
        for code in units:
            for number in range(projects):
                self.add_project(code, number)
        self.engine.dispose()  # whoever forks now inherits no open database

    def email(self, unit: str) -> str:
        """The address of the unit's contact."""
        return f"{unit}@ats.example"

    def project(self, unit: str, number: int = 0) -> str:
        """The code of one of the unit's projects."""
        return f"{unit[:6]}{self.fiscal_year % 100:02d}T{int(unit) + number * 10**9:012d}"

    def title(self, unit: str, number: int = 0) -> str:
        """The name of one of the unit's projects."""
        return f"{self.units[unit]}养护{'零二三四五'[number] + '期' if number else ''}"

    def add_project(self, unit: str, number: int) -> None:
        """Enter one project of 100 万元, with its targets, into the register."""
        with self.engine.begin() as conn:
            made = conn.execute(insert(Project).values(
                code=self.project(unit, number), name=self.title(unit, number), unit_code=unit,
                fiscal_year=self.fiscal_year, initial_fen=100_000_000, budget_fen=100_000_000,
            ).returning(Project.id)).scalar_one()
            conn.execute(insert(ProjectIndicator), [
                {"project_id": made, "seq": seq, "level1": level1, "level2": level2, "level3": level3,
                 "relation": relation, "target": target, "weight_cp": int(weight * 100)}
                for seq, (level1, level2, level3, relation, target, _, weight) in enumerate(TARGETS)
            ])
            told = ledger.Happening("project.imported", self.project(unit, number), {}, "project", made)
            ledger.append(conn, None, datetime(self.fiscal_year, 12, 31), [told])

    def add_person(self, unit: str, role: str, email: str, name: str = "") -> None:
        """Enter somebody who gets the unit's mail."""
        with self.engine.begin() as conn:
            conn.execute(insert(Contact).values(unit_code=unit, role=role, name=name, email=email))

    def form(self, unit: str, executed: float = 90.0, number: int = 0, name: str | None = None,
             says: dict[tuple[int, int], object] | None = None) -> bytes:
        """The printed form of one project, filled in without a mistake; `says` puts other words into (row, column)."""
        points = round(executed / 10, 2)
        rows = [list(row) for row in PLAIN_ROWS]
        rows[1][0] = f"（{self.fiscal_year}年度）"
        rows[2][1], rows[3][5] = self.title(unit, number), self.units[unit] if name is None else name
        rows[5][4], rows[5][6], rows[5][7] = executed, f"{executed:g}%", points
        rows[6][4], rows[6][6], rows[-1][6] = executed, f"{executed:g}%", 90 + points
        for (row, column), words in (says or {}).items():
            rows[row][column] = words
        return plain_form(rows)

    def issued(self, unit: str, email: str = "") -> bytes:
        """The latest form in the unit's mailbox."""
        return self.post.form(unit, email or self.email(unit))

    def hand_in(self, unit: str, content: bytes, at: datetime, name: str = "自评表.xlsx") -> Path:
        """Put a file into the unit's folder ("" = none) as if it had come at that moment (Beijing)."""
        path = self.workspace / "inbox" / unit / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        moment = at.replace(tzinfo=BEIJING).timestamp()
        os.utime(path, (moment, moment))
        return path

    def run(self, day: date, *but: str, milestone: str = "self_evaluation", **request) -> None:
        """Run a milestone on a rehearsed day, without the verbs named in `but`."""
        plainly(Request(**{"work_year": self.fiscal_year + 1} | request), day, *but, milestone=milestone)

    def ask(self, sql: str) -> list[tuple]:
        """The rows of a query."""
        with reading(self.engine) as conn:
            return [tuple(row) for row in conn.execute(text(sql))]

    def in_force(self, milestone: str, kind: str, node: str = "") -> dict[str, dict]:
        """Subject → the verdict about it that stands now."""
        with reading(self.engine) as conn:
            rows = verdicts.in_force(conn, self.fiscal_year + 1).to_dict("records")
        key = (milestone, kind, node)
        return {row["subject"]: row for row in rows if (row["milestone"], row["kind"], row["node"]) == key}

    def mails(self, unit: str | None = None) -> list[str]:
        """【kind】 and day of every mail (to one unit's contact), in the order of days."""
        found = [mail for mail in self.post.all().values() if unit is None or self.email(unit) in mail.envelope]
        return sorted(f"{mail.day:%m-%d} {mail.subject[1:].partition('】')[0]}" for mail in found)

    def mail(self, unit: str, kind: str):
        """The one mail of a kind to a unit's contact."""
        [found] = [mail for mail in self.post.of(self.email(unit)) if mail.subject.startswith(f"【{kind}】")]
        return found

    def broken(self):
        """What `jixiao verify` would name; None when the ledger holds."""
        with reading(self.engine) as conn:
            return verify(conn)


@cache
def blank_store() -> bytes:
    """An empty store of the newest schema: the migrations that make one have tests of their own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "jixiao.db"
        open_store(f"sqlite:///{path}").dispose()
        return path.read_bytes()


def fill(form: bytes, executed: float = 90.0, cells: dict[tuple[str, str], object] | None = None) -> bytes:
    """An issued form as a careful clerk fills it in, formulas calculated as Excel would have.

    `cells` maps (sheet, cell) to what stands there instead; numbers are typed as numbers.
    """
    book, spent = Workbook(form), Decimal(str(executed))
    typed = {sheet: {cell: Decimal(str(value)) if isinstance(value, int | float) else value
                     for (where, cell), value in (cells or {}).items() if where == sheet} for sheet in ("项目", "指标")}
    results, scores = {}, {}
    for number, (row, code) in enumerate(_coded(book, "指标", "A")):
        actual, weight = TARGETS[number % len(TARGETS)][5:]
        typed["指标"] = {f"I{row}": actual, f"L{row}": Decimal(str(weight))} | typed["指标"]
        scores[code] = scores.get(code, 0) + typed["指标"][f"L{row}"]
    for row, code in _coded(book, "项目", "B"):
        typed["项目"] = {f"F{row}": spent, f"L{row}": "完成年度任务", f"M{row}": "已完成"} | typed["项目"]
        points = (min(spent, Decimal(100)) / 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
        total = scores[code] + points
        results |= {f"G{row}": spent / 100, f"I{row}": points, f"J{row}": Decimal(100), f"K{row}": total}
    book.type("项目", typed["项目"], results)
    book.type("指标", typed["指标"], {})
    return book.data()


def _coded(book: Workbook, sheet: str, column: str) -> list[tuple[str, str]]:
    """The rows that begin with the code of a project, and that code."""
    return [(at[1:], words) for at, words in book.cells(sheet).items() if at[0] == column and words[:6].isdigit()]


def lightly(patch: pytest.MonkeyPatch) -> None:
    """The same reader in this process, and the masks without Great Expectations, which gives the same answers.

    For stories about neither: it saves a second for each run. `test_window`, `test_cli` and `test_verb` have the real.
    """
    def read_here(files, progress):
        return [as_read(name, path) for name, path in files]

    without_great_expectations(patch)
    patch.setattr("tasks.collect.read_files", read_here)


def as_read(name: str, path: Path) -> Reading:
    """The reading of one file, in this process."""
    try:
        data = path.read_bytes()
    except OSError:
        return Reading(name)
    return unpack(answer(name, data, Limits()), name, hashlib.sha256(data).hexdigest())


@contextmanager
def opened(workspace: Path, patch: pytest.MonkeyPatch, kind: type[Office] = Office):
    """The office of work year 2023, in a workspace of its own; afterwards its ledger must hold."""
    patch.setenv("JIXIAO_WORKSPACE", str(workspace))
    lightly(patch)
    office = kind(workspace, 2022)
    yield office
    assert office.broken() is None
    office.engine.dispose()


@pytest.fixture
def office(tmp_path, monkeypatch):
    """The office of work year 2023."""
    with opened(tmp_path / "ws", monkeypatch) as office:
        yield office


OFFICES = {
    "653001-CZ": ("阿图什市财政局", "finance", REGION), "653000-CZ": ("克州财政局", "finance", "653000-0"),
    "653000-JX": ("财政绩效评价中心", "centre", "653000-0"), "653000-SB": ("社保科", "division", "653000-0"),
}


@pytest.fixture
def year(tmp_path, monkeypatch):
    """The office with its projects of fiscal years 2022 and 2023, and the finance side as senders of their own."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "ws"))
    lightly(monkeypatch)
    office = Office(tmp_path / "ws", 2022)
    with office.engine.begin() as conn:
        conn.execute(update(Unit).values(department_code=next(iter(UNITS)), department_name=UNITS[next(iter(UNITS))]))
        for code, (name, kind, region) in OFFICES.items():
            conn.execute(insert(Unit).values(code=code, name=name, region_code=region, kind=kind))
    for code in OFFICES:
        office.add_person(code, "contact", office.email(code), "承办人")
    office.fiscal_year = 2023
    for code in UNITS:
        office.add_project(code, 0)
    office.fiscal_year = 2022
    yield office
    assert office.broken() is None
    office.engine.dispose()


@pytest.fixture
def jixiao(monkeypatch, capsys):
    """The command line in this process, on a rehearsed day if one is given: exit code, output, errors."""

    def command(*words, on: date | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, words)])
        capsys.readouterr()
        with rehearse(on) if on else nullcontext(), pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def plainly(request, on: date | None = None, *but: str, milestone: str = "self_evaluation"):
    """Run the round of a milestone as it stands, its verbs as plain functions: no server, same acts.

    A verb named in `but` does nothing, for stories that it has no part in.
    """
    body = go_round
    verbs = {name: one.fn for name, one in body.__globals__.items() if isinstance(one, Task)}
    verbs |= {name: lambda *_: None for name in but}
    with rehearse(on) if on else nullcontext():
        FunctionType(body.__code__, {**body.__globals__, **verbs})(milestone, request)

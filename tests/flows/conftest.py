"""A small finance office for the flow tests: three units, a register, and a printed form to hand in."""

import os
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from types import FunctionType

import pytest
from prefect import Task
from sqlalchemy import insert

from config.clock import BEIJING, rehearse
from config.routing import routing
from flows.rehearsal.package import PLAIN_ROWS, plain_form
from flows.self_evaluation import self_evaluation
from tasks.store import directory, ledger
from tasks.store.engine import open_store
from tasks.store.models import Contact, Division, Project, Unit

REGION = "653001"
UNITS = {"653001001": "公路养护站", "653001002": "水利管理站", "653001003": "农机推广站"}


class Office:
    """One workspace with its units; every unit owes the self-evaluation of one project."""

    def __init__(self, workspace: Path, fiscal_year: int, units: dict[str, str] = UNITS):
        self.workspace, self.fiscal_year, self.units = workspace, fiscal_year, units
        workspace.mkdir(parents=True, exist_ok=True)
        engine = open_store(f"sqlite:///{workspace / 'jixiao.db'}")
        with engine.begin() as conn:
            directory.set_regions(conn, routing().regions)
            conn.execute(insert(Division).values(
                code="ATS-1", region_code=REGION, name="经建科", email="jjk@ats.example"))
            for code, name in units.items():
                conn.execute(insert(Unit).values(code=code, name=name, region_code=REGION, division_code="ATS-1"))
                conn.execute(insert(Contact).values(
                    unit_code=code, role="contact", name="经办人", email=f"{code}@ats.example"))
                made = conn.execute(insert(Project).values(
                    code=self.project(code), name=f"{name}养护", unit_code=code, fiscal_year=fiscal_year,
                    initial_fen=100_000_000, budget_fen=100_000_000).returning(Project.id)).scalar_one()
                told = ledger.Happening("project.imported", self.project(code), {}, "project", made)
                ledger.append(conn, None, datetime(fiscal_year, 12, 31), [told])
        engine.dispose()

    def project(self, unit: str) -> str:
        """The code of the unit's one project."""
        return f"{unit[:6]}{self.fiscal_year % 100:02d}T{int(unit):012d}"

    def form(self, unit: str, executed: float = 90.0) -> bytes:
        """The printed form of the unit's project, filled in without a mistake."""
        points = round(executed / 10, 2)
        rows = [list(row) for row in PLAIN_ROWS]
        rows[1][0] = f"（{self.fiscal_year}年度）"
        rows[2][1], rows[3][5] = f"{self.units[unit]}养护", self.units[unit]
        rows[5][4], rows[5][6], rows[5][7] = executed, f"{executed:g}%", points
        rows[6][4], rows[6][6], rows[-1][6] = executed, f"{executed:g}%", 90 + points
        return plain_form(rows)

    def hand_in(self, unit: str, content: bytes, at: datetime, name: str = "自评表.xlsx") -> Path:
        """Put a file into the unit's folder as if it had come at that moment (Beijing)."""
        path = self.workspace / "inbox" / unit / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        moment = at.replace(tzinfo=BEIJING).timestamp()
        os.utime(path, (moment, moment))
        return path


@pytest.fixture
def office(tmp_path, monkeypatch):
    """The office of work year 2023, in a workspace of its own."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "ws"))
    return Office(tmp_path / "ws", 2022)


def plainly(request, on: date | None = None):
    """Run the paragraph of the flow as it stands, its verbs as plain functions: no server, same acts."""
    body = self_evaluation.fn
    verbs = {name: one.fn for name, one in body.__globals__.items() if isinstance(one, Task)}
    with rehearse(on) if on else nullcontext():
        FunctionType(body.__code__, {**body.__globals__, **verbs}, closure=body.__closure__)(request)

"""The daily run ends with the ledger's pages: of everybody, never of a part, and each unit's of nobody else."""

from datetime import date, datetime

import pytest

from config.clock import rehearse
from flows.commands.site import ledger_desk
from tasks import year_files
from tasks.store import ledger
from tests.flows.conftest import UNITS
from tests.proofs.site import broken_links

DAY = date(2023, 4, 6)


@pytest.fixture
def made(monkeypatch):
    """The 总台账 that were made anew, one after the other."""
    found, really = [], year_files.ledger_workbook
    monkeypatch.setattr(year_files, "ledger_workbook", lambda shelf: found.append(shelf) or really(shelf))
    return found


def test_the_daily_run_builds_the_ledger(office, made):
    """After the forms went out: the front page names who is late, links the milestone's page, and lists all units.

    The workbook beside it is made once: a second run that finds nothing new does not touch it.
    """
    office.run(date(2023, 3, 1))
    office.run(DAY, milestone="daily")
    reports = office.workspace / "reports"
    front = (reports / "2023" / "index.html").read_text(encoding="utf-8")
    assert "单位自评逾期未报齐" in front and 'href="self_evaluation/index.html"' in front
    assert (reports / "2023" / "self_evaluation" / "index.html").exists()
    for unit, name in UNITS.items():
        page = (reports / "2023" / "units" / f"u{unit}.html").read_text(encoding="utf-8")
        assert name in page and "逾期未报齐" in page and office.email(unit) in page
        assert not any(other in page for other in UNITS.values() if other != name)
        assert f"projects/2022-{office.project(unit)}.html" in page
    assert '"2023/index.html"' in (reports / "index.html").read_text(encoding="utf-8")
    office.run(DAY, milestone="daily", regions=["乌恰县"])  # a part never stands for the whole
    assert front == (reports / "2023" / "index.html").read_text(encoding="utf-8")
    assert "总台账</a>" not in (reports / "2023" / "self_evaluation" / "index.html").read_text()  # older
    part = (reports / "2023" / "daily" / "653024" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../../index.html">总台账</a>' in part and broken_links(reports / "2023") == 0
    assert len(made) == 1 and made[0].as_of == DAY
    (reports / "2023" / "tables" / "总台账.xlsx").write_bytes(b"")  # somebody has spoilt it
    renew(office)
    renew(office)
    assert len(made) == 2
    with office.engine.begin() as conn:
        ledger.append(conn, None, datetime(2023, 4, 6, 12), [ledger.Happening("unit.renamed", "x", {})])
    renew(office)
    assert len(made) == 3


def renew(office):
    """Write what is written once for the whole year, as the daily run does."""
    with rehearse(DAY):
        desk = ledger_desk(2023, None, office.workspace)
        year_files.write_year(desk)
        desk.engine.dispose()

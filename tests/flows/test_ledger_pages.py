"""The daily run ends with the ledger's pages: of everybody, never of a part, and each unit's of nobody else."""

from datetime import date

from tests.flows.conftest import UNITS
from tests.proofs.site import broken_links


def test_the_daily_run_builds_the_ledger(office):
    """After the forms went out: the front page names who is late, links the milestone's page, and lists all units."""
    office.run(date(2023, 3, 1))
    office.run(date(2023, 4, 6), milestone="daily")
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
    office.run(date(2023, 4, 6), milestone="daily", regions=["乌恰县"])  # a part never stands for the whole
    assert front == (reports / "2023" / "index.html").read_text(encoding="utf-8")
    assert "总台账</a>" not in (reports / "2023" / "self_evaluation" / "index.html").read_text()  # older
    part = (reports / "2023" / "daily" / "653024" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../../index.html">总台账</a>' in part and broken_links(reports / "2023") == 0

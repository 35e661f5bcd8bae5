"""Figures agree: what a run's pages and workbooks show is what the database holds; one falsified figure is seen."""

from datetime import date, datetime

import pytest

from config.rulebook import rulebook
from tasks.year_files import write_ledger
from tests.figures.agree import claims
from tests.figures.broken import falsified
from tests.flows.conftest import UNITS

A, B, C = UNITS
LEDGER = "reports/2023/tables/总台账.xlsx"
FALSE = {
    "UPDATE judgement SET final_cp = final_cp - 1": "每个项目的重算得分和等次",
    "UPDATE obligation_step SET day = '2023-04-02'": "阿图什市报送",
}


@pytest.fixture
def published(office):
    """The self-evaluation two working days after its deadline: one unit in time, one sent back, one silent."""
    office.hand_in(A, office.form(A), datetime(2023, 3, 7, 9))
    office.hand_in(B, office.form(B, executed=120.0), datetime(2023, 3, 7, 9))
    office.run(date(2023, 4, 4))
    write_ledger(office.engine, rulebook(2023), date(2023, 4, 4), office.workspace / LEDGER)
    return office.workspace


def test_every_figure_is_that_of_the_database(published):
    """Standings, scores and grades of summary and ledger; a figure that is a hundredth off is found."""
    found = list(claims(published, 2023))
    assert {one.place for one in found} >= {"self_evaluation/", "tables/总台账.xlsx"}
    assert [one for one in found if not one.holds] == []
    for sql, what in FALSE.items():
        with falsified(published, sql) as copy:
            assert what in {one.what for one in claims(copy, 2023) if not one.holds}

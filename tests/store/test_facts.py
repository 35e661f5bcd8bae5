"""Rows of tables on both databases: what counts on a day is the newest accepted file for the same thing."""

from datetime import date, datetime

import pandas as pd
import pytest

from config.clock import BEIJING
from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS
from tasks.store import facts, intake, runs, submissions
from tasks.store.engine import reading
from tasks.store.verify import verify

NOBODY = pd.DataFrame(columns=[*PROJECT_COLUMNS, "project_id"])
NOTHING = pd.DataFrame(columns=[*INDICATOR_COLUMNS, "score_cp"])


def file(town, number, unit, day, rows, state="accepted", node="may", table="monitoring"):
    """Hand in one file of a table; its rows name only what matters."""
    at = datetime(2023, day.month, day.day, 10, tzinfo=BEIJING)
    sent = pd.DataFrame([{
        "reading": 0, "sha256": f"{number:064d}", "file": f"{number}.xlsx", "unit_code": unit, "work_year": 2023,
        "milestone": facts.form_of(table).milestone, "received_at": at, "form": table, "layout": "table", "rev": 0,
        "state": state, "is_late": False, "size": 1, "node": node,
    }])
    frame = pd.DataFrame([{"reading": 0, "project_id": None, **row} for row in rows]).astype({"project_id": "Int64"})
    with town.store.begin() as conn:
        run = runs.begin(conn, runs.Start("monitoring", 2023, day), at)
        intake.record(conn, run, at, intake.Batch(sent, NOBODY, NOTHING, [], {table: frame}))


def row(code, executed, **more):
    """One project's row."""
    return {"project_code": code, "executed_fen": executed, "forecast_fen": 100, **more}


def known(town, day=date(2023, 12, 31), table="monitoring"):
    """Project, node and amount in force on a day."""
    with reading(town.store) as conn:
        found = facts.in_force(conn, table, 2023, day)
    return sorted(zip(found["project_code"], found["node"], found["executed_fen"], strict=True))


@pytest.fixture
def unit(town):
    """The code of a unit."""
    with reading(town.store) as conn:
        return conn.exec_driver_sql("SELECT code FROM unit ORDER BY code").scalar()


def test_the_newest_accepted_file_counts_project_by_project(town, unit):
    """A later file replaces the projects that it names; one that was returned replaces nothing."""
    file(town, 1, unit, date(2023, 6, 1), [row("P1", 10), row("P2", 20)])
    file(town, 2, unit, date(2023, 6, 5), [row("P2", 25)])
    file(town, 3, unit, date(2023, 6, 7), [row("P1", 99)], state="returned")
    assert known(town) == [("P1", "may", 10), ("P2", "may", 25)]
    assert known(town, date(2023, 6, 4)) == [("P1", "may", 10), ("P2", "may", 20)]
    assert known(town, date(2023, 5, 31)) == []


def test_august_replaces_nothing_of_may(town, unit):
    """Both nodes stand side by side."""
    file(town, 1, unit, date(2023, 6, 1), [row("P1", 10)])
    file(town, 2, unit, date(2023, 9, 1), [row("P1", 60)], node="august")
    assert known(town) == [("P1", "august", 60), ("P1", "may", 10)]


def test_values_come_back_as_they_went_in(town, unit):
    """Amounts as integers, days as days, missing ones missing, texts as typed, and columns nobody sent as empty."""
    day = date(2023, 4, 3)
    file(town, 1, unit, date(2023, 6, 1), [row("P1", None, approved_on=day, reason="=1+1“引号”\n换行")])
    with reading(town.store) as conn:
        found = facts.in_force(conn, "monitoring", 2023, date(2023, 6, 2))
    [one] = found.to_dict("records")
    assert pd.isna(one["executed_fen"]) and one["forecast_fen"] == 100 and one["approved_on"] == day
    assert one["reason"] == "=1+1“引号”\n换行" and one["goal"] == "" and one["received_on"] == date(2023, 6, 1)
    assert found["executed_fen"].dtype == "Int64" and one["unit_code"] == unit


def test_a_reviewer_can_overrule(town, unit):
    """A file that a person returned counts no more from that day on."""
    file(town, 1, unit, date(2023, 6, 1), [row("P1", 10)])
    at = datetime(2023, 6, 8, 10, tzinfo=BEIJING)
    with town.store.begin() as conn:
        key = conn.exec_driver_sql("SELECT max(id) FROM submission").scalar()
        submissions.review(conn, None, at, key, "李科长", "return", "数字与账不符", at.date())
    assert known(town, date(2023, 6, 7)) == [("P1", "may", 10)]
    assert known(town, date(2023, 6, 8)) == []


def test_a_changed_row_is_named_by_the_ledger(town, unit):
    """What was handed in cannot be changed afterwards without its showing."""
    file(town, 1, unit, date(2023, 6, 1), [row("P1", 10)])
    with reading(town.store) as conn:
        assert verify(conn) is None
    with town.store.begin() as conn:
        conn.exec_driver_sql("UPDATE fact SET payload = replace(payload, '10', '90')")
    with reading(town.store) as conn:
        broken = verify(conn)
    assert broken is not None and broken.table == "submission"


def test_an_unknown_table_is_our_own_mistake(town):
    """Nobody asks for a table that no form has."""
    with reading(town.store) as conn, pytest.raises(KeyError, match="没有表“没有”"):
        facts.in_force(conn, "没有", 2023, date(2023, 6, 1))

"""Bulk writes say how many rows they really wrote, on both databases, and missing values of every kind are NULL."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from tasks.store import bulk
from tasks.store.frames import frame
from tasks.store.models import Notice, Project, Region, Run, Unit
from tasks.store.models.base import BEIJING

KEY = ("fiscal_year", "code")


@pytest.fixture
def conn(store):
    """One transaction in a store that knows one county and one unit."""
    with store.begin() as conn:
        bulk.insert(conn, Region, {"code": ["653022"], "name": ["阿克陶县"], "level": ["county"]})
        bulk.insert(conn, Unit, {"code": ["101"], "name": ["某局"], "region_code": ["653022"]})
        yield conn


def projects(n=5, **changed):
    """n projects as columns of every kind a caller may have."""
    columns = {
        "code": [f"P{i}" for i in range(n)],
        "name": pd.Series([f"项目{i}" for i in range(n)]),
        "unit_code": np.array(["101"] * n),
        "fiscal_year": np.full(n, 2022),
        "initial_fen": np.arange(n) * 10**12,
        "budget_fen": pd.Series(np.arange(n) * 10**12, dtype="Int64"),
        "last_dept_eval_year": pd.Series([2020] + [pd.NA] * (n - 1), dtype="Int64"),
    }
    return columns | changed


def all_projects(conn):
    return frame(conn, select(*Project.__table__.c).order_by(Project.id))


def test_an_unchanged_rerun_writes_nothing(conn):
    """First all rows are written, then none, then only the changed one."""
    assert bulk.upsert(conn, Project, projects(), KEY) == 5
    assert bulk.upsert(conn, Project, projects(), KEY) == 0
    more = projects(name=["项目0", "改名", "项目2", "项目3", "项目4"])
    assert bulk.upsert(conn, Project, more, KEY) == 1
    assert list(all_projects(conn)["name"])[:3] == ["项目0", "改名", "项目2"]


def test_null_counts_as_a_value_when_rows_are_compared(conn):
    """From missing to known and back again are changes; from missing to missing is none."""
    bulk.upsert(conn, Project, projects(), KEY)
    known = projects(last_dept_eval_year=[2020, 2021, None, np.nan, pd.NA])
    assert bulk.upsert(conn, Project, known, KEY) == 1
    assert bulk.upsert(conn, Project, projects(), KEY) == 1
    assert all_projects(conn)["last_dept_eval_year"].tolist() == [2020, pd.NA, pd.NA, pd.NA, pd.NA]


def test_insert_new_keeps_what_is_there(conn):
    """A row that is there is neither doubled nor changed."""
    bulk.upsert(conn, Project, projects(3), KEY)
    assert bulk.insert_new(conn, Project, projects(5, name=["x"] * 5), KEY) == 2
    assert list(all_projects(conn)["name"]) == ["项目0", "项目1", "项目2", "x", "x"]


def test_riders_travel_but_do_not_make_a_change(conn):
    """A rider alone writes nothing; with a change it is written along."""
    bulk.upsert(conn, Project, projects(1), KEY)
    ridden = projects(1, project_type=["特定目标类"])
    assert bulk.upsert(conn, Project, ridden, KEY, riders=["project_type"]) == 0
    assert bulk.upsert(conn, Project, ridden | {"name": ["新名"]}, KEY, riders=["project_type"]) == 1
    assert all_projects(conn).loc[0, ["name", "project_type"]].tolist() == ["新名", "特定目标类"]


def test_columns_not_given_keep_what_they_hold(conn):
    """Defaults are for new rows; an update leaves the other columns alone."""
    bulk.upsert(conn, Project, projects(1, is_key=[True]), KEY)
    bulk.upsert(conn, Project, projects(1, name=["新名"]), KEY)
    row = all_projects(conn).iloc[0]
    assert (row["name"], bool(row["is_key"]), bool(row["is_new"]), row["cancelled_reason"]) == ("新名", True, False, "")


def test_money_is_exact_and_floats_for_integers_are_only_taken_whole(conn):
    """Amounts beyond 2**53 come back to the last 分; half a 分 is refused."""
    big = 2**53 + 1
    bulk.upsert(conn, Project, projects(1, budget_fen=[big], initial_fen=pd.Series([3.0])), KEY)
    assert all_projects(conn).loc[0, ["budget_fen", "initial_fen"]].tolist() == [big, 3]
    with pytest.raises(TypeError):
        bulk.upsert(conn, Project, projects(1, initial_fen=pd.Series([3.5])), KEY)


def test_chunks_are_one_write(conn, monkeypatch):
    """A write in many chunks counts and stores every row."""
    monkeypatch.setattr(bulk, "CHUNK", 7)
    assert bulk.upsert(conn, Project, projects(50), KEY) == 50
    assert bulk.upsert(conn, Project, projects(51), KEY) == 1
    assert len(all_projects(conn)) == 51


def test_no_rows_are_no_work(conn):
    """Empty columns write nothing."""
    assert bulk.upsert(conn, Project, projects(0), KEY) == 0
    assert bulk.insert(conn, Project, {}) == 0


def test_dates_times_and_json_survive(conn):
    """Timestamps of pandas, times of another zone and JSON facts read back as what they were."""
    bulk.insert(conn, Run, {
        "milestone": ["self_evaluation"] * 2, "work_year": [2023] * 2, "regions": [["653022"], []],
        "as_of": pd.to_datetime(pd.Series(["2023-03-31", "2023-04-01"])), "outcome": [{"新增": 1}, {}],
        "started_at": pd.Series([
            pd.Timestamp("2023-03-31 04:00", tz="UTC"), pd.Timestamp("2023-04-01 12:00:00.25", tz=BEIJING),
        ]),
        "ended_at": pd.Series([pd.NaT, pd.Timestamp("2023-04-01 12:30")]),
    })
    found = frame(conn, select(Run.as_of, Run.started_at, Run.ended_at, Run.outcome, Run.regions).order_by(Run.id))
    assert found["as_of"].tolist() == [date(2023, 3, 31), date(2023, 4, 1)]
    assert found["started_at"].tolist() == [
        datetime(2023, 3, 31, 12, tzinfo=BEIJING), datetime(2023, 4, 1, 12, 0, 0, 250_000, tzinfo=BEIJING),
    ]
    assert found["ended_at"].tolist() == [None, datetime(2023, 4, 1, 12, 30, tzinfo=BEIJING)]
    assert found["outcome"].tolist() == [{"新增": 1}, {}]
    assert conn.execute(select(Run.regions).where(Run.regions == ["653022"])).all()


def test_rows_written_in_bulk_and_one_by_one_are_the_same_bytes(conn):
    """A time written by the bulk path equals one written by a plain insert, so that they compare in SQL."""
    at = datetime(2023, 3, 31, 12, tzinfo=BEIJING)
    row = {"kind": "reminder", "milestone": "m", "work_year": 2023, "to_email": "a@b.cn", "cc": [], "facts": {},
           "created_at": at, "not_before": at}
    bulk.insert(conn, Notice, {name: [value] for name, value in (row | {"key": "a", "message_id": "a"}).items()})
    conn.execute(Notice.__table__.insert(), row | {"key": "b", "message_id": "b"})
    assert len(conn.execute(select(Notice.id).where(Notice.not_before <= at)).all()) == 2
    assert len(conn.execute(select(Notice.id).where(Notice.not_before == at)).all()) == 2


def test_an_empty_frame_has_its_types(conn):
    """No rows, same columns and types: later arithmetic does not care."""
    bulk.insert(conn, Project, projects(1))
    full = all_projects(conn)
    empty = frame(conn, select(*Project.__table__.c).where(Project.id < 0))
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert str(full.dtypes["budget_fen"]) == "int64" and str(full.dtypes["last_dept_eval_year"]) == "Int64"

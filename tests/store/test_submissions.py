"""What comes in is recorded once, whole, and can be asked for as it stood on any day."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, select

from tasks.store import intake, submissions
from tasks.store.engine import reading
from tasks.store.models import Entry, Finding, Indicator, Submission


def in_force(town, day):
    with reading(town.store) as conn:
        return submissions.in_force(conn, "self_evaluation", 2023, day)


def recorded(town, batch):
    with town.store.begin() as conn:
        return intake.record(conn, *town.by(), batch)


def counts(town):
    with reading(town.store) as conn:
        tables = (Submission, Entry, Indicator, Finding)
        return [conn.execute(select(func.count()).select_from(table)).scalar() for table in tables]


def test_a_batch_is_recorded_whole_and_once(town, a_batch):
    """Two files with three projects: every row is there; the same batch again adds none."""
    files = ("101", [1, 2], {}), ("102", [4], {})
    assert list(recorded(town, a_batch(*files))["reading"]) == [0, 1]
    assert counts(town) == [2, 3, 6, 2]
    assert recorded(town, a_batch(*files)).empty
    assert counts(town) == [2, 3, 6, 2]
    assert town.verified() is None


def test_the_same_bytes_twice_in_one_batch_are_one_submission(town, a_batch):
    """A unit that sends one file under two names has handed it in once; another unit's copy is its own."""
    same = {"sha256": "a" * 64}
    new = recorded(town, a_batch(("101", [1], dict(same)), ("101", [1], dict(same)), ("102", [4], dict(same))))
    assert list(new["reading"]) == [0, 2]
    assert counts(town)[:2] == [2, 2]


def test_a_refused_file_of_nobody_is_recorded_once(town, a_batch):
    """A file that names no unit is kept with its findings, and not again the next day."""
    nobody = ("", [], {"state": "refused", "form": "", "layout": ""})
    assert len(recorded(town, a_batch(nobody))) == 1
    assert recorded(town, a_batch(nobody)).empty
    assert counts(town) == [1, 0, 0, 1]
    with reading(town.store) as conn:
        known = submissions.known(conn, [f"{0:064x}"])
        assert known.loc[0, ["unit_code", "state"]].tolist() == ["", "refused"]
        assert submissions.known(conn, []).empty


def test_what_a_file_held_is_known_whatever_became_of_it(town, a_batch):
    """The projects of an accepted and of a returned file; what is not in the library is nobody's."""
    recorded(town, a_batch(("101", [1, 2], {}), ("102", [4, None], {"state": "returned"})))
    with reading(town.store) as conn:
        held = submissions.held(conn, "self_evaluation", 2023)
        assert list(held.itertuples(index=False, name=None)) == [(1, 1), (1, 2), (2, 4)]
        assert submissions.held(conn, "self_evaluation", 2022).empty


def test_an_empty_inbox_is_no_work(town, a_batch):
    """Nothing arrived: nothing is written, nothing fails."""
    assert recorded(town, a_batch()).empty
    assert counts(town) == [0, 0, 0, 0]


def test_a_finding_may_quote_what_no_database_holds(town, a_batch):
    """NUL and half characters in what a finding quotes are left out on both databases."""
    batch = a_batch(("", [], {"state": "refused"}))
    _, found = batch.findings[0]
    batch.findings[0] = (0, type(found)(found.rule, found.tier, "f", "表\0", "A1", "\udc80x\0", "", "坏\0", ""))
    recorded(town, batch)
    with reading(town.store) as conn:
        row = submissions.findings(conn, "self_evaluation", 2023).iloc[0]
    assert (row["sheet"], row["value"]) == ("表", "?x")
    assert town.verified() is None


def test_the_newest_entry_that_counts_is_in_force(town, a_batch):
    """Filed on the 1st, corrected on the 10th, spoilt on the 12th: the 10th counts; each day shows what did then."""
    at = town.at
    recorded(town, a_batch(("101", [1, 2], {"score": 8000})))
    recorded(town, a_batch(("101", [1], {"score": 9000, "sha256": "b" * 64, "received_at": at + timedelta(days=9)})))
    spoilt = {"score": 100, "sha256": "c" * 64, "received_at": at + timedelta(days=11), "state": "returned"}
    recorded(town, a_batch(("101", [1, 2], spoilt)))
    now, then = in_force(town, date(2023, 3, 31)), in_force(town, date(2023, 3, 9))
    assert now.set_index("project_id")["total_cp"].to_dict() == {1: 9000, 2: 8000}
    assert then.set_index("project_id")["total_cp"].to_dict() == {1: 8000, 2: 8000}
    assert in_force(town, date(2023, 2, 28)).empty


def test_the_last_day_ends_at_midnight(town, a_batch):
    """23:59 in Beijing on the 31st is the 31st, whatever zone the clock was in."""
    late = town.at.replace(month=3, day=31, hour=23, minute=59)
    recorded(town, a_batch(("101", [1], {"received_at": late})))
    assert len(in_force(town, date(2023, 3, 31))) == 1
    assert in_force(town, date(2023, 3, 30)).empty


def test_a_reviewer_overrules_the_checks_from_the_day_of_the_verdict(town, a_batch):
    """Returned by a person on the 5th, accepted by another on the 8th: entries stop counting, then count again."""
    key = int(recorded(town, a_batch(("101", [1], {})))["submission_id"].iloc[0])
    with town.store.begin() as conn:
        submissions.review(conn, *town.by(), key, "王审核", "return", "佐证不足", date(2023, 3, 5))
        submissions.review(conn, *town.by(), key, "李复核", "accept", "", date(2023, 3, 8))
    days = [len(in_force(town, date(2023, 3, day))) for day in (4, 5, 7, 8)]
    assert days == [1, 0, 0, 1]
    assert town.verified() is None


def test_neither_an_outdated_nor_a_refused_file_ever_counts(town, a_batch):
    """An older revision that comes later, or a file that could not be read, takes nothing out of force."""
    recorded(town, a_batch(("101", [1], {"rev": 3, "score": 9000})))
    old = {"rev": 2, "state": "outdated", "sha256": "d" * 64, "score": 1, "received_at": town.at + timedelta(days=1)}
    bad = {"state": "refused", "sha256": "e" * 64, "received_at": town.at + timedelta(days=2)}
    recorded(town, a_batch(("101", [1], old), ("101", [], bad)))
    assert in_force(town, date(2023, 3, 31))["total_cp"].tolist() == [9000]
    with reading(town.store) as conn:
        assert submissions.latest_rev(conn, "self_evaluation", 2023) == {("101", "self_evaluation", ""): 3}


def test_indicators_follow_their_entry(town, a_batch):
    """The rows of an entry come back in their order, with missing numbers missing."""
    recorded(town, a_batch(("101", [1, 2], {})))
    with reading(town.store) as conn:
        rows = submissions.indicators(conn, "self_evaluation", 2023)
    assert rows["level3"].tolist() == ["指标0", "指标1"] * 2 and rows["seq"].tolist() == [0, 1] * 2
    assert rows["tier"].isna().all() and rows["score_cp"].tolist() == [4750] * 4
    assert isinstance(rows, pd.DataFrame) and set(rows["entry_id"]) == set(in_force(town, date(2023, 3, 31))["id"])

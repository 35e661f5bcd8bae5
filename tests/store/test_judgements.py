"""The same facts are judged once; what is in force follows the facts, forth and back, and never the past."""

from datetime import date

import pandas as pd
import pytest

from tasks.store import judgements
from tasks.store.engine import reading


@pytest.fixture
def judged():
    """The builder of judgements of projects 1 to n with one fired rule each."""
    def build(facts, day, *, n=3, final=7999, rulebook="r" * 64):
        ids = list(range(1, n + 1))
        rows = pd.DataFrame({
            "project_id": ids, "milestone": "self_evaluation", "work_year": 2023, "fiscal_year": 2022, "as_of": day,
            "self_score_cp": pd.array([9300] * n, dtype="Int64"), "raw_cp": pd.array([9300] * n, dtype="Int64"),
            "final_cp": pd.array([final] * n, dtype="Int64"), "raw_grade": "优秀", "final_grade": "一般",
            "rules": "D01", "facts_hash": [f"{facts}{i}".ljust(64, "0") for i in ids], "rulebook_hash": rulebook,
        })
        fired = pd.DataFrame({
            "project_id": ids, "seq": 1, "rule": "D01", "before_cp": 9300, "after_cp": final, "before_grade": "优秀",
            "after_grade": "一般", "fact": "两次监控不合格", "clause": "三（三）4",
        })
        return rows, fired
    return build


def write(town, built):
    with town.store.begin() as conn:
        return judgements.record(conn, *town.by(), *built)


def in_force(town):
    with reading(town.store) as conn:
        return judgements.in_force(conn, "self_evaluation", 2023)


def test_the_same_facts_are_judged_once(town, judged):
    """Fifty reruns write no judgement and no event."""
    assert write(town, judged("a", date(2023, 3, 10))) == 3
    before = town.sql("SELECT 1 FROM event WHERE seq > 0")
    assert [write(town, judged("a", date(2023, 3, 11))) for _ in range(50)] == [0] * 50
    assert town.sql("SELECT 1 FROM event WHERE seq > 0") == before
    assert town.verified() is None


def test_facts_that_go_back_put_the_old_judgement_in_force_again(town, judged):
    """A, then B, then A again: two judgements on record, A in force."""
    write(town, judged("a", date(2023, 3, 10), final=9300))
    assert write(town, judged("b", date(2023, 3, 11), final=7999)) == 3
    assert in_force(town)["final_cp"].tolist() == [7999] * 3
    assert write(town, judged("a", date(2023, 3, 12), final=9300)) == 0
    assert in_force(town)["final_cp"].tolist() == [9300] * 3
    with reading(town.store) as conn:
        assert len(judgements.history(conn, 1)) == 2
    assert town.verified() is None


def test_any_past_day_can_be_asked_for(town, judged):
    """A on the 10th, B on the 12th, A again on the 14th and C the same day: each day has its own."""
    for facts, day, final in (("a", 10, 9300), ("b", 12, 7999), ("a", 14, 9300), ("c", 14, 8000)):
        write(town, judged(facts, date(2023, 3, day), final=final))

    def on(day):
        with reading(town.store) as conn:
            return judgements.in_force(conn, "self_evaluation", 2023, date(2023, 3, day))["final_cp"].tolist()

    assert [on(day) for day in (9, 10, 11, 12, 13, 14, 30)] == [
        [], [9300] * 3, [9300] * 3, [7999] * 3, [7999] * 3, [8000] * 3, [8000] * 3]
    assert in_force(town)["final_cp"].tolist() == [8000] * 3 and town.verified() is None


def test_a_rerun_of_a_past_day_leaves_the_present_alone(town, judged):
    """Reproducing the 5th writes what was judged then, and puts nothing out of force."""
    write(town, judged("b", date(2023, 3, 11), final=7999))
    assert write(town, judged("a", date(2023, 3, 5), final=9300)) == 3
    assert in_force(town)["final_cp"].tolist() == [7999] * 3


def test_another_rulebook_is_another_judgement(town, judged):
    """The same facts under a new rulebook are judged again; the old judgement stays on record."""
    write(town, judged("a", date(2023, 3, 10)))
    assert write(town, judged("a", date(2023, 3, 10), rulebook="s" * 64)) == 3
    with reading(town.store) as conn:
        assert judgements.history(conn, 2)["rulebook_hash"].tolist() == ["r" * 64, "s" * 64]


def test_every_judgement_keeps_its_trace(town, judged):
    """The rule, its fact and its clause are there for each judgement."""
    write(town, judged("a", date(2023, 3, 10)))
    ids = in_force(town)["id"].tolist()
    with reading(town.store) as conn:
        trace = judgements.trace(conn, ids)
    assert trace["judgement_id"].tolist() == ids
    assert set(trace["clause"]) == {"三（三）4"} and set(trace["after_cp"]) == {7999}


def test_what_is_not_scored_is_listed(town, judged):
    """A project without a budget has a judgement without points."""
    rows, fired = judged("a", date(2023, 3, 10))
    rows[["raw_cp", "final_cp"]] = pd.NA
    write(town, (rows, fired.iloc[:0]))
    assert in_force(town)["final_cp"].isna().all() and len(in_force(town)) == 3


def test_nothing_to_judge_is_no_work(town, judged):
    """An empty run writes nothing."""
    rows, fired = judged("a", date(2023, 3, 10), n=0)
    assert write(town, (rows, fired)) == 0

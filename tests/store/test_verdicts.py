"""Verdicts and decisions on both databases: once per content, one in force, a decision as long as its basis stands."""

from datetime import date, datetime

import pandas as pd
import pytest

from config.clock import BEIJING
from tasks.rules.verdicts import verdicts as shaped
from tasks.store import runs, verdicts
from tasks.store.engine import reading
from tasks.store.verify import verify

AT = datetime(2023, 10, 9, 11, tzinfo=BEIJING)
DAY = AT.date()


@pytest.fixture
def run(store):
    """A run to write for."""
    with store.begin() as conn:
        return runs.begin(conn, runs.Start("results_application", 2023, DAY), AT)


def say(store, run, rows, day=DAY, rulebook="r1", whole=True, steps=None):
    """Record verdicts of one day; how many were new."""
    judging = verdicts.Judging(2023, "results_application", "", day, rulebook * 32)
    with store.begin() as conn:
        return verdicts.record(conn, run, AT, judging, shaped(pd.DataFrame(rows), steps), whole=whole)


def cut(amount=1_000_000, subject="P1", why="不到80分"):
    """A proposal to cut a project's budget."""
    return {"kind": "project", "subject": subject, "verdict": "建议扣减", "amount_fen": amount, "rules": "F02",
            "why": why, "proposal": "扣减"}


def standing(store):
    """Subjects and reasons in force."""
    with reading(store) as conn:
        assert verify(conn) is None
        return [(row.subject, row.why) for row in verdicts.in_force(conn, 2023).itertuples()]


def test_the_same_words_are_written_once(store, run):
    """A rerun writes nothing; other words are a new verdict and take its place; gone subjects are withdrawn."""
    assert say(store, run, [cut(), cut(subject="P2")]) == 2
    assert say(store, run, [cut(subject="P2"), cut()]) == 0
    assert say(store, run, [cut(why="自评不实")]) == 1
    assert standing(store) == [("P1", "自评不实")]
    assert say(store, run, [cut(), cut(subject="P2")]) == 0
    assert sorted(standing(store)) == [("P1", "不到80分"), ("P2", "不到80分")]
    assert say(store, run, []) == 0
    assert standing(store) == []


def test_a_run_over_some_regions_withdraws_nothing(store, run):
    """What the other regions' verdicts say stays in force."""
    say(store, run, [cut(), cut(subject="P2")])
    say(store, run, [cut(why="再次核定")], whole=False)
    assert sorted(standing(store)) == [("P1", "再次核定"), ("P2", "不到80分")]


def test_every_day_of_the_past_can_be_asked_for(store, run):
    """What stood on a day is what the run of that day said, also when it was withdrawn or came back later."""
    for day, rows in ((9, [cut()]), (10, [cut(why="改过")]), (11, []), (12, [cut()])):
        say(store, run, rows, day=date(2023, 10, day))
    with reading(store) as conn:
        said = [[row.why for row in verdicts.in_force(conn, 2023, date(2023, 10, day)).itertuples()]
                for day in range(8, 14)]
    assert said == [[], ["不到80分"], ["改过"], [], ["不到80分"], ["不到80分"]]


def test_an_earlier_day_moves_nothing(store, run):
    """What was said of a later day stays in force."""
    say(store, run, [cut()])
    say(store, run, [cut(why="昨天的说法")], day=date(2023, 10, 8))
    assert standing(store) == [("P1", "不到80分")]


def decided(store):
    """The decisions that stand, and how many proposals wait."""
    with reading(store) as conn:
        found = verdicts.decisions(conn, 2023, DAY)
        return list(zip(found["subject"], found["decision"], strict=True)), len(verdicts.waiting(conn, 2023, DAY))


def test_a_green_light_under_other_facts_or_rules_expires(store, run):
    """A new reason in other words leaves the decision; another amount or another rulebook ends it."""
    say(store, run, [cut(), cut(subject="P2")])
    with store.begin() as conn:
        first = int(verdicts.in_force(conn, 2023)["id"].iloc[0])
        verdicts.decide(conn, run, AT, first, "approved", "张局长", "同意按比例扣减")
    assert decided(store) == ([("P1", "approved")], 1)
    say(store, run, [cut(why="换了一种说法"), cut(subject="P2")])
    assert decided(store) == ([("P1", "approved")], 1)
    say(store, run, [cut(amount=2_000_000), cut(subject="P2")])
    assert decided(store) == ([], 2)
    say(store, run, [cut(), cut(subject="P2")], rulebook="r2")
    assert decided(store) == ([], 2)
    say(store, run, [cut(), cut(subject="P2")])
    assert decided(store) == ([("P1", "approved")], 1)


def test_the_last_word_counts(store, run):
    """Who changes his mind says so again; nobody decides without a reason."""
    say(store, run, [cut()])
    with store.begin() as conn:
        key = int(verdicts.in_force(conn, 2023)["id"].iloc[0])
        verdicts.decide(conn, run, AT, key, "approved", "张局长", "同意")
        verdicts.decide(conn, run, AT, key, "rejected", "张局长", "复核后不同意")
    assert decided(store) == ([("P1", "rejected")], 0)
    with pytest.raises(Exception, match="reason"), store.begin() as conn:
        verdicts.decide(conn, run, AT, key, "approved", "张局长", "")


def test_steps_stay_with_their_verdict(store, run):
    """The trace is kept in order."""
    steps = pd.DataFrame([
        {"kind": "project", "subject": "P1", "seq": 1, "rule": "F02", "fact": "得分75.00", "clause": "三（六）"},
        {"kind": "project", "subject": "P1", "seq": 2, "rule": "X11", "fact": "待决定", "clause": "X11"},
    ])
    say(store, run, [cut()], steps=steps)
    with reading(store) as conn:
        key = int(verdicts.in_force(conn, 2023)["id"].iloc[0])
        assert list(verdicts.steps(conn, [key])["rule"]) == ["F02", "X11"]

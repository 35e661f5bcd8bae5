"""评价打分表 as laws: a negative fact never helps, order never matters, caps are monotone, precedence decides."""

from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.grading import grade_codes
from tasks.rules.score_table import judge
from tasks.rules.score_table_effects import EFFECTS, SOURCES, settle
from tests.rules.score_table_case import facts_of
from tests.rules.test_score_table import ON, of_projects, under

BOOK = rulebook(2023)
MODES = {mode: under(BOOK, cap_mode=mode) for mode in ("score_and_grade", "grade_only")}
WORST_FIRST = ["较差", "一般", "良好", "优秀"]

score = some.integers(0, 10_000).map(lambda cp: cp / 100) | some.sampled_from([0, 59.99, 60, 79.99, 80, 89.99, 90, 100])
finding = some.fixed_dictionaries(
    {"性质": some.sampled_from(["一般", "重大"]), "年度": some.sampled_from([2020, 2022, 2023]),
     "状态": some.sampled_from(["未整改", "已整改"])},
    optional={"认定人": some.just("马局长"), "免予计入": some.just(True), "批准人": some.just("马局长"),
              "理由": some.just("笔误")},
)
known = some.fixed_dictionaries({}, optional={
    "自评": score, "审核": score, "部门评价": score, "重点评价": score, "审计": some.lists(finding, max_size=2),
    "监控": some.lists(some.just("两次不合格，未整改"), max_size=1),
    "核查": some.sampled_from(["同意", "不同意", "未决定"]), "重大认定": some.sampled_from(["同意", "不同意"]),
})
BAD = {
    "审计": lambda case, more: {**case, "审计": [*case.get("审计", []), more]},
    "监控": lambda case, _: {**case, "监控": ["又一次不合格，未整改"]},
    "核查": lambda case, _: {**case, "核查": "同意"},
}
fifty = some.lists(some.tuples(known, some.sampled_from(sorted(BAD)), finding), min_size=50, max_size=50)


def shuffled(facts, seed):
    """The same facts, every frame in another order."""
    return {name: frame.sample(frac=1, random_state=seed) if len(frame) else frame for name, frame in facts.items()}


def results(facts, book):
    """Each project's grade (0 worst; 4 without one) and score (10,001 without one)."""
    return {row["subject"]: (WORST_FIRST.index(row["verdict"]) if row["verdict"] in WORST_FIRST else 4,
                             10_001 if row["score_cp"] is None else row["score_cp"])
            for row in of_projects(judge(facts, book, ON, "v4"))}


@given(fifty, some.sampled_from(sorted(MODES)), some.integers(0, 99))
def test_a_negative_fact_never_improves_a_result(cases, mode, seed):
    """1,000 projects, one more finding, failed monitoring or veto each, in any order: no score, no grade rises."""
    before = results(facts_of(*(case for case, _, _ in cases)), MODES[mode])
    after = results(shuffled(facts_of(*(BAD[how](case, more) for case, how, more in cases)), seed), MODES[mode])
    assert before.keys() == after.keys() and len(before) == 50
    assert {code: (before[code], after[code]) for code in before
            if after[code][0] > before[code][0] or after[code][1] > before[code][1]} == {}


@settings(max_examples=10, deadline=None)
@given(fifty, some.integers(0, 99))
def test_the_order_of_facts_never_matters(cases, seed):
    """Every word of every row and every step is the same, however the rows come."""
    facts = facts_of(*(case for case, _, _ in cases))
    one, other = (judge(found, BOOK, ON, "v4") for found in (facts, shuffled(facts, seed)))
    pd.testing.assert_frame_equal(one.rows, other.rows)
    pd.testing.assert_frame_equal(one.steps, other.steps)


@settings(max_examples=10, deadline=None)
@given(fifty)
def test_the_steps_lead_from_the_first_score_to_the_result(cases):
    """Each step begins where the last one ended, the rules named are those of the steps, the last is the result."""
    found = judge(facts_of(*(case for case, _, _ in cases)), BOOK, ON, "v4")
    for row in of_projects(found):
        steps = found.steps[found.steps["subject"] == row["subject"]]
        assert steps["rule"].tolist() == row["rules"].split()
        assert steps["seq"].tolist() == list(range(1, len(steps) + 1))
        chain = [(step["before_cp"], step["after_cp"]) for step in steps.to_dict("records") if step["rule"] != "X12"]
        assert all(one[1] is other[0] or one[1] == other[0] for one, other in pairwise(chain))
        if chain and row["score_cp"] is not None:
            assert chain[-1][1] == row["score_cp"]


scores = some.lists(some.none() | some.integers(0, 10_000), min_size=4, max_size=4)


def settled(rows, masks, book=BOOK):
    """The results of bare columns: four scores a row, and which of the four effects hit it."""
    frame = pd.DataFrame(rows, columns=list(SOURCES)).astype("Int64")
    hits = {effect.rule: np.flatnonzero([mask >> bit & 1 for mask in masks]) for bit, effect in enumerate(EFFECTS)}
    return settle(frame, hits, book.parameters)


@given(some.lists(some.tuples(scores, some.integers(0, 15), some.integers(0, 15)), min_size=1, max_size=20),
       some.sampled_from(sorted(MODES)))
def test_more_effects_never_give_more(rows, mode):
    """A set of effects and a larger one: the larger never leaves a higher score or grade; none counts as the best."""
    numbers = [row for row, _, _ in rows]
    few = settled(numbers, [mask for _, mask, _ in rows], MODES[mode])
    many = settled(numbers, [mask | more for _, mask, more in rows], MODES[mode])
    for one, other in ((few.cp, many.cp), (few.grade, many.grade)):
        top = np.iinfo(one.dtype).max
        assert (np.where(other < 0, top, other) <= np.where(one < 0, top, one)).all()


@given(some.lists(some.integers(0, 10_000), min_size=2, max_size=20), some.integers(0, 15),
       some.sampled_from(sorted(MODES)))
def test_a_higher_score_never_gives_a_lower_result(points, mask, mode):
    """Under the same effects sorted scores have sorted results: caps are monotone."""
    found = settled([[cp, None, None, None] for cp in sorted(points)], [mask] * len(points), MODES[mode])
    assert (np.diff(found.cp) >= 0).all() and (np.diff(found.grade) >= 0).all()


@given(scores)
def test_the_highest_source_that_has_a_score_decides(row):
    """X03: nothing of a lower source matters once a higher one has spoken."""
    found = settled([row], [0])
    known = [cp for cp in row if cp is not None]
    assert found.cp.tolist() == [known[-1] if known else -1]
    graded = grade_codes(pd.Series([known[-1] if known else None], dtype="Int64"), BOOK.parameters)
    assert found.grade.tolist() == graded.tolist()

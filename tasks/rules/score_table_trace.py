"""打分表: every rule that applied, in order, with what was before and after it, its fact and its clause (X04)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from config.rules import the_rules
from tasks.rules.grading import grade_names
from tasks.rules.score_table_effects import Settled
from tasks.rules.score_table_notes import BASES, Told, Words, result
from tasks.rules.whole import Positions

MEANS = {"E04": "直接列入“较差”", "E06": "一票否决", "C05": "不得评为“优秀”“良好”", "E03": "不得评为“优秀”“良好”"}


def steps(told: Sequence[Told], subjects: "pd.Series[Any]", law: Parameters) -> pd.DataFrame:
    """The trace in the shape of tasks.rules.verdicts.STEP, by project and in the order in which the rules were told."""
    stages = [one.stage for one in told]
    at: Positions = np.concatenate([stage.at for stage in stages])
    order = np.argsort(at, kind="stable")
    at = at[order]
    first = np.flatnonzero(np.r_[True, at[1:] != at[:-1]][:len(at)])
    seq = np.arange(len(at)) - np.repeat(first, np.diff(np.r_[first, len(at)])) + 1
    sizes = [len(stage.at) for stage in stages]
    rule = np.repeat(np.array([stage.rule for stage in stages], dtype=object), sizes)
    clause = np.repeat(np.array([the_rules()[stage.rule].clause for stage in stages], dtype=object), sizes)
    fact = np.concatenate([np.array(one.facts, dtype=object) for one in told])

    def score(name: str) -> pd.arrays.IntegerArray:
        cp = np.concatenate([getattr(stage, name) for stage in stages])[order]
        return pd.arrays.IntegerArray(cp, cp < 0)

    def grade(name: str) -> Any:
        return text(grade_names(np.concatenate([getattr(stage, name) for stage in stages])[order], law))

    return pd.DataFrame({
        "kind": text(np.full(len(at), "project", dtype=object)), "subject": subjects.astype("str").array[at],
        "seq": seq.astype(np.int64), "rule": text(rule[order]), "before_cp": score("before_cp"),
        "after_cp": score("after_cp"), "before_grade": grade("before"), "after_grade": grade("after"),
        "fact": text(fact[order]), "clause": text(clause[order]),
    })


def fired(told: Sequence[Told], projects: int) -> Words:
    """The ids of the rules that applied to each project, in order, with blanks between; "" where none did."""
    bits = np.zeros(projects, dtype=np.int64)
    for place, one in enumerate(told):
        bits[one.stage.at] |= 1 << place
    rules = [(1 << place, one.stage.rule) for place, one in enumerate(told)]
    names = [" ".join(rule for bit, rule in rules if bit & mask) for mask in range(1 << len(told))]
    return np.array(names, dtype=object)[bits]


def why(told: Sequence[Told], settled: Settled, law: Parameters) -> Words:
    """The reasons in words: which score counts, and each rule with its fact, its clause and what it changed."""
    said: Words = np.array([f"{base}。" for base in BASES], dtype=object)[settled.source]
    for one in told:
        stage = one.stage
        if stage.rule == "X03":
            continue
        clause, means = the_rules()[stage.rule].clause, MEANS.get(stage.rule, "")
        befores, afters = grade_names(stage.before, law), grade_names(stage.after, law)
        changes = zip(stage.before_cp.tolist(), befores, stage.after_cp.tolist(), afters, strict=True)
        for at, fact, change in zip(stage.at.tolist(), one.facts, changes, strict=True):
            said[at] += f"{fact}{f'，{means}' if means else ''}（{clause}）{_change(*change) if means else ''}。"
    return said


def _change(before_cp: int, before: str, after_cp: int, after: str) -> str:
    was, now = result(before_cp, before), result(after_cp, after)
    return "，结果不变" if was == now else f"，由{was}改为{now}"


def text(words: Words) -> Any:
    """Words as the column of a frame."""
    return pd.array(words, dtype="str")

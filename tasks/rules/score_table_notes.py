"""打分表: what is told beside the effects — which score counts, gaps, and the version before (X03, D04, X05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.figures import points
from tasks.rules.score_table_effects import Settled, Stage, codes, plain
from tasks.rules.score_table_hits import Hits
from tasks.rules.scoring import Ints

Words = npt.NDArray[np.object_]
# What a score is, by `source`; the last is for none.
BASES: Words = np.array([
    "按重算的自评得分评定", "采用财政审核后的自评得分", "采用审核通过的部门评价得分", "采用财政重点评价得分",
    "没有得分",
], dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a rule did, and the fact in words for each of its projects."""

    stage: Stage
    facts: Sequence[str]


def precedence(settled: Settled, recomputed: "pd.Series[Any]", law: Parameters) -> Told:
    """X03: where another score takes the place of the recomputed self-evaluation."""
    at = np.flatnonzero(settled.source > 0)
    before = plain(recomputed)[at]
    stage = Stage("X03", at, before, settled.raw_cp[at], codes(before, law), settled.raw[at])
    return Told(stage, BASES[settled.source[at]].tolist())


def gaps(settled: Settled, scores: pd.DataFrame, law: Parameters) -> Told:
    """D04: where finance's score of the form is further than allowed from the unit's own; it changes nothing."""
    own, audited = plain(scores["self_cp"]), plain(scores["audited_cp"])
    bound = law.number("score_table.review_gap_cp")
    at = np.flatnonzero((own >= 0) & (audited >= 0) & (np.abs(own - audited) > bound))
    said = [
        f"自评{points(mine)}，财政审核{points(theirs)}，相差{points(abs(mine - theirs))}，超过{points(bound)}"
        for mine, theirs in zip(own[at].tolist(), audited[at].tolist(), strict=True)
    ]
    return unchanged("D04", Hits(at, tuple(said)), settled)


def unchanged(rule: str, hits: Hits, settled: Settled) -> Told:
    """A rule that is told of and leaves the result as it is."""
    cp, grade = settled.raw_cp[hits.at], settled.raw[hits.at]
    return Told(Stage(rule, hits.at, cp, cp, grade, grade), hits.facts)


def reissued(before_cp: Ints, before: Words, settled: Settled, cp: Ints, words: Words, law: Parameters) -> Told:
    """X05: where the version before this one came to another result than `cp` and `words`."""
    was = codes(before_cp, law)
    at = np.flatnonzero((before != "") & ((before_cp != cp) | (before != words)))
    said = [f"上一版为{result(score, word)}" for score, word in zip(before_cp[at].tolist(), before[at], strict=True)]
    return Told(Stage("X05", at, before_cp[at], cp[at], was[at], settled.grade[at]), said)


def result(cp: int, word: str) -> str:
    """A result in words: 79.99分一般."""
    score = points(cp) if cp >= 0 else ""
    return f"{score}{word}" or "没有得分"

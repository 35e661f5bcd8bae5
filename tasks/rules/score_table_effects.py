"""打分表: which score counts, and what 较差, veto and caps make of it, on columns (X03, X04; C05, E03, E04, E06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.grading import UNGRADED, grade_codes
from tasks.rules.scoring import Ints
from tasks.rules.whole import Positions, ints

Grades = npt.NDArray[np.int8]

NO_SCORE = -1
# Scores by rising precedence (X03): 自评重算 < 财政审核后的自评 < 财政审核通过的部门评价 < 财政重点评价.
SOURCES = ("recomputed_cp", "audited_cp", "department_cp", "key_cp")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does to a result. `limit` names its parameters (`_cp`, `_grade`). `direct`: it grades by itself, also
    a project without a score; `annuls`: it takes the score whatever the mode of caps."""

    rule: str
    limit: str
    direct: bool = False
    annuls: bool = False


EFFECTS = (
    Effect("E04", "score_table.serious", direct=True), Effect("E06", "score_table.veto", direct=True, annuls=True),
    Effect("C05", "score_table.cap"), Effect("E03", "score_table.cap"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What one rule did to the projects at `at` (positions, rising): scores in cp (-1 = none) and grade codes."""

    rule: str
    at: Positions
    before_cp: Ints
    after_cp: Ints
    before: Grades
    after: Grades


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """One entry per project: `source` (index into SOURCES, -1 = none), raw and final score (cp, -1 = none) and grade
    code; `stages` holds every rule that applied, in order, also where it changed nothing."""

    source: npt.NDArray[np.int8]
    raw_cp: Ints
    raw: Grades
    cp: Ints
    grade: Grades
    stages: tuple[Stage, ...]


def settle(scores: pd.DataFrame, hits: Mapping[str, Positions], law: Parameters) -> Settled:
    """Take each project's score by precedence (X03), then the effects in order (X04): the lowest grade wins.

    `scores` has the columns of SOURCES (Int64, <NA> = none) and one row per project; `hits` gives for each rule of
    EFFECTS the positions it applies to, rising, each once. Under `score_table.cap_mode` grade_only the score stays as
    it was, but for a veto, which annuls it.
    """
    source, raw_cp = chosen(scores)
    raw = codes(raw_cp, law)
    cp, grade = raw_cp.copy(), raw.copy()
    stages = []
    for effect in EFFECTS:
        at = hits.get(effect.rule)
        if at is not None and len(at):
            stage = _stage(effect, at, cp[at], grade[at], law)
            cp[at], grade[at] = stage.after_cp, stage.after
            stages.append(stage)
    return Settled(source, raw_cp, raw, cp, grade, tuple(stages))


def chosen(scores: pd.DataFrame) -> tuple[npt.NDArray[np.int8], Ints]:
    """The source that counts for each project and its score (X03); -1 and -1 where there is none."""
    source = np.full(len(scores), NO_SCORE, dtype=np.int8)
    cp = np.full(len(scores), NO_SCORE, dtype=np.int64)
    for rank, name in enumerate(SOURCES):
        given = plain(scores[name])
        known = given >= 0
        np.copyto(cp, given, where=known)
        source[known] = rank
    return source, cp


def plain(column: "pd.Series[Any]") -> Ints:
    """An Int64 column of scores as integers, -1 where missing; what is below nothing counts as nothing."""
    values, known = ints(column)
    return np.where(known, np.maximum(values, 0), NO_SCORE)


def codes(cp: Ints, law: Parameters) -> Grades:
    """Grade codes of scores: 3 best … 0 worst, -1 without a score."""
    return grade_codes(pd.Series(pd.arrays.IntegerArray(cp, cp < 0)), law)


def _stage(effect: Effect, at: Positions, cp: Ints, grade: Grades, law: Parameters) -> Stage:
    """The lower of what was and what the rule allows: adding a rule never helps, whatever the order."""
    best = tuple(reversed(law.words("grading.labels"))).index(law.word(f"{effect.limit}_grade"))
    ungraded = (grade == UNGRADED) & effect.direct
    after, after_cp = np.where(ungraded, best, np.minimum(grade, best)).astype(np.int8), cp
    if effect.annuls or law.word("score_table.cap_mode") == "score_and_grade":
        top = law.number(f"{effect.limit}_cp")
        after_cp = np.minimum(np.where((cp < 0) & effect.direct, top, cp), top)
        after = np.where(after_cp < 0, after, np.minimum(after, codes(after_cp, law))).astype(np.int8)
    return Stage(effect.rule, at, cp, after_cp, grade, after)

"""打分表: from the facts to a result for every project, on columns; words and traces come after (X03, X04, X11)."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from config.parameters import Parameters
from tasks.rules.grading import grade_names
from tasks.rules.score_table_decided import failed_twice, vetoes
from tasks.rules.score_table_effects import NO_SCORE, Settled, settle
from tasks.rules.score_table_findings import audited
from tasks.rules.score_table_hits import Hits, Places
from tasks.rules.score_table_notes import Words
from tasks.rules.score_table_scores import scores
from tasks.rules.scoring import Ints
from tasks.rules.verdicts import Facts

UNDECIDED, UNSCORED = "待定", "未评"


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """What the facts make of each project: `projects` judged, their `scores`, the effects `settled`, and by rule what
    `counts` against them and what is still `pending` (X11); `unsigned`: 重大 without a signature, decided or not,
    and by code what is `asked` about it.
    `cp` (-1 = none) and `words` are the result: a grade, 未评 without a score, 待定 where last year left a question
    that must be decided first."""

    projects: pd.DataFrame
    scores: pd.DataFrame
    executed_fen: "pd.Series[Any]"
    astray: Hits
    counts: dict[str, Hits]
    pending: dict[str, Hits]
    unsigned: Hits
    asked: dict[str, str]
    settled: Settled
    cp: Ints
    words: Words


def assess(facts: Facts, law: Parameters, fiscal_year: int) -> Assessed:
    """Settle every evaluated project, in the order of their codes.

    E03 caps what audit or supervision found a problem in, E04 puts down what a named person calls serious, E06 vetoes
    what a named person decided after verification, C05 caps what failed monitoring twice and was not rectified.
    """
    listed = facts["projects"]
    projects = listed[listed["evaluated"].to_numpy(dtype=bool)].sort_values("project_code", ignore_index=True)
    places = Places(projects)
    found = scores(facts, projects, places)
    audit = audited(facts, places, law, fiscal_year)
    vetoed, asked = vetoes(facts, places)
    failed, unsettled = failed_twice(facts, places)
    counts = {"E04": audit.serious, "E06": vetoed, "C05": failed, "E03": audit.problems}
    settled = settle(found.given, {rule: hits.at for rule, hits in counts.items()}, law)
    cp, words = settled.cp.copy(), grade_names(settled.grade, law)
    words[words == ""] = UNSCORED
    if law.word("score_table.inherited") == "withhold":
        cp[unsettled.at], words[unsettled.at] = NO_SCORE, UNDECIDED
    pending = {"E04": audit.undecided, "E06": asked, "C05": unsettled}
    return Assessed(projects, found.given, found.executed_fen, found.astray, counts, pending, audit.unsigned,
                    audit.asked, settled, cp, words)

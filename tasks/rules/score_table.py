"""评价打分表: the result of every project of the fiscal year — score, effects, grade, and why (D04, X03–X05, X12)."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.score_table_assess import Assessed, assess
from tasks.rules.score_table_hits import Places, both
from tasks.rules.score_table_inherited import INHERITED_NEEDS, with_history
from tasks.rules.score_table_notes import Told, gaps, precedence, reissued, unchanged
from tasks.rules.score_table_rows import project_rows, region_rows, serious_rows
from tasks.rules.score_table_trace import steps
from tasks.rules.score_table_transfers import transferred
from tasks.rules.score_table_versions import frozen, previous, stands_at
from tasks.rules.verdicts import Facts, Verdicts

NEEDS = (
    "projects", "units", "grades", "score_reviews", "audit_findings", "audit_findings@before", "verdicts", "decisions",
    *(name for name in INHERITED_NEEDS if name not in ("projects", "units")),
)


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """The score table of one version: a verdict per project (kind project), what waits for a named person because 重大
    bears no signature (kind serious, X11), and how far each finance department's review is (kind region, D04).

    Raises ConfigError for a version that the calendar does not know.
    """
    facts = with_history(frozen(facts, book, node), book, stands_at(book, as_of, node))
    known = assess(facts, book.parameters, book.work_year + book.calendar.milestone("score_table").concerns)
    told = in_order(known, facts, book, node)
    rows = [project_rows(known, told, book.parameters), serious_rows(known, facts, node),
            region_rows(known, facts, book)]
    trace = steps(told, known.projects["project_code"], book.parameters)
    return Verdicts(pd.concat(rows, ignore_index=True), trace)


def in_order(known: Assessed, facts: Facts, book: Rulebook, node: str) -> list[Told]:
    """Every rule that applies, in the order of X04: X12, X03, D04, then the effects, then the version before (X05)."""
    law, settled = book.parameters, known.settled
    places = Places(known.projects)
    elsewhere = both(transferred(known.projects, book.routing), known.astray)
    before = [
        unchanged("X12", elsewhere, settled), precedence(settled, known.scores["recomputed_cp"], law),
        gaps(settled, known.scores, law),
    ]
    effects = [Told(stage, known.counts[stage.rule].facts) for stage in settled.stages]
    return [*before, *effects, reissued(*previous(facts, node, places), settled, known.cp, known.words, law)]

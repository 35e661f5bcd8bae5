"""绩效监控: lights, verdicts and rectifications of every budgeted project at the nodes of May and August (C01–C05)."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.monitoring_history import judged_round, twice
from tasks.rules.monitoring_rectify import REPORTED, rectifications
from tasks.rules.monitoring_review import WAITING
from tasks.rules.monitoring_round import MILESTONE, rounds
from tasks.rules.monitoring_said import CLAUSES, light_rows, project_rows, rectification_rows, twice_rows
from tasks.rules.monitoring_tally import region_rows, unit_rows
from tasks.rules.trace import steps_of
from tasks.rules.verdicts import Facts, Verdicts, verdicts

NEEDS: tuple[str, ...] = (
    "projects", "units", "indicators", "obligations", "decisions", "monitoring", "monitoring_indicators",
    "monitoring_reviews", "rectifications", "rectification_reviews", "excuses",
)
WAITS = {"project": (WAITING,), "rectification": (REPORTED,)}  # what the finance side still owes a word on


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """All verdicts of one node as the facts stood on a day; `subject` is the project's, unit's or region's code.

    kind project        合格, 不合格, 待审核, 待报送; proposal 不合格 where only the rules say so (X11)
    kind light          绿灯, 黄灯, 红灯, 未报送
    kind unit           按时报送, 逾期报送, 逾期未报, 待报送, 免报
    kind region         审核完成, 审核中, 审核逾期: the finance department's own debt
    kind rectification  已销号, 已报待核, 退回重改, 整改中, 逾期未改; earlier_rectification: those of the node before

    kind failed_twice   两次不合格未整改: what caps the grade of the year after unless it is put right (C05)

    Raises ConfigError for a node that the calendar does not have.
    """
    known, every = book.calendar.milestone(MILESTONE).node(node), rounds(book)
    [of] = [one for one in every if one.node == known.node]
    judged = {one: judged_round(facts, book, one, as_of) for one in every}
    owed = {one: rectifications(judged[one], facts, book, one, as_of) for one in every}
    rows = [project_rows(judged[of]), light_rows(judged[of]), twice_rows(twice(list(owed.values()), book))]
    rows += [unit_rows(judged[of], facts, of, as_of), region_rows(judged[of], of, as_of)]
    rows += [rectification_rows(owed[of], "rectification")]
    rows += [rectification_rows(owed[one], "earlier_rectification") for one in every[:every.index(of)]]
    whole = pd.concat([part for part in rows if len(part)] or rows[:1], ignore_index=True)
    return verdicts(whole, steps_of(whole, CLAUSES))

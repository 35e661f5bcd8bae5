"""事前评估与目标闸门: what may enter the budget, up to how much, and what is in it all the same (A01–A04, B01–B03)."""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.budget_gate_asked import MILESTONE, asked
from tasks.rules.budget_gate_goals import goals
from tasks.rules.budget_gate_reviews import EVER, REVIEWS, review_rows
from tasks.rules.budget_gate_said import CLAUSES, gate_rows, line_rows, reevaluation_rows, told
from tasks.rules.budget_gate_support import support
from tasks.rules.trace import steps_of
from tasks.rules.verdicts import Facts, Verdicts, verdicts

__all__ = ["EVER", "NEEDS", "REVIEWS", "judge"]
NEEDS: tuple[str, ...] = (
    "projects", "projects@before", "projects@after", "indicators", "units", "decisions", "requests",
    "request_indicators", "ex_ante_reports", "ex_ante_reviews", "goal_reviews", "budget_lines",
    "reviews_owed",
)


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """All verdicts of the gate as the facts stood on a day; `subject` is the project's code.

    Kinds for the budget of W+1, and in mid-year (W) with `addition` before them (`addition`, `addition_budget_line` …):

    project         不得列入预算 (A04), 不安排预算 (B03), 暂不列入预算 (somebody has yet to review), 限额列入预算,
                    可列入预算; amount_fen is what may be in
    budget_line     违规列入预算, 未审先列预算, 超额列入预算: alerts, with the proposal 调减预算
    reevaluation    建议再评估, 待再评估, 不再评估, 已再评估: the proposal 第三方再评估 (A03)
    ex_ante_review, goal_review   待审核, 审核逾期, 已审核, 逾期审核: the finance side's debts (A02, B02), which become
                    obligations of the office that owes them: REVIEWS (kind → the form of the review)

    Every batch looks at all requests of the work year; raises ConfigError for a node that the calendar does not have.
    """
    book.calendar.milestone(MILESTONE).node(node)
    rows = goals(support(asked(facts, book), facts, book, as_of), facts, book, as_of)
    rows = rows[told(rows)].reset_index(drop=True)
    gate = gate_rows(rows)
    parts = [gate, line_rows(rows, gate, book.parameters), reevaluation_rows(rows),
             review_rows(rows, facts, book, as_of)]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return verdicts(whole, steps_of(whole, CLAUSES))

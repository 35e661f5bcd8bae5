"""Everything the pages of the ledger show of one work year, set-wise: a few queries, however many pages there are.

Rows are plain tuples in the order of the columns named here; who reads them gives them names (`reports.site.records`).
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from tasks.store.models import (
    Decision,
    Entry,
    Finding,
    Fired,
    Indicator,
    Judgement,
    Notice,
    Project,
    ProjectIndicator,
    Review,
    Run,
    Standing,
    Submission,
    Verdict,
    VerdictStep,
)
from tasks.store.outbox import states
from tasks.store.verdicts import standing

Rows = list[tuple[Any, ...]]
Units = Collection[str] | None  # codes; None: all there are
FOR_ALL = ("score_table", "daily", "opening")
PROJECT = ("id", "fiscal_year", "code", "name", "unit_code", "initial_fen", "budget_fen", "project_type",
           "cancelled_reason", "is_new", "is_key", "is_one_off", "funds")
TARGET = ("project_id", "level1", "level2", "level3", "relation", "target", "weight_cp")
INDICATOR = ("entry_id", "level1", "level2", "level3", "relation", "target", "actual", "reason", "weight_cp",
             "self_score_cp", "score_cp")
ENTRY = ("id", "submission_id", "project_id", "goal", "achieved", "reason", "budget_fen", "executed_fen", "total_cp")
FINDING = ("submission_id", "rule", "tier", "sheet", "cell", "value", "expected", "message", "project_code")
REVIEW = ("submission_id", "reviewer", "verdict", "reason", "decided_on")
VERDICT = ("id", "work_year", "milestone", "node", "kind", "subject", "unit_code", "project_id", "verdict", "score_cp",
           "amount_fen", "rules", "why", "proposal", "basis_hash", "as_of")
STEP = ("rule", "before_cp", "after_cp", "before_grade", "after_grade", "fact", "clause")
DECISION = ("decision", "decided_by", "decided_on", "reason")
NOTICE = ("kind", "rung", "milestone", "unit_code", "to_name", "to_email", "reason", "created_at", "sent_at",
          "last_error", "due_on")
RUN = ("id", "milestone", "node", "as_of", "operator", "reason", "started_at", "ended_at")
JUDGEMENT = ("id", "project_id", "self_score_cp", "final_cp", "final_grade", "rules", "as_of")


def projects(conn: Connection, years: Sequence[int]) -> Rows:
    """The library of some fiscal years: PROJECT."""
    return _rows(conn, _of(Project, PROJECT).where(Project.fiscal_year.in_(years)).order_by(
        Project.fiscal_year, Project.code))


def targets(conn: Connection, years: Sequence[int], units: Units = None) -> Rows:
    """The indicators set with the projects of some fiscal years: TARGET, in order."""
    query = _of(ProjectIndicator, TARGET).join(Project, Project.id == ProjectIndicator.project_id)
    query = _within(query.where(Project.fiscal_year.in_(years)), Project.id, units)
    return _rows(conn, query.order_by(ProjectIndicator.project_id, ProjectIndicator.seq))


def entries(conn: Connection, milestone: str, work_year: int, units: Units = None) -> Rows:
    """The projects in every file of a milestone: ENTRY, in the order of the files' rows."""
    query = _of(Entry, ENTRY).join(Submission, Submission.id == Entry.submission_id)
    query = query.where(
        Submission.milestone == milestone, Submission.work_year == work_year, Entry.project_id.is_not(None))
    return _rows(conn, _within(query, Entry.project_id, units).order_by(Entry.submission_id, Entry.seq))


def indicators(conn: Connection, milestone: str, work_year: int, units: Units = None) -> Rows:
    """The indicators of those entries as filled in: INDICATOR, in order."""
    query = _of(Indicator, INDICATOR).join(Entry, Entry.id == Indicator.entry_id).join(
        Submission, Submission.id == Entry.submission_id)
    query = query.where(Submission.milestone == milestone, Submission.work_year == work_year)
    return _rows(conn, _within(query, Entry.project_id, units).order_by(Indicator.entry_id, Indicator.seq))


def findings(conn: Connection, work_year: int) -> Rows:
    """What was wrong with every file of a work year: FINDING."""
    query = _of(Finding, FINDING).join(Submission, Submission.id == Finding.submission_id)
    return _rows(conn, query.where(Submission.work_year == work_year).order_by(Finding.id))


def reviews(conn: Connection, work_year: int, as_of: date) -> Rows:
    """What named persons said about the files of a work year by a day: REVIEW."""
    query = _of(Review, REVIEW).join(Submission, Submission.id == Review.submission_id)
    return _rows(conn, query.where(Submission.work_year == work_year, Review.decided_on <= as_of).order_by(Review.id))


def verdicts(conn: Connection, work_year: int, as_of: date, *milestones: str, units: Units = None) -> Rows:
    """The verdicts in force on a day (of some milestones; none given = all): VERDICT, without their detail.

    Of projects of other units than those given only what lists and sums are made of: proposals and FOR_ALL.
    """
    lines = standing(as_of, work_year, milestones).subquery()
    query = _of(Verdict, VERDICT).join(lines, lines.c.verdict_id == Verdict.id)
    if units is not None:
        query = query.where(or_(Verdict.project_id.is_(None), Verdict.proposal != "", Verdict.milestone.in_(FOR_ALL),
                                Verdict.project_id.in_(_projects_of(units))))
    return _rows(conn, query.order_by(Verdict.milestone, Verdict.node, Verdict.kind, Verdict.subject, Verdict.id))


def evidence(conn: Connection, work_year: int, as_of: date, *milestones: str) -> Rows:
    """What a grade may rest on, of these milestones: VERDICT and its detail; not the score table's own scores."""
    lines = standing(as_of, work_year, milestones).subquery()
    query = _of(Verdict, (*VERDICT, "detail")).join(lines, lines.c.verdict_id == Verdict.id)
    return _rows(conn, query.where(or_(Verdict.milestone != "score_table", Verdict.kind != "project")).order_by(
        Verdict.id))


def certified(conn: Connection, work_year: int, as_of: date, units: Units = None) -> tuple[Rows, Rows]:
    """Of the score table's verdicts on projects in force: (verdict id, detail), and (verdict id, STEP) in order."""
    lines = standing(as_of, work_year, ("score_table",)).subquery()
    mine = Verdict.kind == "project"
    details = select(Verdict.id, Verdict.detail).join(lines, lines.c.verdict_id == Verdict.id).where(mine)
    steps = select(VerdictStep.verdict_id, *(getattr(VerdictStep, name) for name in STEP)).join(
        Verdict, Verdict.id == VerdictStep.verdict_id).join(lines, lines.c.verdict_id == Verdict.id).where(mine)
    details, steps = (_within(query, Verdict.project_id, units) for query in (details, steps))
    return _rows(conn, details), _rows(conn, steps.order_by(VerdictStep.verdict_id, VerdictStep.seq))


def decisions(conn: Connection, work_year: int, as_of: date) -> Rows:
    """Every decision of a work year by a day, the newest last: milestone, node, basis_hash of its verdict, DECISION."""
    query = select(Verdict.milestone, Verdict.node, Verdict.basis_hash, *(getattr(Decision, n) for n in DECISION))
    return _rows(conn, query.join(Verdict, Verdict.id == Decision.verdict_id).where(
        Verdict.work_year == work_year, Decision.decided_on <= as_of).order_by(Decision.id))


def judgements(conn: Connection, milestone: str, work_year: int, as_of: date) -> tuple[Rows, Rows]:
    """What stood for every project on a day: JUDGEMENT, and (judgement id, STEP) of the rules that fired, in order."""
    mine = (Judgement.milestone == milestone, Judgement.work_year == work_year, Judgement.as_of <= as_of)
    newest = select(func.max(Judgement.id)).where(*mine).group_by(Judgement.project_id)
    stands = select(Standing.judgement_id, Standing.project_id).where(
        Standing.milestone == milestone, Standing.work_year == work_year, Standing.as_of <= as_of).subquery()
    chosen = or_(Judgement.id.in_(select(stands.c.judgement_id)), Judgement.id.in_(newest)
                 & Judgement.project_id.not_in(select(stands.c.project_id)))
    found = _rows(conn, _of(Judgement, JUDGEMENT).where(*mine, chosen).order_by(Judgement.project_id))
    fired = select(Fired.judgement_id, *(getattr(Fired, name) for name in STEP)).join(
        Judgement, Judgement.id == Fired.judgement_id).where(*mine, chosen)
    return found, _rows(conn, fired.order_by(Fired.judgement_id, Fired.seq))


def notices(conn: Connection, work_year: int, as_of: date) -> Rows:
    """The notices put in by the end of a day: NOTICE, and the state that the ledger gives each for that moment."""
    then = states(as_of)
    query = select(*(getattr(Notice, name) for name in NOTICE), then.c.state).join(then, then.c.notice_id == Notice.id)
    return _rows(conn, query.where(Notice.work_year == work_year).order_by(Notice.id))


def runs(conn: Connection, work_year: int, as_of: date) -> Rows:
    """The runs of a work year as of no later day: RUN, the newest first."""
    return _rows(conn, _of(Run, RUN).where(Run.work_year == work_year, Run.as_of <= as_of).order_by(Run.id.desc()))


def _within(query: "Select[Any]", project: Any, units: Units) -> "Select[Any]":
    """Only what is about projects of these units; None: of all."""
    return query if units is None else query.where(project.in_(_projects_of(units)))


def _projects_of(units: Collection[str]) -> "Select[Any]":
    return select(Project.id).where(Project.unit_code.in_(units))


def _of(model: Any, names: Sequence[str]) -> "Select[Any]":
    return select(*(getattr(model, name) for name in names))


def _rows(conn: Connection, query: "Select[Any]") -> Rows:
    return [tuple(row) for row in conn.execute(query)]

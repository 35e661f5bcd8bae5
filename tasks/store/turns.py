"""What happened to every matter of a work year, event by event, for the clocks: rows of the ledger's own tables."""

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from tasks.store.frames import frame
from tasks.store.models import Event, Notice, Obligation, ObligationStep, Review, Submission

SAME = and_(
    Submission.unit_code == Obligation.unit_code, Submission.work_year == Obligation.work_year,
    Submission.milestone == Obligation.milestone, Submission.node == Obligation.node,
    Submission.form == Obligation.form,
)


def made(conn: Connection, work_year: int) -> pd.DataFrame:
    """obligation_id, `at`: when it was put down."""
    first = select(Event.state_id.label("obligation_id"), func.min(Event.at).label("at")).where(
        Event.state_table == "obligation").group_by(Event.state_id).subquery()
    return frame(conn, select(first.c.obligation_id, first.c.at).join(
        Obligation, Obligation.id == first.c.obligation_id).where(Obligation.work_year == work_year))


def handed_in(conn: Connection, work_year: int) -> pd.DataFrame:
    """obligation_id, received_at, state (what the checks said) and answered_at of every form, oldest first."""
    first = select(Notice.submission_id, func.min(Notice.created_at).label("at")).group_by(
        Notice.submission_id).subquery()
    return frame(conn, select(
        Obligation.id.label("obligation_id"), Submission.received_at, Submission.state,
        func.coalesce(first.c.at, Submission.received_at).label("answered_at"),
    ).join(Submission, SAME).outerjoin(first, first.c.submission_id == Submission.id).where(
        Obligation.work_year == work_year).order_by(Submission.received_at, Submission.id))


def reviewed(conn: Connection, work_year: int) -> pd.DataFrame:
    """obligation_id, decided_on, verdict of every review of a form, in the order they were given."""
    return frame(conn, select(
        Obligation.id.label("obligation_id"), Review.decided_on, Review.verdict,
    ).join(Submission, SAME).join(Review, Review.submission_id == Submission.id).where(
        Obligation.work_year == work_year).order_by(Review.id))


def steps(conn: Connection, work_year: int) -> pd.DataFrame:
    """obligation_id, day, state of every change of a debt, in order."""
    return frame(conn, select(
        ObligationStep.obligation_id, ObligationStep.day, ObligationStep.state,
    ).join(Obligation, Obligation.id == ObligationStep.obligation_id).where(
        Obligation.work_year == work_year).order_by(ObligationStep.obligation_id, ObligationStep.seq))


def told(conn: Connection, work_year: int) -> pd.DataFrame:
    """Every notice of the year, the oldest first: the columns of `notice`."""
    return frame(conn, select(*Notice.__table__.c).where(Notice.work_year == work_year).order_by(Notice.id))

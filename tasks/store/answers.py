"""What the answer to one submission needs: its findings and how many projects it held."""

from typing import Any

from sqlalchemy import Connection, func, select

from tasks.store.models import Entry, Fact, Finding, Review


def findings_of(conn: Connection, submission_id: int) -> list[dict[str, Any]]:
    """The findings of one submission in the order they were found: plain rows, for a frame of a few costs more."""
    query = select(*Finding.__table__.c).where(Finding.submission_id == submission_id).order_by(Finding.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def review_of(conn: Connection, submission_id: int) -> tuple[str, str]:
    """Who said the last word on one submission that a named person has reviewed, and why ("" for no reason)."""
    query = select(Review.reviewer, Review.reason).where(Review.submission_id == submission_id)
    reviewer, reason = conn.execute(query.order_by(Review.id.desc()).limit(1)).one()
    return reviewer, reason


def entries_of(conn: Connection, submission_id: int) -> int:
    """How many projects of the library one submission holds."""
    return sum(
        conn.execute(select(func.count(part.project_id.distinct())).where(
            part.submission_id == submission_id, part.project_id.is_not(None),
        )).scalar_one()
        for part in (Entry, Fact)
    )

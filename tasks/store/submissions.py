"""What was handed in: known by its bytes, reviewed by named persons, and asked for as of any day."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, bindparam, func, insert, select

from tasks.store import ledger
from tasks.store.frames import frame
from tasks.store.models import Entry, Finding, Indicator, Review, Submission
from tasks.store.models.base import end_of


def known(conn: Connection, sha256s: Iterable[str]) -> pd.DataFrame:
    """The submissions with these bytes: sha256, unit_code, work_year, milestone, id, state."""
    wanted, parts = list(sha256s), []
    columns = (Submission.sha256, Submission.unit_code, Submission.work_year, Submission.milestone, Submission.id,
               Submission.state)
    for start in range(0, len(wanted) or 1, 10_000):
        parts.append(frame(conn, select(*columns).where(Submission.sha256.in_(wanted[start:start + 10_000]))))
    return pd.concat(parts, ignore_index=True)


def review(
    conn: Connection, run_id: int | None, at: datetime, submission_id: int, reviewer: str, verdict: str, reason: str,
    decided_on: date,
) -> int:
    """Record a named person's verdict ("accept" or "return", the latter with a reason); returns its id."""
    review_id = conn.execute(insert(Review).values(
        submission_id=submission_id, reviewer=reviewer, verdict=verdict, reason=reason, decided_on=decided_on,
    ).returning(Review.id)).scalar_one()
    told = ledger.Happening(f"review.{verdict}", reviewer, {"submission": submission_id}, "review", review_id)
    ledger.append(conn, run_id, at, [told])
    return int(review_id)


def exists(conn: Connection, submission_id: int) -> bool:
    """Whether there is a submission of that number."""
    return conn.execute(select(Submission.id).where(Submission.id == submission_id)).first() is not None


def on_day(conn: Connection, milestone: str, work_year: int, as_of: date) -> pd.DataFrame:
    """All submissions received by the end of a day, oldest first; `counts` says whether one is in force by then.

    It counts when the checks accepted it, unless the last review by that day said otherwise (either way).
    """
    return _on_day(conn, as_of, milestone=milestone, work_year=work_year)


def of_year(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """All submissions of a work year received by the end of a day, as `on_day`."""
    return _on_day(conn, as_of, work_year=work_year)


def _on_day(conn: Connection, as_of: date, **equal: Any) -> pd.DataFrame:
    found = frame(conn, _as_they_stood(*equal), as_of=as_of, until=end_of(as_of), **equal)
    said = found["verdict"].where(found["verdict"] != "", found["state"])
    found["counts"] = found["state"].isin(("accepted", "returned")) & said.isin(("accepted", "accept"))
    return found


@cache
def _as_they_stood(*equal: str) -> "Select[Any]":
    last = select(Review.submission_id, func.max(Review.id).label("id")).where(
        Review.decided_on <= bindparam("as_of"),
    ).group_by(Review.submission_id).subquery()
    return (
        select(*Submission.__table__.c, func.coalesce(Review.verdict, "").label("verdict"))
        .outerjoin(last, last.c.submission_id == Submission.id)
        .outerjoin(Review, Review.id == last.c.id)
        .where(*(Submission.__table__.c[name] == bindparam(name) for name in equal),
               Submission.received_at < bindparam("until"))
        .order_by(Submission.received_at, Submission.id)
    )


def in_force(conn: Connection, milestone: str, work_year: int, as_of: date) -> pd.DataFrame:
    """The entry in force for each project of the library on a day: the newest in a submission that counts."""
    files = on_day(conn, milestone, work_year, as_of)
    files = files.loc[files["counts"], ["id", "unit_code", "received_at", "is_late"]].reset_index(names="order")
    entries = frame(conn, select(*Entry.__table__.c).join(Submission, Submission.id == Entry.submission_id).where(
        Submission.milestone == milestone, Submission.work_year == work_year, Entry.project_id.is_not(None),
    ).order_by(Entry.id))
    both = entries.merge(files.rename(columns={"id": "submission_id"}), on="submission_id")
    newest = both.sort_values(["order", "seq"]).drop_duplicates("project_id", keep="last").drop(columns="order")
    return newest.sort_values("project_id", ignore_index=True)


def held(conn: Connection, milestone: str, work_year: int) -> pd.DataFrame:
    """submission_id and project_id of every project of the library in every submission, whatever became of it."""
    query = select(Entry.submission_id, Entry.project_id).join(Submission, Submission.id == Entry.submission_id)
    return frame(conn, query.where(
        Submission.milestone == milestone, Submission.work_year == work_year, Entry.project_id.is_not(None),
    ).order_by(Entry.id))


def indicators(conn: Connection, milestone: str, work_year: int) -> pd.DataFrame:
    """All indicator rows of a milestone, by entry and place; merge them with `in_force` on entry_id."""
    query = select(*Indicator.__table__.c).join(Entry, Entry.id == Indicator.entry_id)
    return frame(conn, query.join(Submission, Submission.id == Entry.submission_id).where(
        Submission.milestone == milestone, Submission.work_year == work_year,
    ).order_by(Indicator.entry_id, Indicator.seq))


def findings(conn: Connection, milestone: str, work_year: int) -> pd.DataFrame:
    """All findings of a milestone's submissions in the order they were found."""
    query = select(*Finding.__table__.c)
    return frame(conn, query.join(Submission, Submission.id == Finding.submission_id).where(
        Submission.milestone == milestone, Submission.work_year == work_year,
    ).order_by(Finding.id))


def latest_rev(conn: Connection, milestone: str, work_year: int) -> dict[tuple[str, str, str], int]:
    """(unit, form, node) → highest revision of an issued form that was accepted: an older one that comes later is
    outdated."""
    of = (Submission.unit_code, Submission.form, Submission.node)
    query = select(*of, func.max(Submission.rev)).where(
        Submission.milestone == milestone, Submission.work_year == work_year, Submission.state == "accepted",
        Submission.unit_code.is_not(None),
    ).group_by(*of)
    return {(str(unit), form, node): int(rev) for unit, form, node, rev in conn.execute(query).tuples()}

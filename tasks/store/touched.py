"""Which units the events of the ledger since some moment speak of: nobody else's pages can have changed."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from tasks.store.models import (
    Decision,
    Event,
    Judgement,
    Notice,
    Obligation,
    Project,
    Review,
    Standing,
    StandingPast,
    Submission,
    Unit,
    Verdict,
    VerdictStanding,
)

CHUNK = 10_000
OF_OFFICES = ("submission", "review")  # what an office hands in is about the projects of others
_SAME = ("work_year", "milestone", "node", "kind", "subject", "proposal")


def units_since(conn: Connection, seq: int, digest: str) -> set[str] | None:
    """Codes of the units that own what changed after the event of that number and hash.

    None where units alone do not tell: the event is not in this ledger, what changed is of a kind not known here (such
    as the register), was handed in by an office or by nobody known, or is a question that holds up everybody.
    """
    if not _known(conn, seq, digest):
        return None
    changed: defaultdict[str, list[int]] = defaultdict(list)
    for table, number in conn.execute(select(Event.state_table, Event.state_id).where(Event.seq > seq)).tuples():
        changed[table].append(number or 0)
    found: set[str] = set()
    for table, numbers in changed.items():
        if table == "run":
            continue
        if table not in _OWNERS:
            return None
        owners = _owners(conn, table, sorted(set(numbers)))
        if owners is None:
            return None
        found |= owners
    return found


def nothing_since(conn: Connection, seq: int, digest: str) -> bool:
    """Whether the ledger tells of nothing but runs after the event of that number and hash; False where it has none."""
    newer = select(Event.seq).where(Event.seq > seq, Event.state_table != "run").limit(1)
    return _known(conn, seq, digest) and conn.execute(newer).first() is None


def _known(conn: Connection, seq: int, digest: str) -> bool:
    return conn.execute(select(Event.hash).where(Event.seq == seq)).scalar_one_or_none() == digest


def _owners(conn: Connection, table: str, numbers: list[int]) -> set[str] | None:
    query, key = _OWNERS[table]
    found: set[str] = set()
    for start in range(0, len(numbers), CHUNK):
        for own, of_project, kind, milestone in conn.execute(query.where(key.in_(numbers[start:start + CHUNK]))):
            if milestone == "opening" or (table in OF_OFFICES and kind != "unit"):
                return None
            found |= {own, of_project}
    return found - {None, ""}


def _of(model: Any, unit: Any, milestone: Any) -> "Select[Any]":
    """The unit of a row, twice, its kind, and the milestone."""
    return select(unit, unit, Unit.kind, milestone).select_from(model).outerjoin(Unit, Unit.code == unit)


def _of_verdict() -> "Select[Any]":
    """The unit that a verdict is about, that of its project, its kind, and the milestone."""
    return select(Verdict.unit_code, Project.unit_code, Unit.kind, Verdict.milestone).select_from(Verdict).outerjoin(
        Project, Project.id == Verdict.project_id).outerjoin(Unit, Unit.code == Verdict.unit_code)


def _of_project(model: Any) -> "Select[Any]":
    return select(Project.unit_code, Project.unit_code, Unit.kind, model.milestone).select_from(model).join(
        Project, Project.id == model.project_id).join(Unit, Unit.code == Project.unit_code)


_OWNERS: dict[str, tuple["Select[Any]", Any]] = {
    "obligation": (_of(Obligation, Obligation.unit_code, Obligation.milestone), Obligation.id),
    "submission": (_of(Submission, Submission.unit_code, Submission.milestone), Submission.id),
    "review": (select(Submission.unit_code, Submission.unit_code, Unit.kind, Submission.milestone).select_from(Review)
               .join(Submission, Submission.id == Review.submission_id)
               .outerjoin(Unit, Unit.code == Submission.unit_code), Review.id),
    "notice": (_of(Notice, Notice.unit_code, Notice.milestone), Notice.id),
    "verdict": (_of_verdict(), Verdict.id),
    "verdict_standing": (_of_verdict().join(VerdictStanding, and_(*(
        getattr(Verdict, name) == getattr(VerdictStanding, name) for name in _SAME))), VerdictStanding.id),
    "decision": (_of_verdict().join(Decision, Decision.verdict_id == Verdict.id), Decision.id),
    "judgement": (_of_project(Judgement), Judgement.id),
    "standing": (_of_project(Standing), Standing.id),
    "standing_past": (_of_project(StandingPast), StandingPast.id),
}

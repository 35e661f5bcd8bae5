"""The digest of a state row together with all that hangs on it: what an event of the ledger carries as proof."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from tasks.store.models import (
    Base,
    Deadline,
    Decision,
    Entry,
    Extension,
    Fact,
    Finding,
    Fired,
    Indicator,
    Judgement,
    Notice,
    Obligation,
    ObligationStep,
    Project,
    ProjectIndicator,
    Review,
    Run,
    Standing,
    StandingPast,
    Submission,
    Verdict,
    VerdictStanding,
    VerdictStep,
)
from tasks.store.models.base import canonical

CHUNK = 2_000  # rows of one kind digested at a time


@dataclass(frozen=True)
class Aggregate:
    """One kind of state row: its id, what is sealed of it, and the queries of its parts (first column: that id)."""

    id: "InstrumentedAttribute[int]"
    sealed: tuple[Any, ...]
    parts: tuple["Select[Any]", ...] = ()
    later: tuple["Select[Any]", ...] = ()  # parts of a later schema: an older row has none, and its digest stays


def _all(model: type[Base], *but: str) -> tuple[Any, ...]:
    return tuple(column for column in model.__table__.c if column.name not in but)


# What a notice says and what became of it is sealed; how often it was tried on the way is not.
_ON_THE_WAY = ("state", "attempts", "claimed_by", "claimed_at", "last_error", "not_before")
_SINCE = ("node", "verdict_id", "carried_by", "released_by", "released_at", "dated_at")  # columns of a later schema
_OPEN = Notice.state.in_(("pending", "sending"))
_OUTCOME = case((_OPEN, literal("open")), else_=Notice.state)

AGGREGATES = {
    "project": Aggregate(Project.id, _all(Project, "funds"), (
        select(ProjectIndicator.project_id, *_all(ProjectIndicator, "project_id")).order_by(ProjectIndicator.seq),
    ), (select(Project.id, Project.funds).where(Project.funds != ""),)),
    "run": Aggregate(Run.id, _all(Run)),
    "obligation": Aggregate(Obligation.id, _all(Obligation, "occasion"), (
        select(Deadline.obligation_id, *_all(Deadline, "obligation_id")).order_by(Deadline.version),
        select(ObligationStep.obligation_id, *_all(ObligationStep, "obligation_id")).order_by(ObligationStep.seq),
        select(Extension.obligation_id, *_all(Extension, "obligation_id")).order_by(Extension.id),
    ), (select(Obligation.id, Obligation.occasion).where(Obligation.occasion != ""),)),
    "submission": Aggregate(Submission.id, _all(Submission, "node"), (
        select(Entry.submission_id, *_all(Entry, "submission_id")).order_by(Entry.seq),
        select(Entry.submission_id, *_all(Indicator)).join(Indicator, Indicator.entry_id == Entry.id)
        .order_by(Indicator.entry_id, Indicator.seq),
        select(Finding.submission_id, *_all(Finding, "submission_id")).order_by(Finding.id),
    ), (
        select(Submission.id, Submission.node).where(Submission.node != ""),
        select(Fact.submission_id, *_all(Fact, "submission_id")).order_by(Fact.register, Fact.seq),
    )),
    "review": Aggregate(Review.id, _all(Review)),
    "judgement": Aggregate(Judgement.id, _all(Judgement), (
        select(Fired.judgement_id, *_all(Fired, "judgement_id")).order_by(Fired.seq),
    )),
    "standing": Aggregate(Standing.id, _all(Standing)),
    "standing_past": Aggregate(StandingPast.id, _all(StandingPast)),
    "verdict": Aggregate(Verdict.id, _all(Verdict), (
        select(VerdictStep.verdict_id, *_all(VerdictStep, "verdict_id")).order_by(VerdictStep.seq),
    )),
    "verdict_standing": Aggregate(VerdictStanding.id, _all(VerdictStanding)),
    "decision": Aggregate(Decision.id, _all(Decision)),
    "notice": Aggregate(Notice.id, (*_all(Notice, *_ON_THE_WAY, *_SINCE), _OUTCOME), (), (
        select(Notice.id, Notice.node).where(Notice.node != ""),
        select(Notice.id, Notice.verdict_id).where(Notice.verdict_id.is_not(None)),
        select(Notice.id, Notice.carried_by).where(Notice.carried_by.is_not(None), ~_OPEN),
        select(Notice.id, Notice.released_by, Notice.released_at).where(Notice.released_by != ""),
        select(Notice.id, Notice.dated_at).where(Notice.dated_at.is_not(None), ~_OPEN),
    )),
}


def digests(conn: Connection, table: str, ids: Sequence[int]) -> dict[int, str]:
    """SHA-256 of each state row with its parts, as stored now; rows that are gone are missing."""
    aggregate = AGGREGATES[table]
    found: dict[int, str] = {}
    for start in range(0, len(ids), CHUNK):
        found.update(_digests(conn, aggregate, ids[start:start + CHUNK]))
    return found


def _digests(conn: Connection, aggregate: Aggregate, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    parts: list[dict[int, list[list[Any]]]] = []
    for query in (*aggregate.parts, *aggregate.later):
        hanging: dict[int, list[list[Any]]] = defaultdict(list)
        for owner, *row in conn.execute(query.where(query.selected_columns[0].in_(ids))):
            hanging[owner].append(row)
        parts.append(hanging)
    first = parts[:len(aggregate.parts)]
    since = [(number, hanging) for number, hanging in enumerate(parts[len(first):]) if hanging]
    for key, *row in conn.execute(select(aggregate.id, *aggregate.sealed).where(aggregate.id.in_(ids))):
        added = [[number, hanging[key]] for number, hanging in since if key in hanging]
        text = canonical([row, *(hanging.get(key, []) for hanging in first), *added])
        yield key, hashlib.sha256(text.encode()).hexdigest()

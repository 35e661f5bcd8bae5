"""Verdicts of the rules: written once per content and rulebook, which one is in force, and what people decided."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, insert, select
from sqlalchemy.orm import aliased

from tasks.rules.verdicts import STEP, VERDICT, Verdicts
from tasks.store import bulk, ledger
from tasks.store.frames import frame
from tasks.store.models import Decision, Event, Project, Verdict, VerdictStanding, VerdictStep
from tasks.store.models.base import canonical
from tasks.store.values import one

PROPOSAL = ("milestone", "node", "kind", "subject", "proposal")  # what a decision is about, within a work year
SUBJECT = ("work_year", *PROPOSAL)
KEY = (*SUBJECT, "content_hash", "rulebook_hash")
BASIS = ("kind", "subject", "proposal", "amount_fen", "rules")
TRACE = tuple(name for name in STEP if name not in ("kind", "subject"))


@dataclass(frozen=True, slots=True)
class Judging:
    """Whose verdicts these are, as of when, under which rulebook."""

    work_year: int
    milestone: str
    node: str
    as_of: date
    rulebook_hash: str


def record(
    conn: Connection, run_id: int, at: datetime, judging: Judging, judged: Verdicts, *, whole: bool = True,
) -> int:
    """Write the verdicts that say something new and put those of this day in force; returns how many were written.

    `whole`: subjects of the milestone's node that are not among them any more have no verdict from now on; a run over
    some regions says False. A run as of an earlier day than what is in force leaves that in force.
    """
    rows = _sealed(judged, judging)
    bulk.insert_new(conn, Verdict, {**{str(n): rows[n] for n in rows}, "run_id": [run_id] * len(rows)}, KEY)
    told = select(Event.state_id).where(Event.state_table == "verdict", Event.run_id == run_id)
    fresh = frame(conn, select(Verdict.id.label("verdict_id"), Verdict.kind, Verdict.subject, Verdict.milestone).where(
        Verdict.run_id == run_id, Verdict.id.not_in(told),
    ).order_by(Verdict.id))
    trace = judged.steps.merge(fresh, on=["kind", "subject"])
    bulk.insert(conn, VerdictStep, {name: trace[name] for name in ("verdict_id", *TRACE)})
    _tell(conn, run_id, at, "verdict", fresh, "verdict_id")
    _put_in_force(conn, run_id, at, judging, rows, whole=whole)
    return len(fresh)


def in_force(
    conn: Connection, work_year: int, as_of: date | None = None, milestone: str = "",
) -> pd.DataFrame:
    """All verdicts of a work year (of one milestone; "" = all) in force on a day (None: now): columns of `verdict`."""
    given = {"as_of": as_of, "work_year": work_year, "milestone": milestone}
    given = {name: value for name, value in given.items() if value}
    return frame(conn, _what_stands(*given), **given)


@cache
def _what_stands(*given: str) -> "Select[Any]":
    lines = VerdictStanding.__table__.c
    where = (lines[name] == bindparam(name) for name in given if name != "as_of")
    found = _standing(bindparam("as_of") if "as_of" in given else None, *where).subquery()
    return select(*Verdict.__table__.c).join(found, found.c.verdict_id == Verdict.id).order_by(Verdict.id)


def standing(as_of: date | None, work_year: int, milestones: Sequence[str] = ()) -> "Select[Any]":
    """verdict_id and subject of what stands on a day (None: now) in a work year (of some milestones; none = all)."""
    where = (VerdictStanding.milestone.in_(milestones),) if milestones else ()
    return _standing(as_of, VerdictStanding.work_year == work_year, *where)


def of_id(conn: Connection, verdict_id: int) -> dict[str, Any]:
    """One verdict by its number, in force or not. Raises LookupError where there is none."""
    found = conn.execute(select(*Verdict.__table__.c).where(Verdict.id == verdict_id)).mappings().one_or_none()
    if found is None:
        raise LookupError(f"no verdict {verdict_id}")
    return dict(found)


def subject_of(conn: Connection, verdict_id: int) -> dict[str, Any]:
    """What one verdict is about: subject, and project_code (None where it is about no project)."""
    query = select(Verdict.subject, Project.code.label("project_code")).outerjoin(
        Project, Project.id == Verdict.project_id).where(Verdict.id == verdict_id)
    return dict(conn.execute(query).mappings().one())


def _standing(as_of: Any, *where: ColumnElement[bool]) -> "Select[Any]":
    """Per subject what stands on a day: its newest line up to then."""
    lines, names = VerdictStanding.__table__.c, list(SUBJECT)
    until = where if as_of is None else (*where, lines.as_of <= as_of)
    newest = select(*(lines[name] for name in names), func.max(lines.as_of).label("day")).where(*until).group_by(
        *(lines[name] for name in names)).subquery()
    same = and_(newest.c.day == lines.as_of, *(newest.c[name] == lines[name] for name in names))
    return select(lines.verdict_id, lines.as_of, *(lines[name] for name in names)).join(newest, same)


def steps(conn: Connection, verdict_ids: Sequence[int]) -> pd.DataFrame:
    """The rules that fired in these verdicts, in order."""
    query = select(*VerdictStep.__table__.c).where(VerdictStep.verdict_id.in_(verdict_ids))
    return frame(conn, query.order_by(VerdictStep.verdict_id, VerdictStep.seq))


def decide(
    conn: Connection, run_id: int | None, at: datetime, verdict_id: int, decision: str, by: str, reason: str,
) -> int:
    """Record what a named person decided about a proposal, with the reason; returns the decision's id."""
    key = conn.execute(insert(Decision).values(
        verdict_id=verdict_id, decision=decision, decided_by=by, reason=reason, decided_on=at.date(), run_id=run_id,
    ).returning(Decision.id)).scalar_one()
    told = ledger.Happening(f"decision.{decision}", by, {"verdict": verdict_id, "reason": reason}, "decision", key)
    ledger.append(conn, run_id, at, [told])
    return int(key)


def decision_on(conn: Connection, verdict_id: int) -> str:
    """The last word of a named person on what a verdict proposes, on that basis: approved, rejected, "" for none."""
    one = aliased(Verdict)
    said = select(Decision.decision).join(Verdict, Verdict.id == Decision.verdict_id).join(
        one, one.basis_hash == Verdict.basis_hash).where(one.id == verdict_id)
    return conn.execute(said.order_by(Decision.id.desc()).limit(1)).scalar() or ""


def decisions(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """The newest decision on each proposal in force, by a day: one given on another basis has expired and is not here.

    Columns: milestone, node, kind, subject, proposal, decision, decided_by, decided_on, reason.
    """
    return decided(conn, in_force(conn, work_year, as_of), work_year, as_of)


def decided(conn: Connection, found: pd.DataFrame, work_year: int, as_of: date) -> pd.DataFrame:
    """As `decisions`, of the verdicts `found`."""
    now = found[[*PROPOSAL, "basis_hash"]]
    names = ("decision", "decided_by", "decided_on", "reason")
    made = frame(conn, select(
        Verdict.milestone, Verdict.node, Verdict.basis_hash, *(getattr(Decision, name) for name in names),
    ).join(Verdict, Verdict.id == Decision.verdict_id).where(
        Verdict.work_year == work_year, Decision.decided_on <= as_of,
    ).order_by(Decision.id)).drop_duplicates(["milestone", "node", "basis_hash"], keep="last")
    return now.merge(made, on=["milestone", "node", "basis_hash"]).drop(columns="basis_hash")


def waiting(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """The proposals in force that nobody has decided by a day: the columns of `verdict`."""
    found = in_force(conn, work_year, as_of)
    key = list(PROPOSAL)
    done = set(decided(conn, found, work_year, as_of)[key].itertuples(index=False, name=None))
    proposed = found[found["proposal"] != ""]
    open_ = [row not in done for row in proposed[key].itertuples(index=False, name=None)]
    return proposed[np.array(open_, dtype=bool)].reset_index(drop=True)


def _sealed(judged: Verdicts, judging: Judging) -> pd.DataFrame:
    """The rows with their hashes: what they say with every step, and what a decision about them rests on."""
    steps = {key: rows for key, rows in judged.steps.groupby(["kind", "subject"], sort=False)}
    rows = judged.rows.drop_duplicates(["kind", "subject", "proposal"], keep="last")
    where = [judging.work_year, judging.milestone, judging.node]
    basis, content = [], []
    for row in rows.to_dict("records"):
        plain = {name: one(row[name]) for name in VERDICT}
        trace = steps.get((row["kind"], row["subject"]))
        said = [] if trace is None else [[one(v) for v in step] for step in trace.itertuples(index=False)]
        basis.append(_hash([where, [plain[name] for name in BASIS], judging.rulebook_hash]))
        content.append(_hash([plain, said]))
    about: dict[str, Any] = {"work_year": judging.work_year, "milestone": judging.milestone, "node": judging.node,
                             "as_of": judging.as_of, "rulebook_hash": judging.rulebook_hash}
    return rows.assign(**about, basis_hash=pd.array(basis, dtype="str"), content_hash=pd.array(content, dtype="str"))


def _put_in_force(
    conn: Connection, run_id: int, at: datetime, judging: Judging, rows: pd.DataFrame, *, whole: bool,
) -> None:
    mine = (Verdict.work_year == judging.work_year, Verdict.milestone == judging.milestone,
            Verdict.node == judging.node)
    ids = frame(conn, select(Verdict.id.label("verdict_id"), *(getattr(Verdict, name) for name in KEY)).where(*mine))
    now = rows[list(KEY)].merge(ids, on=list(KEY))
    lines = (VerdictStanding.work_year == judging.work_year, VerdictStanding.milestone == judging.milestone,
             VerdictStanding.node == judging.node)
    before = frame(conn, _standing(None, *lines)).rename(columns={"verdict_id": "former", "as_of": "since"})
    both = now.merge(before, on=list(SUBJECT), how="outer" if whole else "left")
    earlier = [since is not None and since == since and since > judging.as_of for since in both["since"]]
    changed = both["verdict_id"].fillna(-1) != both["former"].fillna(-1)
    moved = both[changed & ~pd.Series(earlier, index=both.index, dtype=bool)]
    columns: dict[str, Any] = {name: moved[name] for name in (*SUBJECT, "verdict_id")}
    bulk.upsert(conn, VerdictStanding, {
        **columns, "as_of": [judging.as_of] * len(moved), "run_id": [run_id] * len(moved),
    }, (*SUBJECT, "as_of"))
    stored = frame(conn, select(VerdictStanding.id, *(getattr(VerdictStanding, name) for name in SUBJECT)).where(
        *lines, VerdictStanding.as_of == judging.as_of))
    _tell(conn, run_id, at, "verdict_standing", moved[list(SUBJECT)].merge(stored, on=list(SUBJECT)), "id")


def _tell(conn: Connection, run_id: int, at: datetime, table: str, rows: pd.DataFrame, key: str) -> None:
    ledger.append(conn, run_id, at, [
        ledger.Happening(table, f"{milestone} {kind} {subject}"[:200], {}, table, int(row_id))
        for milestone, kind, subject, row_id in zip(
            rows["milestone"], rows["kind"], rows["subject"], rows[key], strict=True)
    ])


def _hash(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()

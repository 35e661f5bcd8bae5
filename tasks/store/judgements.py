"""What the rules made of the facts: written once per set of facts and rulebook, and which judgement is in force."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import CompoundSelect, Connection, Select, select, union_all

from tasks.store import bulk, ledger
from tasks.store.frames import frame
from tasks.store.models import Event, Fired, Judgement, Project, Standing, StandingPast, Unit

KEY = ("milestone", "work_year", "project_id", "facts_hash", "rulebook_hash")
FIRED = ("seq", "rule", "before_cp", "after_cp", "before_grade", "after_grade", "fact", "clause")


def record(conn: Connection, run_id: int, at: datetime, judged: pd.DataFrame, fired: pd.DataFrame) -> int:
    """Write the judgements of a run that say something new, and put those of this day in force.

    `judged`: one row per project, the columns of `judgement` but for id and run_id. `fired`: project_id and FIRED.
    Returns how many judgements were written: 0 for the same facts under the same rulebook. A run as of an earlier day
    than the judgement in force leaves that in force.
    """
    if judged.empty:
        return 0
    bulk.insert_new(conn, Judgement, {**_columns(judged), "run_id": [run_id] * len(judged)}, KEY)
    told = select(Event.state_id).where(Event.state_table == "judgement", Event.run_id == run_id)
    fresh = frame(conn, select(Judgement.id.label("judgement_id"), Judgement.project_id, Judgement.milestone).where(
        Judgement.run_id == run_id, Judgement.id.not_in(told),
    ).order_by(Judgement.id))
    trace = fired.astype({"project_id": "int64"}).merge(fresh, on="project_id")
    bulk.insert(conn, Fired, {name: trace[name] for name in ("judgement_id", *FIRED)})
    _tell(conn, run_id, at, "judgement", fresh, "judgement_id")
    _put_in_force(conn, run_id, at, judged)
    return len(fresh)


def in_force(conn: Connection, milestone: str, work_year: int, as_of: date | None = None) -> pd.DataFrame:
    """The judgement in force for every project on a day (None: now), with the project's code, name and unit."""
    about = (Project.code.label("project_code"), Project.name.label("project_name"), Project.unit_code,
             Unit.name.label("unit_name"), Unit.region_code, Project.budget_fen)
    stood = _stood(milestone, work_year, as_of).subquery()
    query = select(*Judgement.__table__.c, *about, stood.c.as_of.label("since")).join(
        stood, stood.c.judgement_id == Judgement.id,
    ).join(Project, Project.id == Judgement.project_id).join(Unit, Unit.code == Project.unit_code)
    return frame(conn, query.order_by(Project.id))


def _stood(milestone: str, work_year: int, as_of: date | None) -> "CompoundSelect[Any] | Select[Any]":
    """judgement_id and since when: what stands now, or what stood on a day."""
    now = select(Standing.judgement_id, Standing.as_of).where(
        Standing.milestone == milestone, Standing.work_year == work_year)
    if as_of is None:
        return now
    before = select(StandingPast.judgement_id, StandingPast.as_of).where(
        StandingPast.milestone == milestone, StandingPast.work_year == work_year,
        StandingPast.as_of <= as_of, StandingPast.until > as_of)
    return union_all(now.where(Standing.as_of <= as_of), before)


def history(conn: Connection, project_id: int) -> pd.DataFrame:
    """Every judgement ever made of one project, the oldest first."""
    return frame(conn, select(*Judgement.__table__.c).where(Judgement.project_id == project_id).order_by(Judgement.id))


def trace(conn: Connection, judgement_ids: Sequence[int]) -> pd.DataFrame:
    """The rules that fired in these judgements, in order."""
    return frame(conn, select(*Fired.__table__.c).where(Fired.judgement_id.in_(judgement_ids)).order_by(
        Fired.judgement_id, Fired.seq,
    ))


def _put_in_force(conn: Connection, run_id: int, at: datetime, judged: pd.DataFrame) -> None:
    """Point every judged project to its judgement; only what changes is written."""
    names = ["milestone", "work_year", "project_id"]
    first = judged.iloc[0]
    of_this = (Judgement.milestone == str(first["milestone"])) & (Judgement.work_year == int(first["work_year"]))
    key = [getattr(Judgement, name) for name in KEY]
    ids = frame(conn, select(Judgement.id.label("judgement_id"), *key).where(of_this))
    now = judged[[*KEY, "as_of"]].merge(ids, on=list(KEY))
    before = frame(conn, select(Standing.judgement_id.label("former"), Standing.as_of.label("since"),
                                *(getattr(Standing, name) for name in names)))
    both = now.merge(before, on=names, how="left")
    later = both["since"].isna() | (both["as_of"] >= both["since"].where(both["since"].notna(), both["as_of"]))
    moved = both[later & (both["former"].isna() | (both["former"] != both["judgement_id"]))]
    columns = {name: moved[name] for name in (*names, "judgement_id", "as_of")}
    bulk.upsert(conn, Standing, {**columns, "run_id": [run_id] * len(moved)}, names)
    _keep(conn, run_id, at, moved.dropna(subset=["former"]), names)
    stored = frame(conn, select(Standing.id, *(getattr(Standing, name) for name in names)))
    _tell(conn, run_id, at, "standing", moved[names].merge(stored, on=names), "id")


def _keep(conn: Connection, run_id: int, at: datetime, moved: pd.DataFrame, names: Sequence[str]) -> None:
    """Put down what stood until now; what stood for no whole day needs no line."""
    stood = [since < day for since, day in zip(moved["since"], moved["as_of"], strict=True)]
    old = moved[pd.Series(stood, index=moved.index, dtype=bool)]
    columns = {name: old[name] for name in names} | {
        "judgement_id": old["former"].astype("int64"), "as_of": old["since"], "until": old["as_of"]}
    bulk.insert(conn, StandingPast, {**columns, "run_id": [run_id] * len(old)})
    stored = frame(conn, select(StandingPast.id, *(getattr(StandingPast, name) for name in names)).where(
        StandingPast.run_id == run_id))
    _tell(conn, run_id, at, "standing_past", old[list(names)].merge(stored, on=list(names)), "id")


def _columns(judged: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    return {column.name: judged[column.name] for column in Judgement.__table__.c if column.name not in ("id", "run_id")}


def _tell(conn: Connection, run_id: int, at: datetime, table: str, rows: pd.DataFrame, key: str) -> None:
    ledger.append(conn, run_id, at, [
        ledger.Happening(table, f"{milestone} {project}", {}, table, int(row_id))
        for milestone, project, row_id in zip(rows["milestone"], rows["project_id"], rows[key], strict=True)
    ])

"""Writing the register: divisions, units with their people and names, projects and targets, as imported files say."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, select, update

from tasks.store import bulk, ledger
from tasks.store.frames import frame
from tasks.store.models import Alias, Contact, Division, Project, ProjectIndicator, Region, Unit

TARGET = ("level1", "level2", "level3", "relation", "target", "weight_cp")


def codes(conn: Connection, model: type[Region] | type[Division] | type[Unit]) -> set[str]:
    """All codes there are."""
    return set(conn.execute(select(model.code)).scalars())


def project_ids(conn: Connection) -> dict[tuple[int, str], int]:
    """(fiscal year, code) → id of every project."""
    rows = conn.execute(select(Project.fiscal_year, Project.code, Project.id)).tuples()
    return {(year, code): key for year, code, key in rows}


def put_divisions(conn: Connection, divisions: pd.DataFrame) -> int:
    """Write divisions (code, region_code, name, email); returns how many were new or changed."""
    return bulk.upsert(conn, Division, _columns(divisions), ["code"])


def put_units(conn: Connection, units: pd.DataFrame) -> int:
    """Write units (columns of `unit`, and match_key of the name); returns how many were new or changed.

    A unit keeps answering to its former names.
    """
    own = units.drop(columns="match_key")
    written = bulk.upsert(conn, Unit, _columns(own), ["code"])
    named = units["match_key"] != ""
    bulk.insert_new(conn, Alias, {
        "unit_code": units.loc[named, "code"], "name": units.loc[named, "name"],
        "match_key": units.loc[named, "match_key"],
    }, ["match_key", "unit_code"])
    return written


def put_people(conn: Connection, people: pd.DataFrame, on: date) -> int:
    """Write who is written to at a unit (unit_code, role, name, email); returns how many are new.

    A person who is replaced stays on record up to the day before; the first one counts for all earlier days too.
    """
    now = frame(conn, select(Contact.id, Contact.unit_code, Contact.role, Contact.name, Contact.email).where(
        Contact.valid_to.is_(None), Contact.unit_code.is_not(None),
    ))
    both = people.merge(now, on=["unit_code", "role"], how="left", suffixes=("", "_now"))
    changed = both[(both["name"] != both["name_now"]) | (both["email"] != both["email_now"])]
    replaced = [int(key) for key in changed["id"].dropna()]
    if replaced:
        conn.execute(update(Contact).where(Contact.id.in_(replaced)).values(valid_to=on - timedelta(days=1)))
    starts = [on if known else None for known in changed["id"].notna()]
    columns = {name: changed[name] for name in ("unit_code", "role", "name", "email")}
    return bulk.insert(conn, Contact, {**columns, "valid_from": starts})


def put_projects(conn: Connection, run_id: int | None, at: datetime, projects: pd.DataFrame) -> int:
    """Write projects (columns of `project` but for id), each change an event; returns how many were new or changed."""
    before = _projects(conn)
    written = bulk.upsert(conn, Project, _columns(projects), ["fiscal_year", "code"])
    if written:
        both = _projects(conn).merge(before, how="left", indicator=True)
        _tell(conn, run_id, at, "project.registered", both.loc[both["_merge"] == "left_only", "id"])
    return written


def put_targets(conn: Connection, run_id: int | None, at: datetime, targets: pd.DataFrame) -> int:
    """Replace the targets of the projects named (project_id, then TARGET in order); returns how many changed."""
    table = ProjectIndicator.__table__
    before = frame(conn, select(*table.c).order_by(table.c.project_id, table.c.seq))
    old, new = _by_project(before), _by_project(targets)
    changed = [key for key, rows in new.items() if old.get(key) != rows]
    rows = targets[targets["project_id"].isin(changed)]
    for start in range(0, len(changed), 10_000):
        gone = changed[start:start + 10_000]
        conn.execute(delete(ProjectIndicator).where(ProjectIndicator.project_id.in_(gone)))
    columns = {name: rows[name] for name in ("project_id", *TARGET)}
    bulk.insert(conn, ProjectIndicator, {**columns, "seq": rows.groupby("project_id").cumcount()})
    _tell(conn, run_id, at, "project.targets", changed)
    return len(changed)


def _projects(conn: Connection) -> pd.DataFrame:
    return frame(conn, select(*Project.__table__.c).order_by(Project.id))


def _by_project(targets: pd.DataFrame) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = targets[list(TARGET)].astype(object).where(targets[list(TARGET)].notna(), None).to_numpy().tolist()
    for key, row in zip(targets["project_id"], rows, strict=True):
        found.setdefault(int(key), []).append(row)
    return found


def _columns(rows: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    return {str(name): rows[name] for name in rows.columns}


def _tell(conn: Connection, run_id: int | None, at: datetime, kind: str, ids: "Sequence[int] | pd.Series[int]") -> None:
    names = {key: f"{year} {code}" for (year, code), key in project_ids(conn).items()} if len(ids) else {}
    ledger.append(conn, run_id, at, [
        ledger.Happening(kind, names[int(key)], {}, "project", int(key)) for key in ids
    ])

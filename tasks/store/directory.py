"""Who is who on a given day: units, the people to write to, the names units went by, and who took over from whom."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from config.routing import Region as RegionEntry
from tasks.store import bulk
from tasks.store.frames import frame
from tasks.store.models import Alias, Contact, Division, Region, Unit
from tasks.store.values import Columns


def set_regions(conn: Connection, regions: Mapping[str, RegionEntry]) -> int:
    """Make the finance departments those of `config/routing.yaml`; returns how many were new or changed."""
    known = regions.values()
    columns: Columns = {"code": list(regions), "name": [r.name for r in known], "level": [r.level for r in known]}
    return bulk.upsert(conn, Region, columns, ["code"])


def units(conn: Connection, on: date, regions: Sequence[str] = (), former: bool = False) -> pd.DataFrame:
    """All units that exist on a day (of these regions; none given = all), with the names of region and division.

    `former` adds those that have a successor by then: they still owe what they owed (X09).
    """
    query = (
        select(*Unit.__table__.c, Region.name.label("region_name"), Division.name.label("division_name"))
        .join(Region, Region.code == Unit.region_code)
        .outerjoin(Division, Division.code == Unit.division_code)
        .order_by(Unit.code)
    )
    merged = and_(Unit.valid_to < on, Unit.successor_code.is_not(None))
    query = query.where(or_(_valid(Unit, on), merged) if former else _valid(Unit, on))
    return frame(conn, query.where(Unit.region_code.in_(regions)) if regions else query)


def successors(conn: Connection, on: date) -> dict[str, str]:
    """Former unit → the unit that answers for it on a day, over any number of mergers (X09)."""
    next_of = {code: to for code, to in conn.execute(
        select(Unit.code, Unit.successor_code).where(Unit.valid_to < on, Unit.successor_code.is_not(None)),
    ).tuples() if to}
    return {code: _last(code, next_of) for code in next_of}


def addressees(conn: Connection, on: date) -> pd.DataFrame:
    """Whom to write to about each unit on a day: unit_code, role (contact, head, division, centre), name, email.

    Former units are answered for by their successors; a division without a named person has its own address.
    """
    former = successors(conn, on)
    everyone = frame(conn, select(Unit.code.label("unit_code"), Unit.division_code, Unit.region_code))
    everyone["answers"] = everyone["unit_code"].map(lambda code: former.get(code, code))
    answering = everyone[["unit_code", "answers"]].merge(
        everyone.rename(columns={"unit_code": "code"}).drop(columns="answers"), left_on="answers", right_on="code",
    )
    people = frame(conn, select(
        Contact.unit_code, Contact.division_code, Contact.region_code, Contact.role, Contact.name, Contact.email,
    ).where(_valid(Contact, on)).order_by(Contact.id))
    parts = [
        _joined(answering, "code", people, "unit_code"), _joined(answering, "division_code", people, "division_code"),
        _joined(answering, "region_code", people, "region_code"),
        _joined(answering, "division_code", _division_boxes(conn, people), "division_code"),
    ]
    return pd.concat(parts, ignore_index=True).sort_values(["unit_code", "role"], kind="stable", ignore_index=True)


def aliases(conn: Connection, on: date) -> pd.DataFrame:
    """Every name by which a unit may be called: match_key, unit_code, name. A key may stand for several units."""
    return frame(conn, select(Alias.match_key, Alias.unit_code, Alias.name).where(_valid(Alias, on)).order_by(Alias.id))


def _valid(model: Any, on: date) -> ColumnElement[bool]:
    return and_(or_(model.valid_from.is_(None), model.valid_from <= on),
                or_(model.valid_to.is_(None), model.valid_to >= on))


def _last(code: str, next_of: Mapping[str, str]) -> str:
    """Follow the mergers; a ring, which only a mistake can make, ends where it would begin again."""
    seen = {code}
    while (further := next_of.get(code)) and further not in seen:
        seen.add(further)
        code = further
    return code


def _division_boxes(conn: Connection, people: pd.DataFrame) -> pd.DataFrame:
    boxes = frame(conn, select(Division.code.label("division_code"), Division.name, Division.email))
    named = people.loc[people["role"] == "division", "division_code"]
    return boxes[(boxes["email"] != "") & ~boxes["division_code"].isin(named)].assign(role="division")


def _joined(answering: pd.DataFrame, left: str, people: pd.DataFrame, right: str) -> pd.DataFrame:
    found = answering[["unit_code", left]].rename(columns={left: "owner"})
    theirs = people[[right, "role", "name", "email"]].rename(columns={right: "owner"})
    return found.merge(theirs[theirs["owner"] != ""], on="owner").drop(columns="owner")

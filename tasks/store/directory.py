"""Who is who on a given day: units, the people to write to, the names units went by, and who took over from whom."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Date, Select, and_, bindparam, or_, select

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
    query = _who_is(former)
    return frame(conn, query.where(Unit.region_code.in_(regions)) if regions else query, on=on)


@cache
def _who_is(former: bool) -> "Select[Any]":
    on = bindparam("on", type_=Date)
    there, merged = _valid(Unit, on), and_(Unit.valid_to < on, Unit.successor_code.is_not(None))
    return (
        select(*Unit.__table__.c, Region.name.label("region_name"), Division.name.label("division_name"))
        .join(Region, Region.code == Unit.region_code)
        .outerjoin(Division, Division.code == Unit.division_code)
        .where(or_(there, merged) if former else there)
        .order_by(Unit.code)
    )


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
    former, people = successors(conn, on), _people(conn, on)
    units = {code: places for code, *places in conn.execute(select(Unit.code, Unit.division_code, Unit.region_code))}
    rows = []
    for unit in sorted(units):
        answers = former.get(unit, unit)
        owners = zip(("unit", "division", "region"), (answers, *units.get(answers, ())), strict=False)
        found = [person for owner in owners for person in people.get(owner, ())]
        rows += [(unit, *person) for person in sorted(found, key=lambda person: person[0])]
    return pd.DataFrame(rows, columns=["unit_code", "role", "name", "email"], dtype="str")


def is_address(conn: Connection, email: str, on: date) -> bool:
    """Whether anybody, a person or a division, has this address on a day."""
    person = select(Contact.id).where(Contact.email == email, _valid(Contact, on))
    return any(conn.execute(query.limit(1)).first() is not None
               for query in (person, select(Division.code).where(Division.email == email)))


def people(conn: Connection) -> set[str]:
    """The names of all persons who are or were in the directory."""
    return set(conn.execute(select(Contact.name).where(Contact.name != "")).scalars())


def aliases(conn: Connection, on: date) -> pd.DataFrame:
    """Every name by which a unit may be called: match_key, unit_code, name. A key may stand for several units."""
    return frame(conn, select(Alias.match_key, Alias.unit_code, Alias.name).where(_valid(Alias, on)).order_by(Alias.id))


def _valid(model: Any, on: Any) -> ColumnElement[bool]:
    return and_(or_(model.valid_from.is_(None), model.valid_from <= on),
                or_(model.valid_to.is_(None), model.valid_to >= on))


def _last(code: str, next_of: Mapping[str, str]) -> str:
    """Follow the mergers; a ring, which only a mistake can make, ends where it would begin again."""
    seen = {code}
    while (further := next_of.get(code)) and further not in seen:
        seen.add(further)
        code = further
    return code


def _people(conn: Connection, on: date) -> dict[tuple[str, str | None], list[tuple[str, str, str]]]:
    """(unit, division or region; its code) → (role, name, e-mail) of its people on a day, in the order of entry."""
    found: dict[tuple[str, str | None], list[tuple[str, str, str]]] = {}
    everyone = select(
        Contact.unit_code, Contact.division_code, Contact.region_code, Contact.role, Contact.name, Contact.email,
    ).where(_valid(Contact, on)).order_by(Contact.id)
    for *owners, role, name, email in conn.execute(everyone).tuples():
        for kind, code in zip(("unit", "division", "region"), owners, strict=True):
            if code:
                found.setdefault((kind, code), []).append((role, name, email))
    for code, name, email in conn.execute(select(Division.code, Division.name, Division.email)).tuples():
        if email and not any(role == "division" for role, *_ in found.get(("division", code), ())):
            found.setdefault(("division", code), []).append(("division", name, email))
    return found

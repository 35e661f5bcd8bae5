"""Whom the ladder climbs to: a unit's own people, its division, and whoever stands above it at its own level (X01)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from config.routing import Addressee, Routing

Person = tuple[str, str]  # name, e-mail
People = Mapping[tuple[str, str], Person]  # (unit code, role) → who; "centre" is whoever stands above the division

# A rung goes to the first of these that has an address: down among the unit's own people, else further up.
CLIMB: Mapping[Addressee, Sequence[Addressee]] = {
    "contact": ("contact", "head"), "head": ("head", "contact"),
    "division": ("division", "centre", "head", "contact"), "centre": ("centre", "division", "head", "contact"),
}


def people(addressees: Iterable[Mapping[str, Any]], offices: Sequence[Mapping[str, Any]], place: Routing) -> People:
    """Who is to be written to about every unit, by role.

    `addressees`: unit_code, role, name, email, the most fitting first; `offices`: code, kind, region_code of each unit.
    Above a unit or division of a county stands the county's finance office, never the prefecture; above the
    prefecture's own units and all finance offices stands the centre.
    """
    found: dict[tuple[str, str], Person] = {}
    for row in addressees:
        if row["email"]:
            found.setdefault((str(row["unit_code"]), str(row["role"])), (str(row["name"]), str(row["email"])))
    above = uppers(offices, place)
    for code, upper in above.items():
        person = found.get((upper, "contact")) or found.get((upper, "head"))
        if person:
            found.setdefault((code, "centre"), person)
    return found


def uppers(offices: Sequence[Mapping[str, Any]], place: Routing) -> dict[str, str]:
    """Unit → the office that stands above it at the top of its own level; whoever has nobody above is not there."""
    counties = {code for code, region in place.regions.items() if region.level == "county"}
    centre = min((str(row["code"]) for row in offices if row["kind"] == "centre"), default="")
    finance = {row["region_code"]: str(row["code"]) for row in offices if row["kind"] == "finance"}
    found = {}
    for row in offices:
        inside = row["region_code"] in counties and row["kind"] != "finance"
        upper = finance.get(row["region_code"], "") if inside else centre
        if upper and upper != row["code"]:
            found[str(row["code"])] = upper
    return found


def first(known: People, unit_code: str, roles: Sequence[str]) -> Person:
    """The first of the roles that has an address; ("", "") when none has."""
    return next((known[unit_code, role] for role in roles if known.get((unit_code, role), ("", ""))[1]), ("", ""))


def addressed(
    known: People, unit_code: str, to: Addressee, cc: Sequence[Addressee],
) -> tuple[Person, tuple[Person, ...]]:
    """To whom a notice goes, and who else reads it: nobody twice."""
    chosen = first(known, unit_code, CLIMB[to])
    copied: dict[str, Person] = {}
    for role in cc:
        one = first(known, unit_code, (role,))
        copied.setdefault(one[1].lower(), one)
    return chosen, tuple(one for address, one in copied.items() if address not in ("", chosen[1].lower()))

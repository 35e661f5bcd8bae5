"""Whom a letter speaks of: who gets it and as what, whom to ask, and which office signs it."""

from typing import Any

import pandas as pd

from tasks.desk import Desk
from tasks.rules.people import people, uppers
from tasks.store.frames import grouped, records

Facts = dict[str, Any]
OWN = ("contact", "head", "division")


class People:
    """`units`: code → row of the directory, `boxes`: its `addressees`."""

    def __init__(self, desk: Desk, units: dict[str, Facts], offices: list[Facts], boxes: pd.DataFrame) -> None:
        self.desk, self.units, self.place = desk, units, desk.book.routing
        self.own = grouped(boxes, "unit_code")
        self.known = people(records(boxes), offices, self.place)
        self.upper = uppers(offices, self.place)

    def person(self, code: str, name: str, address: str) -> Facts:
        """Somebody who gets the mail, and as what."""
        roles = [row["role"] for row in self.own.get(code, []) if row["email"] == address]
        above = self.known.get((code, "centre"), ("", ""))[1] == address
        role = next((one for one in roles if one in OWN), "centre" if above else "contact")
        unit = self.units[code]
        offices = {"division": unit["division_name"], "centre": self._above(code)}
        office = offices.get(role) or unit["name"]
        return {"name": "" if name == office else name, "role": role, "office": office}

    def to_ask(self, code: str) -> Facts:
        """The unit's division; where it has none, whoever stands above it."""
        division = next((row for row in self.own.get(code, []) if row["role"] == "division"), None)
        name, address = (division["name"], division["email"]) if division else ("", "")
        office = self.units[code]["division_name"] or self.signing(code)
        return {
            "name": "" if name == office else name, "phone": "", "office": office,
            "email": address or self.desk.settings.replies_to,
        }

    def signing(self, code: str) -> str:
        """The office that signs: a county's finance department for its own units, else the centre (X01)."""
        region = self.place.regions.get(self.units[code].get("region_code", ""))
        own = region is not None and region.level == "county" and self.units[code].get("kind") == "unit"
        return region.finance if own and region else self.place.centre

    def _above(self, code: str) -> str:
        upper = self.upper.get(code, "")
        return self.units[upper]["name"] if upper in self.units else self.place.centre

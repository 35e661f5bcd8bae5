"""Which finance department is whose: always that of the own region, never another level's (O07, X01)."""

from tasks.rules.given import given
from tasks.rules.opinions import rows
from tasks.rules.verdicts import Facts


def by_region(facts: Facts) -> dict[str, str]:
    """Region → code of its finance department, the first by code; a region without one is not there."""
    units = given(facts, "units", {"code": "str", "region_code": "str", "kind": "str"})
    offices = units[units["kind"] == "finance"].sort_values("code").drop_duplicates("region_code")
    return dict(zip(offices["region_code"], offices["code"], strict=True))


def by_unit(facts: Facts) -> dict[str, str]:
    """Unit → code of the finance department it answers to; "" where there is none."""
    own = by_region(facts)
    return {str(row["code"]): own.get(str(row["region_code"]), "") for row in rows(facts, "units")}


def of_own_level(facts: Facts) -> set[tuple[str, str]]:
    """(office, unit) pairs where the office — finance department, division or centre — is of the unit's own region."""
    units = rows(facts, "units")
    offices: dict[str, list[str]] = {}
    for row in units:
        if row["kind"] != "unit":
            offices.setdefault(str(row["region_code"]), []).append(str(row["code"]))
    return {(office, str(row["code"])) for row in units for office in offices.get(str(row["region_code"]), [])}


def centre(facts: Facts) -> str:
    """The code of 财政绩效评价中心, "" where the directory does not know it."""
    return min((str(row["code"]) for row in rows(facts, "units") if row["kind"] == "centre"), default="")

"""Whom the ladder climbs to: never past one's own level (X01)."""

from config.routing import routing
from tasks.rules.people import people

OFFICES = [
    {"code": "centre", "kind": "centre", "region_code": "653000-0"},
    {"code": "bureau", "kind": "finance", "region_code": "653000-0"},
    {"code": "county", "kind": "finance", "region_code": "653001"},
    {"code": "own", "kind": "unit", "region_code": "653000-0"},
    {"code": "far", "kind": "unit", "region_code": "653001"},
    {"code": "lost", "kind": "unit", "region_code": "653022"},
]
BOXES = [{"unit_code": code, "role": "contact", "name": "", "email": f"{code}@x.cn"}
         for code in ("centre", "bureau", "county", "own", "far")]


def above(code):
    """The address above a unit."""
    return people(BOXES, OFFICES, routing()).get((code, "centre"), ("", ""))[1]


def test_a_county_keeps_its_units_to_itself():
    """Above a county's unit stands its finance office; above that and the prefecture's own units the centre."""
    assert above("far") == "county@x.cn"
    assert above("own") == above("bureau") == above("county") == "centre@x.cn"


def test_nobody_stands_above_the_centre_or_where_no_office_is_known():
    """Neither is written to about itself, nor is a stranger asked."""
    assert above("centre") == above("lost") == ""


def test_a_person_named_for_the_part_is_asked_before_the_office():
    """Who is registered as the centre of a unit is, whoever the office is."""
    wang = {"unit_code": "far", "role": "centre", "name": "王", "email": "w@x.cn"}
    known = people([*BOXES, wang], OFFICES, routing())
    assert known["far", "centre"] == ("王", "w@x.cn")


def test_who_has_no_address_is_nobody():
    """The next one of the same part is taken."""
    rows = [{"unit_code": "own", "role": "contact", "name": "甲", "email": ""}, BOXES[3]]
    assert people(rows, OFFICES, routing())["own", "contact"] == ("", "own@x.cn")

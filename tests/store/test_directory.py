"""Who is who on a day: units come and go, people change, names stay known, mergers are followed to their end."""

from datetime import date

import pytest

from config.routing import routing
from tasks.store import bulk, directory, runs
from tasks.store.engine import reading
from tasks.store.models import Alias, Contact, Unit

DAY = date(2023, 3, 1)


@pytest.fixture
def ask(town):
    """Ask the directory something in one view."""
    def asking(question, *args):
        with reading(town.store) as conn:
            return question(conn, *args)
    return asking


def test_units_of_a_day(ask):
    """A unit abolished in January is there in January and not in March; regions narrow the list."""
    assert ask(directory.units, DAY)["code"].tolist() == ["101", "102"]
    assert ask(directory.units, date(2023, 1, 31))["code"].tolist() == ["101", "102", "103"]
    assert ask(directory.units, DAY, ["653000-0"]).empty
    row = ask(directory.units, DAY).iloc[0]
    assert (row["region_name"], row["division_name"]) == ("阿克陶县", "教科文股")


def test_former_units_are_kept_on_demand(ask):
    """What a merged unit owes does not vanish: its successor is named (X09)."""
    assert ask(directory.units, DAY, (), True)["code"].tolist() == ["101", "102", "103"]
    assert ask(directory.successors, DAY) == {"103": "102"}
    assert ask(directory.successors, date(2023, 1, 31)) == {}


def test_mergers_of_mergers_end_with_who_is_left(town, ask):
    """104 went into 103, which went into 102; a ring that a mistake made does not hang."""
    with town.store.begin() as conn:
        bulk.insert(conn, Unit, {
            "code": ["104", "105", "106"], "name": ["a", "b", "c"], "region_code": ["653022"] * 3,
            "valid_to": [date(2022, 12, 31)] * 3, "successor_code": ["103", "106", "105"],
        })
    found = ask(directory.successors, DAY)
    assert found["104"] == "102" and {found["105"], found["106"]} <= {"105", "106"}


def test_whom_to_write_to(ask):
    """Contact and head of the unit, its division by person or else by its box; former people get nothing."""
    people = ask(directory.addressees, DAY)
    found = {(row["unit_code"], row["role"]): row["email"] for row in people.to_dict("records")}
    assert found == {
        ("101", "contact"): "jia@x.cn", ("101", "head"): "yi@x.cn", ("101", "division"): "ding@x.cn",
        ("102", "contact"): "bing@x.cn", ("102", "division"): "d1@czj.example",
        ("103", "contact"): "bing@x.cn", ("103", "division"): "d1@czj.example",
    }


def test_people_of_an_earlier_day(ask):
    """In December the former contact was still there."""
    people = ask(directory.addressees, date(2022, 12, 1))
    assert people.loc[people["unit_code"] == "102", "email"].tolist()[:2] == ["bing@x.cn", "old@x.cn"]


def test_the_centre_of_a_region_is_written_to_for_all_its_units(town, ask):
    """A person of the finance department stands for every unit of it."""
    with town.store.begin() as conn:
        bulk.insert(conn, Contact, {"region_code": ["653022"], "role": ["centre"], "email": ["centre@x.cn"]})
    people = ask(directory.addressees, DAY)
    assert people.loc[people["role"] == "centre", "unit_code"].tolist() == ["101", "102", "103"]


def test_names_by_which_a_unit_is_known(town, ask):
    """A name given up stays known until its last day."""
    with town.store.begin() as conn:
        bulk.insert(conn, Alias, {
            "unit_code": ["102", "102"], "name": ["卫健委", "卫计委"], "match_key": ["卫健委", "卫计委"],
            "valid_to": [None, date(2023, 2, 1)],
        })
    assert ask(directory.aliases, DAY)["match_key"].tolist() == ["卫健委"]
    assert ask(directory.aliases, date(2023, 1, 1))["unit_code"].tolist() == ["102", "102"]


def test_the_finance_departments_come_from_config(town, ask):
    """Five of them, written once."""
    with town.store.begin() as conn:
        assert directory.set_regions(conn, routing().regions) == len(routing().regions) - 2
        assert directory.set_regions(conn, routing().regions) == 0


def test_the_last_complete_run_of_a_node_over_these_regions(town):
    """A run that was cut off, or covered another county only, does not count as done."""
    def run(day, regions, finished):
        with town.store.begin() as conn:
            key = runs.begin(conn, runs.Start("monitoring", 2023, date(2023, 6, day), "may", regions), town.at)
            if finished:
                runs.finish(conn, key, town.at, {"notices": 3})
            return key

    def last(*regions):
        with reading(town.store) as conn:
            return runs.last_as_of(conn, "monitoring", 2023, "may", regions)

    assert last() is None
    run(1, (), True)
    run(2, ["653022", "653023"], True)
    run(3, (), False)
    assert (last(), last("653022"), last("653024")) == (date(2023, 6, 1), date(2023, 6, 2), date(2023, 6, 1))
    with reading(town.store) as conn:
        history = runs.history(conn, 2023)
    assert history["outcome"].tolist() == [{}, {"notices": 3}, {"notices": 3}, {}]
    assert town.verified() is None

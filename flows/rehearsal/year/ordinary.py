"""Whom the story means by 每个项目, 每个单位 …: counted on the register, never asked of the run."""

from collections.abc import Iterator

from config.routing import routing
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.story import Chapter, Told


def ordinary_subjects(office: Prefecture, chapter: Chapter, told: Told) -> Iterator[str]:
    """The codes of what an entry of 其余结论 is about: 每个 with 项目, 单位, 地区, 县（市）, or a list of names.

    `除` leaves some out; `年度` is another fiscal year than the milestone's.
    """
    fiscal_year = told.get("年度", chapter.fiscal_year)
    but = {office.code(str(one), fiscal_year) for one in told.get("除", ())}
    for code in _all(office, told["每个"], fiscal_year):
        if code not in but:
            yield code


def _all(office: Prefecture, each: str | list[str], fiscal_year: int) -> Iterator[str]:
    if isinstance(each, list):
        yield from (office.code(str(one), fiscal_year) for one in each)
        return
    regions = routing().regions
    match each:
        case "单位":
            yield from office.units
        case "项目":
            for unit in office.units.values():
                yield from (one.code for one in office.projects(unit, fiscal_year) if not one.cancelled)
        case "地区":
            yield from regions
        case "县（市）":
            yield from (code for code, region in regions.items() if region.level == "county")
        case "科室":
            yield from (bureau.code for bureau in office.bureaus if bureau.kind == "division")
        case _:
            raise ValueError(f"每个“{each}”是谁？")

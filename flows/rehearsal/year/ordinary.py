"""Whom the story means by 每个项目, 每个单位: counted on the register and the published draw, never asked the run."""

from collections.abc import Iterator

from config.routing import routing
from flows.rehearsal.year.drawn import drawn_of
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.story import Chapter, Told


def ordinary_subjects(office: Prefecture, chapter: Chapter, told: Told) -> list[str]:
    """The codes of what an entry of 其余结论 is about, each once.

    每个 is a word or a list of names; 加 adds some, 除 leaves some out (a unit: all its projects); 归 keeps those whose
    unit's name ends so; 年度 is another fiscal year than the milestone's; 样式 makes a composite subject of a project.
    """
    fiscal_year = told.get("年度", chapter.fiscal_year)
    more = (office.code(str(one), fiscal_year) for one in told.get("加", ()))
    found = [*_all(office, chapter, told, fiscal_year), *more]
    but = {office.code(str(one), fiscal_year) for one in told.get("除", ())}
    codes = [code for code in dict.fromkeys(found) if code not in but]
    return [_styled(office, told["样式"], code, fiscal_year) for code in codes] if "样式" in told else codes


def _styled(office: Prefecture, style: str, project: str, fiscal_year: int) -> str:
    """A composite subject: 重点评价报告|{单位}|{项目}|单位公开."""
    owner = next(unit.code for unit in office.units.values()
                 if project in {one.code for one in office.projects(unit, fiscal_year)})
    return style.format(单位=owner, 项目=project)


def _all(office: Prefecture, chapter: Chapter, told: Told, fiscal_year: int) -> Iterator[str]:
    each, regions = told["每个"], routing().regions
    if isinstance(each, list):
        yield from (office.code(str(one), fiscal_year) for one in each)
        return
    match each:
        case "单位":
            yield from office.units
        case "项目" | "首项" | "新项目":
            yield from _projects(office, told, fiscal_year)
        case "地区":
            yield from regions
        case "县（市）":
            yield from (code for code, region in regions.items() if region.level == "county")
        case "抽中":
            for region in regions:
                yield from sorted(drawn_of(office.workspace, chapter, region))
        case _:
            raise ValueError(f"每个“{each}”是谁？")


def _projects(office: Prefecture, told: Told, fiscal_year: int) -> Iterator[str]:
    """Projects that are not cancelled: all, the first, or the new one of each unit that is meant."""
    wanted = {"首项": (1,), "新项目": (3,)}.get(told["每个"], range(1, 99))
    for unit in office.units.values():
        if unit.name in told.get("除", ()) or not unit.name.endswith(tuple(told.get("归", ("",)))):
            continue
        for number, one in enumerate(office.projects(unit, fiscal_year), 1):
            if number in wanted and not one.cancelled:
                yield one.code

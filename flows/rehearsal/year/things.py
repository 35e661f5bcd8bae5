"""What a form has a row for: the units, projects or indicators of whoever sends it, and what is known of each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from config.routing import routing
from flows.rehearsal.world import IN_WORDS, Indicator, Project, Unit
from flows.rehearsal.year.drawn import drawn_of, frame_hash
from flows.rehearsal.year.office import BUDGET, Bureau, Prefecture
from flows.rehearsal.year.story import Chapter, Told

Thing = tuple[str, Mapping[str, Any]]  # how the story calls it, and what $words are known of it
Sender = Unit | Bureau
ASKED = (
    {"一级": "产出指标", "二级": "数量指标", "三级": "新建设施数量", "指标值": "1", "单位": "座", "分值": 50},
    {"一级": "效益指标", "二级": "社会效益指标", "三级": "受益群众", "指标值": "3000", "单位": "人", "分值": 40},
)
EVERY_THIRD = 3  # of a unit's projects is new each year


def things(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    """Everything an entry speaks of by 每个, of those units only whose names end as 归 says. Raises KeyError."""
    return KINDS[told["每个"]](office, chapter, sender, told)


def _units(office: Prefecture, sender: Sender, told: Told) -> list[Unit]:
    """The sender itself, or the units of its region."""
    own = [one for one in office.units.values() if one is sender or (
        isinstance(sender, Bureau) and sender.kind == "finance" and one.region == sender.region)]
    return [one for one in own if one.name.endswith(tuple(told.get("归", ("",))))]


def _each_unit(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    for unit in _units(office, sender, told):
        money = sum(one.budget for one in office.projects(unit, chapter.fiscal_year))
        yield unit.name, _of_unit(unit) | {"项目支出": money}


def _each_project(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    for unit in _units(office, sender, told):
        for number, project in enumerate(office.projects(unit, chapter.fiscal_year), 1):
            if not project.cancelled:
                yield office.ref(unit, number), _of_unit(unit) | _of_project(project)


def _each_first(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    return (one for one in _each_project(office, chapter, sender, told) if one[0].endswith("/1"))


def _each_new(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    """One project of each unit that no library knows yet, for the budget of the year to come."""
    for unit in _units(office, sender, told):
        ref = office.ref(unit, EVERY_THIRD)
        yield ref, _of_unit(unit) | {"编码": office.code(ref, chapter.fiscal_year), "名称": "新建项目", "预算": BUDGET}


def _each_indicator(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    for unit in _units(office, sender, told):
        for number, project in enumerate(office.projects(unit, chapter.fiscal_year), 1):
            for one in () if project.cancelled else project.indicators:
                yield office.ref(unit, number), _of_unit(unit) | _of_project(project) | _of_indicator(one)


def _targets_of(
    each: Callable[[Prefecture, Chapter, Sender, Told], Iterator[Thing]],
) -> Callable[[Prefecture, Chapter, Sender, Told], Iterator[Thing]]:
    """Two plain targets, of 90 points together, for each thing that a budget is asked for."""
    def found(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
        for ref, known in each(office, chapter, sender, told):
            for one in ASKED:
                yield ref, {**known, **one}
    return found


def _each_drawn(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    """The indicators of what was drawn, and of the projects that 加 names; 满意度 is no core indicator."""
    more = {office.code(ref, chapter.fiscal_year) for ref in told.get("加", ())}
    assert isinstance(sender, Bureau)  # noqa: S101  (a unit draws nothing)
    wanted = drawn_of(office.workspace, chapter, sender.region) | more
    for ref, known in _each_indicator(office, chapter, sender, told):
        if known["编码"] in wanted and known["一级"] != "满意度指标":
            yield ref, known


def _each_name(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    """Every name that indicators of the prefecture have, each once, as a library of indicators lists them."""
    every = (one for unit in office.units.values() for project in office.projects(unit, chapter.fiscal_year)
             for one in project.indicators)
    yield from {one.level3: _of_indicator(one) for one in every}.items()


def _each_level(office: Prefecture, chapter: Chapter, sender: Sender, told: Told) -> Iterator[Thing]:
    """The sender's own level, with what was published of its frame."""
    name = routing().regions[sender.region].name
    known = {"区划": name}
    yield name, known | ({"总体哈希": frame_hash(office.workspace, chapter, sender.region)}
                         if chapter.milestone == "verification" else {})


def _of_unit(unit: Unit) -> dict[str, Any]:
    return {"单位编码": unit.code, "单位名称": unit.name, "区划": unit.region}


def _of_project(project: Project) -> dict[str, Any]:
    return {"编码": project.code, "名称": project.name, "预算": project.budget, "年初": project.initial}


def _of_indicator(one: Indicator) -> dict[str, Any]:
    relation = one.relation if one.relation != IN_WORDS else "定性"
    return {"一级": one.level1, "二级": one.level2, "三级": one.level3, "性质": relation, "指标值": one.asked,
            "分值": one.weight, "数": one.target, "量": one.unit}


KINDS: dict[str, Callable[[Prefecture, Chapter, Sender, Told], Iterator[Thing]]] = {
    "单位": _each_unit, "项目": _each_project, "首项": _each_first, "新项目": _each_new, "指标": _each_indicator,
    "新项目指标": _targets_of(_each_new), "首项指标": _targets_of(_each_first), "抽中指标": _each_drawn,
    "本级": _each_level, "三级指标": _each_name,
}

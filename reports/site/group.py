"""The page of a county or a division: how its units stand, milestone by milestone, its scores and proposals."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from reports.site.owing import Tally, tally
from reports.site.places import county_page, division_page, project_page, unit_page
from reports.site.project import Said, said
from reports.site.records import Decision, Unit, Verdict
from reports.site.shelf import Shelf, grouped
from reports.site.unit import Graded, average_cp, graded_line
from reports.wording import UNGRADED

MOST = 300  # proposals of one group on its page; the list of all proposals has the rest


class Line(NamedTuple):
    """One milestone's node in a group."""

    matter: str
    page: str
    due: date
    tally: Tally


class Member(NamedTuple):
    """One unit of a group in a line."""

    unit: Unit
    page: str
    tally: Tally
    worst: int  # working days of its latest obligation
    projects: int
    average_cp: int | None
    poor: int  # projects of the lowest grade
    waiting: int  # proposals nobody has decided


class Proposal(NamedTuple):
    """One proposal and what was decided about it."""

    matter: str
    what: str
    name: str
    page: str
    unit_name: str
    unit_page: str
    region_name: str
    amount_fen: int | None
    why: str
    number: str
    since: date
    decision: Decision | None


class GroupView(NamedTuple):
    """Everything the page shows. `grades`: word → projects, best first, 未评 last."""

    kind: str  # county or division
    code: str
    name: str
    title: str
    as_of: date
    tally: Tally
    lines: Sequence[Line]
    members: Sequence[Member]
    grades: Sequence[tuple[str, int]]
    said: Sequence[Said]
    proposals: Sequence[Proposal]
    proposed: int
    divisions: Sequence[tuple[str, str]]  # name, page


def groups(shelf: Shelf) -> list[GroupView]:
    """The pages of all finance departments, empty ones too, and of all divisions."""
    regions = shelf.book.routing.regions
    by_region = grouped(shelf.units.values(), lambda unit: unit.region_code)
    by_division = grouped((u for u in shelf.units.values() if u.division_code), lambda unit: unit.division_code)
    about = grouped((v for v in shelf.verdicts if not v.project_id), lambda v: _place(v.subject))
    found = []
    for code, region in regions.items():
        units = by_region.get(code, [])
        names = {u.division_code: u.division_name for u in units if u.division_code}
        inside = [(name, division_page(one)) for one, name in sorted(names.items())]
        mine = [v for key in (code, f"{code}-CZ") for v in about.get(key, []) if v.work_year == shelf.work_year]
        title = f"{region.name}（{region.finance}）"
        found.append(_view(shelf, "county", code, region.name, title, units, mine, inside))
    for code, units in sorted(by_division.items()):
        name = units[0].division_name
        title = f"{name}（{regions[units[0].region_code].finance if units[0].region_code in regions else ''}）"
        mine = [v for v in about.get(code, []) if v.work_year == shelf.work_year]
        found.append(_view(shelf, "division", code, name, title, units, mine, []))
    return found


def _place(subject: str) -> str:
    """Whom a verdict is about where its subject has parts: 653001|部门评价 is about 653001."""
    return subject.partition("|")[0].partition("·")[0]


def _detail(one: Verdict) -> bool:
    """Results before the items they are made of."""
    return one.kind == "item"


def _view(
    shelf: Shelf, kind: str, code: str, name: str, title: str, units: Sequence[Unit], verdicts: Sequence[Verdict],
    divisions: Sequence[tuple[str, str]],
) -> GroupView:
    debts = [debt for unit in units for debt in shelf.debts_of.get(unit.code, [])]
    nodes = grouped(debts, lambda debt: debt.key)
    lines = [
        Line(shelf.matter(*key), shelf.milestone_pages.get(key[:2], ""), max(one.effective for one in mine),
             tally(mine))
        for key, mine in nodes.items()
    ]
    found = [proposal(shelf, v) for unit in units for v in shelf.proposals_of.get(unit.code, [])]
    known = {unit.code for unit in units}
    found += [proposal(shelf, v) for v in verdicts if v.proposal and v.unit_code not in known]
    members = sorted((_member(shelf, unit) for unit in units),
                     key=lambda one: (-one.tally.overdue, -one.worst, one.unit.code))
    grades = Counter(line.grade or UNGRADED for unit in units for line in _graded(shelf, unit))
    words = (*shelf.book.parameters.words("grading.labels"), UNGRADED)
    return GroupView(
        kind, code, name, title, shelf.as_of, tally(debts), sorted(lines, key=lambda line: line.due), members,
        [(word, grades[word]) for word in words],
        [said(shelf, v) for v in sorted(verdicts, key=_detail) if not v.proposal], ranked(found)[:MOST], len(found),
        divisions,
    )


def _member(shelf: Shelf, unit: Unit) -> Member:
    debts = shelf.debts_of.get(unit.code, [])
    graded = _graded(shelf, unit)
    waiting = sum(shelf.decision(v) is None for v in shelf.proposals_of.get(unit.code, []))
    return Member(
        unit, unit_page(unit.code), tally(debts), max((d.late for d in debts if d.state == "owed"), default=0),
        len(graded), average_cp(graded), sum(one.grade == shelf.worst for one in graded), waiting,
    )


def _graded(shelf: Shelf, unit: Unit) -> list[Graded]:
    """Its projects of the years that are over."""
    return [graded_line(shelf, p) for p in shelf.projects_of.get(unit.code, []) if p.fiscal_year < shelf.work_year]


def proposal(shelf: Shelf, one: Verdict) -> Proposal:
    """A proposal in a line: what, about whom, how much, why, and its number for `jixiao approve`."""
    project = shelf.project(one.project_id)
    unit = shelf.units.get(one.unit_code) or (shelf.units.get(project.unit_code) if project else None)
    place = shelf.units.get(one.subject)
    region = shelf.book.routing.regions.get(_place(one.subject))
    name = project.name if project else shelf.called(one.subject)
    page = project_page(project) if project else unit_page(place.code) if place else (
        county_page(_place(one.subject)) if region else "")
    return Proposal(
        shelf.matter(one.milestone, one.node), one.proposal, name, page, unit.name if unit else "",
        unit_page(unit.code) if unit else "", unit.region_name if unit else region.name if region else "",
        one.amount_fen, one.why, one.basis[:16], one.as_of, shelf.decision(one),
    )


def ranked(found: Sequence[Proposal]) -> list[Proposal]:
    """What waits first, the most money first, then the longest waiting."""
    return sorted(found, key=lambda one: (one.decision is not None, -(one.amount_fen or 0), one.since, one.number))


def path_of(view: GroupView) -> str:
    """Where the page lies."""
    return county_page(view.code) if view.kind == "county" else division_page(view.code)

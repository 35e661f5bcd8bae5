"""All pages of the ledger: which there are, what each one shows, and how they are rendered."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from config.parameters import Parameters
from config.routing import routing
from reports.environment import TEMPLATES, html
from reports.site import group
from reports.site.front import FrontView, front_view
from reports.site.group import GroupView, Proposal, groups, proposal, ranked
from reports.site.places import FRONT, LAW, PROPOSALS, UNITS, project_page, unit_page, up
from reports.site.project import ProjectView, project_view
from reports.site.shelf import Shelf
from reports.site.unit import unit_view
from tasks import rules
from tasks.rules.certificate_change import changes_of
from tasks.rules.certificate_json import parameters_of

AT_ONCE = 500  # projects for which is asked at once what would alter their grades
MOST_PROPOSALS = 3_000
MOST_CHANGES = 5


class Page(NamedTuple):
    """One page: where it lies, its template, and everything it shows."""

    path: str
    template: str
    view: Any


class Altering(NamedTuple):
    """What the rules say today about a certificate's facts, and what would alter that, the smallest change first."""

    score_cp: int | None
    grade: str
    changes: Sequence[Mapping[str, Any]]


def front(shelf: Shelf) -> FrontView:
    """What the front page shows, and `jixiao status` in the terminal."""
    return front_view(shelf, _proposals(shelf), groups(shelf))


def _proposals(shelf: Shelf) -> list[Proposal]:
    return ranked([proposal(shelf, v) for v in shelf.verdicts if v.proposal and v.work_year == shelf.work_year])


def pages(shelf: Shelf, of: Collection[str] | None = None) -> list[Page]:
    """Every page of one work year; `of`: of single units and projects only those of these units."""
    proposals, found = _proposals(shelf), groups(shelf)
    counties: list[GroupView] = [one for one in found if one.kind == "county"]
    members = [(county.name, county.members) for county in counties]
    return [
        Page(FRONT, "front.html", front_view(shelf, proposals, found)),
        Page(PROPOSALS, "proposals.html", (shelf.work_year, shelf.as_of, proposals[:MOST_PROPOSALS], len(proposals))),
        Page(UNITS, "units.html", (shelf.work_year, members)),
        Page(LAW, "law.html", (shelf.work_year, shelf.book.fingerprint, parameters_of(shelf.book.parameters))),
        *(Page(group.path_of(one), "group.html", one) for one in found),
        *(Page(unit_page(one.code), "unit.html", unit_view(shelf, one)) for one in shelf.units.values()
          if of is None or one.code in of),
        *(Page(project_page(view.project), "project.html", view)
          for view in (project_view(shelf, one) for one in shelf.projects if of is None or one.unit_code in of)),
    ]


def fingerprint(page: Page) -> str:
    """16 signs that change whenever anything the page shows does."""
    return hashlib.blake2b(repr(page.view).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


@cache
def made_of() -> str:
    """16 signs that change whenever a template, or the code that fills it in, does."""
    reports, judged = TEMPLATES.parent, Path(rules.__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for folder, kind in ((TEMPLATES / "pages", "*"), (reports, "*.py"), (judged, "*.py")):
        for path in sorted(one for one in folder.rglob(kind) if one.suffix in (".py", ".html", ".css")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def stylesheet() -> str:
    """The one stylesheet of the site: that of all pages, and what only the ledger has."""
    return "".join((TEMPLATES / "pages" / name).read_text(encoding="utf-8") for name in ("page.css", "site/site.css"))


def rendered(wanted: Sequence[Page], law: Parameters, work_year: int) -> Iterator[tuple[str, str]]:
    """(path, HTML) of each of these pages; the same view gives the same bytes."""
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start:start + AT_ONCE]
        altering = _altering([one.view for one in some if isinstance(one.view, ProjectView)], law, work_year)
        for page in some:
            template = html().get_template(f"site/{page.template}")
            yield page.path, template.render(
                view=page.view, up=up(page.path), place=routing(), work_year=work_year, most_changes=MOST_CHANGES,
                altering=altering.get(page.view.project.id) if isinstance(page.view, ProjectView) else None)


def _altering(views: Sequence[ProjectView], law: Parameters, work_year: int) -> dict[int, Altering]:
    asked = {view.project.id: view.facts for view in views if view.facts and view.facts["projects"][0]["evaluated"]}
    fiscal_year = next((view.project.fiscal_year for view in views if view.project.id in asked), work_year - 1)
    found = changes_of([dict(facts) for facts in asked.values()], law, fiscal_year)
    return {number: Altering(*one) for number, one in zip(asked, found, strict=True)}

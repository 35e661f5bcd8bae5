"""The page of a unit: what it owes, what it filed, what is wrong with it, its projects, the mails it was sent."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from reports.site.owing import STANDINGS, Tally, standing, tally
from reports.site.places import county_page, division_page, project_page
from reports.site.project import Round, Said, filed_rate, grade_tone, rounds_of, said
from reports.site.records import Debt, File, Finding, Notice, Project, Review, Unit
from reports.site.shelf import Shelf
from reports.site.words import FILES, IDLE, NOTICES
from reports.wording import DEBT_STATES, NOTICE_KINDS
from tasks.rules.reviews import matter_of

MOST = 200  # rows of one table; whoever has more reads them in the workbook
TIERS = ("拒收", "错误", "说明", "提示")


class Owed(NamedTuple):
    """One obligation with its standing in a word and what came in for it."""

    debt: Debt
    matter: str
    page: str
    word: str
    tone: str
    files: int


class Filed(NamedTuple):
    """One file: its state in a word, its findings by tier, what reviewers said."""

    file: File
    matter: str
    word: str
    tone: str
    tiers: Sequence[tuple[str, int]]
    reviews: Sequence[Review]


class Graded(NamedTuple):
    """One project in a line."""

    project: Project
    page: str
    rate_bp: int | None
    rounds: Sequence[Round]
    score_cp: int | None
    grade: str
    tone: str
    waiting: int  # proposals nobody has decided


class Mailed(NamedTuple):
    """One notice in a line."""

    on: datetime
    words: str
    matter: str
    to_name: str
    to_email: str
    state: str
    tone: str
    why: str


class UnitView(NamedTuple):
    """Everything the page shows."""

    unit: Unit
    county: str
    division: str
    tally: Tally
    owed: Sequence[Owed]
    filed: Sequence[Filed]
    files: int
    findings: Sequence[tuple[str, Finding]]  # matter, finding
    found: int
    graded: Sequence[tuple[int, Sequence[Graded]]]  # by fiscal year
    average_cp: int | None
    said: Sequence[Said]
    mailed: Sequence[Mailed]
    mails: int
    changed_on: date | None


def unit_view(shelf: Shelf, unit: Unit) -> UnitView:
    """The view of one unit."""
    debts = shelf.debts_of.get(unit.code, [])
    files: list[File] = shelf.files_of.get(unit.code, [])
    notices: list[Notice] = shelf.notices_of.get(unit.code, [])
    findings = open_findings(shelf, files)
    projects: list[Project] = shelf.projects_of.get(unit.code, [])
    years = sorted({project.fiscal_year for project in projects})
    graded = [(year, [graded_line(shelf, p) for p in projects if p.fiscal_year == year]) for year in years]
    verdicts = shelf.of_unit.get(unit.code, [])
    days = [file.received_at.date() for file in files] + [verdict.as_of for verdict in verdicts]
    return UnitView(
        unit, county_page(unit.region_code), division_page(unit.division_code) if unit.division_code else "",
        tally(debts), [_owed(shelf, debt, files) for debt in sorted(debts, key=lambda one: one.effective)],
        [_filed(shelf, file) for file in reversed(files)][:MOST], len(files), findings[:MOST], len(findings), graded,
        average_cp([one for _, lines in graded for one in lines]),
        [said(shelf, verdict) for verdict in verdicts], [mailed(shelf, one) for one in reversed(notices)][:MOST],
        len(notices), max(days) if days else None,
    )


def open_findings(shelf: Shelf, files: Sequence[File]) -> list[tuple[str, Finding]]:
    """What is wrong with the newest file of each form and node: an older one was put right or set aside by it."""
    newest = {(file.milestone, file.node, file.form): file for file in files}
    found = [(shelf.matter(file.milestone, file.node), one)
             for file in newest.values() for one in shelf.findings.get(file.id, [])]
    return sorted(found, key=lambda one: TIERS.index(one[1].tier) if one[1].tier in TIERS else len(TIERS))


def graded_line(shelf: Shelf, project: Project) -> Graded:
    """A project in a line of a table: of its unit, and counted in its county and division."""
    if project.id not in shelf.lines:
        shelf.lines[project.id] = _graded(shelf, project)
    known: Graded = shelf.lines[project.id]
    return known


def _graded(shelf: Shelf, project: Project) -> Graded:
    verdicts = shelf.of_project.get(project.id, [])
    score, grade = shelf.result(project)
    waiting = sum(bool(v.proposal) and shelf.decision(v) is None for v in verdicts)
    return Graded(project, project_page(project), filed_rate(project, shelf.entries.get(project.id)),
                  rounds_of(shelf, verdicts), score, grade, grade_tone(shelf, grade), waiting)


def average_cp(lines: Sequence[Graded]) -> int | None:
    """The mean of the projects that have a score, halves up; None when none has."""
    scores = [one.score_cp for one in lines if one.score_cp is not None]
    return (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None


def _owed(shelf: Shelf, debt: Debt, files: Sequence[File]) -> Owed:
    word, colour = (DEBT_STATES["waived"], IDLE) if debt.state == "waived" else STANDINGS[standing(debt)]
    came = sum((file.milestone, file.node) == (debt.milestone, debt.node) for file in files)
    page = shelf.milestone_pages.get((debt.milestone, debt.node), "")
    called = matter_of(shelf.matter(debt.milestone, debt.node), debt.form, debt.occasion, debt.review)
    return Owed(debt, called, page, word, colour, came)


def _filed(shelf: Shelf, file: File) -> Filed:
    word, colour = FILES[file.state]
    tiers = [one.tier for one in shelf.findings.get(file.id, [])]
    counts = [(tier, tiers.count(tier)) for tier in TIERS if tier in tiers]
    return Filed(file, shelf.matter(file.milestone, file.node), word, colour, counts, shelf.reviews.get(file.id, []))


def mailed(shelf: Shelf, notice: Notice) -> Mailed:
    rung = shelf.book.ladder.rungs.get(notice.rung)
    words, (state, colour) = rung.title if rung else NOTICE_KINDS.get(notice.kind, notice.kind), NOTICES.get(
        notice.state, (notice.state, IDLE))
    when = notice.sent_at if notice.state == "sent" and notice.sent_at else notice.created_at
    return Mailed(when, words, shelf.matter(notice.milestone, ""), notice.to_name, notice.to_email, state, colour,
                  notice.reason or notice.last_error)

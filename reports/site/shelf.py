"""The shelf: all records of one work year, put where the pages reach for them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from config.rulebook import Rulebook
from reports.site.records import (
    Debt,
    Decision,
    Entry,
    File,
    Finding,
    Indicator,
    Judgement,
    Notice,
    Project,
    Review,
    Run,
    Step,
    Target,
    Unit,
    Verdict,
)
from tasks.rules.certificate_json import Rows

R = TypeVar("R")
K = TypeVar("K")


@dataclass(eq=False)
class Shelf:
    """One work year as it stands on one day. Keys: project → its id, unit → its code, file → its id.

    `certificates`: project code → the facts its grade rests on, as of version `version` of the score table ("" = none
    yet). `names`: what projects outside the library are called. `milestone_pages`: (milestone, node) → address from the
    front page. `reruns`: milestone → address in the Prefect UI; where it is not known the command stands instead.
    """

    work_year: int
    as_of: date
    book: Rulebook
    ledger: str
    units: Mapping[str, Unit]
    projects: Sequence[Project]
    targets: Mapping[int, list[Target]]
    entries: Mapping[int, Entry]
    indicators: Mapping[int, list[Indicator]]
    files: Mapping[int, File]
    findings: Mapping[int, list[Finding]]
    reviews: Mapping[int, list[Review]]
    verdicts: Sequence[Verdict]
    decisions: Mapping[tuple[str, str, str], Decision]  # milestone, node, basis
    details: Mapping[int, dict[str, Any]]  # of the score table's verdicts
    steps: Mapping[int, list[Step]]  # of the score table's verdicts
    judgements: Mapping[int, Judgement]
    fired: Mapping[int, list[Step]]  # of judgements
    notices: Sequence[Notice]
    debts: Sequence[Debt]
    runs: Sequence[Run]
    version: str = ""
    certificates: Mapping[str, Mapping[str, Rows]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    milestone_pages: Mapping[tuple[str, str], str] = field(default_factory=dict)
    reruns: Mapping[str, str] = field(default_factory=dict)
    contents: str = ""  # address of the contents page from the front page, "" where there is none
    lines: dict[int, Any] = field(init=False, default_factory=dict)  # projects in a line, made once for three pages

    @cached_property
    def of_project(self) -> dict[int, list[Verdict]]:
        """Project id → the verdicts about it."""
        return grouped((v for v in self.verdicts if v.project_id), lambda v: int(v.project_id or 0))

    @cached_property
    def of_unit(self) -> dict[str, list[Verdict]]:
        """Unit code → the verdicts about the unit and none of its projects."""
        return grouped((v for v in self.verdicts if v.unit_code and not v.project_id), lambda v: v.unit_code)

    @cached_property
    def proposals_of(self) -> dict[str, list[Verdict]]:
        """Unit code → what is proposed about the unit or its projects."""
        return grouped((v for v in self.verdicts if v.proposal), lambda v: v.unit_code)

    @cached_property
    def debts_of(self) -> dict[str, list[Debt]]:
        """Unit code → its obligations."""
        return grouped(self.debts, lambda debt: debt.unit_code)

    @cached_property
    def files_of(self) -> dict[str, list[File]]:
        """Unit code → its files, the oldest first."""
        return grouped(self.files.values(), lambda file: file.unit_code)

    @cached_property
    def newest(self) -> dict[tuple[str, str, str], File]:
        """Unit, milestone and node → the newest file."""
        return {(file.unit_code, file.milestone, file.node): file for file in self.files.values()}

    @cached_property
    def notices_of(self) -> dict[str, list[Notice]]:
        """Unit code → what it was told, the oldest first."""
        return grouped(self.notices, lambda notice: notice.unit_code)

    @cached_property
    def projects_of(self) -> dict[str, list[Project]]:
        """Unit code → its projects, by fiscal year and code."""
        return grouped(self.projects, lambda project: project.unit_code)

    @cached_property
    def numbered(self) -> dict[int, Project]:
        """Id → project."""
        return {project.id: project for project in self.projects}

    def score_table(self, project: Project) -> list[Verdict]:
        """The verdicts of the score table on a project, the newest version last."""
        found = (v for v in self.of_project.get(project.id, []) if (v.milestone, v.kind) == ("score_table", "project"))
        return sorted(found, key=lambda v: v.node)

    def result(self, project: Project) -> tuple[int | None, str]:
        """Score and grade: of the newest score table, before there is one of the unit's own evaluation, recomputed."""
        if table := self.score_table(project):
            return table[-1].score_cp, table[-1].verdict
        judged = self.judgements.get(project.id)
        return (judged.final_cp, judged.final_grade) if judged else (None, "")

    def project(self, number: int | None) -> Project | None:
        """The project of that id; None where it is not on the shelf."""
        return self.numbered.get(number) if number else None

    @cached_property
    def latest(self) -> dict[tuple[str, str], Run]:
        """Milestone and node → its newest run."""
        return {(run.milestone, run.node): run for run in reversed(self.runs)}

    @cached_property
    def worst(self) -> str:
        """The lowest grade."""
        return self.book.parameters.words("grading.labels")[-1]

    def called(self, subject: str) -> str:
        """A verdict's subject in words, part by part: 653001|部门评价 → 阿图什市·部门评价."""
        return "·".join(self.known.get(part, part) for part in re.split(r"[|/·]", subject) if part) or subject

    @cached_property
    def known(self) -> dict[str, str]:
        """Code → name, of regions, units, projects of whichever year, divisions, and what is not in the library."""
        units = self.units.values()
        found = (
            *self.names.items(), *((one.division_code, one.division_name) for one in units),
            *((one.code, one.name) for one in self.projects), *((one.code, one.name) for one in units),
            *((code, one.name) for code, one in self.book.routing.regions.items()),
        )
        return {code: name for code, name in found if name}

    def decision(self, verdict: Verdict) -> Decision | None:
        """What was decided about a proposal, as long as what it rests on is still so (X11)."""
        return self.decisions.get((verdict.milestone, verdict.node, verdict.basis))

    def matter(self, milestone: str, node: str, review: bool = False) -> str:
        """What people call a milestone's node: 8月监控, 单位自评; and the review of what comes in there."""
        if review:
            return f"{self.matter(milestone, node)}审核"
        entry = self.book.calendar.milestones.get(milestone)
        if entry is None:
            return milestone
        titles = [one.title for one in entry.nodes if one.node == node and one.title]
        called = titles[0] if titles else ""
        return called if called and entry.title[-2:] in called else f"{entry.title}{called and f'（{called}）'}"


def grouped(rows: Iterable[R], key: Callable[[R], K]) -> dict[K, list[R]]:
    """The rows by a key, in their order."""
    found: defaultdict[K, list[R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)

"""The page of a project: the chain target → monitoring → evaluation → application, and what its grade rests on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from reports.site.places import unit_page
from reports.site.records import Decision, Entry, Finding, Indicator, Judgement, Project, Review, Step, Target, Verdict
from reports.site.shelf import Shelf
from reports.site.words import BAD, FILES, IDLE, OK, WARN, tone
from reports.wording import KINDS
from tasks.rules.certificate_json import Rows
from tasks.rules.scoring import WHOLE_BP

STAGE_OF = {
    "budget_gate": "target", "overall_targets": "target",
    "monitoring": "monitoring", "direct_funds_review": "monitoring",
    "self_evaluation": "evaluation", "department_evaluation": "evaluation", "verification": "evaluation",
    "key_evaluation": "evaluation", "score_table": "evaluation",
}
SHOWN_ELSEWHERE = {("score_table", "project"), ("monitoring", "project"), ("monitoring", "light"),
                   ("verification", "frame")}
SCORES = {"self_cp": "自评得分", "recomputed_cp": "重算的自评得分", "audited_cp": "财政审核得分",
          "department_cp": "部门评价得分", "key_cp": "重点评价得分"}
FINDINGS_SHOWN = 40


class Link(NamedTuple):
    """One link of the chain: its name, its state in a word, the colour, where on the page."""

    title: str
    word: str
    tone: str
    anchor: str


class Round(NamedTuple):
    """One round of monitoring: the finance department's verdict and the light."""

    title: str
    word: str
    light: str
    why: str


class Said(NamedTuple):
    """One verdict in words, with what was decided where it proposes something."""

    matter: str
    kind: str
    verdict: str
    tone: str
    why: str
    rules: str
    score_cp: int | None
    amount_fen: int | None
    proposal: str
    decision: Decision | None


class Version(NamedTuple):
    """One version of the score table."""

    title: str
    score_cp: int | None
    grade: str
    why: str


class FiledAs(NamedTuple):
    """One finding with its file, or one review of a file."""

    file: str
    received: date
    state: str
    finding: Finding


class ProjectView(NamedTuple):
    """Everything the page shows but what would alter the grade: that follows from `facts`."""

    project: Project
    unit_name: str
    unit_page: str
    region_name: str
    chain: tuple[Link, ...]
    grade: str
    score_cp: int | None
    graded_by: str
    raw: tuple[int | None, str]
    targets: Sequence[Target]
    rounds: Sequence[Round]
    entry: Entry | None
    rate_bp: int | None
    filed_on: date | None
    indicators: Sequence[Indicator]
    scores: Sequence[tuple[str, int]]
    versions: Sequence[Version]
    steps: Sequence[Step]
    pending: Sequence[tuple[str, str]]
    said: Mapping[str, list[Said]]  # by stage
    findings: Sequence[FiledAs]
    found: int
    reviews: Sequence[Review]
    changed_on: date | None
    certified: str  # version of the score table that the certificate is about, "" = none
    facts: Mapping[str, Rows] | None


def project_view(shelf: Shelf, project: Project) -> ProjectView:
    """The view of one project."""
    verdicts: list[Verdict] = shelf.of_project.get(project.id, [])
    entry, judgement = shelf.entries.get(project.id), shelf.judgements.get(project.id)
    table = shelf.score_table(project)
    last = table[-1] if table else None
    detail = shelf.details.get(last.id, {}) if last else {}
    unit = shelf.units.get(project.unit_code)
    file = shelf.files[entry.submission_id] if entry else None
    score, grade = shelf.result(project)
    findings = _findings(shelf, project)
    targets = shelf.targets.get(project.id, [])
    rounds = rounds_of(shelf, verdicts)
    return ProjectView(
        project, unit.name if unit else project.unit_code, unit_page(project.unit_code) if unit else "",
        unit.region_name if unit else "", _chain(shelf, project, targets, rounds, grade, verdicts), grade, score,
        f"打分表{_version(shelf, last.node)}" if last else "单位自评重算" if judgement else "",
        (detail.get("raw_cp"), detail.get("raw_grade", "")), targets, rounds, entry, filed_rate(project, entry),
        file.received_at.date() if file else None, shelf.indicators.get(entry.id, []) if entry else [],
        [(word, detail[name]) for name, word in SCORES.items() if detail.get(name) is not None] if last else
        _own(judgement), [Version(_version(shelf, v.node), v.score_cp, v.verdict, v.why) for v in table],
        shelf.steps.get(last.id, []) if last else shelf.fired.get(judgement.id, []) if judgement else [],
        sorted(detail.get("pending", {}).items()), _said(shelf, verdicts), findings[:FINDINGS_SHOWN], len(findings),
        shelf.reviews.get(entry.submission_id, []) if entry else [],
        _changed(verdicts, file.received_at.date() if file else None, judgement.as_of if judgement else None),
        shelf.version if last else "",
        shelf.certificates.get(project.code) if last and _judged(shelf, project) else None,
    )


def grade_tone(shelf: Shelf, grade: str) -> str:
    """The colour of a grade: the lowest one is bad whatever it is called."""
    return BAD if grade == shelf.worst else tone(grade)


def _judged(shelf: Shelf, project: Project) -> bool:
    """Whether the work year's score table is about this project's fiscal year."""
    return project.fiscal_year == shelf.work_year + shelf.book.calendar.milestone("score_table").concerns


def _version(shelf: Shelf, node: str) -> str:
    nodes = {one.node: one.title for one in shelf.book.calendar.milestone("score_table").nodes}
    return nodes.get(node, node)


def _own(judgement: Judgement | None) -> list[tuple[str, int]]:
    if judgement is None:
        return []
    both = (("自评得分", judgement.self_score_cp), ("重算的自评得分", judgement.final_cp))
    return [(word, cp) for word, cp in both if cp is not None]


def filed_rate(project: Project, entry: Entry | None) -> int | None:
    if entry is None or entry.executed_fen is None or project.budget_fen <= 0:
        return None
    return (2 * max(entry.executed_fen, 0) * WHOLE_BP + project.budget_fen) // (2 * project.budget_fen)  # half-up


def rounds_of(shelf: Shelf, verdicts: Sequence[Verdict]) -> list[Round]:
    mine = [v for v in verdicts if v.milestone == "monitoring"]
    lights = {v.node: v for v in mine if v.kind == "light"}
    found = {v.node: v for v in mine if v.kind == "project"}
    nodes = shelf.book.calendar.milestone("monitoring").nodes
    return [
        Round(one.title, found[one.node].verdict if one.node in found else "",
              lights[one.node].verdict if one.node in lights else "",
              found[one.node].why if one.node in found else lights[one.node].why)
        for one in nodes if one.node in found or one.node in lights
    ]


def _chain(
    shelf: Shelf, project: Project, targets: Sequence[Target], rounds: Sequence[Round], grade: str,
    verdicts: Sequence[Verdict],
) -> tuple[Link, ...]:
    """Target, both monitorings, evaluation, application: each in a word, also where there is nothing yet."""
    known = {one.title: one for one in rounds}
    watched = [
        Link(node.title, known[node.title].word or known[node.title].light, tone(known[node.title].word), "monitoring")
        if node.title in known else Link(node.title, "没有记录", IDLE, "monitoring")
        for node in shelf.book.calendar.milestone("monitoring").nodes
    ]
    graded = Link("绩效评价", grade or ("尚未评价" if project.fiscal_year < shelf.work_year else "下一年度评价"),
                  grade_tone(shelf, grade), "evaluation")
    return (
        Link("绩效目标", f"{len(targets)}项指标" if targets else "没有指标", OK if targets else WARN, "target"),
        *watched, graded, _applied(shelf, verdicts),
    )


def _applied(shelf: Shelf, verdicts: Sequence[Verdict]) -> Link:
    mine = [v for v in verdicts if v.milestone == "results_application"]
    proposed = [v for v in mine if v.proposal]
    waiting = [v for v in proposed if shelf.decision(v) is None]
    if waiting:
        return Link("结果应用", f"{waiting[0].proposal}待决定", WARN, "application")
    if proposed:
        return Link("结果应用", "、".join(sorted({v.proposal for v in proposed}))[:20], OK, "application")
    told = next((v for v in mine if v.kind == "feedback"), None)
    return Link("结果应用", told.verdict if told else "尚未应用", tone(told.verdict) if told else IDLE, "application")


def _said(shelf: Shelf, verdicts: Sequence[Verdict]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {"target": [], "monitoring": [], "evaluation": [], "application": []}
    for one in verdicts:
        if (one.milestone, one.kind) not in SHOWN_ELSEWHERE or one.proposal:
            found[STAGE_OF.get(one.milestone, "application")].append(said(shelf, one))
    return found


def said(shelf: Shelf, one: Verdict) -> Said:
    """A verdict in words."""
    return Said(
        shelf.matter(one.milestone, one.node), KINDS.get(one.kind, one.kind), one.verdict, tone(one.verdict), one.why,
        one.rules, one.score_cp, one.amount_fen, one.proposal, shelf.decision(one) if one.proposal else None,
    )


def _findings(shelf: Shelf, project: Project) -> list[FiledAs]:
    """What was wrong with the project in its unit's files, the newest file first."""
    found = []
    for file in reversed(shelf.files_of.get(project.unit_code, [])):
        for one in shelf.findings.get(file.id, []):
            if one.project_code == project.code:
                found.append(FiledAs(file.file, file.received_at.date(), FILES[file.state][0], one))
    return found


def _changed(verdicts: Sequence[Verdict], *days: date | None) -> date | None:
    known = [day for day in (*days, *(v.as_of for v in verdicts)) if day]
    return max(known) if known else None

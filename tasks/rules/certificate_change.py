"""What would alter a grade: every change of one fact, tried by the rules themselves, the smallest first (DESIGN §6)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from config.parameters import Parameters
from tasks.rules.certificate_json import Rows, frames, law_of
from tasks.rules.figures import points
from tasks.rules.score_table_assess import assess
from tasks.rules.score_table_effects import SOURCES
from tasks.rules.score_table_questions import SERIOUS
from tasks.rules.score_table_scores import EVALUATIONS

Known = dict[str, Rows]
Change = tuple[str, str, int | None, Callable[[Known], None]]  # kind, in words, points moved (cp), how

NAMES = dict(zip(SOURCES, ("自评重算得分", "财政审核得分", "部门评价得分", "重点评价得分"), strict=True))
WHERE = {  # source of a score → frame, column, milestone
    "recomputed_cp": ("grades", "final_cp", ""), "audited_cp": ("score_reviews", "audited_cp", ""),
    **{source: ("verdicts", "score_cp", milestone) for source, milestone in EVALUATIONS.items()},
}
FINDINGS = ("audit_findings", "audit_findings@before")


def changes(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every single change of one fact that alters the grade: `kind`, `what` (Chinese), `size_cp` (points by which the
    fact, or through it the result, moves), `score_cp` and `grade` after it. Smallest first; facts before scores.

    `given` has facts, parameters, work_year and fiscal_year as a certificate has them.
    """
    law = law_of(given["parameters"], given["work_year"])
    [(_, _, found)] = changes_of([given["facts"]], law, given["fiscal_year"])
    return found


def changes_of(
    each: Sequence[Known], law: Parameters, fiscal_year: int,
) -> list[tuple[int | None, str, list[dict[str, Any]]]]:
    """Of many evaluated projects at once, in order: score (cp, None = none), grade, and `changes` of each."""
    base = _results(each, law, fiscal_year)
    tried = [list(_single(facts, source, raw, fiscal_year, law))
             for facts, (_, _, source, raw) in zip(each, base, strict=True)]
    others = [_copy(facts) for facts, mine in zip(each, tried, strict=True) for _ in mine]
    for other, (_, _, _, change) in zip(others, chain.from_iterable(tried), strict=True):
        change(other)
    results = iter(_results(others, law, fiscal_year))
    return [
        (cp if cp >= 0 else None, word, _altering(cp, word, zip(mine, results, strict=False)))
        for (cp, word, _, _), mine in zip(base, tried, strict=True)
    ]


def _altering(cp: int, word: str, tried: Iterable[tuple[Change, tuple[int, str, int, int]]]) -> list[dict[str, Any]]:
    """Those that lead to another grade, the smallest first."""
    found = []
    for (kind, what, moved, _), (after, grade, _, _) in tried:
        if grade != word:
            size = abs(max(after, 0) - max(cp, 0)) if moved is None else moved
            found.append({"kind": kind, "what": what, "size_cp": size, "score_cp": after if after >= 0 else None,
                          "grade": grade})
    return sorted(found, key=lambda one: (one["size_cp"], one["kind"] == "score", one["what"]))


def _copy(facts: Known) -> Known:
    """Facts that may be changed: cells are plain values, so rows are copied and no deeper."""
    return {name: [dict(row) for row in rows] for name, rows in facts.items()}


def _results(variants: Sequence[Known], law: Parameters, fiscal_year: int) -> list[tuple[int, str, int, int]]:
    """Score (cp, -1 = none), grade, source and raw score of each variant: all at once, each as a project of its own."""
    if not variants:
        return []
    apart: Known = {}
    for number, facts in enumerate(variants):
        for name, rows in facts.items():
            apart.setdefault(name, []).extend(_as_project(number, row) for row in rows)
    known = assess(frames(apart), law, fiscal_year)
    settled = known.settled
    sources, raw = settled.source.tolist(), settled.raw_cp.tolist()
    return list(zip(known.cp.tolist(), known.words.tolist(), sources, raw, strict=True))


def _as_project(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row, if it is of the variant's project, as one of project `number`: sorted as numbered."""
    own = {"project_id": number, "project_code": f"{number:06d}"}
    moved = {name: value for name, value in own.items() if row.get(name) is not None}
    return {**row, **moved, **({"subject": f"{number:06d}"} if "subject" in row else {})}


def _single(facts: Known, source: int, raw: int, fiscal_year: int, law: Parameters) -> Iterator[Change]:
    for name in FINDINGS:
        for row, finding in enumerate(facts.get(name, [])):
            yield from _finding(name, row, finding, fiscal_year)
    for row, failed in enumerate(facts.get("failed_twice", [])):
        yield "rectification", f"监控整改完成并核实销号（{failed['fact']}）", None, _dropping("failed_twice", row)
    yield from _decisions(facts)
    if source >= 0:
        yield from _scores(SOURCES[source], raw, law)


def _finding(name: str, row: int, finding: Mapping[str, Any], fiscal_year: int) -> Iterator[Change]:
    """One finding exempted, put right (of another year), called 一般, or signed for as 重大."""
    called = f"{finding['source']}（{finding['document_no']}第{finding['item_no']}项）的问题"
    without = "经批准免予计入" if finding.get("fiscal_year") == fiscal_year else "整改完成"
    yield "finding", f"{called}{without}", None, _dropping(name, row)
    if finding["severity"] == "重大":
        yield "finding", f"{called}改定为一般", None, _setting(name, row, severity="一般")
        if not finding.get("serious_by"):
            yield "finding", f"{called}经人认定为重大", None, _setting(name, row, serious_by="（认定人）")


def _decisions(facts: Known) -> Iterator[Change]:
    """Every proposal the other way round: approved, rejected, or decided at last."""
    decided = {(one["milestone"], one["kind"], one["subject"], one["proposal"]): row
               for row, one in enumerate(facts.get("decisions", []))}
    for key, row in decided.items():
        other = "rejected" if facts["decisions"][row]["decision"] == "approved" else "approved"
        word = "同意" if other == "approved" else "不同意"
        yield "decision", f"对“{key[3]}”的建议改为{word}", None, _deciding(key, other)
    for one in facts.get("verdicts", []):
        key = (one["milestone"], one["kind"], one["subject"], one["proposal"])
        if one["proposal"] and one["proposal"] != SERIOUS and key not in decided:
            yield "decision", f"对“{one['proposal']}”的建议决定同意", None, _deciding(key, "approved")


def _scores(source: str, raw: int, law: Parameters) -> Iterator[Change]:
    """The score that counts, moved just across each cut-off."""
    for bound in law.numbers("grading.cut_offs_cp"):
        to = bound if raw < bound else bound - 1
        verb = "升到" if to > raw else "降到"
        yield "score", f"{NAMES[source]}由{points(raw)}{verb}{points(to)}", abs(to - raw), _scoring(source, to)


def _dropping(name: str, row: int) -> Callable[[Known], None]:
    def change(facts: Known) -> None:
        del facts[name][row]
    return change


def _setting(name: str, row: int, **cells: str) -> Callable[[Known], None]:
    def change(facts: Known) -> None:
        facts[name][row] |= cells
    return change


def _deciding(key: tuple[str, str, str, str], decision: str) -> Callable[[Known], None]:
    milestone, kind, subject, proposal = key

    def change(facts: Known) -> None:
        others = [one for one in facts["decisions"]
                  if (one["milestone"], one["kind"], one["subject"], one["proposal"]) != key]
        facts["decisions"] = [*others, {"milestone": milestone, "kind": kind, "subject": subject, "proposal": proposal,
                                        "decision": decision, "decided_by": "", "decided_on": None, "reason": ""}]
    return change


def _scoring(source: str, cp: int) -> Callable[[Known], None]:
    name, column, milestone = WHERE[source]

    def change(facts: Known) -> None:
        for row in facts[name]:
            if not milestone or (row["milestone"], row["kind"]) == (milestone, "project"):
                row[column] = cp
    return change

"""打分表: the verdicts as rows — every project, what waits for a signature, and each finance department's review."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.finance_of import by_region
from tasks.rules.grading import grade_names
from tasks.rules.score_table_assess import Assessed
from tasks.rules.score_table_effects import SOURCES, plain
from tasks.rules.score_table_notes import Told
from tasks.rules.score_table_questions import SERIOUS, SERIOUS_KIND, repeated
from tasks.rules.score_table_scores import SCORES
from tasks.rules.score_table_trace import fired, text, why
from tasks.rules.scoring import execution_rate_bp
from tasks.rules.verdicts import VERDICT, Facts, verdicts

ABOUT = ("region_code", "department_name", "funds", "budget_fen", "executed_fen", "rate_bp")
WAITS = "，等待有权人决定，暂未计入"


def project_rows(known: Assessed, told: Sequence[Told], law: Parameters) -> pd.DataFrame:
    """One row per project in the shape of VERDICT; `detail` has the scores (cp), which counts (`base`), the raw result,
    what the printed table says besides (ABOUT), `pending` by rule, and `escalate_to`, the division to be told of a gap
    (D04: never the unit)."""
    projects, size = known.projects, len(known.projects)
    reasons = why(told, known.settled, law)
    detail = _details(known, law)
    for rule, hits in known.pending.items():
        for at, fact in zip(hits.at.tolist(), hits.facts, strict=True):
            reasons[at] += f"待定（{rule}）：{fact}{WAITS}。"
            detail[at].setdefault("pending", {})[rule] = fact
    divisions = projects["division_code"].astype("object").tolist()
    for at in np.concatenate([one.stage.at for one in told if one.stage.rule == "D04"]).tolist():
        detail[at]["escalate_to"] = divisions[at]
    objects = np.empty(size, dtype=object)
    objects[:] = detail
    return pd.DataFrame({
        "kind": text(np.full(size, "project", dtype=object)), "subject": projects["project_code"].astype("str"),
        "unit_code": projects["unit_code"].astype("str"), "project_id": projects["project_id"].astype("Int64"),
        "verdict": text(known.words), "score_cp": pd.arrays.IntegerArray(known.cp, known.cp < 0),
        "amount_fen": pd.array([pd.NA] * size, dtype="Int64"), "rules": text(fired(told, size)), "why": text(reasons),
        "proposal": text(np.full(size, "", dtype=object)), "detail": objects,
    })[list(VERDICT)]


def _details(known: Assessed, law: Parameters) -> list[dict[str, Any]]:
    """The figures of each project: only the scores it has."""
    settled = known.settled
    columns = [plain(known.scores[name]).tolist() for name in SCORES]
    bases = np.array([*SOURCES, ""], dtype=object)[settled.source]
    raw = zip(bases, settled.raw_cp.tolist(), grade_names(settled.raw, law), strict=True)
    given = (dict(zip(SCORES, row, strict=True)) for row in zip(*columns, strict=True))
    return [
        about | {name: cp for name, cp in scores.items() if cp >= 0}
        | ({"base": base, "raw_cp": cp, "raw_grade": grade} if base else {})
        for about, scores, (base, cp, grade) in zip(_about(known), given, raw, strict=True)
    ]


def _about(known: Assessed) -> list[dict[str, Any]]:
    """What the printed score table (F7) says of a project besides, as it stood when the version was made."""
    projects = known.projects.assign(executed_fen=known.executed_fen)
    if "budget_fen" in projects:
        projects = projects.assign(rate_bp=execution_rate_bp(projects))
    names = [name for name in ABOUT if name in projects]
    columns = (projects[name].astype(object).where(projects[name].notna(), None).tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def serious_rows(known: Assessed, facts: Facts, node: str) -> pd.DataFrame:
    """Findings called 重大 that nobody signed for: a named person decides whether they lead to 较差 (E04, X11).

    They stay when the decision is made: it stands only as long as what it is about (DESIGN §6). What an earlier version
    asks about the same facts is not asked again.
    """
    unsigned, projects = known.unsigned, known.projects
    codes, before = projects["project_code"].iloc[unsigned.at].tolist(), repeated(facts, node, known.asked)
    new = [place for place, code in enumerate(codes) if code not in before]
    at = unsigned.at[new]
    return verdicts(pd.DataFrame({
        "kind": SERIOUS_KIND, "subject": projects["project_code"].iloc[at], "unit_code": projects["unit_code"].iloc[at],
        "project_id": projects["project_id"].iloc[at], "verdict": "建议列入较差",
        "amount_fen": [unsigned.amounts[place] for place in new], "rules": "E04", "proposal": SERIOUS,
        "why": [f"{unsigned.facts[place]}，没有填写认定人：是否列入“较差”，请有权人决定（三（五））。"
                for place in new],
        "detail": [{"asked": known.asked[codes[place]]} for place in new],
    })).rows


def region_rows(known: Assessed, facts: Facts, book: Rulebook) -> pd.DataFrame:
    """How many self-evaluation forms of its level each finance department has reviewed (D04), and the grades given."""
    offices = by_region(facts)
    projects = known.projects
    table = pd.DataFrame({
        "region": projects["region_code"].astype("str"), "grade": known.words,
        "filed": known.scores["recomputed_cp"].notna(), "audited": known.scores["audited_cp"].notna(),
    })
    rows = []
    for key, own in table.groupby("region"):
        filed, audited = int(own["filed"].sum()), int((own["audited"] & own["filed"]).sum())
        code = str(key)
        region = book.routing.regions.get(code)
        rows.append({
            "kind": "region", "subject": code, "unit_code": offices.get(code, ""), "rules": "D04",
            "verdict": "已审完" if audited == filed else "未审完",
            "why": f"{region.finance if region else code}应审绩效自评表{filed}份，已审{audited}份（三（四））。",
            "detail": {"projects": len(own), "filed": filed, "audited": audited,
                       "grades": {str(word): int(count) for word, count in own["grade"].value_counts().items()}},
        })
    return verdicts(pd.DataFrame(rows)).rows

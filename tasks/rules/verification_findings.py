"""真实性核查: what worksheets lead to — proposals of veto, recovery and accountability (E06)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.figures import wan
from tasks.rules.given import given
from tasks.rules.opinions import by, records
from tasks.rules.own_level import regions_of
from tasks.rules.verdicts import Facts
from tasks.rules.verification_worksheets import OUTCOMES, UNTRUE, Outcome, outcome

LINES = {
    "project_id": "Int64", "level3": "str", "reported": "str", "checked": "str", "conclusion": "str",
    "corrected": "bool", "checked_by": "str", "checked_on": "day", "unit_code": "str",
}
COVERS = {
    "project_id": "Int64", "project_leader": "str", "unit_leader": "str", "unspent_fen": "Int64",
    "unsupported_fen": "Int64", "unit_code": "str",
}
CORE = {"project_id": "Int64", "level3": "str", "core": "bool", "unit_code": "str"}
INDICATORS = {"project_id": "Int64", "seq": "Int64", "level1": "str", "level3": "str", "weight_cp": "Int64"}
PROJECTS = {
    "project_id": "Int64", "project_code": "str", "unit_code": "str", "unit_name": "str", "region_code": "str",
    "budget_fen": "Int64",
}
SPENT = {"project_id": "Int64", "budget_fen": "Int64", "executed_fen": "Int64"}
CLAUSE = "克州通知三（五）"
VETO, RECOVERY, ACCOUNT = "一票否决", "收回资金", "追究绩效责任"


def core_indicators(facts: Facts, wanted: Iterable[int], book: Rulebook) -> dict[str, list[str]]:
    """project_id (as text) → the level3 names of its core indicators: those flagged, else the heaviest output and
    benefit indicators (`verification.core_count`), earlier rows first among equals."""
    ids, most = list(wanted), book.parameters.number("verification.core_count")
    rows = given(facts, "self_indicators", INDICATORS)
    rows = rows[rows["project_id"].isin(ids) & rows["level1"].str.contains("产出|效益", regex=True)]
    heavy = rows.sort_values(["weight_cp", "seq"], ascending=[False, True], na_position="last")
    heavy = heavy.drop_duplicates(["project_id", "level3"]).groupby("project_id").head(most)
    found = {key: [str(row["level3"]) for row in own] for key, own in by(records(heavy), "project_id").items()}
    flagged = [row for row in _own(facts, "core_indicators", CORE) if row["core"]]
    return found | {key: [str(row["level3"]) for row in own] for key, own in by(flagged, "project_id").items()}


def outcomes(facts: Facts, wanted: Iterable[int], as_of: date, book: Rulebook) -> dict[str, Outcome]:
    """project_id (as text) → what its worksheets amount to, for every project wanted and every other that has some."""
    lines = by(_own(facts, "worksheets", LINES), "project_id")
    ids = sorted({int(key) for key in lines} | {int(one) for one in wanted})
    core = core_indicators(facts, ids, book)
    return {
        str(one): outcome(lines.get(str(one), []), core.get(str(one), []), as_of, book) for one in ids
    }


def finding_verdicts(facts: Facts, found: Mapping[str, Outcome]) -> pd.DataFrame:
    """Verdicts of kind `project` for each outcome, and of kinds `recovery` and `accountability` for the untrue.

    Proposals: 一票否决, 收回资金 with the amount, 追究绩效责任 with the persons. None counts until approved (X11).
    """
    projects = {str(row["project_id"]): row for row in records(given(facts, "projects", PROJECTS))}
    covers = {str(row["project_id"]): row for row in _own(facts, "worksheet_covers", COVERS)}
    spent = {str(row["project_id"]): row for row in records(given(facts, "grades", SPENT))}
    rows: list[dict[str, Any]] = []
    for key, one in found.items():
        if key in projects:
            rows.append(_project(projects[key], one))
        if key in projects and one.code == UNTRUE:
            cover = covers.get(key, {})
            rows += [_recovery(projects[key], cover, spent.get(key, {})), _account(projects[key], cover, one)]
    return pd.DataFrame(rows)


def _project(project: Mapping[str, Any], one: Outcome) -> dict[str, Any]:
    named = f"（{'、'.join(one.core)}）" if one.core else ""
    said = f"{CLAUSE}：核心指标{len(one.core)}个{named}，已核实{one.checked}个，{OUTCOMES[one.code]}"
    said += f"：{'；'.join(one.faults)}" if one.faults else ""
    untrue = one.code == UNTRUE
    return _row(project, "project") | {
        "verdict": OUTCOMES[one.code], "proposal": VETO if untrue else "", "why": f"{said}。",
        "rules": "E05 E06" if one.faults else "E05",
        "detail": {"faults": list(one.faults), "core": list(one.core), "checked": one.checked},
    }


def _recovery(project: Mapping[str, Any], cover: Mapping[str, Any], spent: Mapping[str, Any]) -> dict[str, Any]:
    """Unspent (as the inspectors found it, else by the self-evaluation) and unsupported money, at most the budget."""
    budget = max(project["budget_fen"] or 0, 0)
    idle = cover.get("unspent_fen")
    if idle is None:
        idle = max((spent.get("budget_fen") or 0) - (spent.get("executed_fen") or 0), 0)
    loose = cover.get("unsupported_fen") or 0
    amount = min(max(idle, 0) + max(loose, 0), budget)
    said = f"未使用{wan(idle)}，无依据支出{wan(loose)}，建议收回{wan(amount)}，金额由决定人核定"
    return _row(project, "recovery") | {
        "verdict": RECOVERY, "proposal": RECOVERY, "amount_fen": amount, "rules": "E06", "why": f"{CLAUSE}：{said}。",
        "detail": {"unspent_fen": idle, "unsupported_fen": loose},
    }


def _account(project: Mapping[str, Any], cover: Mapping[str, Any], one: Outcome) -> dict[str, Any]:
    leader, head = cover.get("project_leader") or "（底稿未填）", cover.get("unit_leader") or "（底稿未填）"
    whom = f"项目实施单位{project['unit_name']}（负责人{head}）和项目负责人{leader}"
    said = f"自评不实（{'；'.join(one.faults)}），建议追究{whom}的绩效责任"
    return _row(project, "accountability") | {
        "verdict": ACCOUNT, "proposal": ACCOUNT, "rules": "E06", "why": f"{CLAUSE}：{said}。",
        "detail": {"project_leader": leader, "unit_leader": head},
    }


def _row(project: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {"kind": kind, "subject": project["project_code"], "unit_code": project["unit_code"],
            "project_id": project["project_id"]}


def _own(facts: Facts, name: str, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows that the finance department of the project's own level has handed in (X01)."""
    projects = given(facts, "projects", PROJECTS).drop_duplicates("project_id").set_index("project_id")["region_code"]
    rows = given(facts, name, columns)
    home = projects.reindex(rows["project_id"]).to_numpy(dtype=object)
    office = regions_of(facts)["region_code"].reindex(rows["unit_code"]).to_numpy(dtype=object)
    return records(rows[np.array([one == other for one, other in zip(home, office, strict=True)], dtype=bool)])

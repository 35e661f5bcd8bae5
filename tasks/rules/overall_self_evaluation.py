"""整体自评 (G02, form F5): 预算执行 10, 产出 50, 效益 30, 满意度 10, recomputed and graded as the projects are."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.figures import percent, points
from tasks.rules.grading import grades
from tasks.rules.opinions import Fired, Opinion, Row, by, first, gather, rows
from tasks.rules.overall import AWAITED, MISSING, SILENT, awaited, departments, not_sent
from tasks.rules.overall_kinds import kind_names, kind_of, weight_of, weights
from tasks.rules.overall_measures import measured
from tasks.rules.scoring import WHOLE_BP, indicator_points, share
from tasks.rules.verdicts import Facts, Verdicts

NEEDS = ("overall_report", "overall_funds", "overall_results", "units", "obligations")
UNSCORED = "无法计分"
RULE, CLAUSE = "G02", "通知三（七）"


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """The grade per unit (优秀 … 较差), 无法计分, 待报送 or 未报送; per department the worst of its units.

    `score_cp` is the recomputed total, `amount_fen` the money spent; what must be explained stands in
    `detail["notes"]`. Source: G02 (通知三（七）), weights of domain §1.6.
    """
    reports, funds, results = (by(rows(facts, name), "unit_code") for name in NEEDS[:3])
    scored = _scored(results, book.parameters)
    sent = sorted(reports.keys() | funds.keys() | results.keys())
    units = [
        _opinion(unit, first(reports, unit), funds.get(unit, []), scored.get(unit, []), book.parameters)
        for unit in sent
    ]
    units += not_sent(awaited(facts, "overall_self_evaluation", sent), as_of, RULE, CLAUSE, "整体支出绩效自评")
    order = (*book.parameters.words("grading.labels"), AWAITED, UNSCORED, MISSING)
    return gather([*units, *departments(facts, units, order, RULE, CLAUSE)])


def _scored(results: Mapping[str, Sequence[Row]], law: Parameters) -> dict[str, list[Row]]:
    """All indicators with their recomputed `score_cp` (None where it cannot be computed), by unit, at once."""
    flat = [row for of in results.values() for row in of]
    if not flat:
        return {}
    score = indicator_points(measured(flat), law)["score_cp"]
    known = [None if pd.isna(value) else int(value) for value in score]
    return {
        unit: [dict(row) for row in of]
        for unit, of in by([{**row, "score_cp": cp} for row, cp in zip(flat, known, strict=True)], "unit_code").items()
    }


def execution_cp(budget_fen: int, executed_fen: int, weight_cp: int) -> int | None:
    """Points of 预算执行: weight × executed ÷ budget, at most the weight, half-up; None without a budget."""
    if budget_fen <= 0:
        return None
    spent = min(max(executed_fen, 0), budget_fen)
    part, whole, of = (np.array([number], dtype=np.int64) for number in (spent, budget_fen, weight_cp))
    return int(share(part, whole, of)[0])


def _opinion(unit: str, report: Row, funds: Sequence[Row], results: Sequence[Row], law: Parameters) -> Opinion:
    budget = sum(row["budget_fen"] or 0 for row in funds)
    executed = sum(row["executed_fen"] or 0 for row in funds)
    execution = execution_cp(budget, executed, weights(law)[0])
    lacking = _lacking(execution, results, law)
    total = None if lacking else (execution or 0) + sum(row["score_cp"] for row in results)
    filed = report.get("total_cp")
    notes = _notes(budget, executed, report, results, law)
    tolerance = law.number("overall_self_evaluation.score_tolerance_cp")
    if total is not None and filed is not None and abs(filed - total) > tolerance:
        notes.append(f"自评总分{points(filed)}，重算为{points(total)}")
    verdict = UNSCORED if total is None else str(grades(pd.Series([total], dtype="Int64"), law)[0])
    why = "；".join([*lacking, *([] if total is None else [f"重算总分{points(total)}"]), *notes])
    return Opinion(
        "unit", unit, verdict, why + "。", (Fired(RULE, CLAUSE, why, filed, total),), unit_code=unit, score_cp=total,
        amount_fen=executed, detail={
            "budget_fen": budget, "execution_cp": execution, "filed_cp": filed, "notes": notes, "lacking": lacking,
            "parts_cp": _parts(results, "score_cp", law),
        },
    )


def _lacking(execution: int | None, results: Sequence[Row], law: Parameters) -> list[str]:
    """Why no total can be computed; nothing where it can."""
    found = [] if execution is not None else ["全年预算数为零或未填"]
    whole, due = sum(row["weight_cp"] or 0 for row in results), weight_of(law)
    if whole != due:
        found.append(f"指标分值合计{points(whole)}，应为{points(due)}")
    return found + [f"指标“{row['level3']}”无法计分" for row in results if row["score_cp"] is None]


def _notes(budget: int, executed: int, report: Row, results: Sequence[Row], law: Parameters) -> list[str]:
    """What must be explained, but does not hinder a score."""
    found = []
    rate, bound = executed * WHOLE_BP // max(budget, 1), law.number("overall_self_evaluation.reason_required_below_bp")
    if budget > 0 and rate < bound and report.get("reason") in SILENT:
        found.append(f"执行率{percent(rate)}，低于{percent(bound)}而未说明原因")
    if executed > budget:
        found.append("全年执行数大于全年预算数")
    parts = _parts(results, "weight_cp", law)
    for name, due in zip(kind_names(law), weights(law)[1:], strict=True):
        if results and parts[name] != due:
            found.append(f"{name}指标分值{points(parts[name])}，通行为{points(due)}")
    return found + [
        f"指标“{row['level3']}”未达成而未说明原因" for row in results
        if row["score_cp"] is not None and row["score_cp"] < (row["weight_cp"] or 0) and row["reason"] in SILENT
    ]


def _parts(results: Sequence[Row], column: str, law: Parameters) -> dict[str, int]:
    """Sum of a column by kind of indicator (cp)."""
    return {
        name: sum(row[column] or 0 for row in results if kind_of(row["level1"], law) == number)
        for number, name in enumerate(kind_names(law))
    }

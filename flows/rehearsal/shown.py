"""Hold the summary workbook, which the bureau reads, against the truth of the story."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from flows.rehearsal.compare import Compared, same
from flows.rehearsal.stage import WORK_YEAR, Stage
from flows.rehearsal.truth import Debt, Truth

_HEADS = 3  # rows above the first


def shown(stage: Stage, truth: Truth, last: date) -> Compared:
    """Every unit with its standing and days, every project with both scores and its grade."""
    path = stage.workspace / "reports" / str(WORK_YEAR) / "self_evaluation" / "自评情况汇总表.xlsx"
    return same("汇总表", [*_units(truth, last), *_projects(stage, truth)], _read(path), {})


def _units(truth: Truth, last: date) -> Iterator[tuple[Any, ...]]:
    for debt in truth.debts(last):
        yield debt.unit, truth.name(debt.unit, last), _standing(debt, last), debt.met_on


def _standing(debt: Debt, last: date) -> str:
    if debt.met_on:
        return "按时报齐" if debt.met_on <= debt.due else "逾期报齐"
    return "未报齐" if last <= debt.due else "逾期未报齐"


def _projects(stage: Stage, truth: Truth) -> Iterator[tuple[Any, ...]]:
    scores = {score.project: score for score in truth.scores()}
    for project in (project for unit in stage.units.values() for project in unit.projects):
        score = scores.get(project.code)
        if score is None or score.score_cp is None:
            yield project.code, "", "", "未评"
        else:
            yield project.code, _points(score.own_cp), _points(score.score_cp), score.grade


def _points(cp: int | None) -> float | str:
    return "" if cp is None else cp / 100


def _read(path: Path) -> Iterator[tuple[Any, ...]]:
    book = CalamineWorkbook.from_path(path)
    for row in book.get_sheet_by_name("单位").to_python()[_HEADS:]:
        yield row[0], row[1], row[8], row[10] or None
    for row in book.get_sheet_by_name("项目").to_python()[_HEADS:]:
        yield row[0], row[7], row[8], row[10]

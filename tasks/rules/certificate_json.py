"""The certificate's facts and parameters as plain JSON, and back to the frames and the law that the rules take."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Dated, Parameter, Parameters
from tasks.rules.opinions import plain
from tasks.rules.score_table_decided import DECISIONS, FAILED_TWICE, PROPOSAL
from tasks.rules.score_table_findings import FINDINGS
from tasks.rules.score_table_questions import asked_of
from tasks.rules.verdicts import Facts

Rows = list[dict[str, Any]]

FRAMES: Mapping[str, tuple[str, ...]] = {
    "projects": ("project_id", "project_code", "project_name", "unit_code", "unit_name", "department_name",
                 "region_code", "division_code", "evaluated"),
    "units": ("code", "name", "region_code", "level"),
    "grades": ("project_id", "self_score_cp", "final_cp"),
    "score_reviews": ("project_id", "unit_code", "audited_cp", "reviewed_by", "received_on", "submission_id"),
    "audit_findings": tuple(FINDINGS), "audit_findings@before": tuple(FINDINGS),
    "verdicts": (*PROPOSAL, "node", "project_id", "verdict", "score_cp", "asked"),
    "decisions": (*DECISIONS, "node"), "failed_twice": tuple(FAILED_TWICE),
}
EVALUATING = ("department_evaluation", "key_evaluation", "verification", "score_table")
PARAMETERS = ("grading.cut_offs_cp", "grading.labels")


def facts_of(facts: Facts, code: str) -> dict[str, Rows]:
    """All facts about one project that the score table looks at. Raises KeyError for a project nobody knows."""
    projects = facts["projects"]
    own = projects[(projects["project_code"] == code).to_numpy(dtype=bool)]
    if own.empty:
        raise KeyError(code)
    number, unit = own["project_id"].iloc[0], own["unit_code"].iloc[0]
    reviews = _where(facts, "score_reviews", project_id=number)
    senders = {unit, *reviews.get("unit_code", ())}
    units, verdicts = facts.get("units", pd.DataFrame()), _verdicts(facts, code, number)
    decisions = facts.get("decisions", pd.DataFrame())
    about = {code, *verdicts.get("subject", ())}
    kept = {
        "projects": own, "units": units[units["code"].isin(senders)] if len(units) else units,
        "score_reviews": reviews, "grades": _where(facts, "grades", project_id=number),
        "failed_twice": _where(facts, "failed_twice", project_id=number),
        "decisions": decisions[decisions["subject"].isin(about)] if len(decisions) else decisions,
        "verdicts": verdicts,
        **{name: _where(facts, name, project_code=code) for name in ("audit_findings", "audit_findings@before")},
    }
    return {name: [_row(row, columns) for row in kept[name].to_dict("records")] for name, columns in FRAMES.items()}


def _where(facts: Facts, name: str, **wanted: object) -> pd.DataFrame:
    frame = facts.get(name, pd.DataFrame())
    for column, value in wanted.items():
        frame = frame[(frame[column] == value).to_numpy(dtype=bool, na_value=False)] if len(frame) else frame
    return frame


def _verdicts(facts: Facts, code: str, number: object) -> pd.DataFrame:
    frame = facts.get("verdicts", pd.DataFrame())
    if frame.empty:
        return frame
    mine = (frame["project_id"] == number).to_numpy(dtype=bool, na_value=False) | (frame["subject"] == code).to_numpy()
    own = frame[mine & frame["milestone"].isin(EVALUATING).to_numpy(dtype=bool)]
    return own.assign(asked=[asked_of(row) for row in own.to_dict("records")])


def _row(row: Mapping[Any, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: as_cell(row[name]) for name in columns if name in row}


def as_cell(value: object) -> Any:
    """One cell as JSON has it: days as ISO text, nothing as None."""
    known = plain(value)
    if isinstance(known, date):
        return known.isoformat()[:10]
    return known.item() if isinstance(known, np.generic) else known


def frames(rows: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    """The frames again, with whole numbers as Int64 and days as dates; a frame without rows has its columns."""
    return {name: _frame(rows.get(name, []), columns) for name, columns in FRAMES.items()}


def _frame(rows: Rows, columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns), dtype="object")
    for name in columns:
        if name.endswith(("_cp", "_fen", "_id", "_year")):
            frame[name] = pd.array([None if pd.isna(cell) else int(cell) for cell in frame[name]], dtype="Int64")
        elif name.endswith("_on"):
            frame[name] = [date.fromisoformat(cell) if isinstance(cell, str) else None for cell in frame[name]]
    return frame


def parameters_of(law: Parameters) -> dict[str, dict[str, Any]]:
    """The parameters that the score table rests on, each with its source and whether anybody has confirmed it."""
    names = [*PARAMETERS, *sorted(name for name in law.known if name.startswith("score_table."))]
    found = {}
    for name in names:
        dated, parameter = law.dated(name), law.known[name][1]
        value = list(dated.value) if isinstance(dated.value, tuple) else dated.value
        found[name] = {"title": parameter.title, "unit": parameter.unit, "value": value, "source": dated.source,
                       "confirmed": dated.confirmed}
    return found


def law_of(given: Mapping[str, Mapping[str, Any]], work_year: int) -> Parameters:
    """The parameters again, for one work year."""
    known = {}
    for name, one in given.items():
        value = tuple(one["value"]) if isinstance(one["value"], list) else one["value"]
        dated = Dated.model_validate({"from": work_year, "value": value, "source": one["source"],
                                      "confirmed": one["confirmed"]})
        known[name] = ("评级依据单", Parameter(title=one["title"], unit=one["unit"], values=(dated,)))
    return Parameters(work_year, known)

"""The facts of the certificates of all projects at once: what `certificate_json.facts_of` says of each, set-wise."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.rules.certificate_json import EVALUATING, FRAMES, Rows, as_cell
from tasks.rules.score_table_questions import asked_of
from tasks.rules.verdicts import Facts

Groups = Mapping[Any, Rows]
OF_PROJECT = ("score_reviews", "grades", "failed_twice")
OF_CODE = ("audit_findings", "audit_findings@before")


def facts_of_all(facts: Facts) -> dict[str, dict[str, Rows]]:
    """Project code → all facts about the project that the score table looks at."""
    by_id = {name: _grouped(facts, name, "project_id") for name in OF_PROJECT}
    by_code = {name: _grouped(facts, name, "project_code") for name in OF_CODE}
    units, decisions = _grouped(facts, "units", "code"), _grouped(facts, "decisions", "subject")
    verdicts = _verdicts(facts)
    found = {}
    for code, [project] in _grouped(facts, "projects", "project_code").items():
        number = project["project_id"]
        own: dict[str, Rows] = {"projects": [project]}
        own |= {name: groups.get(number, []) for name, groups in by_id.items()}
        own |= {name: groups.get(code, []) for name, groups in by_code.items()}
        own["verdicts"] = verdicts.get(number, [])
        senders = {project["unit_code"], *(row["unit_code"] for row in own["score_reviews"])}
        own["units"] = [row for sender in sorted(senders) for row in units.get(sender, [])]
        about = {code, *(row["subject"] for row in own["verdicts"])}
        own["decisions"] = [row for subject in sorted(about) for row in decisions.get(subject, [])]
        found[str(code)] = {name: own[name] for name in FRAMES}
    return found


def _grouped(facts: Facts, name: str, by: str) -> Groups:
    """The rows of a frame as the certificate has them, by one of its columns."""
    found: defaultdict[Any, Rows] = defaultdict(list)
    for row in _records(facts.get(name, pd.DataFrame()), FRAMES[name]):
        found[row[by]].append(row)
    return found


def _verdicts(facts: Facts) -> Groups:
    """The verdicts of evaluations by project number: those that bear it, and those whose subject is the code."""
    frame = facts.get("verdicts", pd.DataFrame())
    found: defaultdict[Any, Rows] = defaultdict(list)
    if frame.empty:
        return found
    frame = frame[frame["milestone"].isin(EVALUATING).to_numpy(dtype=bool)]
    codes = {row["project_code"]: row["project_id"]
             for row in _records(facts["projects"], ("project_code", "project_id"))}
    told = frame.get("asked", pd.Series("", frame.index)), frame.get("detail", pd.Series(None, frame.index))
    asked = [asked_of({"asked": said, "detail": detail}) for said, detail in zip(*told, strict=True)]
    for row in _records(frame.assign(asked=asked), FRAMES["verdicts"]):
        numbers = {row["project_id"], codes.get(row["subject"])} - {None}
        for number in numbers:
            found[number].append(row)
    return found


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> Rows:
    names = [name for name in columns if name in frame]
    cells = [_cells(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    """A column as JSON has it; whole columns of texts and whole numbers are that already."""
    values = column.tolist()
    plain = set(map(type, values)) <= {str, int, bool, type(None)}
    return values if plain else [as_cell(value) for value in values]

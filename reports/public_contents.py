"""What stands in each public document: columns of the library and of tables, never a file (M01–M04, D08)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from tasks.rules.disclosure_clocks import ADJUSTED, DEPARTMENT, GOALS, KEY, OVERALL, SELF

Facts = Mapping[str, pd.DataFrame]
Row = list[Any]
# The facts they are made from besides those of the clocks.
NEEDS = ("indicators", "self_indicators", "overall_plan", "overall_tasks", "overall_indicators", "verdicts")


def contents(what: str, facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    """The rows of one document of one unit, in the order of `public_package.COLUMNS`.

    `projects`: codes of those whose share may be published; `secret`: of those that no document may name.
    """
    yield from CONTENTS[what](facts, unit, projects, secret)


def _of(rows: pd.DataFrame, projects: set[str]) -> pd.DataFrame:
    return rows[rows["project_code"].isin(list(projects)).to_numpy(dtype=bool)].sort_values(
        "project_code", kind="stable"
    )


def _goals(facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    about = _of(facts["projects"], projects)
    for project in about.to_dict("records"):
        yield from (
            [project["project_name"], _whole(project["budget_fen"]), *_target(one), _whole(one["weight_cp"])]
            for one in _of(facts["indicators"], {project["project_code"]}).to_dict("records")
        )


def _adjusted(facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    names = dict(zip(facts["projects"]["project_code"], facts["projects"]["project_name"], strict=True))
    for one in _of(facts["goal_adjustments"], projects).to_dict("records"):
        yield [names.get(one["project_code"], one["project_code"]), one["reviewed_on"], one["change"]]


def _overall(facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    for title, name, columns in (
        ("总体目标", "overall_plan", ("", "goal", "total_fen", "")),
        ("主要任务", "overall_tasks", ("task", "content", "total_fen", "")),
        ("绩效指标", "overall_indicators", ("level3", "target", "", "weight_cp")),
    ):
        own = facts[name][(facts[name]["unit_code"] == unit).to_numpy(dtype=bool)]
        for one in own.to_dict("records"):
            yield [title, *(_plain(one[column]) if column else None for column in columns)]


def _self(facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    about = _of(facts["grades"], projects).merge(
        facts["projects@before"][["project_id", "project_name"]], on="project_id"
    )
    rows = facts["self_indicators"]
    for project in about.to_dict("records"):
        money = [_whole(project[name]) for name in ("budget_fen", "executed_fen", "self_score_cp")]
        for one in rows[(rows["project_id"] == project["project_id"]).to_numpy(dtype=bool)].to_dict("records"):
            yield [
                project["project_name"],
                *money,
                *_target(one),
                one["actual"],
                _whole(one["weight_cp"]),
                _whole(one["self_score_cp"]),
            ]


def _department(facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    """The department's report is one: of all its units' projects that were evaluated, but none that is secret."""
    members = facts["units"]
    own = set(
        members.loc[((members["department_code"] == unit) | (members["code"] == unit)).to_numpy(dtype=bool), "code"]
    )
    for one in _evaluated(facts, "department_evaluation", "评价完成"):
        if one["unit_code"] in own and one["subject"] not in secret:
            yield [one["project_name"], _whole(one["amount_fen"]), _whole(one["score_cp"])]


def _key(facts: Facts, unit: str, projects: set[str], secret: set[str]) -> Iterator[Row]:
    for one in _evaluated(facts, "key_evaluation", "已验收"):
        if one["subject"] in projects:
            yield [
                one["project_name"],
                _whole(one["amount_fen"]),
                one["detail"].get("institution", ""),
                _whole(one["score_cp"]),
            ]


def _evaluated(facts: Facts, milestone: str, word: str) -> list[dict[Any, Any]]:
    rows = facts["verdicts"]
    rows = rows[
        ((rows["milestone"] == milestone) & (rows["kind"] == "project") & (rows["verdict"] == word)).to_numpy(
            dtype=bool
        )
    ]
    names = facts["projects@before"][["project_code", "project_name"]].rename(columns={"project_code": "subject"})
    return rows.merge(names, on="subject").sort_values("subject").to_dict("records")


def _target(one: dict[Any, Any]) -> list[str]:
    """The levels and the target with its relation, which some write before it and some beside it."""
    relation, target = one["relation"], one["target"]
    beside = relation not in ("", "定性") and not target.startswith(relation)
    return [one["level1"], one["level2"], one["level3"], f"{relation}{target}" if beside else target]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else _whole(value)


def _whole(value: Any) -> int | None:
    return None if value is None or value is pd.NA or value != value else int(value)


CONTENTS = {GOALS: _goals, ADJUSTED: _adjusted, OVERALL: _overall, SELF: _self, DEPARTMENT: _department, KEY: _key}

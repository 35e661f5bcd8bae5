"""What the tables of the integrated budget system show of a work year: one frame per `source` of interchange.yaml."""

from collections.abc import Callable
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from tasks.store import facts, library, obligations, submissions
from tasks.store.frames import frame
from tasks.store.models import Region, Unit

MONITORING, SELF = "monitoring", "self_evaluation"
Source = Callable[[Connection, int, date], pd.DataFrame]


def rows(conn: Connection, source: str, work_year: int, as_of: date) -> pd.DataFrame:
    """The rows of a source as of a day, each with whose it is: region_code, region_name, unit_name, department_code.

    Raises KeyError for a source that there is not.
    """
    found = _SOURCES[source](conn, work_year, as_of)
    owners = frame(conn, select(
        Unit.code.label("unit_code"), Unit.name.label("unit_name"), Unit.region_code,
        Region.name.label("region_name"), Unit.department_code,
    ).join(Region, Region.code == Unit.region_code))
    return found.merge(owners, on="unit_code", how="left")


def _project_goals(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """Goals applied for with the budget of the work year: in the year before, and in its own course."""
    parts = [facts.in_force(conn, "requests", year, as_of) for year in (work_year - 1, work_year)]
    both = pd.concat(parts, ignore_index=True)
    both = both[both["fiscal_year"] == work_year].drop_duplicates(["project_code", "stage"], keep="last")
    keys = both["project_code"] + "-" + both["stage"]
    return both.assign(goal_id=keys, version=pd.array([1] * len(both), dtype="Int64"))


def _project_indicators(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = library.targets(conn, work_year)
    return found.assign(fiscal_year=work_year, indicator_id=_numbered(found, "project_code"))


def _overall_goals(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = facts.in_force(conn, "overall_plan", work_year, as_of)
    keys = found["unit_code"] + f"-{work_year}"
    return found.assign(fiscal_year=work_year, goal_id=keys, version=pd.array([1] * len(found), dtype="Int64"))


def _overall_goal_indicators(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = facts.in_force(conn, "overall_indicators", work_year, as_of)
    return found.assign(fiscal_year=work_year, indicator_id=_numbered(found, "unit_code"))


def _monitoring_tasks(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = obligations.of_year(conn, work_year, as_of)
    found = found[found["milestone"] == MONITORING]
    numbers = [f"{work_year}-{node}-{unit}" for node, unit in zip(found["node"], found["unit_code"], strict=True)]
    titles = [f"{work_year}年度绩效监控（{node}）" for node in found["node"]]
    return found[["unit_code", "node", "fiscal_year", "effective_due"]].assign(
        task_id=found["id"].astype("str"), task_no=numbers, title=titles)


def _monitoring_rows(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """One row per indicator of a project at a node, with the project's money and what finance said of it."""
    projects = facts.in_force(conn, "monitoring", work_year, as_of)
    indicators = facts.in_force(conn, "monitoring_indicators", work_year, as_of)
    own = ["project_code", "node", "level1", "level2", "level3", "target", "actual", "forecast", "reason", "likelihood"]
    money = projects[["project_code", "node", "unit_code", "received_on", "goal", "executed_fen", "forecast_fen"]]
    both = money.merge(indicators[own], on=["project_code", "node"], how="left")
    both = both.merge(_reviews(conn, work_year, as_of), on=["project_code", "node"], how="left")
    keys = both["project_code"] + "-" + both["node"] + "-" + _place(both, ["project_code", "node"])
    return both.assign(row_id=keys, fiscal_year=work_year)


def _reviews(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """project_code, node, whether it must be put right, the advice, and how that ended."""
    said = facts.in_force(conn, "monitoring_reviews", work_year, as_of)
    closed = facts.in_force(conn, "rectification_reviews", work_year, as_of)
    closed = closed.assign(node=closed["for_node"].map({"5月监控": "may", "8月监控": "august"}).astype("str"))
    must = (said["verdict"] == "不合格") | (said["problems"] != "")
    said = said.assign(must_rectify=must.astype("boolean"))[["project_code", "node", "must_rectify", "advice"]]
    last = closed.drop_duplicates(["project_code", "node"], keep="last")[["project_code", "node", "outcome"]]
    return said.merge(last, on=["project_code", "node"], how="left")


def _monitoring_files(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = submissions.on_day(conn, MONITORING, work_year, as_of)
    found = found[found["counts"]]
    places = [f"store/{sha[:2]}/{sha}" for sha in found["sha256"]]
    return found[["unit_code", "file"]].assign(kind=found["form"], place=places, fiscal_year=work_year)


def _public_files(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = facts.in_force(conn, "publications", work_year, as_of)
    return found.assign(unit_code=found["about_unit"], file=found["what"], fiscal_year=work_year)


def _self_evaluations(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """The self-evaluations of the fiscal year before (X02), as filled in."""
    found = submissions.in_force(conn, SELF, work_year, as_of).drop(columns=["project_code", "unit_code"])
    known = library.register(conn, work_year - 1)[["project_id", "project_code", "unit_code"]]
    found = found.merge(known, on="project_id")
    return found.assign(fiscal_year=work_year - 1, eval_id=found["id"].astype("str"), self_score_cp=found["total_cp"])


def _self_evaluation_indicators(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    head = _self_evaluations(conn, work_year, as_of)[["id", "eval_id", "project_code", "unit_code", "fiscal_year"]]
    found = submissions.indicators(conn, SELF, work_year).merge(head.rename(columns={"id": "entry_id"}), on="entry_id")
    return found.assign(indicator_id=found["project_code"] + "-" + (found["seq"] + 1).astype("str"))


def _self_evaluation_funds(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    found = _self_evaluations(conn, work_year, as_of)
    return found.assign(fund="年度资金总额", adjusted_fen=found["budget_fen"] - found["initial_fen"])


def _rural_rows(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    return facts.in_force(conn, "rural_platform", work_year, as_of)


def _numbered(found: pd.DataFrame, key: str) -> "pd.Series[str]":
    return found[key].astype("str") + "-" + _place(found, [key])


def _place(found: pd.DataFrame, keys: list[str]) -> "pd.Series[str]":
    """1, 2, 3 … among the rows with the same keys."""
    return (found.groupby(keys, dropna=False).cumcount() + 1).astype("str")


_SOURCES: dict[str, Source] = {
    "project_goals": _project_goals, "project_indicators": _project_indicators, "overall_goals": _overall_goals,
    "overall_goal_indicators": _overall_goal_indicators, "monitoring_tasks": _monitoring_tasks,
    "monitoring_rows": _monitoring_rows, "monitoring_files": _monitoring_files, "public_files": _public_files,
    "self_evaluations": _self_evaluations, "self_evaluation_indicators": _self_evaluation_indicators,
    "self_evaluation_funds": _self_evaluation_funds, "rural_rows": _rural_rows,
}
SOURCES = frozenset(_SOURCES)

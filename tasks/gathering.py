"""Gathering facts: the frames that the rules of a milestone ask for by name, as they stood on the run's day."""

from collections.abc import Callable, Iterable

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.rules.outage import DAILY, KIND
from tasks.rules.reviews import is_review
from tasks.store import directory, facts, judgements, library, obligations, service, submissions, verdicts

BEFORE, AFTER = "@before", "@after"
GRADES = ["project_id", "project_code", "unit_code", "budget_fen", "self_score_cp", "final_cp", "final_grade"]


def gather(conn: Connection, desk: Desk, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Name → rows; `…@before`, `…@after`: of the year before, after. Raises KeyError for an unknown name."""
    return {name: _frame(conn, desk, name) for name in names}


def _frame(conn: Connection, desk: Desk, name: str) -> pd.DataFrame:
    bare = name.removesuffix(BEFORE).removesuffix(AFTER)
    shift = -name.endswith(BEFORE) + name.endswith(AFTER)
    known = BUILT_IN.get(bare)
    return known(conn, desk, shift) if known else facts.in_force(conn, bare, desk.work_year + shift, desk.as_of)


def _projects(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    people = directory.units(conn, desk.as_of, former=True).rename(columns={"code": "unit_code", "name": "unit_name"})
    about = people[["unit_code", "unit_name", "department_code", "department_name", "region_code", "division_code"]]
    return library.projects(conn, desk.fiscal_year + shift).merge(about, on="unit_code", how="left")


def _indicators(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    return library.targets(conn, desk.fiscal_year + shift)


def _units(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    regions = {code: region.level for code, region in desk.book.routing.regions.items()}
    return directory.units(conn, desk.as_of, former=True).assign(
        level=lambda rows: rows["region_code"].map(regions).fillna(""))


def _obligations(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    """What is owed for the calendar's forms; the reviews of what came in are the finance side's, in `reviews_owed`."""
    found = obligations.of_year(conn, desk.work_year + shift, desk.as_of)
    return found[~is_review(found, desk.book)].reset_index(drop=True)


def _reviews_owed(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    """What the finance side owes for what came in: only rules that hold it to account itself ask for it (O02–O09)."""
    found = obligations.of_year(conn, desk.work_year + shift, desk.as_of)
    return found[is_review(found, desk.book)].reset_index(drop=True)


def _submissions(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    found = submissions.of_year(conn, desk.work_year + shift, desk.as_of)
    return found.assign(received_on=pd.Series([at.date() for at in found["received_at"]], dtype=object))


def _grades(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    year = desk.work_year + shift
    graded = judgements.in_force(conn, "self_evaluation", year, desk.as_of)[GRADES]
    filed = submissions.in_force(conn, "self_evaluation", year, desk.as_of)[["project_id", "executed_fen"]]
    return graded.merge(filed, on="project_id", how="left")


def _self_indicators(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    year = desk.work_year + shift
    filed = submissions.in_force(conn, "self_evaluation", year, desk.as_of)[["id", "project_id"]]
    rows = submissions.indicators(conn, "self_evaluation", year)
    return rows.merge(filed.rename(columns={"id": "entry_id"}), on="entry_id")


def _verdicts(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    return verdicts.in_force(conn, desk.work_year + shift, desk.as_of)


def _results(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    """The score table's newest verdict of each project (X05): the last version that has one."""
    found = _verdicts(conn, desk, shift)
    found = found[(found["milestone"] == "score_table") & (found["kind"] == "project")]
    return found.sort_values(["node", "id"]).drop_duplicates("subject", keep="last").reset_index(drop=True)


def _decisions(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    return verdicts.decisions(conn, desk.work_year + shift, desk.as_of)


def _excuses(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    """Lateness that our own side had a part in (X06): whose, of what, and what was decided; "" is nothing yet."""
    found = verdicts.in_force(conn, desk.work_year + shift, desk.as_of, DAILY)
    found = found[found["kind"] == KIND]
    ruled = verdicts.decided(conn, found, desk.work_year + shift, desk.as_of)[["subject", "decision"]]
    return found[["subject"]].merge(ruled, on="subject", how="left").fillna({"decision": ""})


def _runs(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    return service.ran(conn, desk.work_year + shift, desk.as_of)


def _notices(conn: Connection, desk: Desk, shift: int) -> pd.DataFrame:
    return service.told(conn, desk.work_year + shift, desk.as_of)


BUILT_IN: dict[str, Callable[[Connection, Desk, int], pd.DataFrame]] = {
    "projects": _projects, "indicators": _indicators, "units": _units, "obligations": _obligations,
    "reviews_owed": _reviews_owed,
    "submissions": _submissions, "grades": _grades, "self_indicators": _self_indicators, "verdicts": _verdicts,
    "results": _results, "decisions": _decisions, "runs": _runs, "notices": _notices, "excuses": _excuses,
}

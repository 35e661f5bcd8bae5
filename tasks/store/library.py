"""The project library as the verbs ask for it: the register of one fiscal year, and the targets set with it."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, or_, select

from tasks.store.frames import frame
from tasks.store.models import Project, ProjectIndicator, Unit


def register(conn: Connection, fiscal_year: int, regions: Sequence[str] = ()) -> pd.DataFrame:
    """All projects of a year: project_id, project_code, project_name, unit_code, initial_fen, budget_fen, `evaluated`.

    `evaluated`: in scope of evaluation (D01) — an adjusted budget, or not cancelled. Others are only listed.
    """
    query = select(
        Project.id.label("project_id"), Project.code.label("project_code"), Project.name.label("project_name"),
        Project.unit_code, Project.initial_fen, Project.budget_fen,
        or_(Project.budget_fen > 0, Project.cancelled_reason == "").label("evaluated"),
    ).where(Project.fiscal_year == fiscal_year).order_by(Project.code)
    if regions:
        query = query.join(Unit, Unit.code == Project.unit_code).where(Unit.region_code.in_(regions))
    return frame(conn, query)


def owners(conn: Connection, fiscal_year: int) -> dict[str, str]:
    """Project code → unit code of every project of a year."""
    query = select(Project.code, Project.unit_code).where(Project.fiscal_year == fiscal_year)
    return {code: unit for code, unit in conn.execute(query).tuples()}


def projects(conn: Connection, fiscal_year: int) -> pd.DataFrame:
    """All projects of a year with everything the library knows of them: the columns of `register` and of `project`."""
    query = select(
        Project.id.label("project_id"), Project.code.label("project_code"), Project.name.label("project_name"),
        *(c for c in Project.__table__.c if c.name not in ("id", "code", "name")),
        or_(Project.budget_fen > 0, Project.cancelled_reason == "").label("evaluated"),
    ).where(Project.fiscal_year == fiscal_year).order_by(Project.code)
    return frame(conn, query)


def targets(conn: Connection, fiscal_year: int) -> pd.DataFrame:
    """The indicators set with the projects of a year, in order, with the project's id, code and unit."""
    query = select(
        Project.id.label("project_id"), Project.code.label("project_code"), Project.unit_code,
        ProjectIndicator.level1, ProjectIndicator.level2, ProjectIndicator.level3, ProjectIndicator.relation,
        ProjectIndicator.target, ProjectIndicator.weight_cp,
    ).join(Project, Project.id == ProjectIndicator.project_id).where(Project.fiscal_year == fiscal_year)
    return frame(conn, query.order_by(Project.code, ProjectIndicator.seq))

"""The project library: what was budgeted, for whom, and the targets set with it."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Fen, Id, Key, Name, Points, Words


class Project(Base):
    """One project of one fiscal year. Classified projects are never here (X08)."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("fiscal_year", "code"), Index(None, "unit_code", "fiscal_year"))

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[Name]
    unit_code: Mapped[Code] = mapped_column(ForeignKey("unit.code"))
    fiscal_year: Mapped[int]
    initial_fen: Mapped[Fen]  # 年初预算数
    budget_fen: Mapped[Fen]  # 全年预算数, adjusted
    project_type: Mapped[Name] = mapped_column(default="")
    cancelled_reason: Mapped[Words] = mapped_column(default="")  # not empty: cancelled, with this reason
    is_new: Mapped[bool] = mapped_column(default=False)
    is_key: Mapped[bool] = mapped_column(default=False)
    is_one_off: Mapped[bool] = mapped_column(default=False)
    last_dept_eval_year: Mapped[int | None]
    funds: Mapped[Name] = mapped_column(default="", server_default="")  # 资金性质, with 、 between


class ProjectIndicator(Base):
    """One target indicator set with the project: what an issued form is filled in with."""

    __tablename__ = "project_indicator"

    project_id: Mapped[int] = mapped_column(Key, ForeignKey("project.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level1: Mapped[Name]
    level2: Mapped[Name]
    level3: Mapped[Name]
    relation: Mapped[Code]  # ≥ ≤ = 定性
    target: Mapped[Words]
    weight_cp: Mapped[Points | None]

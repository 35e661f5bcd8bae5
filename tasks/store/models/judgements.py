"""What the rules make of the facts: score and grade, raw and final, with every rule that fired."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Hash, Id, Key, Name, Points, Words


class Judgement(Base):
    """One conclusion about one project (结论), never changed: same facts under the same rulebook are the same row."""

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint(
            "milestone", "work_year", "project_id", "facts_hash", "rulebook_hash", name="uq_judgement_facts",
        ),
        Index(None, "project_id"),
    )

    id: Mapped[Id]
    milestone: Mapped[Code]
    work_year: Mapped[int]
    fiscal_year: Mapped[int]
    project_id: Mapped[int] = mapped_column(Key, ForeignKey("project.id"))
    as_of: Mapped[date]  # the day on which these facts were first judged so
    self_score_cp: Mapped[Points | None]
    raw_cp: Mapped[Points | None]  # NULL: not scored, only listed
    final_cp: Mapped[Points | None]
    raw_grade: Mapped[Code] = mapped_column(default="")
    final_grade: Mapped[Code] = mapped_column(default="")
    rules: Mapped[Words] = mapped_column(default="")  # ids of the rules that fired, in order, with blanks between
    facts_hash: Mapped[Hash]
    rulebook_hash: Mapped[Hash]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))


class Fired(Base):
    """One rule that fired in a judgement: what it found, what it changed, under which clause."""

    __tablename__ = "fired"

    judgement_id: Mapped[int] = mapped_column(Key, ForeignKey("judgement.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[Code]
    before_cp: Mapped[Points | None]
    after_cp: Mapped[Points | None]
    before_grade: Mapped[Code] = mapped_column(default="")
    after_grade: Mapped[Code] = mapped_column(default="")
    fact: Mapped[Words]
    clause: Mapped[Name]


class Standing(Base):
    """Which judgement of a project is in force: facts may go back to what they were, so the newest row need not be."""

    __tablename__ = "standing"
    __table_args__ = (UniqueConstraint("milestone", "work_year", "project_id"),)

    id: Mapped[Id]
    milestone: Mapped[Code]
    work_year: Mapped[int]
    project_id: Mapped[int] = mapped_column(Key, ForeignKey("project.id"))
    judgement_id: Mapped[int] = mapped_column(Key, ForeignKey("judgement.id"))
    as_of: Mapped[date]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))


class StandingPast(Base):
    """Which judgement of a project was in force before: from one day on, until the day on which another one came."""

    __tablename__ = "standing_past"
    __table_args__ = (UniqueConstraint("milestone", "work_year", "project_id", "as_of", name="uq_standing_past_day"),)

    id: Mapped[Id]
    milestone: Mapped[Code]
    work_year: Mapped[int]
    project_id: Mapped[int] = mapped_column(Key, ForeignKey("project.id"))
    judgement_id: Mapped[int] = mapped_column(Key, ForeignKey("judgement.id"))
    as_of: Mapped[date]
    until: Mapped[date]  # the first day on which it was no more
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))

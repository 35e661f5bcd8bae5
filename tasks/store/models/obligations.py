"""What is owed: one row per unit and node, its deadline and every change of that deadline."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Id, Key, Name, Words, one_of

STATES = ("owed", "met", "waived")
SOURCES = ("calendar", "extension")


class Obligation(Base):
    """One unit owes one form by one date (应报事项): the row everything hangs on, never inferred from files."""

    __tablename__ = "obligation"
    __table_args__ = (
        one_of("state", *STATES),
        UniqueConstraint("work_year", "milestone", "node", "unit_code", "form", "occasion"),
        Index(None, "unit_code"),
    )

    id: Mapped[Id]
    work_year: Mapped[int]
    milestone: Mapped[Code]
    node: Mapped[Code] = mapped_column(default="")  # "" where the milestone has only one
    unit_code: Mapped[Code] = mapped_column(ForeignKey("unit.code"))
    region_code: Mapped[Code] = mapped_column(ForeignKey("region.code"))
    form: Mapped[Code]
    fiscal_year: Mapped[int]  # the year evaluated (X02)
    written_due: Mapped[date]
    effective_due: Mapped[date]
    due_reason: Mapped[Words] = mapped_column(default="")
    remind_from: Mapped[date]  # the working day reminders count back from
    deadline_version: Mapped[int] = mapped_column(default=1)
    state: Mapped[Code] = mapped_column(default="owed")
    first_complete_on: Mapped[date | None]
    met_on: Mapped[date | None]
    occasion: Mapped[Code] = mapped_column(default="")  # the day what is to be reviewed came in; "": by the calendar


class Deadline(Base):
    """One version of an obligation's deadline: the present one is the highest version."""

    __tablename__ = "deadline"
    __table_args__ = (one_of("source", *SOURCES),)

    obligation_id: Mapped[int] = mapped_column(Key, ForeignKey("obligation.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    written_due: Mapped[date]
    effective_due: Mapped[date]
    remind_from: Mapped[date]
    reason: Mapped[Words] = mapped_column(default="")
    set_on: Mapped[date]
    source: Mapped[Code]


class ObligationStep(Base):
    """One change of an obligation's state and the day it counts from: what an earlier day looked like."""

    __tablename__ = "obligation_step"
    __table_args__ = (one_of("state", *STATES),)

    obligation_id: Mapped[int] = mapped_column(Key, ForeignKey("obligation.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[Code]
    day: Mapped[date]


class Extension(Base):
    """A later date that finance granted (X07): by whom, on what paper, why."""

    __tablename__ = "extension"
    __table_args__ = (UniqueConstraint("obligation_id", "new_due", "granted_on"),)

    id: Mapped[Id]
    obligation_id: Mapped[int] = mapped_column(Key, ForeignKey("obligation.id"))
    new_due: Mapped[date]
    approver: Mapped[Name]
    document: Mapped[Name] = mapped_column(default="")
    reason: Mapped[Words]
    granted_on: Mapped[date]

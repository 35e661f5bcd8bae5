"""What the rules make of everything but the grades of self-evaluation, and what a named person decided about it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Fen, Hash, Id, Json, Key, Name, Points, Words, one_of

DECISIONS = ("approved", "rejected")


class Verdict(Base):
    """One verdict about one subject (`tasks.rules.verdicts`), never changed: the same words under the same rulebook are
    the same row. With a `proposal` it hurts somebody, and counts for nothing until a named person decides (X11)."""

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint(
            "work_year", "milestone", "node", "kind", "subject", "proposal", "content_hash", "rulebook_hash",
            name="uq_verdict_content",
        ),
        Index(None, "project_id"),
    )

    id: Mapped[Id]
    work_year: Mapped[int]
    milestone: Mapped[Code]
    node: Mapped[Code] = mapped_column(default="")
    kind: Mapped[Code]  # project, department, unit, region …
    subject: Mapped[Name]
    unit_code: Mapped[Code] = mapped_column(default="")
    project_id: Mapped[int | None] = mapped_column(Key, ForeignKey("project.id"))
    verdict: Mapped[Name]
    score_cp: Mapped[Points | None]
    amount_fen: Mapped[Fen | None]
    rules: Mapped[Words] = mapped_column(default="")
    why: Mapped[Words] = mapped_column(default="")
    proposal: Mapped[Name] = mapped_column(default="")
    detail: Mapped[Json]
    basis_hash: Mapped[Hash]  # what a decision rests on: subject, proposal, amount, rules, rulebook
    content_hash: Mapped[Hash]
    rulebook_hash: Mapped[Hash]
    as_of: Mapped[date]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))


class VerdictStep(Base):
    """One rule that fired in a verdict."""

    __tablename__ = "verdict_step"

    verdict_id: Mapped[int] = mapped_column(Key, ForeignKey("verdict.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[Code]
    before_cp: Mapped[Points | None]
    after_cp: Mapped[Points | None]
    before_grade: Mapped[Code] = mapped_column(default="")
    after_grade: Mapped[Code] = mapped_column(default="")
    fact: Mapped[Words]
    clause: Mapped[Name]


class VerdictStanding(Base):
    """Which verdict about a subject is in force from a day on; NULL: the run of that day had none to give any more."""

    __tablename__ = "verdict_standing"
    __table_args__ = (
        UniqueConstraint(
            "work_year", "milestone", "node", "kind", "subject", "proposal", "as_of", name="uq_verdict_standing_day",
        ),
    )

    id: Mapped[Id]
    work_year: Mapped[int]
    milestone: Mapped[Code]
    node: Mapped[Code] = mapped_column(default="")
    kind: Mapped[Code]
    subject: Mapped[Name]
    proposal: Mapped[Name] = mapped_column(default="")
    verdict_id: Mapped[int | None] = mapped_column(Key, ForeignKey("verdict.id"))
    as_of: Mapped[date]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))


class Decision(Base):
    """What a named person decided about a proposal, and why. It stands as long as its verdict's basis does (X11)."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("decision", *DECISIONS),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("decided_by <> ''", name="decided_by"),
        Index(None, "verdict_id"),
    )

    id: Mapped[Id]
    verdict_id: Mapped[int] = mapped_column(Key, ForeignKey("verdict.id"))
    decision: Mapped[Code]
    decided_by: Mapped[Name]
    reason: Mapped[Words]
    decided_on: Mapped[date]
    run_id: Mapped[int | None] = mapped_column(Key, ForeignKey("run.id"))

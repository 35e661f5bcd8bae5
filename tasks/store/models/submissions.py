"""What was handed in: files, the rows read from them, what was wrong with them, and what a reviewer said."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from config.findings import Tier
from tasks.store.models.base import Base, Code, Fen, Hash, Id, Json, Key, Name, Points, Words, one_of

STATES = ("refused", "returned", "outdated", "accepted")
VERDICTS = ("accept", "return")
UNKNOWN_UNIT = text("unit_code IS NULL")


class Submission(Base):
    """One received version of a form (报送件): immutable, known by the SHA-256 of its bytes.

    `state` is what the checks said on arrival: refused = not readable as the form; returned = must be corrected;
    outdated = an older revision than the one in force; accepted = counts. A review may overrule returned and accepted.
    The same bytes from the same unit are one submission, however often they arrive.
    """

    __tablename__ = "submission"
    __table_args__ = (
        one_of("state", *STATES),
        UniqueConstraint("work_year", "milestone", "sha256", "unit_code"),
        Index(
            "uq_submission_unknown_unit", "work_year", "milestone", "sha256",
            unique=True, sqlite_where=UNKNOWN_UNIT, postgresql_where=UNKNOWN_UNIT,
        ),
        Index(None, "unit_code", "work_year", "milestone"),
    )

    id: Mapped[Id]
    sha256: Mapped[Hash]
    file: Mapped[Words]  # its name as received
    unit_code: Mapped[Code | None] = mapped_column(ForeignKey("unit.code"))
    work_year: Mapped[int]
    milestone: Mapped[Code]
    received_at: Mapped[datetime]
    form: Mapped[Code] = mapped_column(default="")
    layout: Mapped[Code] = mapped_column(default="")  # issued, official or ""
    rev: Mapped[int] = mapped_column(default=0)
    state: Mapped[Code]
    is_late: Mapped[bool] = mapped_column(default=False)
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("run.id"))
    node: Mapped[Code] = mapped_column(default="", server_default="")


class Entry(Base):
    """One project in one submission, as filled in. Which one is in force is asked by day: `submissions.in_force`."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("submission_id", "seq"), Index(None, "project_id"))

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(Key, ForeignKey("submission.id"))
    seq: Mapped[int]  # 0-based place in the file
    project_id: Mapped[int | None] = mapped_column(Key, ForeignKey("project.id"))  # NULL: not in the library
    project_code: Mapped[Words] = mapped_column(default="")
    project_name: Mapped[Words] = mapped_column(default="")
    goal: Mapped[Words] = mapped_column(default="")
    achieved: Mapped[Words] = mapped_column(default="")
    reason: Mapped[Words] = mapped_column(default="")
    grade: Mapped[Words] = mapped_column(default="")  # 等次 as printed
    initial_fen: Mapped[Fen | None]
    budget_fen: Mapped[Fen | None]
    executed_fen: Mapped[Fen | None]
    rate_bp: Mapped[int | None] = mapped_column(BigInteger)
    execution_weight_cp: Mapped[Points | None]
    execution_score_cp: Mapped[Points | None]
    total_cp: Mapped[Points | None]


class Indicator(Base):
    """One indicator row of an entry, as filled in, with the points the rules make of it (`score_cp`)."""

    __tablename__ = "indicator"

    entry_id: Mapped[int] = mapped_column(Key, ForeignKey("entry.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level1: Mapped[Words]
    level2: Mapped[Words]
    level3: Mapped[Words]
    target: Mapped[Words]
    relation: Mapped[Code]
    actual: Mapped[Words]
    reason: Mapped[Words]
    target_value: Mapped[int | None] = mapped_column(BigInteger)
    actual_value: Mapped[int | None] = mapped_column(BigInteger)
    tier: Mapped[int | None]
    weight_cp: Mapped[Points | None]
    self_score_cp: Mapped[Points | None]
    score_cp: Mapped[Points | None]


class Fact(Base):
    """One row of a table that was handed in (`config/forms/tables`): `payload` holds its columns as described there."""

    __tablename__ = "fact"
    __table_args__ = (UniqueConstraint("submission_id", "register", "seq"), Index(None, "register"))

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(Key, ForeignKey("submission.id"))
    register: Mapped[Code]  # the table's name
    seq: Mapped[int]
    project_id: Mapped[int | None] = mapped_column(Key, ForeignKey("project.id"))
    payload: Mapped[Json]


class Finding(Base):
    """One thing wrong at one cell of a submission (问题)."""

    __tablename__ = "finding"
    __table_args__ = (one_of("tier", *(t.value for t in Tier)), Index(None, "submission_id"))

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(Key, ForeignKey("submission.id"))
    rule: Mapped[Code]
    tier: Mapped[Code]
    sheet: Mapped[Words]
    cell: Mapped[Words]
    value: Mapped[Words]
    expected: Mapped[Words]
    message: Mapped[Words]
    project_code: Mapped[Words]


class Review(Base):
    """A named person's verdict on a submission (审核意见); a return says why."""

    __tablename__ = "review"
    __table_args__ = (
        one_of("verdict", *VERDICTS),
        CheckConstraint("verdict <> 'return' OR reason <> ''", name="reason"),
        UniqueConstraint("submission_id", "reviewer", "verdict", "decided_on"),
    )

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(Key, ForeignKey("submission.id"))
    reviewer: Mapped[Name]
    verdict: Mapped[Code]
    reason: Mapped[Words] = mapped_column(default="")
    decided_on: Mapped[date]

"""Rows of tables as handed in, verdicts and decisions; offices beside units; nature of funds; node of a submission."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUBJECT = ("work_year", "milestone", "node", "kind", "subject", "proposal")
ADDED = (
    "unit ADD COLUMN kind VARCHAR(32) DEFAULT 'unit' NOT NULL"
    " CONSTRAINT ck_unit_kind CHECK (kind IN ('unit', 'finance', 'division', 'centre'))",
    "project ADD COLUMN funds VARCHAR(200) DEFAULT '' NOT NULL",
    "submission ADD COLUMN node VARCHAR(32) DEFAULT '' NOT NULL",
)


def upgrade() -> None:
    """Forward."""
    for column in ADDED:
        op.execute(f"ALTER TABLE {column}")
    op.create_table(
        "fact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("register", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("project_id", KEY, nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_fact_project_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_fact_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("submission_id", "register", "seq", name=op.f("uq_fact_submission_id_register_seq")),
    )
    op.create_index(op.f("ix_fact_register"), "fact", ["register"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", KEY, nullable=False),
        sa.Column("work_year", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("project_id", KEY, nullable=True),
        sa.Column("verdict", sa.String(length=200), nullable=False),
        sa.Column("score_cp", sa.BigInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposal", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("basis_hash", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("rulebook_hash", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_verdict_project_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_verdict_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint(
            "work_year",
            "milestone",
            "node",
            "kind",
            "subject",
            "proposal",
            "content_hash",
            "rulebook_hash",
            name="uq_verdict_content",
        ),
    )
    op.create_index(op.f("ix_verdict_project_id"), "verdict", ["project_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("verdict_id", KEY, nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("run_id", KEY, nullable=True),
        sa.CheckConstraint("decided_by <> ''", name=op.f("ck_decision_decided_by")),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name=op.f("ck_decision_decision")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_decision_reason")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_decision_run_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_decision_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_verdict_id"), "decision", ["verdict_id"], unique=False)
    op.create_table(
        "verdict_standing",
        sa.Column("id", KEY, nullable=False),
        sa.Column("work_year", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("proposal", sa.String(length=200), nullable=False),
        sa.Column("verdict_id", KEY, nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_verdict_standing_run_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_verdict_standing_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_standing")),
        sa.UniqueConstraint(
            "work_year",
            "milestone",
            "node",
            "kind",
            "subject",
            "proposal",
            "as_of",
            name="uq_verdict_standing_day",
        ),
    )
    op.create_table(
        "verdict_step",
        sa.Column("verdict_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("before_cp", sa.BigInteger(), nullable=True),
        sa.Column("after_cp", sa.BigInteger(), nullable=True),
        sa.Column("before_grade", sa.String(length=32), nullable=False),
        sa.Column("after_grade", sa.String(length=32), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_verdict_step_verdict_id")),
        sa.PrimaryKeyConstraint("verdict_id", "seq", name=op.f("pk_verdict_step")),
    )
    # What stands now, for whoever reads the tables by hand: the newest line of every subject.
    same = " AND ".join(f"o.{name} = s.{name}" for name in SUBJECT)
    op.execute(
        "CREATE VIEW verdict_now AS SELECT s.* FROM verdict_standing s"  # noqa: S608  (names of our own columns)
        f" WHERE s.as_of = (SELECT max(o.as_of) FROM verdict_standing o WHERE {same})"
    )


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

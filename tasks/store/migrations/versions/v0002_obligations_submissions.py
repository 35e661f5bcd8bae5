"""Obligations and submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "obligation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("work_year", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("written_due", sa.Date(), nullable=False),
        sa.Column("effective_due", sa.Date(), nullable=False),
        sa.Column("due_reason", sa.Text(), nullable=False),
        sa.Column("remind_from", sa.Date(), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("first_complete_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('owed', 'met', 'waived')", name=op.f("ck_obligation_state")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_obligation_region_code")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_obligation_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint(
            "work_year", "milestone", "node", "unit_code", name=op.f("uq_obligation_work_year_milestone_node_unit_code")
        ),
    )
    op.create_index(op.f("ix_obligation_unit_code"), "obligation", ["unit_code"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=True),
        sa.Column("work_year", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("layout", sa.String(length=32), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.CheckConstraint(
            "state IN ('refused', 'returned', 'outdated', 'accepted')", name=op.f("ck_submission_state")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_submission_run_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_submission_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "work_year",
            "milestone",
            "sha256",
            "unit_code",
            name=op.f("uq_submission_work_year_milestone_sha256_unit_code"),
        ),
    )
    op.create_index(
        op.f("ix_submission_unit_code_work_year_milestone"),
        "submission",
        ["unit_code", "work_year", "milestone"],
        unique=False,
    )
    op.create_index(
        "uq_submission_unknown_unit",
        "submission",
        ["work_year", "milestone", "sha256"],
        unique=True,
        sqlite_where=sa.text("unit_code IS NULL"),
        postgresql_where=sa.text("unit_code IS NULL"),
    )
    op.create_table(
        "deadline",
        sa.Column("obligation_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written_due", sa.Date(), nullable=False),
        sa.Column("effective_due", sa.Date(), nullable=False),
        sa.Column("remind_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.CheckConstraint("source IN ('calendar', 'extension')", name=op.f("ck_deadline_source")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_deadline_obligation_id")),
        sa.PrimaryKeyConstraint("obligation_id", "version", name=op.f("pk_deadline")),
    )
    op.create_table(
        "entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("project_id", KEY, nullable=True),
        sa.Column("project_code", sa.Text(), nullable=False),
        sa.Column("project_name", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("achieved", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("initial_fen", sa.BigInteger(), nullable=True),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("executed_fen", sa.BigInteger(), nullable=True),
        sa.Column("rate_bp", sa.BigInteger(), nullable=True),
        sa.Column("execution_weight_cp", sa.BigInteger(), nullable=True),
        sa.Column("execution_score_cp", sa.BigInteger(), nullable=True),
        sa.Column("total_cp", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_entry_project_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_entry_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("submission_id", "seq", name=op.f("uq_entry_submission_id_seq")),
    )
    op.create_index(op.f("ix_entry_project_id"), "entry", ["project_id"], unique=False)
    op.create_table(
        "extension",
        sa.Column("id", KEY, nullable=False),
        sa.Column("obligation_id", KEY, nullable=False),
        sa.Column("new_due", sa.Date(), nullable=False),
        sa.Column("approver", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_extension_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint(
            "obligation_id", "new_due", "granted_on", name=op.f("uq_extension_obligation_id_new_due_granted_on")
        ),
    )
    op.create_table(
        "finding",
        sa.Column("id", KEY, nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("project_code", sa.Text(), nullable=False),
        sa.CheckConstraint("tier IN ('拒收', '错误', '说明', '提示')", name=op.f("ck_finding_tier")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_submission_id"), "finding", ["submission_id"], unique=False)
    op.create_table(
        "obligation_step",
        sa.Column("obligation_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('owed', 'met', 'waived')", name=op.f("ck_obligation_step_state")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_obligation_step_obligation_id")),
        sa.PrimaryKeyConstraint("obligation_id", "seq", name=op.f("pk_obligation_step")),
    )
    op.create_table(
        "review",
        sa.Column("id", KEY, nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.CheckConstraint("verdict <> 'return' OR reason <> ''", name=op.f("ck_review_reason")),
        sa.CheckConstraint("verdict IN ('accept', 'return')", name=op.f("ck_review_verdict")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_review_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "submission_id",
            "reviewer",
            "verdict",
            "decided_on",
            name=op.f("uq_review_submission_id_reviewer_verdict_decided_on"),
        ),
    )
    op.create_table(
        "indicator",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level1", sa.Text(), nullable=False),
        sa.Column("level2", sa.Text(), nullable=False),
        sa.Column("level3", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("actual", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("target_value", sa.BigInteger(), nullable=True),
        sa.Column("actual_value", sa.BigInteger(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("weight_cp", sa.BigInteger(), nullable=True),
        sa.Column("self_score_cp", sa.BigInteger(), nullable=True),
        sa.Column("score_cp", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_indicator_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "seq", name=op.f("pk_indicator")),
    )


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

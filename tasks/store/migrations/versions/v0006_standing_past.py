"""Which judgement was in force before, and until when: any past day can be asked for (decision 20)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "standing_past",
        sa.Column("id", KEY, nullable=False),
        sa.Column("milestone", sa.String(length=32), nullable=False),
        sa.Column("work_year", sa.Integer(), nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("judgement_id", KEY, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["judgement_id"], ["judgement.id"], name=op.f("fk_standing_past_judgement_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_standing_past_project_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_standing_past_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_past")),
        sa.UniqueConstraint("milestone", "work_year", "project_id", "as_of", name="uq_standing_past_day"),
    )


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

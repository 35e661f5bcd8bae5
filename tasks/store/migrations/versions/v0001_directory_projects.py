"""Directory, project library and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.CheckConstraint("level IN ('prefecture', 'county')", name=op.f("ck_region_level")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("milestone", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("work_year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("operator", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("flow_run_id", sa.String(length=200), nullable=False),
        sa.Column("rulebook_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_milestone_work_year"), "run", ["milestone", "work_year"], unique=False)
    op.create_table(
        "division",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_division_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_division")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column("department_name", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=32), nullable=True),
        sa.Column("uscc", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=32), nullable=True),
        sa.CheckConstraint("successor_code <> code", name=op.f("ck_unit_successor")),
        sa.ForeignKeyConstraint(["division_code"], ["division.code"], name=op.f("fk_unit_division_code")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_unit_region_code")),
        sa.ForeignKeyConstraint(
            ["successor_code"],
            ["unit.code"],
            name=op.f("fk_unit_successor_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_division_code"), "unit", ["division_code"], unique=False)
    op.create_index(op.f("ix_unit_region_code"), "unit", ["region_code"], unique=False)
    op.create_table(
        "alias",
        sa.Column("id", KEY, nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("match_key", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_alias_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("match_key", "unit_code", name=op.f("uq_alias_match_key_unit_code")),
    )
    op.create_index(op.f("ix_alias_unit_code"), "alias", ["unit_code"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=True),
        sa.Column("division_code", sa.String(length=32), nullable=True),
        sa.Column("region_code", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('contact', 'head', 'division', 'centre')", name=op.f("ck_contact_role")),
        sa.CheckConstraint(
            "(CASE WHEN unit_code IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN division_code IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN region_code IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_contact_one_owner"),
        ),
        sa.ForeignKeyConstraint(["division_code"], ["division.code"], name=op.f("fk_contact_division_code")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_contact_region_code")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_contact_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_unit_code"), "contact", ["unit_code"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_code", sa.String(length=32), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("initial_fen", sa.BigInteger(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("project_type", sa.String(length=200), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_one_off", sa.Boolean(), nullable=False),
        sa.Column("last_dept_eval_year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_project_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("fiscal_year", "code", name=op.f("uq_project_fiscal_year_code")),
    )
    op.create_index(op.f("ix_project_unit_code_fiscal_year"), "project", ["unit_code", "fiscal_year"], unique=False)
    op.create_table(
        "project_indicator",
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level1", sa.String(length=200), nullable=False),
        sa.Column("level2", sa.String(length=200), nullable=False),
        sa.Column("level3", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("weight_cp", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_indicator_project_id")),
        sa.PrimaryKeyConstraint("project_id", "seq", name=op.f("pk_project_indicator")),
    )


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

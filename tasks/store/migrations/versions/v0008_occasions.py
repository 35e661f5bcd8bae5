"""Reviews owed for what came in on a day: several debts of one office at one node, told apart by form and occasion."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD = "uq_obligation_work_year_milestone_node_unit_code"


def upgrade() -> None:
    """Forward. Every debt that is there hangs on the calendar alone: it has no occasion.

    SQLite copies the table, and forgets the old check in doing so; PostgreSQL is told to.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_obligation_state", "obligation")
    with op.batch_alter_table("obligation") as obligation:
        obligation.add_column(sa.Column("occasion", sa.String(length=32), server_default="", nullable=False))
        obligation.drop_constraint(OLD, type_="unique")
        obligation.create_unique_constraint(
            op.f(f"{OLD}_form_occasion"), ["work_year", "milestone", "node", "unit_code", "form", "occasion"])
        obligation.create_check_constraint(op.f("ck_obligation_state"), "state IN ('owed', 'met', 'waived')")


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

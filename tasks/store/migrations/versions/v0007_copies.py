"""Copies (抄告) are notices of their own: whoever is to know of something reads it in his own mail of the day."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = "'issue', 'receipt', 'return', 'refused', 'reminder', 'overdue', 'review', 'verdict', 'copy', 'paper'"
STATES = "'held', 'pending', 'sending', 'sent', 'bounced', 'failed', 'uncertain', 'cancelled', 'superseded'"


def upgrade() -> None:
    """Forward. SQLite copies the table, and forgets the old checks in doing so; PostgreSQL is told to."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_notice_kind", "notice")
        op.drop_constraint("ck_notice_state", "notice")
    with op.batch_alter_table("notice") as notice:
        notice.create_check_constraint(op.f("ck_notice_kind"), f"kind IN ({KINDS})")
        notice.create_check_constraint(op.f("ck_notice_state"), f"state IN ({STATES})")


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

"""Notices held for a release, carried by another one's mail, or come back; reviews, verdicts, formal papers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'issue', 'receipt', 'return', 'refused', 'reminder', 'overdue', 'review', 'verdict', 'paper'"
STATES = "'held', 'pending', 'sending', 'sent', 'bounced', 'failed', 'uncertain', 'cancelled', 'superseded'"


def upgrade() -> None:
    """Forward. SQLite copies the table, and forgets the old checks in doing so; PostgreSQL is told to."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_notice_kind", "notice")
        op.drop_constraint("ck_notice_state", "notice")
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("node", sa.String(length=32), server_default="", nullable=False))
        notice.add_column(sa.Column("verdict_id", KEY, nullable=True))
        notice.add_column(sa.Column("carried_by", KEY, nullable=True))
        notice.add_column(sa.Column("released_by", sa.String(length=200), server_default="", nullable=False))
        notice.add_column(sa.Column("released_at", sa.DateTime(), nullable=True))
        notice.add_column(sa.Column("dated_at", sa.DateTime(), nullable=True))
        notice.create_check_constraint(op.f("ck_notice_kind"), f"kind IN ({KINDS})")
        notice.create_check_constraint(op.f("ck_notice_state"), f"state IN ({STATES})")
        notice.create_foreign_key(op.f("fk_notice_verdict_id"), "verdict", ["verdict_id"], ["id"])
        notice.create_foreign_key(op.f("fk_notice_carried_by"), "notice", ["carried_by"], ["id"])
    op.drop_index("ix_notice_state_not_before", "notice")
    op.create_index(op.f("ix_notice_state_attempts_id"), "notice", ["state", "attempts", "id"], unique=False)
    to_whom = ["to_email", "state", "attempts"]
    op.create_index(op.f("ix_notice_to_email_state_attempts"), "notice", to_whom, unique=False)
    op.create_index(op.f("ix_notice_carried_by"), "notice", ["carried_by"], unique=False)


def downgrade() -> None:
    """Never: a restored backup is the way back."""
    raise NotImplementedError

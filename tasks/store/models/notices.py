"""The outbox: one row per thing somebody must be told, before, while and after it is a mail."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Hash, Id, Json, Key, Name, Words, one_of

KINDS = ("issue", "receipt", "return", "refused", "reminder", "overdue", "review", "verdict", "copy", "paper")
STATES = ("held", "pending", "sending", "sent", "bounced", "failed", "uncertain", "cancelled", "superseded")


class Notice(Base):
    """One notice (通知). `key` says what it is about, so that no run can put it in twice (DESIGN §7).

    pending → sending → sent, or failed (never will be), uncertain (nobody knows: for a person), back to pending
    (try again at `not_before`); cancelled = no longer true; superseded = a later rung speaks instead. A formal paper
    begins held, and pends once somebody named has released it; what was sent may come back: bounced.

    What became of it on the way, try by try, is in the ledger: the payloads of the `notice.…` events.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", *KINDS),
        one_of("state", *STATES),
        Index(None, "state", "attempts", "id"),
        Index(None, "obligation_id"),
        Index(None, "to_email", "state", "attempts"),
        Index(None, "carried_by"),
    )

    id: Mapped[Id]
    key: Mapped[Name] = mapped_column(unique=True)
    message_id: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[Code]
    rung: Mapped[Code] = mapped_column(default="")
    milestone: Mapped[Code]
    work_year: Mapped[int]
    obligation_id: Mapped[int | None] = mapped_column(Key, ForeignKey("obligation.id"))
    submission_id: Mapped[int | None] = mapped_column(Key, ForeignKey("submission.id"))
    unit_code: Mapped[Code | None] = mapped_column(ForeignKey("unit.code"))
    to_name: Mapped[Name] = mapped_column(default="")
    to_email: Mapped[Name]
    cc: Mapped[Json]  # [[name, email], …]; of what goes into the mails of a day each gets a `copy`
    deadline_version: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date | None]
    facts: Mapped[Json]  # what the template needs
    state: Mapped[Code] = mapped_column(default="pending")
    reason: Mapped[Words] = mapped_column(default="")  # why cancelled, superseded, failed …
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[Name] = mapped_column(default="")
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[Words] = mapped_column(default="")
    body_sha256: Mapped[Hash] = mapped_column(default="")
    in_reply_to: Mapped[Name] = mapped_column(default="")
    node: Mapped[Code] = mapped_column(default="")
    verdict_id: Mapped[int | None] = mapped_column(Key, ForeignKey("verdict.id"))
    carried_by: Mapped[int | None] = mapped_column(Key, ForeignKey("notice.id"))  # the notice in whose mail it goes
    released_by: Mapped[Name] = mapped_column(default="")  # who let a held one go
    released_at: Mapped[datetime | None]
    dated_at: Mapped[datetime | None]  # the Date of its mail: of the first try, and the same however often it is sent

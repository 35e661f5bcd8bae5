"""The ledger under it all: the runs, and the append-only chain of what happened in them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tasks.store.models.base import Base, Code, Hash, Id, Json, Key, Name, Words


class Run(Base):
    """One run of one flow: as of which day, by whom, why, under which rulebook. `ended_at` NULL: it never finished."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "milestone", "work_year"),)

    id: Mapped[Id]
    milestone: Mapped[Code]
    node: Mapped[Code] = mapped_column(default="")
    work_year: Mapped[int]
    as_of: Mapped[date]
    regions: Mapped[Json]  # list of region codes; [] means all
    operator: Mapped[Name] = mapped_column(default="")
    reason: Mapped[Words] = mapped_column(default="")
    flow_run_id: Mapped[Name] = mapped_column(default="")
    rulebook_hash: Mapped[Hash] = mapped_column(default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Json]  # {} until it ends


class Event(Base):
    """One link of the chain: `hash` seals this row and, through `prev_hash`, everything before it.

    An event about a state row (`state_table`, `state_id`) carries that row's digest, so that a later change of the
    row without an event shows.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "state_table", "state_id"), Index(None, "run_id"))

    seq: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)  # 1, 2, 3 … without a gap
    run_id: Mapped[int | None] = mapped_column(Key, ForeignKey("run.id"))
    at: Mapped[datetime]
    kind: Mapped[Code]
    subject: Mapped[Name]
    state_table: Mapped[Code] = mapped_column(default="")
    state_id: Mapped[int | None] = mapped_column(Key)
    state_hash: Mapped[Hash] = mapped_column(default="")
    payload: Mapped[Words]  # canonical JSON
    prev_hash: Mapped[Hash]
    hash: Mapped[Hash]

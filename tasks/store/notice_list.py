"""The notices of a work year as a list: who was told what, and what became of it; without what the mails say."""

import pandas as pd
from sqlalchemy import Connection, select

from tasks.store.frames import frame
from tasks.store.models import Notice

COLUMNS = ("id", "milestone", "kind", "rung", "unit_code", "to_name", "to_email", "state", "reason", "created_at",
           "sent_at", "due_on", "attempts")


def of_year(conn: Connection, work_year: int) -> pd.DataFrame:
    """Every notice in the order they were put in, with the state it has now: COLUMNS."""
    query = select(*(getattr(Notice, name) for name in COLUMNS)).where(Notice.work_year == work_year)
    return frame(conn, query.order_by(Notice.id))

"""What the answer to one submission needs: its findings and how many projects it held."""

import pandas as pd
from sqlalchemy import Connection, func, select

from tasks.store.frames import frame
from tasks.store.models import Entry, Finding


def findings_of(conn: Connection, submission_id: int) -> pd.DataFrame:
    """The findings of one submission in the order they were found."""
    return frame(conn, select(*Finding.__table__.c).where(Finding.submission_id == submission_id).order_by(Finding.id))


def entries_of(conn: Connection, submission_id: int) -> int:
    """How many projects of the library one submission holds."""
    query = select(func.count()).where(Entry.submission_id == submission_id, Entry.project_id.is_not(None))
    return int(conn.execute(query).scalar_one())

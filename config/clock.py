"""The only place that knows the time of day. Everything else is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment in Beijing time, to the second."""
    return datetime.now(BEIJING).replace(microsecond=0)


def today() -> date:
    """The present day in Beijing."""
    return now().date()

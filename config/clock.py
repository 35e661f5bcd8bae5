"""The only place that knows the time of day. Everything else is told."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_REHEARSED = "JIXIAO_REHEARSED_DAY"  # in the environment, so that a run in another process rehearses the same day


def now() -> datetime:
    """The present moment in Beijing time, to the second; while rehearsing, 11:00 of the rehearsed day."""
    rehearsed = os.environ.get(_REHEARSED)
    if rehearsed:
        return datetime.combine(date.fromisoformat(rehearsed), time(11), BEIJING)
    return datetime.now(BEIJING).replace(microsecond=0)


def today() -> date:
    """The present day in Beijing, or the rehearsed one."""
    return now().date()


def rehearsing() -> bool:
    """True while a day is rehearsed: then nothing may leave the workspace, whatever the settings say."""
    return _REHEARSED in os.environ


@contextmanager
def rehearse(day: date) -> Iterator[None]:
    """Pretend that it is another day, for the demo and for tests."""
    before = os.environ.get(_REHEARSED)
    os.environ[_REHEARSED] = day.isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ[_REHEARSED]
        else:
            os.environ[_REHEARSED] = before

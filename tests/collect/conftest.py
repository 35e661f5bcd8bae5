"""A small office, its verbs one at a time: what one of them takes in, and what it writes into the books."""

from datetime import date, datetime

import pytest

from config.clock import rehearse
from tasks.collect import collect
from tasks.desk import at_desk
from tasks.request import Request
from tests.flows.conftest import Office, opened


class Desks(Office):
    """The office, and `collected`: what a run of the self-evaluation of 2023 would take in."""

    def collected(self, day: date, milestone: str = "self_evaluation", **request):
        """What lies in the inbox and is new to this run on a rehearsed day, at 11:00."""
        with rehearse(day), at_desk(milestone, Request(**{"work_year": 2023} | request)) as desk:
            return collect.fn(desk)

    def files(self, day: date, **request) -> list[tuple[str, str]]:
        """The same, as sender and name of file, in order."""
        filed = self.collected(day, **request)
        return sorted(zip(filed.senders, [reading.file for reading in filed.readings], strict=True))

    def lay(self, unit: str, content: bytes, name: str, day: date, *time: int) -> None:
        """Put a file into a folder of the inbox at a time of a day, 9:00 unless told."""
        self.hand_in(unit, content, datetime(day.year, day.month, day.day, *(time or (9,))), name)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """The office of work year 2023, verb by verb."""
    with opened(tmp_path / "ws", monkeypatch, Desks) as desks:
        yield desks

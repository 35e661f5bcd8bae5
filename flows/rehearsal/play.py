"""Play the story day by day: people act in the morning, the flow runs at eleven, and each day says what came of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from flows.rehearsal.days import LAST, WORKDAYS
from flows.rehearsal.stage import Stage, at
from flows.rehearsal.story import OUTAGES, Tale
from flows.rehearsal.truth import Truth
from tasks.store.engine import reading

Run = Callable[[], None]
_FILES = "SELECT s.state, count(*) FROM submission s JOIN run r ON r.id = s.run_id WHERE r.as_of = :day GROUP BY 1"
_MAILS = "SELECT kind, count(*) FROM notice WHERE state = 'sent' AND sent_at BETWEEN :morning AND :night GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Day:
    """What one working day brought; `ran` False on a day on which the machine stood still."""

    day: date
    ran: bool
    states: dict[str, int]  # files by what became of them
    sent: dict[str, int]  # mails by kind
    met: int  # units that have handed in everything, by the end of the day
    told: tuple[str, ...]  # what happened, in the words of the story


class Play:
    """One performance. `run` runs the flow for the day it believes it is."""

    def __init__(self, stage: Stage, tales: Sequence[Tale], run: Run, last: date = LAST) -> None:
        self.stage, self.tales, self.run = stage, tales, run
        self.truth = Truth(stage.units)
        self.days = [day for day in WORKDAYS if day <= last]
        self.run_days = [day for day in self.days if day not in OUTAGES]
        self._by_name = {unit.name: unit for unit in stage.units.values()}
        self._engine = stage.engine()

    def days_played(self) -> Iterator[Day]:
        """Play one day after the other."""
        for day in self.days:
            told = tuple(self._acts(day))
            if day in self.run_days:
                with at(self.stage.workspace, day):
                    self.run()
            yield self._day(day, told)
        self._engine.dispose()

    def _acts(self, day: date) -> Iterator[str]:
        """Let everybody act; one line for each unit of the story that did something."""
        for tale in self.tales:
            unit = self._by_name[tale.unit]
            done: dict[str, list[str]] = {}
            for act in tale.acts:
                if act.on == day:
                    act.perform(self.stage, self.truth, unit)
                    deed, particulars = act.says
                    done.setdefault(deed, []).extend(particulars)
            if tale.says and done:
                deeds = (f"{deed}：{'、'.join(more)}" if more else deed for deed, more in done.items())
                yield tale.unit + "；".join(deeds)

    def _day(self, day: date, told: tuple[str, ...]) -> Day:
        today = {"day": day.isoformat(), "morning": f"{day} 00:00", "night": f"{day} 23:59:59"}
        with reading(self._engine) as conn:
            states, sent = (conn.execute(text(query), today).tuples() for query in (_FILES, _MAILS))
            met = conn.execute(text("SELECT count(*) FROM obligation WHERE state = 'met'")).scalar_one()
            return Day(day, day in self.run_days, dict(states.all()), dict(sent.all()), int(met), told)

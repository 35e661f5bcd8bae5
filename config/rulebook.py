"""The rulebook of a work year: calendar, working days, parameters, wording and ladder, under one fingerprint."""

from dataclasses import dataclass
from functools import cache

from config.calendar import Calendar, the_calendar
from config.fingerprint import fingerprint
from config.parameters import Parameters, parameters
from config.routing import Ladder, Routing, ladder, routing
from config.workdays import Workdays, xinjiang


@dataclass(frozen=True)
class Rulebook:
    """All that the rules of one work year may look at besides the facts."""

    work_year: int
    calendar: Calendar
    workdays: Workdays
    parameters: Parameters
    routing: Routing
    ladder: Ladder
    fingerprint: str


@cache
def rulebook(work_year: int) -> Rulebook:
    """The rulebook of a work year. Raises ConfigError naming file and key when any part is wrong."""
    law, days = parameters(work_year), xinjiang()
    return Rulebook(work_year, the_calendar(), days, law, routing(), ladder(), fingerprint(work_year, days))

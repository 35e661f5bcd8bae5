"""The rulebook of a work year: calendar, working days, parameters, wording and ladder, under one fingerprint."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from config.calendar import Calendar, the_calendar
from config.parameters import Parameters, parameters
from config.routing import Ladder, Routing, ladder, routing
from config.strict import CONFIG
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
    for name in law.known:
        law.dated(name)
    return Rulebook(work_year, the_calendar(), days, law, routing(), ladder(), _fingerprint(work_year, days))


def _fingerprint(work_year: int, days: Workdays) -> str:
    """SHA-256 over every YAML of config, by name, and the days worked: whatever changes a result changes this.

    The days stand for the national calendar: it comes with a library, and a new release may change it.
    """
    first = date(work_year, 1, 1)
    worked = bytes(days.is_workday(first + timedelta(days=n)) for n in range(396))  # and the January it may roll into
    digest = hashlib.sha256(str(work_year).encode() + b"\0" + worked)
    for path in sorted(CONFIG.rglob("*.yaml")):
        digest.update(path.relative_to(CONFIG).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

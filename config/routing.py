"""Who is who, and the rungs of a reminder (`config/routing.yaml`, `config/ladder.yaml`)."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field, field_validator

from config.calendar import MonthDay
from config.strict import CONFIG, Strict, load

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Addressee = Literal["contact", "head", "division", "centre"]


class Region(Strict):
    """One of the five finance departments of the prefecture."""

    name: str
    finance: str
    level: Literal["prefecture", "county"]


class Season(Strict):
    """Office hours in Beijing time: open, lunch, back, close."""

    opens: MonthDay = Field(alias="from")
    closes: MonthDay = Field(alias="to")
    hours: tuple[ClockTime, ClockTime, ClockTime, ClockTime]

    @field_validator("hours")
    @classmethod
    def _rising(cls, hours: tuple[str, ...]) -> tuple[str, ...]:
        if list(hours) != sorted(set(hours)):
            raise ValueError(f"应依次为上班、午休、下午上班、下班，现为 {'、'.join(hours)}")
        return hours


class Routing(Strict):
    """The place: names of the bureau and its five finance departments, and office hours."""

    prefecture: str
    bureau: str
    centre: str
    regions: dict[str, Region]
    office_hours: dict[Literal["summer", "winter"], Season]


class Rung(Strict):
    """One rung: so many working days before (negative) or after the deadline, to whom, with whom in copy.

    `paper`: a formal paper; it is held until a named person releases it, and speaks beside the other rungs.
    """

    days: int
    title: str
    to: Addressee
    cc: tuple[Addressee, ...] = ()
    paper: bool = False


class Ladder(Strict):
    """All rungs, in the order of time; reminders and papers are two sides of one ladder."""

    rungs: dict[str, Rung]

    @field_validator("rungs")
    @classmethod
    def _rising(cls, rungs: dict[str, Rung]) -> dict[str, Rung]:
        for side in (False, True):
            days = [rung.days for rung in rungs.values() if rung.paper == side]
            if days != sorted(set(days)) or not (days or side):
                raise ValueError("催报阶梯必须按时间先后排列，且不得重复或留空")
        if any(rung.days <= 0 for rung in rungs.values() if rung.paper):
            raise ValueError("正式文书（paper）只能在逾期以后")
        return rungs


@cache
def routing() -> Routing:
    """Who is who."""
    return load(Routing, CONFIG / "routing.yaml")


@cache
def ladder() -> Ladder:
    """The rungs of a reminder."""
    return load(Ladder, CONFIG / "ladder.yaml")

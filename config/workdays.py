"""Working days in Xinjiang: the national calendar under a regional overlay, provisional where a table is missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from pydantic import Field, model_validator

from config.strict import CONFIG, ConfigError, Strict, load


class Overlay(Strict):
    """One year of regional days (`config/holidays/<year>.yaml`): both kinds beat the national calendar."""

    region: str
    source: str
    confirmed: bool
    days_off: dict[date, str] = Field(default_factory=dict)
    days_worked: dict[date, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _no_contradiction(self) -> "Overlay":
        both = self.days_off.keys() & self.days_worked.keys()
        if both:
            raise ValueError(f"同一天不能既放假又上班：{'、'.join(map(str, sorted(both)))}")
        return self


@dataclass(frozen=True)
class Workdays:
    """Which days are worked. A year without a table is guessed Mon–Fri and called provisional, never a crash."""

    overlays: Mapping[int, Overlay] = field(default_factory=dict)
    _asked: dict[date, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_workday(self, day: date) -> bool:
        """True when offices in Xinjiang are open (domain §7). Lateness asks for the same days thousands of times."""
        if day not in self._asked:
            self._asked[day] = self._is_workday(day)
        return self._asked[day]

    def _is_workday(self, day: date) -> bool:
        overlay = self.overlays.get(day.year)
        if overlay and day in overlay.days_worked:
            return True
        if overlay and day in overlay.days_off:
            return False
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def day_off(self, day: date) -> str:
        """Why the offices are closed that day, in Chinese; "" on a working day."""
        if self.is_workday(day):
            return ""
        overlay = self.overlays.get(day.year)
        if overlay and day in overlay.days_off:
            return overlay.days_off[day]
        return "周末" if day.weekday() >= 5 else "法定节假日"

    def provisional(self, year: int) -> str:
        """Why that year's working days may still change, in Chinese; "" when both tables are in."""
        try:
            chinese_calendar.is_workday(date(year, 1, 1))
        except NotImplementedError:
            return f"{year} 年国务院放假安排尚未收录，暂按周一至周五推算"
        overlay = self.overlays.get(year)
        if overlay is None or not overlay.confirmed:
            return f"{year} 年自治区放假安排尚未录入（config/holidays/{year}.yaml），肉孜节、古尔邦节可能另有放假"
        return ""

    def shift(self, day: date, steps: int) -> date:
        """The working day `steps` working days after (before, when negative) `day`; 0 is the day itself."""
        one = timedelta(days=1 if steps > 0 else -1)
        for _ in range(abs(steps)):
            day += one
            while not self.is_workday(day):
                day += one
        return day

    def among(self, first: date, last: date) -> list[date]:
        """The working days from `first` to `last`, both included; none when `last` comes before `first`."""
        span = (first + timedelta(days=step) for step in range((last - first).days + 1))
        return [day for day in span if self.is_workday(day)]

    def next_workday(self, day: date) -> date:
        """The day itself if worked, else the next working day."""
        return day if self.is_workday(day) else self.shift(day, 1)

    def previous_workday(self, day: date) -> date:
        """The day itself if worked, else the last working day before it."""
        return day if self.is_workday(day) else self.shift(day, -1)


@cache
def xinjiang() -> Workdays:
    """The working days of Xinjiang. Raises ConfigError when a file there is not one year's, or has another's days."""
    overlays = {}
    for path in sorted((CONFIG / "holidays").glob("[!.]*")):
        if not re.fullmatch(r"[0-9]{4}\.yaml", path.name):
            raise ConfigError(f"holidays/{path.name}：这里只放“年份.yaml”，例如 2027.yaml")
        year, overlay = int(path.stem), load(Overlay, path)
        astray = [str(day) for day in (*overlay.days_off, *overlay.days_worked) if day.year != year]
        if astray:
            raise ConfigError(f"holidays/{path.name}：{'、'.join(astray)} 不在 {year} 年")
        overlays[year] = overlay
    return Workdays(overlays)

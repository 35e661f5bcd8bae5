"""The synthetic prefecture as data: units, their people, their projects and what was promised for each."""

from dataclasses import dataclass
from decimal import Decimal

AT_LEAST, AT_MOST, EXACTLY, IN_WORDS = "≥", "≤", "=", "定性"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to write to; `email` is "" where the directory knows none."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One target as registered. `words` is the target of a qualitative one, which has no number and no unit."""

    level1: str
    level2: str
    level3: str
    relation: str
    target: Decimal
    unit: str
    weight: Decimal
    words: str = ""

    @property
    def asked(self) -> str:
        """The target as it is written in the register: 50个, 95%, 长效机制基本建立."""
        return self.words or f"{self.target}{self.unit}"


@dataclass(frozen=True, slots=True)
class Project:
    """One project of the year under evaluation; money in 万元. `cancelled` gives the reason, where it was."""

    code: str
    name: str
    initial: Decimal
    budget: Decimal
    indicators: tuple[Indicator, ...]
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Division:
    """A business division of a finance department."""

    code: str
    region: str
    name: str
    email: str


NOBODY = Division("", "", "", "")  # looks after a unit that the directory gives no division


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit with its people and projects. `closed` (a day) and `successor` (a code) say who took it over."""

    code: str
    name: str
    region: str  # code in config/routing.yaml
    department: str
    division: Division
    contact: Person
    head: Person
    projects: tuple[Project, ...]
    closed: str = ""
    successor: str = ""

    def project(self, name: str) -> Project:
        """A project by name. Raises KeyError when the unit has none of that name."""
        return {project.name: project for project in self.projects}[name]

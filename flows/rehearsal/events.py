"""What befalls a unit besides its form: a later day, another clerk, another name, a merger."""

import io
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from datetime import date

from flows.commands.extend import grant
from flows.rehearsal.acts import Act, Told
from flows.rehearsal.days import terms
from flows.rehearsal.stage import WORK_YEAR, Stage, at
from flows.rehearsal.truth import Truth
from flows.rehearsal.world import Person, Unit


@dataclass(frozen=True, slots=True)
class Granted(Act):
    """Finance grants a later day (X07)."""

    until: str
    reason: str

    @property
    def says(self) -> Told:
        return f"获准延期到 {self.until}", (self.reason,)

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        until = date.fromisoformat(f"{WORK_YEAR}-{self.until}")
        with at(stage.workspace, self.on), redirect_stderr(io.StringIO()):
            refused = grant(unit.code, until, "财政局分管领导", "克财绩〔2023〕3号", self.reason, "self_evaluation",
                            WORK_YEAR, stage.workspace)
        if refused:
            raise RuntimeError(f"the extension of {unit.name} was refused")
        truth.deadlines.setdefault(unit.code, []).append((self.on, terms(until, 2)))


@dataclass(frozen=True, slots=True)
class NewClerk(Act):
    """Another person looks after the unit's mail; the centre imports the directory anew."""

    name: str
    email: str

    @property
    def says(self) -> Told:
        return f"经办人换成{self.name}", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        now = replace(unit, contact=Person(self.name, self.email))
        stage.change(now, self.on)
        truth.clerks.setdefault(unit.code, []).append((self.on, now.contact))


@dataclass(frozen=True, slots=True)
class Renamed(Act):
    """The unit gets another name; the centre imports the directory anew, the old name stays known."""

    name: str

    @property
    def says(self) -> Told:
        return f"更名为{self.name}", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        now = replace(unit, name=self.name, contact=truth.clerk(unit, self.on))
        stage.change(now, self.on)
        truth.names.setdefault(unit.code, []).append((self.on, self.name))


@dataclass(frozen=True, slots=True)
class Merged(Act):
    """The unit is merged into another one, which answers for it from this day on (X09)."""

    heir: str

    @property
    def says(self) -> Told:
        return f"并入{self.heir}，由其续办", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        heir = stage.called(self.heir)
        stage.merge(unit, heir, self.on, self.on)
        truth.mergers[unit.code] = (self.on, heir.code)

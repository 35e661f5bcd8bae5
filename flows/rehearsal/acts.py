"""What the people of the story do: every act puts something into the workspace and says what must come of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.clock import BEIJING
from flows.commands.extend import grant
from flows.rehearsal.answers import honest
from flows.rehearsal.days import terms
from flows.rehearsal.hostile import HOSTILE
from flows.rehearsal.issued import IssuedPaper
from flows.rehearsal.mischief import MISCHIEF
from flows.rehearsal.paper import Paper, Planted
from flows.rehearsal.printed import PrintedPaper
from flows.rehearsal.registry import Register, take_in
from flows.rehearsal.slips import SLIPS
from flows.rehearsal.stage import WORK_YEAR, Stage, at, last_years_form
from flows.rehearsal.truth import Filing, Truth, fingerprint
from flows.rehearsal.world import Person, Unit

Mistake = str | tuple[str, int]  # by name, and in which of the unit's projects


@dataclass(frozen=True, slots=True)
class Act(ABC):
    """Something somebody does on one day ("03-09")."""

    day: str

    @property
    def says(self) -> str:
        """What is told of it."""
        return (self.__doc__ or "").rstrip(".")

    @property
    def on(self) -> date:
        """The day as a date."""
        return date.fromisoformat(f"{WORK_YEAR}-{self.day}")

    @abstractmethod
    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        """Do it, and tell the truth about it."""

    def _files(
        self, stage: Stage, truth: Truth, unit: Unit, name: str, data: bytes, planted: Iterable[Planted] = (),
        paper: Paper | None = None, *, folder: str | None = None, sender: str | None = None, rev: int = 1,
    ) -> None:
        """Hand in one file."""
        stage.hand_in(unit.code if folder is None else folder, name, data, self.on)
        answers = () if paper is None else tuple(
            (answer, int(paper.own_total(number) * 100)) for number, answer in enumerate(paper.answers))
        truth.filed(Filing(unit.code if sender is None else sender, name, fingerprint(data), self.on, tuple(planted),
                           answers, rev))


@dataclass(frozen=True, slots=True)
class Files(Act):
    """The unit fills in the form it got, with these mistakes."""

    mistakes: tuple[Mistake, ...] = ()
    care: float = 0.85
    into: str | None = None  # another folder than the unit's own

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        paper = IssuedPaper(self._form(stage, truth, unit), honest(unit, self.care))
        err(paper, self.mistakes)
        self._files(stage, truth, unit, f"{unit.name}自评表.xlsx", paper.data(), paper.planted, paper, folder=self.into)

    def _form(self, stage: Stage, truth: Truth, unit: Unit) -> bytes:
        return stage.mail.form(unit.code, truth.clerk(unit, self.on).email)


@dataclass(frozen=True, slots=True)
class Corrects(Files):
    """The unit puts right what came back: in the very workbook in which the wrong cells were marked."""

    def _form(self, stage: Stage, truth: Truth, unit: Unit) -> bytes:
        return stage.mail.returned(truth.clerk(unit, self.on).email)


@dataclass(frozen=True, slots=True)
class Prints(Act):
    """The unit hands in printed forms, one file for each of these projects (by place; none given: all)."""

    projects: tuple[int, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    style: str = "national"
    care: float = 0.85
    head: tuple[tuple[str, str], ...] = ()  # what the head says instead
    earns: tuple[str, ...] = ()  # rules that the head alone calls for
    into: str | None = None  # another folder than the unit's own
    known: bool = True  # False: nobody can tell whose it is

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        answers = honest(unit, self.care)
        for place in self.projects or range(len(answers)):
            paper = PrintedPaper(unit, answers[place], self.style, dict(self.head))
            err(paper, self.mistakes)
            for rule in self.earns:
                plant_in_head(paper, rule)
            self._files(stage, truth, unit, paper.file, paper.data(), paper.planted, paper, folder=self.into,
                        sender=None if self.known else "", rev=0)


@dataclass(frozen=True, slots=True)
class Sends(Act):
    """The unit sends a file that is no form at all, or a dangerous one."""

    name: str

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        hostile = next(one for one in HOSTILE if one.name == self.name)
        self._files(stage, truth, unit, self.name, hostile.data, [Planted(hostile.rule)])


@dataclass(frozen=True, slots=True)
class SendsAgain(Act):
    """The unit sends the same bytes once more under another name: that is no new submission."""

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        last = next(filing for filing in reversed(truth.filings) if filing.unit == unit.code)
        data = (stage.workspace / "inbox" / unit.code / last.file).read_bytes()
        stage.hand_in(unit.code, f"再报-{last.file}", data, self.on)


@dataclass(frozen=True, slots=True)
class Borrows(Act):
    """The unit hands in the form of another unit."""

    other: str

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        owner = next(one for one in stage.units.values() if one.name == self.other)
        paper = IssuedPaper(stage.mail.form(owner.code, owner.contact.email), honest(owner))
        self._files(stage, truth, unit, f"{owner.name}自评表.xlsx", paper.data(), [Planted("F-UNIT")])


@dataclass(frozen=True, slots=True)
class LastYears(Act):
    """The unit fills in the form it got a year ago."""

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        paper = IssuedPaper(last_years_form(stage, unit), honest(unit))
        self._files(stage, truth, unit, "上年自评表.xlsx", paper.data(), [Planted("F-YEAR")])


@dataclass(frozen=True, slots=True)
class OldForm(Act):
    """The unit fills in the first form it got, though a newer one has been accepted."""

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        paper = IssuedPaper(stage.mail.first_form(unit.code, unit.contact.email), honest(unit, 0.5))
        self._files(stage, truth, unit, "旧表.xlsx", paper.data(), [Planted("W-OLDREV")], rev=1)


@dataclass(frozen=True, slots=True)
class Granted(Act):
    """Finance grants a later day (X07)."""

    until: str
    reason: str

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        until = date.fromisoformat(f"{WORK_YEAR}-{self.until}")
        with at(stage.workspace, self.on):
            refused = grant(unit.code, until, "财政局分管领导", "克财绩〔2023〕3号", self.reason, "self_evaluation", WORK_YEAR,
                            stage.workspace)
        if refused:
            raise RuntimeError(f"the extension of {unit.name} was refused")
        truth.deadlines.setdefault(unit.code, []).append((self.on, terms(until, 2)))


@dataclass(frozen=True, slots=True)
class NewClerk(Act):
    """Another person looks after the unit's mail; the centre imports the directory anew."""

    name: str
    email: str

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        now = replace(unit, contact=Person(self.name, self.email))
        file = Register([now]).directory(stage.workspace / "register" / f"名录变更-{unit.code}.xlsx")
        take_in(stage.workspace, [file], datetime(self.on.year, self.on.month, self.on.day, 9, tzinfo=BEIJING))
        truth.clerks.setdefault(unit.code, []).append((self.on, now.contact))


def err(paper: Paper, mistakes: Iterable[Mistake]) -> None:
    """Make these mistakes, each in a project of its own unless one is named."""
    for place, mistake in enumerate(mistakes):
        name, project = mistake if isinstance(mistake, tuple) else (mistake, place % len(paper.answers))
        if name in SLIPS:
            SLIPS[name](paper, project)
        elif isinstance(paper, IssuedPaper):
            MISCHIEF[name](paper, project)
        else:
            raise KeyError(f"a printed form has no “{name}”")



IN_HEAD = {"S-GRADE": "grade", "R-ROWEXTRA": "name", "R-NOTOURS": "code"}  # the others concern the file


def plant_in_head(paper: Paper, rule: str) -> None:
    """Say what the head of a printed form must lead to."""
    if rule in IN_HEAD:
        paper.plant(rule, IN_HEAD[rule], 0)
    else:
        paper.planted.append(Planted(rule))

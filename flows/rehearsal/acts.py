"""What the people of the story do: every act puts something into the workspace and says what must come of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flows.rehearsal.answers import honest
from flows.rehearsal.hostile import HOSTILE
from flows.rehearsal.issued import IssuedPaper
from flows.rehearsal.paper import Paper, Planted
from flows.rehearsal.printed import PrintedPaper
from flows.rehearsal.slips import SLIPS
from flows.rehearsal.stage import WORK_YEAR, Stage, last_years_form
from flows.rehearsal.tampering import TAMPERING
from flows.rehearsal.truth import Filing, Truth, fingerprint
from flows.rehearsal.world import Unit

Told = tuple[str, tuple[str, ...]]  # what was done, and the particulars
Mistake = str | tuple[str, int]  # by name, and in which of the unit's projects


@dataclass(frozen=True, slots=True)
class Act(ABC):
    """Something somebody does on one day ("03-09")."""

    day: str

    @property
    @abstractmethod
    def says(self) -> Told:
        """What is told of it, behind the unit's name."""

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
    into: str | None = None  # the folder of another unit, by its name; "" is none at all
    places: int = 2  # decimals of the scores

    @property
    def says(self) -> Told:
        return "报来自评表，放错了文件夹" if self.into == "" else "报来自评表", _names(self.mistakes)

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        paper = IssuedPaper(self._form(stage, truth, unit), honest(unit, self.care, self.places))
        err(paper, self.mistakes)
        self._files(stage, truth, unit, f"{unit.name}自评表.xlsx", paper.data(), paper.earned, paper,
                    folder=stage.called(self.into).code if self.into else self.into)

    def _form(self, stage: Stage, truth: Truth, unit: Unit) -> bytes:
        return stage.mail.form(unit.code, truth.clerk(unit, self.on).email)


@dataclass(frozen=True, slots=True)
class Corrects(Files):
    """The unit puts right what came back: in the very workbook in which the wrong cells were marked."""

    @property
    def says(self) -> Told:
        return "在退回件上改正后重报", _names(self.mistakes)

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

    @property
    def says(self) -> Told:
        return "报来规定格式的表", _names((*self.mistakes, *(f"{name}写“{words}”" for name, words in self.head)))

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        answers = honest(unit, self.care)
        for place in self.projects or range(len(answers)):
            paper = PrintedPaper(unit, answers[place], self.style, dict(self.head))
            err(paper, self.mistakes)
            for rule in self.earns:
                plant_in_head(paper, rule)
            self._files(stage, truth, unit, paper.file, paper.data(), paper.earned, paper, folder=self.into,
                        sender=None if self.known else "", rev=0)


@dataclass(frozen=True, slots=True)
class Sends(Act):
    """The unit sends files that are no forms at all, or dangerous ones."""

    names: tuple[str, ...]

    @property
    def says(self) -> Told:
        return "发来", self.names

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        for hostile in (one for one in HOSTILE if one.name in self.names):
            planted = Planted(hostile.rule, *FAR.get(hostile.name, ()))
            self._files(stage, truth, unit, hostile.name, hostile.data, [planted])


@dataclass(frozen=True, slots=True)
class SendsAgain(Act):
    """The unit sends the same bytes once more under another name: that is no new submission."""

    @property
    def says(self) -> Told:
        return "把同一份文件又发了一遍", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        last = next(filing for filing in reversed(truth.filings) if filing.unit == unit.code)
        data = (stage.workspace / "inbox" / unit.code / last.file).read_bytes()
        stage.hand_in(unit.code, f"再报-{last.file}", data, self.on)


@dataclass(frozen=True, slots=True)
class Borrows(Act):
    """The unit hands in the form of another unit, which has not filed it yet."""

    other: str

    @property
    def says(self) -> Told:
        return f"报来的是{self.other}的表", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        owner = stage.called(self.other)
        paper = IssuedPaper(stage.mail.form(owner.code, owner.contact.email), honest(owner))
        self._files(stage, truth, unit, f"{owner.name}自评表.xlsx", paper.data(), [Planted("F-UNIT")])


@dataclass(frozen=True, slots=True)
class LastYears(Act):
    """The unit fills in the form it got a year ago."""

    @property
    def says(self) -> Told:
        return "报来上年的表", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        paper = IssuedPaper(last_years_form(stage, unit), honest(unit))
        self._files(stage, truth, unit, "上年自评表.xlsx", paper.data(), [Planted("F-YEAR")])


@dataclass(frozen=True, slots=True)
class OldForm(Act):
    """The unit fills in the first form it got, though a newer one has been accepted."""

    @property
    def says(self) -> Told:
        return "又在旧表上填报一份", ()

    def perform(self, stage: Stage, truth: Truth, unit: Unit) -> None:
        paper = IssuedPaper(stage.mail.first_form(unit.code, unit.contact.email), honest(unit, 0.5))
        self._files(stage, truth, unit, "旧表.xlsx", paper.data(), [Planted("W-OLDREV")], rev=1)


def err(paper: Paper, mistakes: Iterable[Mistake]) -> None:
    """Make these mistakes, each in a project of its own unless one is named."""
    for place, mistake in enumerate(mistakes):
        name, project = mistake if isinstance(mistake, tuple) else (mistake, place % len(paper.answers))
        if name in SLIPS:
            SLIPS[name](paper, project)
        elif isinstance(paper, IssuedPaper):
            TAMPERING[name](paper, project)
        else:
            raise KeyError(f"a printed form has no “{name}”")



def _names(mistakes: Iterable[Mistake]) -> tuple[str, ...]:
    return tuple(one if isinstance(one, str) else one[0] for one in mistakes)


FAR = {"远处一格.xlsx": ("自评表", "XFD1048576"), "三万行外.xlsx": ("自评表", "B30000")}  # where F-DIM points
IN_HEAD = {"S-GRADE": "grade", "R-ROWEXTRA": "name", "R-NOTOURS": "code"}  # the others concern the file


def plant_in_head(paper: Paper, rule: str) -> None:
    """Say what the head of a printed form must lead to."""
    if rule in IN_HEAD:
        paper.plant(rule, IN_HEAD[rule], 0)
    else:
        paper.planted.append(Planted(rule))

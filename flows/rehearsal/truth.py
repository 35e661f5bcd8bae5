"""What must come of the story: computed from what was planted, with the rehearsal's own ladder, days and arithmetic."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from config.findings import Tier, catalogue
from flows.rehearsal.answers import Answer, grade
from flows.rehearsal.days import DUE, LADDER, OPENED, Terms, terms
from flows.rehearsal.paper import Planted
from flows.rehearsal.world import Person, Unit

NO_MAIL = Person("", "")
ANSWER = {"accepted": "receipt", "returned": "return", "refused": "refused", "outdated": "refused"}


@dataclass(frozen=True, slots=True)
class Filing:
    """One file that was handed in, whose it is ("" = nobody can tell), and all that must be found in it."""

    unit: str
    file: str
    sha256: str
    day: date
    planted: tuple[Planted, ...]
    answers: tuple[tuple[Answer, int], ...] = ()  # with the total as printed, in hundredths of a point
    rev: int = 0

    @property
    def state(self) -> str:
        """What the gravest finding makes of it."""
        tiers = {catalogue()[one.rule].tier for one in self.planted}
        if Tier.REFUSED in tiers:
            return "refused"
        if Tier.ERROR in tiers:
            return "returned"
        return "outdated" if any(one.rule == "W-OLDREV" for one in self.planted) else "accepted"


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """One notice that must be there. `about` is the rung, or the beginning of the hash of the file it answers."""

    unit: str
    kind: str
    about: str
    version: int
    to: str
    cc: tuple[str, ...]
    state: str
    day: date


@dataclass(frozen=True, slots=True, order=True)
class Debt:
    """One obligation as it must stand in the end."""

    unit: str
    state: str
    met_on: date | None
    due: date
    version: int


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """What must be concluded about one project; points in hundredths, None where nothing is scored."""

    project: str
    own_cp: int | None
    score_cp: int | None
    grade: str


@dataclass(slots=True)
class Truth:
    """The story so far. Filings in the order in which they came; people and deadlines with the day they changed."""

    units: dict[str, Unit]
    filings: list[Filing] = field(default_factory=list)
    deadlines: dict[str, list[tuple[date, Terms]]] = field(default_factory=dict)  # unit → (granted on, terms)
    names: dict[str, list[tuple[date, str]]] = field(default_factory=dict)  # unit → (from, new name)
    mergers: dict[str, tuple[date, str]] = field(default_factory=dict)  # former unit → (from, who answers for it)
    clerks: dict[str, list[tuple[date, Person]]] = field(default_factory=dict)  # unit → (from, who)

    def filed(self, filing: Filing) -> None:
        """A file came in."""
        self.filings.append(filing)

    def notices(self, run_days: Sequence[date]) -> Iterator[Notice]:
        """Every notice that runs on these days must have put in."""
        put: set[tuple[object, ...]] = set()
        for before, day in zip((date.min, *run_days), run_days, strict=False):
            for unit in self.units.values():
                for one in self._on(unit, day, before):
                    key = (one.unit, one.about, one.version, one.to)
                    if key not in put:
                        put.add(key)
                        yield one

    def debts(self, last: date) -> Iterator[Debt]:
        """Every obligation as it must stand after the run of the last day."""
        for unit in self.units.values():
            now, met = self.terms_on(unit.code, last), self._met(unit, last)
            yield Debt(unit.code, "met" if met else "owed", met, now.effective, now.version)

    def scores(self) -> Iterator[Score]:
        """The conclusion about every project that was ever accepted, by its latest accepted answer."""
        standing = {}
        for filing in self._accepted(date.max):
            for answer, own_cp in filing.answers:
                standing[answer.project.code] = (answer, own_cp)
        for code, (answer, own_cp) in standing.items():
            if not answer.budget:
                yield Score(code, None, None, "")
            else:
                yield Score(code, own_cp, int(answer.due * 100), grade(answer.due))

    def _on(self, unit: Unit, day: date, before: date) -> Iterator[Notice]:
        """What one unit must be told by the run of one day, if it was not told before."""
        now = self.terms_on(unit.code, day)
        if not self._met(unit, day):
            yield self._notice(unit, day, now, "issue", "issue")
            yield from self._rungs(unit, day, now)
        for filing in self.filings:
            if filing.unit == unit.code and before < filing.day <= day:
                yield self._notice(unit, day, now, ANSWER[filing.state], f"{ANSWER[filing.state]}:{filing.sha256[:16]}")

    def _rungs(self, unit: Unit, day: date, now: Terms) -> Iterator[Notice]:
        due = [(name, rung) for name, rung in LADDER.items() if OPENED < now.rungs[name] <= day]
        true = [name for name, rung in due if rung.after or day <= now.effective]
        for name, rung in due:
            kind = "overdue" if rung.after else "reminder"
            told = self._notice(unit, day, now, kind, name, superseded=name != true[-1] if true else True)
            yield told
            yield from (replace(told, kind="copy", to=who, cc=()) for who in told.cc)

    def _notice(
        self, unit: Unit, day: date, now: Terms, kind: str, about: str, *, superseded: bool = False,
    ) -> Notice:
        answers = self.answers(unit, day)
        box = Person("", answers.division.email)
        people = {"contact": self.clerk(unit, day), "head": answers.head, "division": box}
        rung = LADDER.get(about)
        to = people[rung.to if rung else "contact"]
        cc = tuple(people[role].email for role in (rung.cc if rung else ()))
        state = "superseded" if superseded else "sent" if to.email else "failed"
        return Notice(unit.code, kind, about, now.version, to.email, tuple(one for one in cc if one), state, day)

    def clerk(self, unit: Unit, day: date) -> Person:
        """Who gets the unit's mail on a day."""
        unit = self.answers(unit, day)
        return next((who for since, who in reversed(self.clerks.get(unit.code, [])) if since <= day), unit.contact)

    def answers(self, unit: Unit, day: date) -> Unit:
        """The unit that answers for a unit on a day: itself, or the one it was merged into."""
        since, heir = self.mergers.get(unit.code, (date.max, ""))
        return self.units[heir] if since <= day else unit

    def name(self, unit: str, day: date) -> str:
        """What the unit is called on a day."""
        return next((n for since, n in reversed(self.names.get(unit, [])) if since <= day), self.units[unit].name)

    def terms_on(self, unit: str, day: date) -> Terms:
        """The unit's deadline as it stood on a day."""
        return next((t for since, t in reversed(self.deadlines.get(unit, [])) if since <= day), terms(DUE))

    def _accepted(self, day: date) -> Iterator[Filing]:
        return (filing for filing in self.filings if filing.state == "accepted" and filing.day <= day)

    def _met(self, unit: Unit, day: date) -> date | None:
        """The day on which the last missing project of the unit came in; None while one is missing."""
        missing = {project.code for project in unit.projects if not project.cancelled}
        for filing in self._accepted(day):
            missing -= {answer.project.code for answer, _ in filing.answers}
            if not missing:
                return filing.day
        return None


def fingerprint(data: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()

"""Which notices are owed by the state of things: a notice is a fact owed, not an event of the day (DESIGN §7).

Everything here is derived from rows, so a run that died between two steps owes the same notices to the next one.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from config.routing import Rung
from config.rulebook import Rulebook
from tasks.rules.people import People, Person, addressed
from tasks.rules.reminders import due_rungs


@dataclass(frozen=True, slots=True)
class Debt:
    """One obligation as far as notices need it."""

    obligation_id: int
    milestone: str
    node: str
    work_year: int
    unit_code: str
    opened: date
    effective_due: date
    remind_from: date
    deadline_version: int
    owed: bool
    about: str = ""  # what it hangs on besides the node: form and day of what came in; "" by the calendar alone


@dataclass(frozen=True, slots=True)
class Answer:
    """One submission that has not been answered yet: receipt, return or refusal."""

    submission_id: int
    kind: str
    sha256: str
    unit_code: str
    of_debt: bool = True  # whether it is the form that units owe; else a register, a review, whatever was asked for
    heard: int = 0  # answers to it before this one: a named person has overruled them


@dataclass(frozen=True, slots=True)
class Owed:
    """One notice owed: to whom, about what, and whether a later one already speaks for it.

    About a debt (`debt`, of one version of its deadline), a verdict (`verdict_id`), a file that nobody owed
    (`submission_id` alone), or a form that is offered.
    """

    key: str
    kind: str
    rung: str
    unit_code: str
    to: Person
    cc: tuple[Person, ...]
    debt: Debt | None = None
    submission_id: int | None = None
    verdict_id: int | None = None
    superseded: bool = False
    name: str = ""  # of what a verdict is about
    barred: str = ""  # why a person must say it and no mail may, "" for nearly all

    @property
    def message_id(self) -> str:
        """The Message-ID: the same notice has the same one, however often it is sent."""
        return f"<{hashlib.sha256(self.key.encode()).hexdigest()[:40]}@jixiao>"


ISSUE = Rung(days=0, title="下发", to="contact")
ANSWER = Rung(days=0, title="答复", to="contact")
OFFER = "offer"  # the rung of a form that nobody owes
LONGEST = 180  # characters of a key


def issues(debts: Iterable[Debt], people: People, kind: str = "issue") -> list[Owed]:
    """The form goes out once to each unit that owes it (the day the window opens, or the day the unit joins).

    `kind`: issue, or review, where what is owed is the review of what units have handed in.
    """
    return [_owed(debt, kind, kind, ISSUE, people) for debt in debts if debt.owed]


def offers(units: Iterable[str], subject: tuple[int, str, str], people: People) -> list[Owed]:
    """A form that nobody owes by a date goes out once to each of these units; nothing ever reminds of it.

    `subject`: work year, milestone, node.
    """
    return [_unowed(subject, code, "issue", OFFER, ISSUE, people) for code in units]


def answers(
    waiting: Iterable[Answer], debts: Mapping[str, Debt], units: Collection[str], subject: tuple[int, str, str],
    people: People, *, opened: bool = True,
) -> list[Owed]:
    """Every submission of these units is answered once: receipt, return or refusal, whether it was owed or not.

    `subject`: work year, milestone, node of what nobody owes. A form that is handed in before it is owed (`opened`) is
    answered when it is.
    """
    found = []
    for one in waiting:
        debt, again = debts.get(one.unit_code) if one.of_debt else None, f":{one.heard}" if one.heard else ""
        rung = f"{one.kind}:{one.sha256[:16]}{again}"
        if debt:
            found.append(_owed(debt, one.kind, rung, ANSWER, people, one.submission_id))
        elif one.unit_code in units and (opened or not one.of_debt):
            found.append(_unowed(subject, one.unit_code, one.kind, rung, ANSWER, people, one.submission_id))
    return found


def reminders(debts: Iterable[Debt], people: People, as_of: date, book: Rulebook) -> list[Owed]:
    """Every rung due by `as_of` for whoever still owes: the latest true one to send, the earlier ones superseded."""
    found: list[Owed] = []
    for debt in debts:
        if not debt.owed:
            continue
        for due in due_rungs(debt.opened, debt.remind_from, debt.effective_due, as_of, book):
            kind = "paper" if due.rung.paper else "overdue" if due.rung.days > 0 else "reminder"
            found.append(_owed(debt, kind, due.name, due.rung, people, superseded=not due.latest))
    return found


def with_copies(found: Iterable[Owed]) -> list[Owed]:
    """Each notice, and after it one for everybody in copy of it: he reads of it in his own mail of the day.

    A formal paper is one letter, with the copies that stand on it; what no mail may say is copied to nobody.
    """
    return [each for one in found for each in (one, *([] if one.kind == "paper" or one.barred else _copies(one)))]


def _copies(one: Owed) -> list[Owed]:
    about = one.key.removesuffix(one.to[1])  # whoever is told in the first place may change
    return [replace(one, key=short(f"{about}copy|{who[1]}"), kind="copy", to=who, cc=()) for who in one.cc]


def short(key: str) -> str:
    """A key that fits its column: subjects may be long."""
    return key if len(key) <= LONGEST else f"{key[:100]}…{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def _owed(
    debt: Debt, kind: str, rung: str, terms: Rung, people: People,
    submission_id: int | None = None, *, superseded: bool = False,
) -> Owed:
    to, cc = addressed(people, debt.unit_code, terms.to, terms.cc)
    where = [debt.node, debt.about] if debt.about else [debt.node]
    subject = (debt.work_year, debt.milestone, *where, debt.unit_code, rung, f"v{debt.deadline_version}", to[1])
    key = short("|".join(map(str, subject)))
    return Owed(key, kind, rung, debt.unit_code, to, cc, debt, submission_id, superseded=superseded)


def _unowed(
    subject: tuple[int, str, str], unit_code: str, kind: str, rung: str, terms: Rung, people: People,
    submission_id: int | None = None,
) -> Owed:
    to, _ = addressed(people, unit_code, terms.to, ())
    key = short("|".join(map(str, (*subject, unit_code, rung, to[1]))))
    return Owed(key, kind, rung, unit_code, to, (), submission_id=submission_id)

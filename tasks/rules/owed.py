"""Which notices are owed by the state of things: a notice is a fact owed, not an event of the day (DESIGN §7).

Everything here is derived from rows, so a run that died between two steps owes the same notices to the next one.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.routing import Addressee, Rung
from config.rulebook import Rulebook
from tasks.rules.reminders import due_rungs

People = Mapping[tuple[str, str], tuple[str, str]]  # (unit code, role) → (name, e-mail)


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


@dataclass(frozen=True, slots=True)
class Answer:
    """One submission that has not been answered yet: receipt, return or refusal."""

    submission_id: int
    kind: str
    sha256: str
    unit_code: str


@dataclass(frozen=True, slots=True)
class Owed:
    """One notice owed: to whom, about what, and whether a later one already speaks for it."""

    key: str
    kind: str
    rung: str
    debt: Debt
    submission_id: int | None
    to: tuple[str, str]
    cc: tuple[tuple[str, str], ...]
    superseded: bool = False

    @property
    def message_id(self) -> str:
        """The Message-ID: the same notice has the same one, however often it is sent."""
        return f"<{hashlib.sha256(self.key.encode()).hexdigest()[:40]}@jixiao>"


ISSUE = Rung(days=0, title="下发", to="contact")
ANSWER = Rung(days=0, title="答复", to="contact")


def issues(debts: Iterable[Debt], people: People) -> list[Owed]:
    """The form goes out once to each unit that owes it (the day the window opens, or the day the unit joins)."""
    return [_owed(debt, "issue", "issue", ISSUE, people) for debt in debts if debt.owed]


def answers(waiting: Iterable[Answer], debts: Mapping[str, Debt], people: People) -> list[Owed]:
    """Every submission is answered once: receipt, return or refusal."""
    return [
        _owed(debts[one.unit_code], one.kind, f"{one.kind}:{one.sha256[:16]}", ANSWER, people, one.submission_id)
        for one in waiting if one.unit_code in debts
    ]


def reminders(debts: Iterable[Debt], people: People, as_of: date, book: Rulebook) -> list[Owed]:
    """Every rung due by `as_of` for whoever still owes: the latest true one to send, the earlier ones superseded."""
    found: list[Owed] = []
    for debt in debts:
        if not debt.owed:
            continue
        for due in due_rungs(debt.opened, debt.remind_from, debt.effective_due, as_of, book):
            kind = "overdue" if due.rung.days > 0 else "reminder"
            found.append(_owed(debt, kind, due.name, due.rung, people, superseded=not due.latest))
    return found


def _owed(
    debt: Debt, kind: str, rung: str, terms: Rung, people: People,
    submission_id: int | None = None, *, superseded: bool = False,
) -> Owed:
    to = _first(people, debt.unit_code, (terms.to, "contact", "head"))
    copied: dict[str, tuple[str, str]] = {}
    for role in terms.cc:
        one = _first(people, debt.unit_code, (role,))
        copied.setdefault(one[1].lower(), one)
    cc = tuple(one for address, one in copied.items() if address not in ("", to[1].lower()))
    subject = (debt.work_year, debt.milestone, debt.node, debt.unit_code, rung, f"v{debt.deadline_version}", to[1])
    return Owed("|".join(map(str, subject)), kind, rung, debt, submission_id, to, cc, superseded)


def _first(people: People, unit_code: str, roles: Sequence[Addressee]) -> tuple[str, str]:
    """The first of the roles that has an address; ("", "") when none has."""
    return next((people[unit_code, role] for role in roles if people.get((unit_code, role), ("", ""))[1]), ("", ""))

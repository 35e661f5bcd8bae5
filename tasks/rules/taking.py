"""Which milestone takes a file: the one its form belongs to, else the one its sender is likely to have meant.

Several milestones are open at once and look into the same inbox: exactly one of them must answer each file.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from config.forms_table import table_forms
from config.rulebook import Rulebook
from tasks.rules.deadlines import deadline, opens

NOBODY = "daily"  # takes what belongs to no window


@dataclass(frozen=True, slots=True)
class Claim:
    """One obligation of somebody, as far as it says what a stray file may be."""

    milestone: str
    unit_code: str
    due: date
    owed: bool
    form: str = ""


def form_milestone(form: str) -> str:
    """The milestone of a recognised form, "" for none. The self-evaluation's form bears its milestone's name."""
    described = table_forms().get(form)
    return described.milestone if described else form


def takes(form: str, milestone: str, node: str, book: Rulebook) -> bool:
    """Whether a run of this milestone and node takes the form: nodes that have a form of their own share no file."""
    nodes = book.calendar.milestone(milestone).nodes if form_milestone(form) == milestone else ()
    owners = [one.node for one in nodes if one.form == form]
    return form_milestone(form) == milestone and (not owners or node in owners)


def last_year_open(as_of: date, book: Rulebook) -> bool:
    """Whether what the work year before left open is still taken by itself on a day: in the first days of a year."""
    return as_of < date(as_of.year, 1, 1) + timedelta(days=book.parameters.number("daily.last_year_days"))


def other_years(
    form: str, issued_for: int | None, sender: str, work_year: int, as_of: date,
    owed: Mapping[int, Set[tuple[str, str]]],
) -> bool:
    """In those days: whether a file is for a run of the other work year, so that one of both years takes it (X02).

    `owed`: work year → (unit, form) of what is still owed in it; `issued_for`: the work year written into the form when
    we issued it, None where it does not say. A form is last year's when its sender still owes it last year, and this
    year's copy is not what it is; what is no form of ours is this year's, unless its sender still owes something.
    """
    now, before = as_of.year, as_of.year - 1
    late, due = (sender, form) in owed.get(before, set()), (sender, form) in owed.get(now, set())
    if work_year == now:
        return bool(form) and late and (issued_for == before or (issued_for is None and not due))
    if form:
        return issued_for == now or (issued_for is None and due)
    return sender not in {unit for unit, _ in owed.get(before, set())}


def stray_milestone(sender: str, claims: Iterable[Claim], as_of: date, book: Rulebook) -> str:
    """Who answers a file that is no form of ours: what its sender owes next, else owed last; of an unknown sender, what
    anybody does; before anybody owes anything, what the calendar has open; at last the daily run."""
    claims = list(claims)
    mine = [claim for claim in claims if claim.unit_code == sender] if sender else claims
    if owed := [claim for claim in mine if claim.owed]:
        return min(owed, key=lambda claim: (claim.due, claim.milestone)).milestone
    if mine or claims:
        return max(mine or claims, key=lambda claim: (claim.due, claim.milestone)).milestone
    ahead = [
        (due, name)
        for name, milestone in book.calendar.milestones.items()
        for node in milestone.nodes
        if (node.form or milestone.form) and opens(node, book) <= as_of <= (due := deadline(node, book).effective)
    ]
    return min(ahead)[1] if ahead else NOBODY

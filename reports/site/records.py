"""What the site is made of, one kind of row each, in the order of the columns in which the store gives them."""

from datetime import date, datetime
from typing import NamedTuple


class Unit(NamedTuple):
    """A budget unit, or an office that owes something itself (`kind`)."""

    code: str
    name: str
    region_code: str
    region_name: str
    department_code: str
    department_name: str
    division_code: str
    division_name: str
    kind: str


class Project(NamedTuple):
    """One project of one fiscal year."""

    id: int
    fiscal_year: int
    code: str
    name: str
    unit_code: str
    initial_fen: int
    budget_fen: int
    project_type: str
    cancelled_reason: str
    is_new: bool
    is_key: bool
    is_one_off: bool
    funds: str


class Target(NamedTuple):
    """One indicator set with a project."""

    project_id: int
    level1: str
    level2: str
    level3: str
    relation: str
    target: str
    weight_cp: int | None


class Indicator(NamedTuple):
    """One indicator of a self-evaluation as filled in, with the points the rules make of it (`score_cp`)."""

    entry_id: int
    level1: str
    level2: str
    level3: str
    relation: str
    target: str
    actual: str
    reason: str
    weight_cp: int | None
    self_score_cp: int | None
    score_cp: int | None


class Entry(NamedTuple):
    """One project in one self-evaluation."""

    id: int
    submission_id: int
    project_id: int
    goal: str
    achieved: str
    reason: str
    budget_fen: int | None
    executed_fen: int | None
    total_cp: int | None


class File(NamedTuple):
    """One file that came in; `counts`: in force after checks and reviews."""

    id: int
    file: str
    unit_code: str
    milestone: str
    node: str
    form: str
    received_at: datetime
    state: str
    is_late: bool
    counts: bool


class Finding(NamedTuple):
    """One thing wrong at one cell."""

    submission_id: int
    rule: str
    tier: str
    sheet: str
    cell: str
    value: str
    expected: str
    message: str
    project_code: str


class Review(NamedTuple):
    """A named person's verdict on a file."""

    submission_id: int
    reviewer: str
    verdict: str
    reason: str
    decided_on: date


class Verdict(NamedTuple):
    """One verdict of the rules in force; with a `proposal` it counts for nothing until somebody decides (X11)."""

    id: int
    work_year: int
    milestone: str
    node: str
    kind: str
    subject: str
    unit_code: str
    project_id: int | None
    verdict: str
    score_cp: int | None
    amount_fen: int | None
    rules: str
    why: str
    proposal: str
    basis: str
    as_of: date


class Step(NamedTuple):
    """One rule that fired."""

    rule: str
    before_cp: int | None
    after_cp: int | None
    before_grade: str
    after_grade: str
    fact: str
    clause: str


class Decision(NamedTuple):
    """What a named person decided."""

    decision: str
    decided_by: str
    decided_on: date
    reason: str


class Notice(NamedTuple):
    """One notice and what became of it."""

    kind: str
    rung: str
    milestone: str
    unit_code: str
    to_name: str
    to_email: str
    reason: str
    created_at: datetime
    sent_at: datetime | None
    last_error: str
    due_on: date | None
    state: str


class Debt(NamedTuple):
    """One obligation as it stands; `late`: working days after the deadline, 0 when not.

    `review`: finance owes the review of what comes in at the node, a matter of its own beside the node's.
    """

    milestone: str
    node: str
    unit_code: str
    written: date
    effective: date
    due_reason: str
    state: str
    met_on: date | None
    late: int
    review: bool = False
    form: str = ""
    occasion: str = ""  # the day on which what is to be reviewed came in, "" where the calendar alone asks for it

    @property
    def key(self) -> tuple[str, str, bool]:
        """Milestone, node, and whether it is the review: what `Shelf.matter` names."""
        return self.milestone, self.node, self.review


class Run(NamedTuple):
    """One run; without `ended_at` it was cut off, or still works."""

    id: int
    milestone: str
    node: str
    as_of: date
    operator: str
    reason: str
    started_at: datetime
    ended_at: datetime | None


class Judgement(NamedTuple):
    """What the rules made of one self-evaluation."""

    id: int
    project_id: int
    self_score_cp: int | None
    final_cp: int | None
    final_grade: str
    rules: str
    as_of: date

"""What the finance side owes for what was handed in: a review of its own, by a deadline of its own (C03, G01–G03)."""

from dataclasses import replace
from datetime import date

import pandas as pd

from config.calendar import Milestone, Node
from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.deadlines import Deadline, on_day
from tasks.rules.finance_of import by_region
from tasks.rules.verdicts import Facts

WRITTEN = "报同级财政部门审核"  # as the notice says it; the day is a parameter


def review_node(name: str, milestone: Milestone, node: Node, book: Rulebook) -> Node:
    """The node as it is for whoever reviews: owed by the finance side, with the review's form and day.

    Raises ConfigError where `<milestone>.review_due` has no day for this node.
    """
    terms, place = book.parameters.words(f"{name}.review_due"), milestone.nodes.index(node)
    if place >= len(terms):
        raise ConfigError(f"参数 {name}.review_due 没有“{node.title or milestone.title}”的审核期限")
    return node.model_copy(update={
        "due": terms[place], "written": WRITTEN, "owed_by": "finance", "form": milestone.review, "cut_off": None,
        "offices": (),
    })


def is_review(owed: pd.DataFrame, book: Rulebook) -> "pd.Series[bool]":
    """Which obligations are reviews: those of the form with which the milestone is reviewed."""
    forms = {name: one.review for name, one in book.calendar.milestones.items() if one.review}
    return pd.Series(owed["form"] == owed["milestone"].map(forms), index=owed.index, dtype=bool)


def by_office(handed_in: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Per finance office with something to review: unit_code, `waits` (nobody has said a word on it yet), `oldest`.

    `handed_in`: unit_code, received_at, waits — one row per unit and matter that counts; `facts` holds `units`. Each is
    reviewed by the finance department of the unit's own level (O07, X01); `oldest` is the first day something waits
    since, None where nothing does.
    """
    offices = by_region(facts)
    region = dict(zip(facts["units"]["code"], facts["units"]["region_code"], strict=True))
    rows = handed_in.assign(office=handed_in["unit_code"].map(region).map(offices)).dropna(subset=["office"])
    found = []
    for office, part in rows.groupby("office", sort=True):
        waiting = part.loc[part["waits"].to_numpy(dtype=bool), "received_at"]
        oldest = waiting.min().date() if len(waiting) else None
        found.append({"unit_code": str(office), "waits": len(waiting), "oldest": oldest})
    return pd.DataFrame(found, columns=["unit_code", "waits", "oldest"])


def late_arrival(oldest: date, book: Rulebook) -> Deadline:
    """The deadline of a review that begins after its regular day: so many working days from the arrival."""
    steps = book.parameters.number("notices.review_workdays")
    found = on_day(book.workdays.shift(oldest, steps), book)
    return replace(found, reason=f"{oldest.month}月{oldest.day}日才收到，按收到后{steps}个工作日计算")

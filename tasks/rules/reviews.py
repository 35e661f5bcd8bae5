"""What the finance side owes for what was handed in: a review of its own, by a deadline of its own.

At some nodes by a day of the calendar (C03, G01–G03); at the gate so many working days after something came in (A02,
B02): there each day on which something came in is an occasion of its own, with a debt of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from config.calendar import Milestone, Node
from config.forms_table import table_forms
from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.deadlines import Deadline, node_on, on_day
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
    """Which obligations are reviews: of the form with which the milestone is reviewed, or owed for what came in."""
    forms = {name: one.review for name, one in book.calendar.milestones.items() if one.review}
    of_calendar = owed["form"] == owed["milestone"].map(forms)
    return pd.Series(of_calendar | (owed["occasion"] != ""), index=owed.index, dtype=bool)


def with_reviews(facts: Facts) -> pd.DataFrame:
    """What units owe and what the finance side owes them, its reviews: the rows of `obligations` and of `reviews_owed`.

    `review` tells them apart; `form` and `occasion` are "" where they do not matter.
    """
    parts = [(facts["obligations"], False), (facts.get("reviews_owed", facts["obligations"].iloc[:0]), True)]
    marked = [rows.assign(review=review, occasion=rows["occasion"] if review and "occasion" in rows else "",
                          form=rows["form"] if review and "form" in rows else "") for rows, review in parts]
    return pd.concat([rows for rows in marked if len(rows)] or marked[:1], ignore_index=True)


def rules_of(milestone: Milestone, form: str, review: bool) -> tuple[str, ...]:
    """The rules of a milestone that a debt fulfils: of its form or, for a review, those of the review (O02)."""
    own = milestone.review_rules
    told = {rule for rules in own.values() for rule in rules}
    return own.get(form, milestone.rules) if review else tuple(one for one in milestone.rules if one not in told)


def matter_of(called: str, form: str, occasion: str, review: bool) -> str:
    """What people call a matter of a node that they call `called`: the node's, its review, or that of one day's."""
    if not occasion:
        return f"{called}审核" if review else called
    day = date.fromisoformat(occasion)
    return f"{table_forms()[form].title.removesuffix('表')}（{day.month}月{day.day}日收到）"


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


ARRIVED = ["unit_code", "region_code", "node", "form", "occasion", "written_due", "effective_due", "remind_from",
           "due_reason", "since"]


def on_arrival(
    said: Iterable[Mapping[str, Any]], forms: Mapping[str, str], milestone: Milestone, facts: Facts, book: Rulebook,
) -> pd.DataFrame:
    """What every finance office owes for what came in: ARRIVED, one row per office, form and day of arrival.

    `said`: the verdicts about single reviews (kind, detail with region_code, received, due, done as ISO days, "" for
    none, and `earlier`: the same days of what was reviewed before the unit handed in again); `forms`: kind → the form
    of the review; `facts` holds `units`. `since`: the day on which the last of them was reviewed, None while one waits.
    The term is the rules'; the debt stands at the node that was open that day.
    """
    offices, parts = by_region(facts), dict[tuple[str, str, str, str], list[Mapping[str, Any]]]()
    for row in said:
        detail = row["detail"]
        if row["kind"] in forms and (office := offices.get(detail["region_code"])):
            for turn in (detail, *detail.get("earlier", ())):
                key = (office, str(detail["region_code"]), forms[row["kind"]], str(turn["received"]))
                parts.setdefault(key, []).append(turn)
    return pd.DataFrame([_arrived(*key, of, milestone, book) for key, of in sorted(parts.items())], columns=ARRIVED)


def _arrived(
    office: str, region: str, form: str, occasion: str, of: list[Mapping[str, Any]], milestone: Milestone,
    book: Rulebook,
) -> tuple[Any, ...]:
    came, due = date.fromisoformat(occasion), on_day(min(date.fromisoformat(one["due"]) for one in of), book)
    reason = f"{came.month}月{came.day}日收到，审核时限自收到之日起算"
    since = max(one["done"] for one in of) if all(one["done"] for one in of) else ""
    return (office, region, node_on(milestone, came, book), form, occasion, due.written, due.effective, due.remind_from,
            reason, date.fromisoformat(since) if since else None)


def late_arrival(oldest: date, book: Rulebook) -> Deadline:
    """The deadline of a review that begins after its regular day: so many working days from the arrival."""
    steps = book.parameters.number("notices.review_workdays")
    found = on_day(book.workdays.shift(oldest, steps), book)
    return replace(found, reason=f"{oldest.month}月{oldest.day}日才收到，按收到后{steps}个工作日计算")

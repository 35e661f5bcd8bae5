"""责任在系统 (X06): lateness that followed from our side being down; it counts for nothing until somebody decides.

A unit is told of its deadline by mails that leave on certain days. Where none left although they should have, or where
its file, handed in on time, was sent back too late, the lateness is proposed to be left out (免计逾期). Nobody who was
reminded is excused, and nobody who was on time is touched.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.deadlines import opens
from tasks.rules.given import given
from tasks.rules.node_titles import node_title
from tasks.rules.opinions import Fired, Opinion, Row, by, records, rows, said
from tasks.rules.reminders import rung_day
from tasks.rules.reviews import matter_of, with_reviews
from tasks.rules.service import Down, down_days
from tasks.rules.verdicts import Facts

DAILY, REJECTED = "daily", "rejected"
EXCUSES = {"subject": "str", "decision": "str"}
KIND, SYSTEM, PROPOSAL, CLAUSE = "outage", "责任在系统", "免计逾期", "通知未写"
TELLING, ANSWERING = ("issue", "review", "reminder"), ("return", "refused")
NOT_OURS = ("failed", "bounced")  # the address is at fault, not the sending


@dataclass(frozen=True, slots=True)
class Debt:
    """One late obligation with what was sent about it; reminders should have left from `since` to `due`."""

    row: Row
    since: date
    due: date
    notices: list[Row]
    answers: list[tuple[date, Row]]  # (day its file came in, what was answered)


def outages(facts: Facts, book: Rulebook, as_of: date) -> list[Opinion]:
    """One proposal per late obligation that our side had a part in; subject `<unit>|<title of the node>`."""
    late = list(_late(facts, book, as_of))
    down = down_days(facts, book, as_of, {(str(one.row["milestone"]), str(one.row["node"])) for one in late})
    names = {str(row["code"]): str(row["name"]) for row in rows(facts, "units")}
    return [
        _opinion(debt, names, why, days, book)
        for debt in late for why, days in [_why(debt, down, book)] if why
    ]


def key_of(unit: str, milestone: str, node: str, book: Rulebook) -> str:
    """The subject of an obligation's proposal: `301001|5月监控`."""
    return f"{unit}|{node_title(book, milestone, node)}"


def spared(subjects: Collection[str], decisions: pd.DataFrame) -> set[str]:
    """Of these subjects, those whose lateness counts for nothing: all but what a named person has rejected."""
    ours = decisions[(decisions["milestone"] == DAILY) & (decisions["kind"] == KIND)]
    return set(subjects) - set(ours.loc[ours["decision"] == REJECTED, "subject"])


def excused(facts: Facts, suffix: str = "") -> set[str]:
    """The subjects whose lateness counts for nothing, of the frame `excuses`."""
    rows = given(facts, f"excuses{suffix}", EXCUSES)
    return set(rows.loc[rows["decision"] != REJECTED, "subject"])


def without(owed: pd.DataFrame, subjects: Collection[str], book: Rulebook) -> pd.DataFrame:
    """Obligations but for those of these subjects."""
    if not subjects:
        return owed
    keys = (_key(row, book) for row in records(owed))
    return owed[np.array([key not in subjects for key in keys], dtype=bool)]


def _key(row: Row, book: Rulebook) -> str:
    """The subject of the proposal about an obligation, or about a review that finance owes: `653001-CZ|5月监控审核`."""
    unit, milestone, node = (str(row[name]) for name in ("unit_code", "milestone", "node"))
    return f"{unit}|{_title(row, book)}" if row.get("review") else key_of(unit, milestone, node, book)


def _title(row: Row, book: Rulebook) -> str:
    called = node_title(book, str(row["milestone"]), str(row["node"]))
    return matter_of(called, str(row["form"]), str(row["occasion"]), True) if row.get("review") else called


def _late(facts: Facts, book: Rulebook, as_of: date) -> Iterator[Debt]:
    notices = by(rows(facts, "notices"), "obligation_id")
    answers = by([row for row in rows(facts, "notices") if row["kind"] in ANSWERING], "submission_id")
    filed = by(rows(facts, "submissions"), "unit_code")
    for row in records(with_reviews(facts)):
        met, due = row["met_on"], row["effective_due"]
        if row["state"] == "waived" or as_of <= due or (met is not None and met <= due):
            continue
        mine = [one for one in filed.get(str(row["unit_code"]), []) if _same(one, row) and one["received_on"] <= due]
        sent_back = [(one["received_on"], answer) for one in mine for answer in answers.get(str(one["id"]), [])]
        yield Debt(row, _since(row, book), due, notices.get(str(row["id"]), []), sent_back)


def _same(one: Row, row: Row) -> bool:
    return (one["milestone"], one["node"]) == (row["milestone"], row["node"])


def _since(row: Row, book: Rulebook) -> date:
    """The day of the first reminder before the deadline, never before the node opens."""
    node = book.calendar.milestone(str(row["milestone"])).node(str(row["node"]))
    remind_from = row["remind_from"] or book.workdays.previous_workday(row["written_due"] or row["effective_due"])
    before = [rung for rung in book.ladder.rungs.values() if rung.days <= 0]
    days = [rung_day(rung, remind_from, row["effective_due"], book) for rung in before]
    begun = date.fromisoformat(str(row["occasion"])) if row["occasion"] else opens(node, book)
    return max(min(days, default=row["effective_due"]), begun)


def _why(debt: Debt, down: Down, book: Rulebook) -> tuple[str, list[date]]:
    """What our side failed in, in Chinese, and the days it was down; "" where it did not."""
    days = down.get((str(debt.row["milestone"]), str(debt.row["node"])), [])
    stuck = [day for day in days if debt.since <= day <= debt.due]
    told = any(one["state"] == "sent" and _left(one) and debt.since <= one["sent_on"] <= debt.due
               for one in debt.notices if one["kind"] in TELLING)
    if not told and len(stuck) >= book.parameters.number("outage.least_workdays"):
        return f"期限前的提醒应自{said(debt.since)}起发出，其间系统停运{len(stuck)}个工作日，没有一次提醒送出", stuck
    faults = [one["last_error"] for one in debt.notices if _held_up(one, debt.due)]
    if not told and faults:
        return f"期限前的通知因邮件系统故障没有发出（{faults[0]}）", stuck
    for came, answer in debt.answers:
        lost = [day for day in days if came <= day <= debt.due]
        if lost and not (_left(answer) and answer["sent_on"] <= debt.due):
            return f"{said(came)}已报送，系统停运{len(lost)}个工作日，退回修改的通知到期限以后才发出", lost
    return "", []


def _left(one: Row) -> bool:
    return isinstance(one["sent_on"], date | datetime)


def _held_up(one: Row, due: date) -> bool:
    """A mail put in by the deadline that a fault of ours, or of the line, kept back until after it."""
    in_time = one["kind"] in TELLING and one["created_on"] <= due and one["state"] not in NOT_OURS
    return bool(in_time and one["last_error"]) and not (_left(one) and one["sent_on"] <= due)


def _opinion(debt: Debt, names: dict[str, str], why: str, days: list[date], book: Rulebook) -> Opinion:
    unit = str(debt.row["unit_code"])
    fact = f"{names.get(unit, unit)}的{_title(debt.row, book)}（期限{said(debt.due)}）逾期：{why}"
    return Opinion(
        KIND, _key(debt.row, book), SYSTEM,
        f"{fact}。逾期是否不计，由署名的人决定；决定以前不计入考核和追责。", (Fired("X06", CLAUSE, fact),),
        unit_code=unit, proposal=PROPOSAL, detail={"days": [str(day) for day in days], "due": str(debt.due)},
    )

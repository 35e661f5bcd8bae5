"""J02: a problem found in the review of direct funds is pushed to the county at once — the same working day."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import stamp
from tasks.rules.verdicts import Verdicts
from tasks.rules.worded import said_day

CLAUSE = "通知三（十）：发现问题立即推送整改"


def pushes(problems: pd.DataFrame, book: Rulebook, as_of: date) -> Verdicts:
    """One row per problem, kind `push`: 及时推送 or 逾期推送; 待推送 or 推送逾期 as long as it has not been pushed."""
    due = push_due(problems["reviewed_on"], book)
    pushed = problems["pushed_on"]
    words = [_word(sent, by, as_of) for sent, by in zip(pushed, due, strict=True)]
    said = zip(problems["issue"], said_day(problems["reviewed_on"]), said_day(due), said_day(pushed), strict=True)
    fact = [f"{found}发现“{issue or '未写明的问题'}”，应于{by}前推送，{f'{sent}推送' if sent else '尚未推送'}"
            for issue, found, by, sent in said]
    rows = pd.DataFrame({
        "kind": "push", "subject": problems["project_code"], "unit_code": problems["unit_code"],
        "project_id": problems["project_id"], "verdict": words, "rules": "J02",
        "why": [f"{one}（{CLAUSE}）" for one in fact],
    })
    return Verdicts(rows, rows[["kind", "subject"]].assign(seq=1, rule="J02", fact=fact, clause=CLAUSE))


def push_due(found: "pd.Series[Any]", book: Rulebook) -> "pd.Series[Any]":
    """The last day to push what was found on a day: 24 hours are the working day itself, 48 the next one, and what
    is found on a day off counts from the next working day."""
    more = max(-(-book.parameters.number("direct_funds_review.push_hours") // 24) - 1, 0)
    known = {day: pd.Timestamp(book.workdays.shift(book.workdays.next_workday(day.date()), more))
             for day in found.dropna().unique()}
    return pd.to_datetime(found.map(known)).astype("datetime64[s]")


def _word(pushed: Any, due: pd.Timestamp, as_of: date) -> str:
    if pd.isna(pushed) or pushed >= stamp(as_of) + timedelta(days=1):  # a day still to come is no push
        return "待推送" if stamp(as_of) <= due else "推送逾期"
    return "及时推送" if pushed <= due else "逾期推送"

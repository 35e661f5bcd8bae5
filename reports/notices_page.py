"""投递台账: the page of all notices of a year, what a person must see to first, and whose court the ball is in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.routing import routing
from reports.environment import html
from reports.wording import NOTICE_STATES

Row = Mapping[str, Any]
SHOWN, HELD_UP = 1_000, 40  # rows of the list and of the clocks; `jixiao notices --json` has them all
FOR_PEOPLE = ("held", "failed", "bounced", "uncertain")
FINANCE = "财政"


def notices_page(work_year: int, as_of: date, notices: Sequence[Row], clocks: Sequence[Row]) -> str:
    """One static HTML page without scripts; the same rows give the same bytes.

    `notices`, `clocks`: as `tasks.delivery` gives them.
    """
    counts = Counter(row["state"] for row in notices)
    running = [row for row in clocks if row["holder"]]
    return html().get_template("notices.html").render(
        place=routing(), work_year=work_year, as_of=as_of, shown=SHOWN, total=len(notices),
        counts=[(NOTICE_STATES[state], counts[state]) for state in NOTICE_STATES if counts[state]],
        sent=counts["sent"], open_=[row for row in notices if row["state"] in FOR_PEOPLE],
        waiting=counts["pending"] + counts["sending"], notices=list(reversed(notices))[:SHOWN],
        finance=_longest([row for row in running if row["holder"] == FINANCE], "finance_days"),
        units=_longest([row for row in running if row["holder"] != FINANCE], "unit_days"),
        both=tuple(sum(row[days] for row in clocks if not row["review"]) for days in ("unit_days", "finance_days")),
    )


def _longest(rows: Sequence[Row], days: str) -> list[Row]:
    return sorted(rows, key=lambda row: (-row[days], row["obligation_id"]))[:HELD_UP]

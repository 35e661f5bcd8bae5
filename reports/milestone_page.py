"""The page of any milestone: who has filed, what the rules say, what waits for a decision, what is wrong."""

from collections import Counter
from typing import Any

import pandas as pd

from config.routing import routing
from reports.environment import html
from reports.law import unconfirmed_lines
from reports.milestone_view import MilestoneView, plain
from reports.wording import KINDS

SHOWN = 300  # rows of one table on the page; the workbook has them all
Row = dict[str, Any]


def milestone_page(view: MilestoneView, ledger: str = "") -> str:
    """One static HTML page without scripts; the same view gives the same bytes. `ledger`: where its front page is."""
    debtors = view.debtors[view.debtors["state"] != "waived"]
    late = debtors[debtors["overdue_days"] > 0].sort_values("overdue_days", ascending=False)
    counts = Counter(zip(view.verdicts["kind"], view.verdicts["verdict"], strict=True))
    return html().get_template("milestone.html").render(
        view=view, ledger=ledger, place=routing(), days_left=(view.deadline_effective - view.as_of).days, shown=SHOWN,
        owed=len(debtors), met=int((debtors["state"] == "met").sum()),
        overdue=_rows(late[late["state"] == "owed"]), filed_late=int((late["state"] == "met").sum()),
        waiting=_rows(view.waiting),
        counts=[(KINDS.get(kind, kind), word, n) for (kind, word), n in sorted(counts.items())],
        verdicts=_rows(_by_weight(view.verdicts)), kinds=KINDS, findings=_rows(view.findings),
        tables=[(table.title, len(rows)) for table, rows in view.tables.values()],
        unconfirmed=unconfirmed_lines(view.work_year, view.unconfirmed),
    )


def _by_weight(verdicts: pd.DataFrame) -> pd.DataFrame:
    """What waits or hurts first, then what there is little of: no long list may hide a short one."""
    size = verdicts.groupby("kind")["kind"].transform("size")
    order = verdicts.assign(calm=verdicts["proposal"] == "", size=size)
    return order.sort_values(["calm", "size", "kind", "subject"], kind="stable")


def _rows(frame: pd.DataFrame) -> list[Row]:
    """The first rows as the template wants them: None for what is missing."""
    return plain(frame.head(SHOWN))

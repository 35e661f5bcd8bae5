"""What a mail says of a verdict: found, following, by when, what to do, in the words of `config/tellings.yaml`."""

from datetime import date
from typing import Any

import pandas as pd

from config.tellings import tellings
from reports.formats import plain_day, wan
from tasks.desk import Desk
from tasks.store import verdicts
from tasks.store.engine import reading as consistently
from tasks.store.outbox import Notice

Facts = dict[str, Any]


def verdict_facts(desk: Desk, units: dict[str, Facts], notice: Notice) -> Facts:
    """The facts of `reports.facts.VerdictFacts` beside those that every mail has."""
    known = tellings()
    telling = known.tellings[notice.rung]
    with consistently(desk.engine) as conn:
        row = verdicts.of_id(conn, notice.verdict_id or 0)
        made = verdicts.decisions(conn, desk.work_year, desk.as_of)
    mine = made[(made["milestone"] == row["milestone"]) & (made["kind"] == row["kind"])
                & (made["subject"] == row["subject"]) & (made["proposal"] == row["proposal"])]
    decided = mine.iloc[-1] if telling.decided == "approved" and len(mine) else None
    by = date.fromisoformat(day) if (day := (row["detail"] or {}).get(telling.by_day)) else None
    words = {
        "name": notice.facts.get("name") or row["subject"], "verdict": row["verdict"], "why": row["why"],
        "proposal": row["proposal"], "amount": "" if pd.isna(row["amount_fen"]) else wan(int(row["amount_fen"])),
        "by": plain_day(by) if by else "规定期限", "office": _finance(desk, units, notice),
        "days": desk.book.parameters.number("notices.objection_workdays"),
    }
    return {
        "called": telling.tag, "mood": telling.tone, "heading": telling.headline.format_map(words),
        "about": words["name"], "verdict": row["verdict"] if decided is None else f"同意{row['proposal']}",
        "why_told": row["why"], "follows": telling.follows.format_map(words),
        "todo": [line.format_map(words) for line in telling.steps], "by_day": by,
        "decided_by": "" if decided is None else decided["decided_by"],
        "decided_why": "" if decided is None else decided["reason"],
        "objection": known.objection.format_map(words) if telling.objection else "",
    }


def _finance(desk: Desk, units: dict[str, Facts], notice: Notice) -> str:
    """The finance department of the reader's own level."""
    region = desk.book.routing.regions.get(units.get(notice.unit_code or "", {}).get("region_code", ""))
    return region.finance if region else desk.book.routing.bureau

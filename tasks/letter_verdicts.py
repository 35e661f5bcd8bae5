"""What a mail says of a verdict: found, following, by when, what to do, in the words of `config/tellings.yaml`."""

from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from config.tellings import Telling, tellings
from reports.formats import plain_day, wan
from tasks.desk import Desk
from tasks.store import verdicts
from tasks.store.engine import reading as consistently
from tasks.store.outbox import Notice

Facts = dict[str, Any]


class Told:
    """What one run knows for telling verdicts; `units`: code → row of the directory."""

    def __init__(self, desk: Desk, units: dict[str, Facts]) -> None:
        self.desk, self.units, self.place = desk, units, desk.book.routing

    @cached_property
    def decided(self) -> dict[tuple[str, ...], tuple[str, str]]:
        """Proposal → who decided it last, and why."""
        with consistently(self.desk.engine) as conn:
            made = verdicts.decisions(conn, self.desk.work_year, self.desk.as_of).to_dict("records")
        return {tuple(row[name] for name in verdicts.PROPOSAL): (row["decided_by"], row["reason"]) for row in made}

    def facts(self, notice: Notice) -> Facts:
        """The facts of `reports.facts.VerdictFacts` beside those that every mail has."""
        known = tellings()
        telling = known.tellings[notice.rung]
        with consistently(self.desk.engine) as conn:
            row = verdicts.of_id(conn, notice.verdict_id or 0)
        approved = telling.decided == "approved"
        by, why = self.decided.get(tuple(row[name] for name in verdicts.PROPOSAL), ("", "")) if approved else ("", "")
        day = (row["detail"] or {}).get(telling.by_day)
        until = date.fromisoformat(day) if day else None
        words = self._words(notice, telling, row, until)
        word = f"决定{row['proposal']}" if approved else row["verdict"]
        return self._signed(telling) | {
            "called": telling.tag, "mood": telling.tone, "heading": telling.headline.format_map(words),
            "about": words["name"], "verdict": telling.shown or word, "why_told": row["why"], "by_day": until,
            "follows": telling.follows.format_map(words), "todo": [line.format_map(words) for line in telling.steps],
            "decided_by": by, "decided_why": why,
            "objection": known.objection.format_map(words) if telling.objection else "",
        }

    def _words(self, notice: Notice, telling: Telling, row: Facts, until: date | None) -> Facts:
        """What may stand in the sentences of a telling."""
        return {
            "name": notice.facts.get("name") or row["subject"], "verdict": row["verdict"], "why": row["why"],
            "proposal": row["proposal"], "amount": "" if pd.isna(row["amount_fen"]) else wan(int(row["amount_fen"])),
            "by": plain_day(until) if until else "规定期限",
            "office": self.place.centre if telling.by_centre else self._finance(notice),
            "days": self.desk.book.parameters.number("notices.objection_workdays"),
        }

    def _finance(self, notice: Notice) -> str:
        """The finance department of the reader's own level."""
        region = self.place.regions.get(self.units.get(notice.unit_code or "", {}).get("region_code", ""))
        return region.finance if region else self.place.bureau

    def _signed(self, telling: Telling) -> Facts:
        """Who signs and whom to ask, where the centre speaks to another level."""
        if not telling.by_centre:
            return {}
        centre = self.place.centre
        ask = {"name": "", "office": centre, "phone": "", "email": self.desk.settings.replies_to}
        return {"office": centre, "ask": ask}

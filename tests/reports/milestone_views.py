"""Views of a milestone as the outlook hands them over, with nothing in them but what a test is about."""

from datetime import date

import pandas as pd

from config.calendar import the_calendar
from config.routing import routing
from reports.milestone_view import MilestoneView

EMPTY = {
    "debtors": ["unit_code", "unit_name", "region_name", "state", "effective_due", "met_on", "overdue_days"],
    "findings": ["file", "unit_name", "tier", "sheet", "cell", "message"],
    "units": ["code", "name", "region_code", "region_name", "department_name"],
}
UNITS = pd.DataFrame([
    {"code": f"{code}-CZ", "name": region.finance, "region_code": code, "region_name": region.name,
     "department_name": ""} for code, region in routing().regions.items()
])
VERDICT = {
    "kind": "project", "subject": "P1", "unit_code": "", "unit_name": "", "region_code": "", "region_name": "",
    "department_name": "", "name": "", "verdict": "", "score_cp": None, "amount_fen": None, "rules": "", "why": "",
    "proposal": "", "decision": "", "decided_by": "",
}


def view_of(milestone, verdicts, node="", **changes):
    """The view of a milestone's node on 30 June 2023 with these verdicts (a frame, or dicts of what matters)."""
    if not isinstance(verdicts, pd.DataFrame):
        rows = [VERDICT | {"detail": {}} | row for row in verdicts]
        verdicts = pd.DataFrame(rows, columns=[*VERDICT, "detail"] if not rows else None)
        verdicts = verdicts.astype({"score_cp": "Int64", "amount_fen": "Int64"})
    described, day = the_calendar().milestone(milestone), date(2023, 6, 30)
    frames = {name: pd.DataFrame(columns=columns) for name, columns in EMPTY.items()}
    return MilestoneView(**{
        "milestone": milestone, "node": node, "work_year": 2023, "fiscal_year": 2023 + described.concerns,
        "as_of": day, "title": described.title, "owing": True, "deadline_written": day, "deadline_effective": day,
        "due_reason": "", "provisional": "", "run_id": 7, "rulebook": "ab" * 32, "unconfirmed": [], "ledger": "1:ab",
        "verdicts": verdicts, "tables": {}, "facts": {}, **frames,
    } | changes)

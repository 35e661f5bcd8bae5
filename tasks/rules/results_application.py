"""结果应用 (F01–F04, P02, P03, P06): what follows from each project's result. Whatever hurts is a proposal (X11).

Uses the score table's newest version before the budget is compiled (X05): results of fiscal year W-1 bear upon the
budget of W+1, and the amounts are those of W, the year now running.
"""

from datetime import date

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.county_filing import filings
from tasks.rules.given import given
from tasks.rules.results_application_actions import rectifications, unit_actions
from tasks.rules.results_application_deductions import deductions
from tasks.rules.results_application_feedback import advice, feedback, follow_up, priorities
from tasks.rules.stacked import stacked
from tasks.rules.verdicts import Facts, Verdicts

FRAMES = {
    "results": {"project_id": "Int64", "score_cp": "Int64", "verdict": "str"},
    "results@before": {"subject": "str", "score_cp": "Int64"},
    "projects": {
        "project_id": "Int64", "project_code": "str", "unit_code": "str", "department_code": "str",
        "initial_fen": "Int64", "budget_fen": "Int64", "project_type": "str", "funds": "str",
    },
    "projects@after": {
        "project_code": "str", "initial_fen": "Int64", "budget_fen": "Int64", "cancelled_reason": "str",
    },
    "units": {"code": "str", "region_code": "str", "level": "str", "kind": "str"},
    "obligations": {
        "milestone": "str", "node": "str", "unit_code": "str", "effective_due": "day", "state": "str", "met_on": "day",
    },
    "decisions": {
        "milestone": "str", "subject": "str", "proposal": "str", "decision": "str", "decided_by": "str",
        "decided_on": "day",
    },
    "county_filings": {"unit_code": "str", "action": "str", "number": "str"},
    "application_records": {"subject": "str", "action": "str", "owner": "str", "done_on": "day"},
}
NEEDS = tuple(FRAMES)
AMOUNTS = {"initial": "initial_fen", "adjusted": "budget_fen"}


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Proposals and lists of the work year. Kinds: `deduction` (F02), `remedy` (F01), `talk` and `circular`
    by unit (F01), `priority` (P06), `policy_advice` (P03), `feedback` (P02), `follow_up` of approved proposals (F01),
    `filing` by county (F03). Project kinds have the project code as subject."""
    facts = {name: given(facts, name, columns) for name, columns in FRAMES.items()}
    rated = rated_projects(facts, book)
    parts = [
        deductions(rated, book), rectifications(rated, book), unit_actions(rated, facts, book, as_of),
        priorities(rated, book), advice(rated, facts["results@before"], book),
        feedback(rated, facts["application_records"]),
        follow_up(facts["decisions"], facts["application_records"]),
        Verdicts(filings(facts, book, as_of), pd.DataFrame()),
    ]
    return stacked(parts)


def rated_projects(facts: Facts, book: Rulebook) -> pd.DataFrame:
    """The projects of FY W-1 that have a score, by project code: score_cp, grade, who, funds, `base_fen` (the amount a
    deduction is taken of), `continues` (the project stands in the budget of FY W), `low` (below the threshold: exactly
    80.00 is not, 民法典 1259). RangeIndex. Raises MergeError when a project has two results."""
    column = AMOUNTS[book.parameters.word("results_application.base_amount")]
    scored = facts["results"][["project_id", "score_cp", "verdict"]].rename(columns={"verdict": "grade"})
    rated = facts["projects"].merge(scored[scored["score_cp"].notna()], on="project_id", validate="one_to_one")
    running = facts["projects@after"]
    running = running[running["cancelled_reason"] == ""].drop_duplicates("project_code")
    place = pd.Index(running["project_code"]).get_indexer(pd.Index(rated["project_code"]))
    continues = place >= 0
    amounts = np.append(running[column].to_numpy(dtype=np.int64, na_value=0), 0)[place]
    before = rated[column].to_numpy(dtype=np.int64, na_value=0)
    low = (rated["score_cp"] < book.parameters.number("results_application.threshold_cp")).to_numpy(dtype=bool)
    rated = rated.assign(base_fen=np.where(continues, amounts, before), continues=continues, low=low)
    return rated.sort_values("project_code", ignore_index=True)

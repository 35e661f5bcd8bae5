"""年度开账: what the last work year left, item by item, and which questions must be decided before anybody is graded.

Failed monitorings and open rectifications bear on this year's results (C05), results under 80 on the budget (F02),
extensions (X07) and successors (X09) on who still owes what; a proposal nobody decided is still a question (X11).
"""

from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import given
from tasks.rules.opening_asked import WAITING, proposals, rectifications, successions
from tasks.rules.opening_carried import debts, failures, low_results
from tasks.rules.stacked import stacked
from tasks.rules.trace import steps_of
from tasks.rules.verdicts import Facts, Verdicts, verdicts

MILESTONE = "opening"
NEEDS = (
    "projects", "units", "verdicts@before", "decisions@before", "decisions", "results@before", "obligations@before",
    "rectification_reviews",
)
CLAUSES = {
    "C04": "三（三）", "C05": "三（三）", "F02": "三（六）", "X07": "通知未写", "X09": "通知未写",
    "X11": "三（六）、四（四）",
}
QUESTION = {
    "milestone": "str", "kind": "str", "subject": "str", "unit_code": "str", "project_id": "Int64", "verdict": "str",
    "proposal": "str", "why": "str",
}
DECIDED = {"milestone": "str", "kind": "str", "subject": "str", "proposal": "str", "decision": "str"}


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """Everything carried over into the book's work year; `projects` are those of the fiscal year evaluated in it.

    kind inherited_rectification  待决定, 认定未整改, 认定已整改, 已销号 (C04, C05); subject project/matter
    kind inherited_proposal       待决定, 继续办理, 不再办理 (X11); subject matter/subject/proposal
    kind inherited_succession     待决定, 由承接单位办理 (X09); subject the unit
    Told, not asked: inherited_failure 一次不合格, 两次不合格 (C05) · inherited_result 不到80分 (F02) · inherited_debt
    延期未到期, 上年未报 (X07)
    """
    parts = [
        rectifications(facts, book), proposals(facts, book), successions(facts, as_of), failures(facts),
        low_results(facts, book), debts(facts, book),
    ]
    rows = stacked(verdicts(part) for part in parts).rows.sort_values(["kind", "subject"], ignore_index=True)
    return verdicts(rows, steps_of(rows, CLAUSES))


def undecided(facts: Facts) -> pd.DataFrame:
    """The inherited questions nobody has decided, from the frames `verdicts` and `decisions` of the work year.

    Columns: kind, subject, unit_code, project_id, proposal ("" = only facts can settle it), why. Before the year has
    been opened there are none.
    """
    found = given(facts, "verdicts", QUESTION)
    asked = found[((found["milestone"] == MILESTONE) & (found["verdict"] == WAITING)).to_numpy(dtype=bool)]
    answered = given(facts, "decisions", DECIDED)
    key = ["kind", "subject", "proposal"]
    mine = answered[(answered["milestone"] == MILESTONE).to_numpy(dtype=bool)]
    settled = pd.MultiIndex.from_frame(asked[key]).isin(pd.MultiIndex.from_frame(mine[key]))
    return asked[~settled].drop(columns=["milestone", "verdict"]).reset_index(drop=True)


def withheld(facts: Facts, projects: pd.DataFrame, book: Rulebook) -> pd.DataFrame:
    """Projects that may not be graded yet: project_id, project_code, unit_code, `fact`, `pending` (always True).

    A question about a project withholds that project, one about a unit all its projects; with `opening.withhold: all`
    any question withholds everything. One row per project, in the order of their codes.
    """
    asked = undecided(facts)
    own = projects[["project_id", "project_code", "unit_code"]]
    if book.parameters.word("opening.withhold") == "all" and len(asked):
        return _held(own.assign(why=f"上年遗留事项尚有 {len(asked)} 项没有决定"))
    by_project = own.merge(asked[asked["project_id"].notna()][["project_id", "why"]], on="project_id")
    units = asked[(asked["kind"] == "inherited_succession").to_numpy(dtype=bool)]
    by_unit = own.merge(units[["unit_code", "why"]], on="unit_code")
    return _held(pd.concat([by_project, by_unit], ignore_index=True))


def _held(rows: pd.DataFrame) -> pd.DataFrame:
    said = rows.sort_values("why").groupby("project_code", sort=True)["why"].agg("；".join)
    first = rows.drop_duplicates("project_code").sort_values("project_code", ignore_index=True)
    facts = first["project_code"].map(said).astype("str")
    return first[["project_id", "project_code", "unit_code"]].assign(fact=facts, pending=True)

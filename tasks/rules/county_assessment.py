"""县市考核 (K03, K04): the counties item by item with the evidence behind every point; December ranks the year."""

from datetime import date
from fractions import Fraction

import pandas as pd

from config.calendar import on
from config.rulebook import Rulebook
from tasks.rules.county_assessment_evidence import Evidence, gathered
from tasks.rules.county_assessment_scores import Assessed, Item, assessed, items_of
from tasks.rules.county_assessment_year import incidents_of, years
from tasks.rules.county_filing import county_bureaus
from tasks.rules.figures import points
from tasks.rules.given import given
from tasks.rules.outage import EXCUSES
from tasks.rules.stacked import stacked
from tasks.rules.verdicts import Facts, Verdicts

PROJECT = {
    "project_id": "Int64", "project_code": "str", "region_code": "str", "budget_fen": "Int64", "is_new": "bool",
    "cancelled_reason": "str",
}
FRAMES = {
    "units": {
        "code": "str", "name": "str", "region_code": "str", "level": "str", "kind": "str", "department_code": "str",
    },
    "obligations": {
        "milestone": "str", "node": "str", "unit_code": "str", "region_code": "str", "written_due": "day",
        "effective_due": "day", "state": "str", "met_on": "day",
    },
    "projects": PROJECT, "projects@before": PROJECT, "projects@after": PROJECT,
    "indicators": {"project_id": "Int64"}, "grades": {"project_id": "Int64"},
    "results": {"project_id": "Int64", "score_cp": "Int64"}, "ex_ante_reports": {"project_id": "Int64"},
    "verdicts": {
        "milestone": "str", "node": "str", "kind": "str", "subject": "str", "unit_code": "str", "verdict": "str",
        "score_cp": "Int64", "proposal": "str",
    },
    "decisions": {"milestone": "str", "kind": "str", "subject": "str"},
    "excuses": EXCUSES,
    "county_evidence": {"unit_code": "str", "category": "str"}, "county_filings": {"unit_code": "str"},
    "incidents": {
        "incident_no": "str", "region_code": "str", "division_code": "str", "kind": "str", "occurred_on": "day",
        "basis": "str", "about": "str", "recorded_by": "str", "withdrawn": "bool", "received_on": "day",
        "submission_id": "Int64",
    },
}
NEEDS = tuple(FRAMES)
CLAUSE = "通知三（十一）"


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """The assessment of every county. Kinds: `item`, subject `<region>|<title of the item>`, with each measure's
    done ÷ due and what is lacking in `detail`; `region` with the score of this assessment; in december also `year`
    with score and rank.

    July (K03) covers `july_items` and what was due by `july_until`; December (K04) covers all and adds bonus and
    penalties, both only from incidents that a named person has recorded with their basis.
    """
    facts = {name: given(facts, name, columns) for name, columns in FRAMES.items()}
    july, rule = node == "july", "K03" if node == "july" else "K04"
    until = on(book.parameters.word("county_assessment.july_until"), book.work_year) if july else as_of
    known = gathered(facts, book, county_bureaus(facts["units"]), as_of, until)
    incidents = {} if july else incidents_of(facts["incidents"], book, as_of)
    every = items_of(known, july)
    found = [assessed(region, items, incidents.get(region, ()), book) for region, items in every.items()]
    parts = [_item_rows(found, known, rule), _region_rows(found, known, rule)]
    if not july:
        parts.append(years({one.region: one.score_cp for one in found}, facts["verdicts"], known.counties, book))
    return stacked(parts)


def _item_rows(found: list[Assessed], known: Evidence, rule: str) -> Verdicts:
    rows = pd.DataFrame([
        {"kind": "item", "subject": f"{one.region}|{item.title}", "unit_code": known.counties[one.region],
         "verdict": _word(item), "score_cp": pd.NA if item.score_cp is None else item.score_cp, "rules": rule,
         "why": f"{item.says()}（{CLAUSE}）", "detail": item.detail()}
        for one in found for item in one.items
    ])
    return Verdicts(rows, pd.DataFrame())


def _word(item: Item) -> str:
    if item.score_cp is None:
        return "不计"
    return "满分" if item.rate == 1 else "部分得分" if item.rate > Fraction(0) else "未得分"


def _sum(one: Assessed) -> str:
    if one.score_cp is None:
        return "没有到期的考核事项"
    said = f"应得{points(one.possible_cp)}，实得{points(one.earned_cp)}，折算为{points(one.base_cp)}"
    named = "、".join(f"{incident.kind}（{incident.basis}）" for incident in one.incidents)
    change = f"，加{points(one.bonus_cp)}、扣{points(one.penalty_cp)}：{named}" if named else ""
    return f"{said}{change}；得分{points(one.score_cp)}"


def _region_rows(found: list[Assessed], known: Evidence, rule: str) -> Verdicts:
    rows = pd.DataFrame([
        {"kind": "region", "subject": one.region, "unit_code": known.counties[one.region], "rules": rule,
         "verdict": "无可考核事项" if one.score_cp is None else "已考核",
         "score_cp": pd.NA if one.score_cp is None else one.score_cp,
         "why": f"{_sum(one)}（{CLAUSE}）",
         "detail": {"earned_cp": one.earned_cp, "possible_cp": one.possible_cp, "bonus_cp": one.bonus_cp,
                    "penalty_cp": one.penalty_cp, "incidents": [incident.number for incident in one.incidents]}}
        for one in found
    ])
    steps = pd.DataFrame([
        {"kind": "region", "subject": one.region, "seq": seq, "rule": rule, "before_cp": before, "after_cp": after,
         "fact": fact, "clause": CLAUSE}
        for one in found for seq, (before, after, fact) in enumerate(one.trace(), 1)
    ])
    return Verdicts(rows, steps)

"""Who may send which form and about whose projects, and what is wrong with a ruling (X01, X11)."""

import pandas as pd
import pytest

from tasks.rules.rulings import made, wrong
from tasks.rules.senders import foreign_rows, wrong_senders

OFFICES = pd.DataFrame({"code": ["301001", "653022-CZ", "653000-JX", "653000-JK"],
                        "kind": ["unit", "finance", "centre", "division"]})


@pytest.mark.parametrize(("form", "sender", "wanted"), [
    ("score_reviews", "301001", "财政部门"), ("score_reviews", "653022-CZ", None), ("score_reviews", "653000-JX", None),
    ("key_evaluation", "301001", "财政部门"), ("county_submission", "653000-JX", "县（市）财政局"),
    ("self_evaluation", "301001", None), ("score_reviews", "nobody", None), ("no_such_form", "301001", None),
])
def test_a_form_is_its_senders_to_send(form, sender, wanted):
    """X11: a unit's word is no finance department's; an unknown form or sender is another check's matter."""
    found = wrong_senders([("self_evaluation", "301001", "好.xlsx"), (form, sender, "来.xlsx")], OFFICES)
    told = {number: [(one.rule, one.file, one.expected) for one in rows] for number, rows in found.items()}
    assert told == ({1: [("F-SENDER", "来.xlsx", wanted)]} if wanted else {})


def test_a_county_speaks_of_its_own_projects_only():
    """X01: rows about another region's project are pointed at; the prefecture sees all, a unit is not asked."""
    rows = pd.DataFrame({
        "reading": [0, 0, 0, 1, 2], "project_code": ["P22", "P23", "P99", "P23", "P23"], "sheet": "审核",
        "at": "project_code=A", "row": [5, 6, 7, 5, 5],
    })
    tables = {"cover": pd.DataFrame({"reading": [0]}), "rows": rows}
    found = foreign_rows(tables, ["653022-CZ", "653000-JX", "301001"], ["县.xlsx", "州.xlsx", "单位.xlsx"],
                         {"653022-CZ": "653022", "653000-JX": "653000-0"}, {"P22": "653022", "P23": "653023"},
                         "653000-0")
    told = {number: [(one.rule, one.file, one.cell, one.value) for one in ones] for number, ones in found.items()}
    assert told == {0: [("K-REGION", "县.xlsx", "A6", "P23")]}


RULING = {"reading": 0, "sheet": "决定", "at": "decided_by=H,reason=I,basis=J", "row": 6,
          "subject": "P1", "proposal": "一票否决", "basis": "abc",
          "decision": "同意", "decided_by": "马局长", "reason": "属实"}


@pytest.mark.parametrize(("change", "wanted"), [
    ({}, []), ({"decided_by": ""}, [("K-WHO", "H6")]), ({"reason": ""}, [("K-WHO", "I6")]),
    ({"basis": "old"}, [("K-EXPIRED", "J6")]),
    ({"decision": "", "decided_by": "", "reason": "", "basis": "old"}, []),
])
def test_what_is_wrong_with_a_ruling(change, wanted):
    """X11: a name, a reason and what it was about; a row on which nothing was decided is none."""
    found = wrong(pd.DataFrame([{**RULING, **change}]), ["决定.xlsx"], {"abc"})
    assert [(one.rule, one.cell) for one in found.get(0, [])] == wanted


def test_only_what_was_decided_is_a_ruling():
    """X11: 同意 and 不同意 as they are kept; an empty row is left out."""
    rows = pd.DataFrame([RULING, {**RULING, "decision": ""}, {**RULING, "decision": "不同意"}])
    assert made(rows)["decision"].tolist() == ["approved", "rejected"]

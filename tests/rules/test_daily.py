"""每日台账, scenario by scenario: ledger, owners, chains, who would have to answer (O02–O10, P01, P02, P04, X01)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.daily import NEEDS, judge
from tasks.rules.daily_accountability import answering, of_finance, of_units
from tasks.rules.daily_ledger import STATES, ledger
from tasks.rules.deadlines import deadline

SCENARIOS = "daily.yaml"
NOBODY = {"verdict": "没有", "why": "", "detail": {"owed": 0}}
DOCUMENT = "新财绩〔2023〕1号"


def units_of(known):
    """The five offices of the stories."""
    found = [
        {"code": "u1", "name": "州交通局", "region_code": "653000-0", "division_code": known.get("科室", "s1"),
         "division_name": "社保科" if known.get("科室", "s1") else "", "kind": "unit"},
        {"code": "c1", "name": "市水利局", "region_code": "653001", "division_code": known.get("县科室", ""),
         "division_name": "社保科", "kind": "unit"},
        {"code": "s1", "name": "社保科", "region_code": "653000-0", "kind": "division"},
        {"code": "f0", "name": "克州财政局", "region_code": "653000-0", "kind": "finance"},
        {"code": "f1", "name": "阿图什市财政局", "region_code": "653001", "kind": "finance"},
        {"code": "z", "name": "财政绩效评价中心", "region_code": "653000-0", "kind": "centre"},
    ]
    return [row for row in found if row["kind"] != "finance" or row["region_code"] != str(known.get("没有财政"))]


def owed(unit, milestone, met, count=1):
    """Obligations of one unit: met on a day, 无 or 免报."""
    node = rulebook(2023).calendar.milestone(milestone).nodes[0]
    due = deadline(node, rulebook(2023)).effective
    day = met if isinstance(met, date) else None
    state = "waived" if met == "免报" else "met" if day else "owed"
    region = "653001" if unit == "c1" else "653000-0"
    return [{"milestone": milestone, "node": node.node, "unit_code": unit, "region_code": region, "effective_due": due,
             "state": state, "met_on": day}] * count


REVIEWS = {  # what finance reviews → milestone, node, form, day it came in, by when
    "5月监控": ("monitoring", "may", "monitoring_reviews", "", date(2023, 7, 3)),
    "整体目标": ("overall_targets", "", "submission_reviews", "", date(2023, 3, 31)),
    "9月8日的评估报告": ("budget_gate", "september", "ex_ante_reviews", "2023-09-08", date(2023, 10, 7)),
    "9月11日的评估报告": ("budget_gate", "september", "ex_ante_reviews", "2023-09-11", date(2023, 10, 8)),
}


def asked_to_review(office, what, done):
    """One review that a finance office owes: finished on a day, or 无."""
    milestone, node, form, came, due = REVIEWS[what]
    day = done if isinstance(done, date) else None
    return {"milestone": milestone, "node": node, "unit_code": office, "form": form, "occasion": came,
            "region_code": "653001" if office == "f1" else "653000-0", "effective_due": due, "met_on": day,
            "state": "met" if day else "owed"}


def story(known, hundredths=lambda points: round(points * 100)):
    """All frames of one story."""
    lacking, unit = known.get("缺", []), known.get("单位", "u1")
    common = {"unit_code": unit, "region_code": "653001" if unit == "c1" else "653000-0", "budget_fen": 100,
              "funds": known.get("资金", "一般公共预算")}
    rated = "评价" not in lacking
    result = {"project_id": 2, "subject": "Q1", "unit_code": "u1", "score_cp": hundredths(known.get("得分", 85)),
              "verdict": "良好", **known.get("结果", {})}
    incident = {"region_code": "653001", "occurred_on": date(2023, 4, 3), "basis": DOCUMENT, "recorded_by": "古丽"}
    review = {"project_code": "P1", "node": "may", "reviewed_by": "古丽", **known.get("审核", {})}
    closed = {"project_code": "P1", "for_node": "5月监控", **known.get("核实", {})}
    duty = {"about_unit": "u1", "occurred_on": date(2023, 5, 4), "basis": DOCUMENT, "recorded_by": "古丽"}
    return {
        "units": units_of(known), "obligations": [row for one in known.get("应报", []) for row in owed(*one)],
        "reviews_owed": [asked_to_review(*one) for one in known.get("应审", [])],
        "projects": [{**common, "project_id": 1, "project_code": "P1", "fiscal_year": 2023}],
        "projects@before": [{**common, "project_id": 2, "project_code": "Q1", "fiscal_year": 2022}],
        "indicators": [{"project_id": 1, "level3": name} for name in ("里程", "及时率")] * ("目标" not in lacking),
        "monitoring": [{"project_id": 1, "node": node} for node in ("may", "august") if node not in lacking],
        "grades": [{"project_id": 2}] * rated, "results": [result] * rated,
        "monitoring_reviews": [review] * ("审核" in known), "rectification_reviews": [closed] * ("核实" in known),
        "rectifications": [{"project_code": "P1", "unit_code": "u1", "owner": known["责任人"]}]
        if "责任人" in known else [],
        "incidents": [{**incident, **known["事项"]}] if "事项" in known else [],
        "duty_incidents": [{**duty, **known["履职"]}] if "履职" in known else [],
        "indicator_library": [{"level3": name} for name in known.get("库", [])],
    }


def asked(scenario, book, handed, told, day, key):
    """The row that a scenario asks for, and its expectations, met as far as they are common."""
    row = told(judge(handed(NEEDS, **story(scenario["已知"])), book, day, "")).get(key, NOBODY)
    assert row["verdict"] == scenario["结果"]["结论"], row["why"]
    assert scenario["结果"].get("理由", "") in row["why"]
    return row


@pytest.mark.part("台账")
def test_the_ledger(scenario, book, handed, told):
    """One rule at one level, one finance department, or one monthly report."""
    of = scenario["问"]
    key = ("ledger", f"{of['规则']}|{of['级']}") if "规则" in of else (
        ("own_level", of["区划"]) if "区划" in of else ("digest", of["月份"]))
    known = told(judge(handed(NEEDS, **story(scenario["已知"])), book, of["日期"], ""))
    idle = ("ledger", f"其他规则|{of.get('级')}")
    key = idle if key not in known and of.get("规则") in known.get(idle, NOBODY)["detail"].get("rules", []) else key
    row = asked(scenario, book, handed, told, of["日期"], key)
    assert row["detail"].get("owed", 0) == scenario["结果"].get("应报", 0)


@pytest.mark.part("归口")
def test_who_looks_after_it(scenario, book, handed, told):
    """Leading divisions, supervising divisions, and units that nobody looks after."""
    expected = scenario["结果"]
    row = asked(scenario, book, handed, told, date(2023, 4, 3), tuple(scenario["问"]))
    assert "项目" not in expected or row["detail"]["projects"] == expected["项目"]
    assert "谁" not in expected or row["unit_code"] == expected["谁"]


@pytest.mark.part("闭环")
def test_a_chain(scenario, book, handed, told):
    """One project: whole, or broken at which link."""
    subject, day = scenario["问"]
    asked(scenario, book, handed, told, day, ("chain", subject))


@pytest.mark.part("指标库")
def test_the_library(scenario, book, handed, told, hundredths):
    """The share of indicators that the library knows."""
    row = asked(scenario, book, handed, told, date(2023, 4, 3), ("library", "653000-0"))
    assert row["detail"]["coverage_bp"] == hundredths(scenario["结果"]["覆盖"])


@pytest.mark.part("责任人")
def test_who_answers_for_a_rectification(scenario, book, handed, told):
    """A rectification has a named owner."""
    asked(scenario, book, handed, told, date(2023, 4, 3), ("owner", "P1"))


def answers(scenario, book, handed, told, who, day):
    """What somebody would have to answer for, on all grounds; always a proposal."""
    found = told(judge(handed(NEEDS, **story(scenario["已知"])), book, day, ""))
    mine = [row for (kind, subject), row in found.items() if kind == "accountability" and subject.startswith(f"{who}|")]
    assert {row["verdict"] for row in mine} == {scenario["结果"]["结论"]} - {"没有"}
    assert {row["proposal"] for row in mine} <= {"追责"}
    assert scenario["结果"].get("理由", "") in "".join(row["why"] for row in mine)


@pytest.mark.part("财政追责")
def test_finance_answers(scenario, book, handed, told):
    """A county's finance department, a division or the centre."""
    answers(scenario, book, handed, told, *scenario["问"])


@pytest.mark.part("单位追责")
def test_a_unit_answers(scenario, book, handed, told):
    """A unit's head."""
    answers(scenario, book, handed, told, "u1", scenario["问"])


def test_each_ground_is_a_proposal_of_its_own(book, handed):
    """What is decided about being late decides nothing about a poor result (X11)."""
    known = {"应报": [["u1", "overall_targets", "无"], ["u1", "self_evaluation", "无"]], "结果": {"verdict": "较差"}}
    found = of_units(handed(NEEDS, **story(known)), book, date(2023, 6, 1))
    assert sorted(one.subject for one in found) == ["u1|评价结果差", "u1|逾期未报"]


def test_every_rule_of_the_calendar_stands_in_the_ledger_at_both_levels(book, handed, told):
    """By itself where somebody owes for it, together with others where nobody does."""
    facts = handed(NEEDS, **story({"应报": [["u1", "self_evaluation", "无"]]}))
    found = {key[1]: row for key, row in told(judge(facts, book, date(2023, 4, 3), "")).items() if key[0] == "ledger"}
    rules = {rule for one in book.calendar.milestones.values() for rule in one.rules}
    assert set(found) == {"D01|州本级", "其他规则|州本级", "其他规则|县（市）"}
    assert {*found["其他规则|州本级"]["detail"]["rules"], "D01"} == rules
    assert set(found["其他规则|县（市）"]["detail"]["rules"]) == rules


def test_an_obligation_stands_in_the_ledger_once_per_rule(book, handed):
    """部门评价 has two rules: two rows of the same obligation, with its state."""
    facts = handed(NEEDS, **story({"应报": [["u1", "department_evaluation", "无"]]}))
    found = ledger(facts, book, date(2023, 5, 4))
    assert found["rule"].tolist() == ["D02", "D03"] and set(found["state"]) == {STATES[0]}


def changed(rows, code, **more):
    """The units with one of them otherwise."""
    return [{**row, **more} if row["code"] == code else row for row in rows]


def test_only_a_division_or_the_centre_can_lead(book, handed, told):
    """O03: a unit that happens to be called like the division leads nothing; who is not registered is said to be."""
    rows = story({"资金": "社会保险基金"})
    for units, word, says in ((rows["units"], "牵头", False),
                              (changed(rows["units"], "s1", kind="unit"), "科室未登记", True)):
        row = told(judge(handed(NEEDS, **rows | {"units": units}), book, date(2023, 4, 3), ""))["leader", "社保科"]
        assert (row["verdict"], "名录中没有这个科室" in row["why"]) == (word, says)


def test_only_units_of_the_prefecture_are_supervised(book, handed, told):
    """O06, X01: a county's unit under a division is no supervision; an office is no unit that somebody looks after."""
    rows = story({"县科室": "s1"})
    found = told(judge(handed(NEEDS, **rows), book, date(2023, 4, 3), ""))
    assert found["supervisor", "s1"]["detail"]["units"] == ["u1"]
    assert not [key for key in found if key[0] == "routing" and key[1].split("|")[0] in ("s1", "f0", "z", "f1")]
    rows["units"] = changed(rows["units"], "u1", division_code=None, division_name=None)
    found = told(judge(handed(NEEDS, **rows), book, date(2023, 4, 3), ""))
    assert found["routing", "u1|对口科室"]["verdict"] == "无对口科室"


def test_a_county_without_finance_answers_by_its_own_unit(book, handed):
    """O09: who answers for a unit: its county's finance, itself where there is none, its division, or the centre."""
    units = handed(("units",), units=units_of({}))
    assert answering(units, book) == {"u1": "s1", "c1": "f1", "s1": "s1", "f0": "z", "f1": "f1", "z": "z"}
    lone = handed(("units",), units=units_of({"没有财政": "653001", "科室": ""}))
    assert (answering(lone, book)["c1"], answering(lone, book)["u1"]) == ("c1", "z")


def test_of_two_centres_the_first_by_code_answers(book, handed):
    """O09: whatever stands second in the directory, the answer stays with one of them."""
    second = {"code": "z2", "name": "绩效评价分中心", "region_code": "653000-0", "kind": "centre"}
    units = handed(("units",), units=[second, *units_of({"科室": ""})])
    assert answering(units, book)["u1"] == "z"


def test_an_incident_of_nobody_in_particular_is_the_centres(book, handed):
    """O09: of the prefecture's own level without a division; on its very day it counts, a day before it does not."""
    kind = book.parameters.words("daily.accountable_incidents")[0]
    rows = story({"事项": {"region_code": "653000-0", "division_code": None, "kind": kind,
                         "occurred_on": date(2023, 5, 4)}})
    facts = handed(("units", "obligations", "incidents"), **rows)
    assert [one.unit_code for one in of_finance(facts, book, date(2023, 5, 4))] == ["z"]
    assert of_finance(facts, book, date(2023, 5, 3)) == []


def test_an_office_does_not_answer_as_a_unit(book, handed):
    """O10: what finance itself hands in late is O09's; a division is called by its own name."""
    debts = [row | {"unit_code": "f1", "region_code": "653001"} for milestone in ("overall_targets", "self_evaluation")
             for row in owed("u1", milestone, "无")]
    facts = handed(NEEDS, **story({}) | {"obligations": debts})
    assert of_units(facts, book, date(2023, 6, 1)) == []
    units = [row for row in units_of({}) if row["code"] != "s1"] + [
        {"code": "u2", "name": "州体育局", "region_code": "653000-0", "division_code": "s1", "kind": "unit"}]
    facts = handed(NEEDS, **story({"应报": [["u1", "self_evaluation", "无"]]}) | {"units": units})
    [one] = of_finance(facts, book, date(2023, 6, 1))
    assert one.unit_code == "s1" and one.why.startswith("社保科：")


UNITS, MILESTONES = some.sampled_from(["u1", "c1"]), some.sampled_from(["overall_targets", "self_evaluation"])
MET = some.sampled_from(["无", "免报", date(2023, 2, 20), date(2023, 4, 20), date(2023, 5, 20)])
DEBTS = some.lists(some.tuples(UNITS, MILESTONES, MET), max_size=6)


def blamed(handed, debts, day):
    """Who answers for what, as a set."""
    facts = handed(("units", "obligations", "projects"), **story({"应报": debts}))
    opinions = [*of_finance(facts, rulebook(2023), day), *of_units(facts, rulebook(2023), day)]
    return {one.subject for one in opinions}


@given(DEBTS, some.tuples(UNITS, MILESTONES), some.dates(date(2023, 3, 1), date(2023, 6, 30)), some.randoms())
def test_one_more_debt_never_clears_anybody(handed, debts, one, day, chance):
    """Something more that nobody handed in only adds proposals, and the order of debts does not matter."""
    more = [*debts, (*one, "无")]
    assert blamed(handed, debts, day) <= blamed(handed, more, day)
    shuffled = list(more)
    chance.shuffle(shuffled)
    assert blamed(handed, shuffled, day) == blamed(handed, more, day)

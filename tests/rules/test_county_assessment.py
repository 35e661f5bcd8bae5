"""County scores: every point from facts, penalties only where a person recorded them, ties share a rank (K03, K04)."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from config.rulebook import rulebook
from config.strict import ConfigError
from tasks.rules import county_assessment
from tasks.rules.county_assessment_items import MEASURES
from tasks.rules.county_assessment_year import years

SCENARIOS = "county_assessment.yaml"
RULES = Path(county_assessment.__file__).parent
COUNTY, BUREAU, UNIT = "653022", "302", "302001"
DAYS = {"july": date(2023, 7, 15), "december": date(2023, 12, 15)}
UNITS = [
    {"code": BUREAU, "region_code": COUNTY, "level": "county", "kind": "finance", "department_code": BUREAU},
    {"code": UNIT, "region_code": COUNTY, "level": "county", "kind": "unit", "department_code": "302900",
     "name": "养护站"},
    {"code": "303001", "region_code": "653023", "level": "county", "kind": "unit", "department_code": "303"},
    {"code": "300", "region_code": "653000-0", "level": "prefecture", "kind": "finance", "department_code": "300"},
]
PROJECTS = {"本年": "projects", "上年": "projects@before", "明年新增": "projects@after"}
RECORDS = {"有目标": "indicators", "有自评": "grades", "有报告": "ex_ante_reports", "有得分": "results"}


def owed(where, due, state, met=None, written=None):
    """One obligation of the county's unit."""
    milestone, _, node = where.partition("/")
    return {"milestone": milestone, "node": node, "unit_code": UNIT, "region_code": COUNTY, "state": state,
            "written_due": written or due, "effective_due": due, "met_on": met}


def said(where, kind, verdict, unit=UNIT, subject="某项", **more):
    """One verdict about something of the county's."""
    milestone, _, node = where.partition("/")
    return {"milestone": milestone, "node": node, "kind": kind, "subject": subject, "unit_code": unit,
            "verdict": verdict, "proposal": "", **more}


def facts(known):
    """The frames of a scenario."""
    frames = {"units": UNITS, "obligations": [owed(*row) for row in known.get("应报", [])],
              "verdicts": [said(*row) for row in known.get("结论", [])],
              "county_evidence": [{"unit_code": BUREAU, "category": word} for word in known.get("材料", [])],
              "county_filings": [{"unit_code": BUREAU}] if known.get("备案") else [],
              "incidents": list(incidents(known.get("事项", [])))}
    if "决定" in known:
        frames["verdicts"].append(said("results_application", "talk", "建议约谈", proposal="约谈"))
        frames["verdicts"].append(said("results_application", "deduction", "豁免扣减"))  # nothing to decide
        decided = [{"milestone": "results_application", "kind": "talk", "subject": "某项"}]
        frames["decisions"] = decided if known["决定"] else []
    for word, name in PROJECTS.items():
        listed = known.get("项目", {})
        frames[name] = [project(number) for number in listed.get(word, [])]
        frames[name] += [project(number) | {"is_new": False} for number in listed.get(word.replace("新增", "延续"), [])
                         if "新增" in word]
        frames[name] += [project(number) | {"budget_fen": 0} for number in listed.get(f"{word}零预算", [])]
    for word, name in RECORDS.items():
        frames[name] = [{"project_id": n, "score_cp": 1} for n in known.get("项目", {}).get(word, [])]
    return {name: pd.DataFrame(rows) for name, rows in frames.items()}


def project(number):
    """A budgeted new project of the county."""
    return {"project_id": number, "project_code": f"P{number}", "region_code": COUNTY, "budget_fen": 100,
            "is_new": True, "cancelled_reason": ""}


def incidents(listed):
    """Rows of the centre's table; what is not said is in order."""
    for place, one in enumerate(listed):
        for number in range(one.get("次数", 1)):
            yield {
                "incident_no": one.get("编号", f"{place}-{number}"), "region_code": COUNTY, "kind": one["类别"],
                "division_code": one.get("科室", ""), "occurred_on": one.get("日期", date(2023, 5, 1)),
                "basis": one.get("依据", "新财绩〔2023〕1号"), "recorded_by": one.get("登记人", "古丽"),
                "withdrawn": one.get("撤销", False), "received_on": date(2023, 6, 1), "submission_id": place,
            }


def judged(frames, node, book=None):
    """All verdicts of one assessment."""
    return county_assessment.judge(frames, book or rulebook(2023), DAYS[node], node)


def one(found, kind, subject):
    """The verdict of a kind on a subject, None where there is none."""
    rows = found.rows[(found.rows["kind"] == kind) & (found.rows["subject"] == subject)].to_dict("records")
    assert len(rows) <= 1
    return rows[0] if rows else None


def scored(found, item):
    """The verdict on an item of the county, None where it is not assessed."""
    return one(found, "item", f"{COUNTY}|{rulebook(2023).parameters.known[f'county_assessment.{item}_cp'][1].title}")


@pytest.fixture(scope="session")
def narrow(amended):
    """The rulebook without the two items that every county has, papers and filing."""
    july = ("goals", "monitoring", "self_evaluation", "department_evaluation", "verification", "whole_and_funds",
            "timeliness")
    whole = (*july, "ex_ante", "key_evaluation", "disclosure")
    return amended({"county_assessment.july_items": july, "county_assessment.items": whole})


@pytest.mark.part("逐项")
def test_an_item(scenario, narrow, hundredths):
    """Points by rate, rounded once; what is not due does not count; the rest is brought to 100."""
    known, expected = scenario["已知"], scenario["结果"]
    papers = {"材料", "备案", "决定"} & {*known}
    found = judged(facts(known), known["节点"], rulebook(2023) if papers or "项目" in known else narrow)
    item = scored(found, expected["项"])
    if expected["得分"] == "无":
        assert item is None
    elif expected["得分"] == "不计":
        assert item["verdict"] == "不计" and pd.isna(item["score_cp"])
    else:
        assert item["score_cp"] == hundredths(expected["得分"])
        assert (item["verdict"] == "未得分") == (item["score_cp"] == 0)
    region = one(found, "region", COUNTY)
    assert (region["score_cp"], region["verdict"]) == (hundredths(expected["折算"]), "已考核")
    assert "折算为" in region["why"] and "加" not in region["why"]


@pytest.mark.part("扣分加分")
def test_incidents(scenario, narrow, hundredths):
    """A county with 50 points; only what a named person recorded with its basis changes them, in December."""
    node = scenario["已知"].get("节点", "december")
    frames = facts(scenario["已知"] | {"应报": [["self_evaluation", date(2023, 3, 31), "owed"],
                                            ["self_evaluation", date(2023, 3, 31), "met", date(2023, 3, 31)]]})
    row = one(judged(frames, node, narrow), "region", COUNTY)
    assert row["score_cp"] == hundredths(scenario["结果"])


@pytest.mark.part("全年")
def test_the_year(scenario, hundredths):
    """July and December by weight; equal scores share a rank."""
    known = {region: [hundredths(score) for score in pair] for region, pair in scenario["已知"].items()}
    july = pd.DataFrame([{"milestone": "county_assessment", "node": "july", "kind": "region", "subject": region,
                          "score_cp": pd.NA if pair[0] is None else pair[0]} for region, pair in known.items()])
    december = {region: pair[1] for region, pair in known.items()}
    rows = years(december, july, dict.fromkeys(known, ""), rulebook(2023)).rows
    shown = {row["subject"]: [None if pd.isna(row["score_cp"]) else row["score_cp"], row["verdict"]]
             for row in rows.to_dict("records")}
    assert shown == {region: [hundredths(score), word] for region, (score, word) in scenario["结果"].items()}


def test_the_evidence_stands_behind_every_point():
    """An item says what it counted, of how many, and what is lacking; the steps lead from 0 to the score."""
    frames = facts({"应报": [["monitoring/may", date(2023, 6, 12), "owed"],
                           ["monitoring/may", date(2023, 6, 12), "met", date(2023, 6, 12)]], "材料": ["制度文件"]})
    found = judged(frames, "july")
    detail = scored(found, "monitoring")["detail"]
    assert detail["points_cp"] == 1400
    assert detail["measures"][0] == {"title": "单位报送监控", "source": "应报事项", "done": 1, "due": 2,
                                     "lacking": ["养护站（5月监控）"]}
    steps = found.steps[found.steps["subject"] == COUNTY]
    assert steps["seq"].tolist() == list(range(1, len(steps) + 1))
    assert steps["before_cp"].tolist()[1:] == steps["after_cp"].tolist()[:-1]
    assert steps["after_cp"].iloc[-1] == one(found, "region", COUNTY)["score_cp"] == 5000  # (4 + 7) of (8 + 14)
    assert "单位报送监控1/2，缺养护站（5月监控）" in scored(found, "monitoring")["why"]


def test_december_counts_july_in():
    """The year needs the verdict of July; it comes from the verdicts in force."""
    frames = facts({"应报": [["key_evaluation", date(2023, 7, 31), "met", date(2023, 7, 31)]],
                    "材料": ["制度文件", "人员分工"], "备案": True})
    july = said("county_assessment", "region", "已考核", node="july", score_cp=5000) | {"subject": COUNTY}
    frames["verdicts"] = pd.DataFrame([july, july | {"node": "december", "score_cp": 9000}])
    row = one(judged(frames, "december"), "year", COUNTY)
    assert (row["score_cp"], row["verdict"], row["detail"]["july_cp"]) == (8000, "第1名", 5000)
    assert one(judged(frames, "july"), "year", COUNTY) is None


def test_a_department_is_at_home_where_its_units_are():
    """A department that is no unit of its own is still found by its code."""
    frames = facts({"结论": [["department_evaluation", "department", "评价完成", "302900"]]})
    assert scored(judged(frames, "december"), "department_evaluation")["verdict"] == "满分"


def test_nothing_known():
    """No counties, no verdicts; a county without facts has what everybody must have, and nothing of it."""
    assert judged({}, "december").rows.empty
    assert one(judged(facts({}), "july"), "region", COUNTY)["score_cp"] == 0


@pytest.mark.parametrize("wrong", [
    {"county_assessment.year_weights_bp": (4000, 5000)}, {"county_assessment.year_weights_bp": (10_000,)},
    {"county_assessment.penalty_cp": (500,)},
])
def test_a_law_that_contradicts_itself_is_refused(amended, wrong):
    """Weights that are not the whole, kinds without points."""
    with pytest.raises(ConfigError, match=r"county_assessment\.yaml"):
        judged(facts({}), "december", amended(wrong))


def test_one_of_the_two_assessments_may_weigh_nothing(amended):
    """K04: all of the year's score from December is a law that can be followed."""
    december, july = {COUNTY: 8000}, pd.DataFrame([{"milestone": "county_assessment", "node": "july", "kind": "region",
                                                    "subject": COUNTY, "score_cp": 5000}])
    law = amended({"county_assessment.year_weights_bp": (0, 10_000)})
    assert years(december, july, {COUNTY: BUREAU}, law).rows["score_cp"].tolist() == [8000]


def test_whatever_the_points_add_up_to_all_is_a_hundred(law):
    """The items of domain §4.2 add up to 110: whoever does all has 100 of 100; July's are among the year's."""
    items = law.words("county_assessment.items")
    assert sum(law.number(f"county_assessment.{item}_cp") for item in items) == 11_000
    assert {*law.words("county_assessment.july_items")} <= {*items}
    done = facts({"材料": ["制度文件", "人员分工"], "备案": True})
    assert one(judged(done, "december"), "region", COUNTY)["score_cp"] == law.number("county_assessment.full_cp")


JUDGED = [measure for measure in MEASURES if measure.good]


@pytest.mark.parametrize("measure", JUDGED, ids=lambda measure: measure.title)
def test_a_verdict_counts_by_its_word(measure, book):
    """Of one good and one bad verdict, one counts; and the words are those that the milestone's rules really use."""
    milestone, kind = measure.verdicts
    node = (book.calendar.milestone(milestone).nodes or [None])[0]
    where = f"{milestone}/{node.node}" if node else milestone
    words = (measure.good[0], (measure.bad or ("别的结论",))[0], "还没有到期的结论")
    rows = [said(where, kind, word) for word in words]
    found = judged(facts({}) | {"verdicts": pd.DataFrame(rows if measure.bad else rows[:2])}, "december")
    [counted] = [one for one in scored(found, measure.item)["detail"]["measures"] if one["title"] == measure.title]
    assert (counted["done"], counted["due"]) == (1, 2)
    source = "".join(path.read_text("utf-8") for path in RULES.glob(f"{milestone.removesuffix('_review')}*.py"))
    assert [word for word in (kind, *measure.good, *measure.bad) if f'"{word}"' not in source] == []


WHERE = ["monitoring/may", "self_evaluation", "overall_targets", "verification"]
PENALTIES = ["财政厅扣款", "财政厅批评", "数据作假", "重大缺项漏项"]
rows_of = some.lists(some.tuples(some.sampled_from(WHERE), some.sampled_from(["met", "late", "owed"])), max_size=8)


def score(pairs, listed=(), node="december"):
    """The county's score with such obligations and incidents."""
    due = date(2023, 6, 12)
    states = {"met": ("met", due), "late": ("met", date(2023, 6, 20)), "owed": ("owed", None)}
    owing = [(where, due, *states[state]) for where, state in pairs]
    frames = facts({"应报": owing, "材料": ["制度文件"], "事项": listed})
    return one(judged(frames, node), "region", COUNTY)["score_cp"]


@settings(max_examples=8)
@given(rows_of, some.sampled_from(["monitoring/may", "self_evaluation", "key_evaluation", "overall_targets"]))
def test_one_more_debt_never_raises_a_score(pairs, where):
    """Something owed and not met, in an item that counted or did not: at most the score there was; never over 100."""
    before = score(pairs)
    assert score([*pairs, (where, "owed")]) <= before <= 10_000


@settings(max_examples=8)
@given(rows_of, some.sampled_from(PENALTIES), some.randoms(use_true_random=False))
def test_a_penalty_never_raises_and_order_is_nothing(pairs, kind, shuffle):
    """One incident more is never better; shuffled facts give the same score."""
    before = score(pairs)
    shuffle.shuffle(pairs)
    assert score(pairs) == before >= score(pairs, [{"类别": kind}])

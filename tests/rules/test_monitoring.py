"""绩效监控, scenario by scenario: lights, verdicts, rectifications and who failed twice (C01–C05)."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from config.parameters import Parameters
from config.rulebook import Rulebook, rulebook
from config.strict import ConfigError
from tasks.rules.monitoring import NEEDS, judge
from tasks.rules.monitoring_history import HISTORY_NEEDS, failed_twice
from tasks.rules.monitoring_light import lights, time_progress_bp
from tasks.rules.monitoring_watch import watched
from tests.scenario_files import scenarios

SCENARIOS = "monitoring.yaml"
NODES = {
    "may": ("5月监控", date(2023, 6, 9), date(2023, 6, 26)), "august": ("8月监控", date(2023, 9, 8), date(2023, 9, 25)),
}
DUES = {"may": date(2023, 6, 12), "august": date(2023, 9, 11)}
USUAL = {"may": 50, "august": 70}


def fen(wan):
    """万元 as the rules keep them."""
    return round(wan * 1_000_000)


def one_project(known, number=1, place=1):
    """The rows, by frame, that one story makes; what it does not say is as it should be. `place` numbers the unit."""
    rows = {name: [] for name in (*NEEDS, *HISTORY_NEEDS)}
    code, unit = f"P{number}", f"u{place}"
    key = {"project_id": number, "project_code": code}
    rows["units"] = [
        {"code": unit, "region_code": f"R{place}", "level": "county", "kind": "unit"},
        {"code": f"f{place}", "region_code": f"R{place}", "level": "county", "kind": "finance"},
    ]
    old = "@before" if known.get("次年") else ""
    rows[f"obligations{old}"] = [
        {"milestone": "monitoring", "node": node, "unit_code": unit, "effective_due": known.get("延期", due),
         "state": "met" if (first := first_filed(known, node)) else "owed", "met_on": first}
        for node, due in DUES.items()
    ]
    if known.get("责任在系统"):
        rows["excuses"] = [{"subject": f"{unit}|5月监控", "decision": "approved"}]
    budget = fen(known.get("预算", 100))
    rows["projects"] = [{**key, "project_name": "桥", "unit_code": unit, "budget_fen": budget, "cancelled_reason": "",
                         "approved_on": known.get("下达")}]
    rows["indicators"] = [{**key, "level3": name} for name in known.get("目标", ["救助人数"])]
    for node, (title, filed_on, reviewed_on) in NODES.items():
        if node not in known:
            continue
        told = known[node]
        here = {**key, "node": node, "unit_code": unit, "received_on": told.get("报送", filed_on), "submission_id": 1}
        if told.get("报送") != "无":
            rows[f"monitoring{old}"].append({
                **here, "executed_fen": fen(told.get("执行", USUAL[node])), "forecast_fen": fen(told.get("预计", 100)),
                "reason": told.get("原因", ""), "planned_bp": told.get("计划"), "approved_on": told.get("自报下达"),
            })
            rows[f"monitoring_indicators{old}"].append({
                **here, "level3": "救助人数", "actual": "80人", "likelihood": told.get("可能性", "确定能"),
                "reason": told.get("指标原因", ""),
            })
        if "审核" in told:
            by = {"外县财政局": "f0"}.get(told.get("审核单位"), f"f{place}")
            day = told.get("审核日", reviewed_on)
            rows[f"monitoring_reviews{old}"].append({
                **key, "node": node, "unit_code": by, "verdict": told["审核"], "problems": told.get("问题", ""),
                "reviewed_by": told.get("审核人", "阿依古丽"), "reviewed_on": day, "received_on": day,
                "submission_id": 2, "notified_on": None, "rectify_due": told.get("另定期限"),
            })
        if "决定" in told:
            rows[f"decisions{old}"].append({
                "milestone": "monitoring", "node": node, "kind": "project", "subject": code, "proposal": "不合格",
                "decision": told["决定"], "decided_by": "马局长", "decided_on": reviewed_on,
            })
        late = "" if told.get("补报") else old
        about = {**key, "for_node": title, "about_year": 2023 if told.get("补报") else None, "submission_id": 3}
        if "整改" in told:
            done = None if told["整改"] == "未完" else told["整改"]
            received = done or reviewed_on
            rows[f"rectifications{late}"].append(
                {**about, "unit_code": unit, "finished_on": done, "received_on": received})
        if "核实" in told:
            day = told.get("核实日") or told["整改"] + timedelta(days=1)
            rows[f"rectification_reviews{late}"].append({
                **about, "unit_code": f"f{place}", "outcome": told["核实"], "reviewed_by": "阿依古丽",
                "reviewed_on": day, "received_on": day,
            })
    return rows


def facts_of(*stories, together=False):
    """The frames of several stories, each about a project of its own; of one unit each, or all of the same."""
    every = [one_project(known, number, 1 if together else number) for number, known in enumerate(stories, 1)]
    found = {name: pd.DataFrame([row for one in every for row in one[name]]) for name in (*NEEDS, *HISTORY_NEEDS)}
    other = pd.DataFrame([{"code": "f0", "region_code": "R0", "level": "county", "kind": "finance"}])
    return found | {"units": pd.concat([found.get("units"), other])}


def first_filed(known, node):
    """When the unit first filed all it owes."""
    told = known.get(node)
    if told is None or told.get("报送") == "无":
        return None
    return known.get("首报") or told.get("报送", NODES[node][1])


def verdict(found, kind, subject="P1"):
    """One verdict row, None where there is none."""
    rows = found.rows[(found.rows["kind"] == kind) & (found.rows["subject"] == subject)]
    assert len(rows) <= 1
    return rows.iloc[0] if len(rows) else None


EVERY = scenarios(SCENARIOS)
ASKED = {}
for one in EVERY:
    ASKED.setdefault((one["问"]["节点"], one["问"]["日期"]), []).append(one["已知"])


@cache
def on_that_day(node, day):
    """All stories asked about one node and day, judged in one go: each is the business of a unit of its own."""
    return judge(facts_of(*ASKED[node, day]), rulebook(2023), day, node)


def test_a_story(scenario):
    """One project through the nodes of a year, looked at on one day."""
    known, (node, day), expected = scenario["已知"], scenario["问"].values(), scenario["结果"]
    if known.get("次年"):
        found = failed_twice(facts_of(known), rulebook(2024), day)
        assert (found["project_code"].tolist() == ["P1"]) == (expected["两次"] == "是")
        return
    found, number = on_that_day(node, day), ASKED[node, day].index(known) + 1
    project, light = verdict(found, "project", f"P{number}"), verdict(found, "light", f"P{number}")
    if expected.get("灯") == "不在内":
        assert project is None and light is None
        return
    seen = {
        "灯": light["verdict"], "建议": project["detail"]["suggested"], "结论": project["verdict"],
        "待决": project["proposal"], "单位": verdict(found, "unit", f"u{number}")["verdict"],
        "财政": verdict(found, "region", f"R{number}")["verdict"],
        "两次": "否" if verdict(found, "failed_twice", f"P{number}") is None else "是",
        "执行率": light["detail"]["rate_bp"] / 100,
    }
    mending = verdict(found, "rectification", f"P{number}")
    seen |= {"整改": "无"} if mending is None else {
        "整改": mending["verdict"], "限期": date.fromisoformat(mending["detail"]["rectify_due"])}
    about = ("理由", "没有理由")
    assert {name: seen[name] for name in expected if name not in about} == {
        name: value for name, value in expected.items() if name not in about}
    assert expected.get("理由", "") in light["why"]
    assert expected.get("没有理由", "！") not in light["why"]


def with_word(book, name, value):
    """The rulebook with one parameter said otherwise."""
    file, rule = book.parameters.known[name]
    other = rule.model_copy(update={"values": (rule.values[0].model_copy(update={"value": value}),)})
    law = Parameters(book.parameters.work_year, {**book.parameters.known, name: (file, other)})
    return Rulebook(**{**vars(book), "parameters": law})


TWO_BAD = {
    "may": {"审核": "不合格", "整改": date(2023, 7, 10)}, "august": {"审核": "不合格", "整改": date(2023, 10, 10)},
}


def test_what_counts_as_rectified_is_a_parameter(book):
    """`reported` takes the unit's word for it, `confirmed` waits for finance."""
    facts, day = facts_of(TWO_BAD), date(2023, 10, 31)
    assert verdict(judge(facts, book, day, "august"), "failed_twice")["rules"] == "C05"
    trusting = with_word(book, "monitoring.rectified_when", "reported")
    assert verdict(judge(facts, trusting, day, "august"), "failed_twice") is None


def test_what_a_missing_form_counts_as_is_a_parameter(book):
    """`pending` leaves it to a named person: a proposal, not a verdict."""
    facts, day = facts_of({"may": {"报送": "无"}}), date(2023, 7, 3)
    lenient = with_word(book, "monitoring.missing_counts_as", "pending")
    row = verdict(judge(facts, lenient, day, "may"), "project")
    assert (row["verdict"], row["proposal"]) == ("待审核", "不合格")


def test_the_scope_is_a_parameter(book):
    """`all` watches a project that was approved after the node too."""
    facts = facts_of({"下达": date(2023, 6, 1), "may": {}})
    found = judge(facts, with_word(book, "monitoring.scope", "all"), date(2023, 6, 12), "may")
    assert verdict(found, "project") is not None
    assert verdict(judge(facts, book, date(2023, 6, 12), "may"), "project") is None


def test_a_plan_of_its_own_can_be_the_time_progress(book):
    """With `plan`, a project that planned to spend 20 % by May is in time at 20 %."""
    facts = facts_of({"may": {"执行": 20, "计划": 2000}})
    assert verdict(judge(facts, book, date(2023, 6, 12), "may"), "light")["verdict"] == "红灯"
    planned = with_word(book, "monitoring.time_progress", "plan")
    assert verdict(judge(facts, planned, date(2023, 6, 12), "may"), "light")["verdict"] == "绿灯"


def test_the_unit_can_say_when_its_budget_came(book):
    """Where the library does not know the day, the form's own counts."""
    facts = facts_of({"may": {"自报下达": date(2023, 6, 2)}})
    assert verdict(judge(facts, book, date(2023, 6, 12), "may"), "project") is None


def test_the_reasons_of_a_verdict(book):
    """C01–C03: who judged, what stands where nobody has, and what was or is to be filed, as an official reads it."""
    day = date(2023, 6, 30)
    stories = {
        "6月9日报送；绿灯；阿依古丽审核不合格。": {"may": {"审核": "不合格"}},
        "6月9日报送；绿灯；经审批认定不合格。": {"may": {"决定": "approved"}},
        "6月9日报送；绿灯；建议合格，待财政部门审核。": {"may": {}},
        "尚未收到监控表；应于6月12日前报送；未按期报送，视同不合格。": {"may": {"报送": "无"}},
        "6月20日报送；绿灯；逾期超过宽限期；未按期报送，视同不合格。": {"may": {"报送": date(2023, 6, 20)}},
    }
    found = judge(facts_of(*stories.values()), book, day, "may")
    assert [verdict(found, "project", f"P{n}")["why"] for n in range(1, len(stories) + 1)] == list(stories)
    early = judge(facts_of({"may": {"报送": "无"}}), book, date(2023, 6, 10), "may")
    assert verdict(early, "project")["why"].endswith("前报送；尚在报送期内。")


def test_the_reasons_of_a_light_and_of_a_rectification(book):
    """C01, C04: the figures of a form, none without one; what there is to put right, and why."""
    facts = facts_of({"may": {}}, {"may": {"报送": "无"}}, {"may": {"审核": "不合格"}},
                     {"may": {"审核": "合格", "问题": "台账不全"}}, {"may": {"可能性": "有可能", "指标原因": "到货晚"}})
    found = judge(facts, book, date(2023, 6, 30), "may")
    assert verdict(found, "light", "P1")["why"] == "执行率50.00%，序时进度41.67%。"
    assert verdict(found, "light", "P2")["why"] == "尚未收到监控表。"
    assert verdict(found, "light", "P5")["why"] == "执行率50.00%，序时进度41.67%；1个指标“有可能”完成。"
    starts = {"P2": "未按期报送监控结果；", "P3": "监控审核不合格；", "P4": "台账不全；"}
    for code, words in starts.items():
        assert verdict(found, "rectification", code)["why"].startswith(words)


def test_a_form_without_its_money_is_not_complete(book):
    """C01: no amount spent, or none foreseen, or no indicator at all: 填报不完整, a red light."""
    facts = facts_of({"may": {}}, {"may": {}}, {"may": {}})
    told = facts["monitoring"].astype({"executed_fen": "Int64", "forecast_fen": "Int64"})
    told.loc[0, "executed_fen"] = told.loc[1, "forecast_fen"] = pd.NA
    some = facts["monitoring_indicators"]
    kept = facts["indicators"]
    facts |= {"monitoring": told, "monitoring_indicators": some[some["project_id"] != 3],
              "indicators": kept[kept["project_id"] != 3]}
    found = judge(facts, book, date(2023, 6, 12), "may")
    for code in ("P1", "P2", "P3"):
        light = verdict(found, "light", code)
        assert light["verdict"] == "红灯" and "填报不完整" in light["why"], code


def test_the_trail_of_two_failures_says_why(book):
    """C05: a node that nobody filed for is named as such, beside one that was judged."""
    facts = facts_of({"may": {"报送": "无"}, "august": {"审核": "不合格"}})
    row = verdict(judge(facts, book, date(2023, 10, 31), "august"), "failed_twice")
    assert row["why"].startswith("2023年5月监控未报送视同不合格、逾期未改，2023年8月监控审核不合格、")


def test_a_region_counts_its_failures(book):
    """C03: how many of how many failed, as the finance department reads it."""
    found = judge(facts_of({"may": {"审核": "不合格"}}, {"may": {"审核": "合格"}}, together=True), book,
                  date(2023, 6, 30), "may")
    assert verdict(found, "region", "R1")["why"].startswith("2个项目，已报2个，已有结论2个，其中不合格1个；")


def test_time_progress_is_half_up():
    """May is 41.67 %, August 66.67 %, December all."""
    assert [time_progress_bp(month) for month in (5, 8, 12)] == [4167, 6667, 10000]


def test_an_open_rectification_of_may_is_still_told_in_august(book):
    """Under a kind of its own, so that both have their rows."""
    facts = facts_of({"may": {"审核": "不合格"}, "august": {"审核": "不合格"}})
    found = judge(facts, book, date(2023, 10, 31), "august")
    assert verdict(found, "earlier_rectification")["verdict"] == "逾期未改"
    assert verdict(found, "rectification")["verdict"] == "逾期未改"


def test_the_trace_has_a_step_for_every_rule(book):
    """Each rule of each verdict, in order, with its clause and its fact."""
    found = judge(facts_of({"may": {"报送": "无"}, "august": {"报送": "无"}}), book, date(2023, 10, 31), "august")
    steps = found.steps[(found.steps["kind"] == "project")]
    assert steps["rule"].tolist() == ["C02", "C03"] and steps["seq"].tolist() == [1, 2]
    assert steps["clause"].str.startswith("通知三（三）").all() and (steps["fact"] != "").all()
    assert len(found.steps) == found.rows["rules"].str.split().str.len().sum()


def test_a_decision_leaves_standing_what_it_decided(book):
    """Before and after it the proposal, its amount and its rules are the same, also where it makes a second failure."""
    told_of = [{"may": {"审核": "不合格"}, "august": {"执行": 0} | more}
               for more in ({}, {"决定": "approved"}, {"决定": "rejected"})]
    rows = [verdict(judge(facts_of(one), book, LAST, "august"), "project") for one in told_of]
    assert [row["verdict"] for row in rows] == ["待审核", "不合格", "合格"]
    assert len({(row["proposal"], row["amount_fen"], row["rules"]) for row in rows}) == 1 and rows[0]["proposal"]


def test_nothing_to_watch_is_judged_too(book):
    """No projects, no forms: no rows, and all the columns."""
    found = judge({}, book, date(2023, 6, 30), "may")
    assert found.rows.empty and found.steps.empty and "verdict" in found.rows


def test_a_node_nobody_knows_is_refused(book):
    """The message names the calendar."""
    with pytest.raises(ConfigError, match="calendar"):
        judge(facts_of({}), book, date(2023, 6, 30), "july")


def test_two_reviews_of_one_moment_the_worse_holds(book):
    """Whichever row comes first."""
    facts = facts_of({"may": {"审核": "合格"}})
    reviews = pd.concat([facts["monitoring_reviews"], facts["monitoring_reviews"].assign(verdict="不合格")])
    for rows in (reviews, reviews[::-1]):
        found = judge({**facts, "monitoring_reviews": rows}, book, date(2023, 6, 30), "may")
        assert verdict(found, "project")["verdict"] == "不合格"


def test_a_form_of_the_other_node_is_not_this_nodes(book):
    """What was filed in May does not stand for August."""
    found = judge(facts_of({"may": {}}), book, date(2023, 9, 30), "august")
    assert verdict(found, "light")["verdict"] == "未报送" and verdict(found, "project")["verdict"] == "不合格"


def test_coverage_is_counted_by_project(book):
    """One of two projects filed: the unit is not done, half of it is covered."""
    found = judge(facts_of({"may": {}}, {"may": {"报送": "无"}}, together=True), book, date(2023, 6, 13), "may")
    row = verdict(found, "unit", "u1")
    assert (row["verdict"], row["detail"]["coverage_bp"]) == ("逾期未报", 5000)


told = some.fixed_dictionaries({}, optional={
    "执行": some.integers(0, 120), "预计": some.integers(0, 120), "原因": some.sampled_from(["", "招标流标"]),
    "可能性": some.sampled_from(["确定能", "有可能", "完全不可能"]), "指标原因": some.sampled_from(["", "到货晚"]),
    "审核": some.sampled_from(["合格", "不合格"]),
    "报送": some.sampled_from(["无", date(2023, 6, 9), date(2023, 9, 29)]),
    "整改": some.sampled_from(["未完", date(2023, 10, 10)]),
})
stories = some.lists(some.fixed_dictionaries({"may": told, "august": told}), min_size=10, max_size=40)
LAST = date(2023, 10, 31)
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink forty stories takes longer than to read them


def looked_at(known, *kinds):
    """The verdicts of each kind on many stories at the end of October, in their order."""
    found = judge(facts_of(*known), rulebook(2023), LAST, "august").rows.set_index("subject")
    order = [f"P{number}" for number in range(1, len(known) + 1)]
    return [found[found["kind"] == kind].reindex(order) for kind in kinds]


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(stories, some.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(known, chance):
    """Any order of the rows of any frame gives the same verdicts."""
    facts, book = facts_of(*known), rulebook(2023)
    mixed = {name: rows.iloc[chance.sample(range(len(rows)), len(rows))] for name, rows in facts.items()}
    pd.testing.assert_frame_equal(judge(facts, book, LAST, "august").rows, judge(mixed, book, LAST, "august").rows)


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(stories)
def test_rates_stay_within_the_whole(known):
    """Execution and time progress lie between 0 and 100 %."""
    for detail in looked_at(known, "light")[0]["detail"]:
        assert 0 <= detail["rate_bp"] <= 10_000 and 0 <= detail["due_bp"] <= 10_000


RANK = {"合格": 2, "待审核": 1, "待报送": 1, "不合格": 0}
LIGHTS = {"绿灯": 2, "黄灯": 1, "红灯": 0, "未报送": 3}
WORSE = some.sampled_from([
    {"可能性": "完全不可能"}, {"审核": "不合格"}, {"原因": "", "执行": 1}, {"指标原因": "", "可能性": "有可能"},
    {"执行": 101}, {"决定": "approved"}, {"整改": "未完"}, {"报送": date(2023, 9, 29)},
])


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(stories, some.data())
def test_a_negative_fact_never_helps(known, chance):
    """Whatever is worse gives no better light and no better verdict, and never ends a double failure."""
    worse = [one | {"august": one["august"] | chance.draw(WORSE)} for one in known]
    still = [(old, new) for old, new in zip(known, worse, strict=True) if old["august"].get("报送") != "无"]
    before, after = [old for old, _ in still], [new for _, new in still]
    if not still:
        return
    (old, bright, capped), (new, dark, still_capped) = (
        looked_at(one, "project", "light", "failed_twice") for one in (before, after))
    assert (new["verdict"].map(RANK) <= old["verdict"].map(RANK)).all()
    assert set(capped.dropna(subset="verdict").index) <= set(still_capped.dropna(subset="verdict").index)
    assert (dark["verdict"].map(LIGHTS) <= bright["verdict"].map(LIGHTS)).all()


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(some.lists(some.integers(0, 10_000), min_size=2, max_size=30))
def test_spending_faster_up_to_the_budget_never_darkens_the_light(spent):
    """Sorted by money spent, the lights never fall back."""
    book, known = rulebook(2023), [{"may": {"执行": one / 100, "原因": "有"}} for one in sorted(spent)]
    seen = watched(facts_of(*known), book.parameters, "may", date(2023, 5, 31))
    ranks = lights(seen, book.parameters, 5)["light"].map(LIGHTS).to_numpy()
    order = np.argsort(seen["project_id"].to_numpy(dtype=np.int64))
    assert (np.diff(ranks[order]) >= 0).all()

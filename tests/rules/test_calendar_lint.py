"""Broken calendars are told what is wrong with them, and the real one is right in every year (DESIGN §2)."""

from dataclasses import replace
from datetime import date

import pytest

from config.calendar import Calendar, Milestone, the_calendar
from config.findings import Tier
from config.routing import Ladder
from config.rulebook import rulebook
from config.rules import the_rules
from config.strict import CONFIG, ConfigError, read_yaml, validated
from config.workdays import Overlay, Workdays
from tasks.rules.calendar_lint import lint

RULES = the_rules().keys()
HINTS = {
    "department_evaluation.due": "部门评价的 department_evaluation.due：与“整体自评”同在",
    "county_submission/november.due": "县市报送（11月报送）的 county_submission/november.due：与“结果应用”同在",
    "verification.due": "真实性核查的 verification.due：与“年度总结（向人大报告）”同在",
}
YEAR_TABLES = {2022: [], 2023: [2024], 2024: [2024], 2025: [], 2026: [2026], 2027: [2027]}


@pytest.mark.parametrize("work_year", YEAR_TABLES)
def test_the_real_calendar_has_no_fault(work_year):
    """2022–2027: nothing to put right; two days on which related offices owe two things, tables not yet out."""
    faults = lint(rulebook(work_year), RULES)
    assert {fault.tier for fault in faults} <= {Tier.HINT, Tier.EXPLAIN}
    doubled = [fault.key for fault in faults if fault.tier is Tier.EXPLAIN]
    assert doubled == ["verification.due"]  # with the report to the congress: both by 30 June, both by default
    said = {fault.key: fault.says for fault in faults if fault.milestone}
    assert set(said) == set(HINTS) and all(said[key].startswith(HINTS[key]) for key in HINTS)
    tables = [fault.key for fault in faults if not fault.milestone]
    assert tables == [f"holidays/{year}.yaml" for year in YEAR_TABLES[work_year]]


def milestone(**told):
    """A milestone of one node in March that names only what matters."""
    node = {"opens": "03-01", "due": "03-31", "written": "3月底前", "runs_until": "04-30"}
    nodes = [node | one for one in told.pop("nodes", [{}])]
    return {"title": "甲", "rules": ["D01"], "owed_by": "unit", "concerns": -1, "form": "a", "nodes": nodes} | told


@pytest.fixture
def faults(book):
    """What is wrong with a calendar of these milestones in 2023: the errors, with the hints if they are wanted."""

    def found(hints=False, work_year=2023, policy="next_workday", ladder=None, workdays=None, **milestones):
        calendar = Calendar(
            holiday_policy=policy, milestones={name: Milestone(**told) for name, told in milestones.items()})
        broken = replace(book, calendar=calendar, work_year=work_year, ladder=ladder or book.ladder,
                         workdays=workdays or book.workdays)
        return [fault.says for fault in lint(broken, RULES)
                if fault.milestone and (hints or fault.tier is not Tier.HINT)]

    return found


def test_a_calendar_in_order_has_none(faults):
    """Two milestones, one after the other."""
    later = milestone(title="乙", form="b", nodes=[{"due": "04-15", "after": ["a"]}])
    assert faults(a=milestone(), b=later) == []


def test_a_milestone_without_rules(faults):
    """Nobody asked for it."""
    assert faults(a=milestone(rules=[])) == ["甲的 a.rules：没有写依据哪条规则"]


def test_a_rule_that_nobody_knows(faults):
    """A typo, and a rule named twice."""
    assert faults(a=milestone(rules=["D09", "D01", "D01"])) == [
        "甲的 a.rules：规则目录里没有 D09", "甲的 a.rules：D01 写了不止一次", "甲的 a.rules：D01 写了不止一次"]


def test_a_day_that_the_year_does_not_have(faults):
    """29 February in a year that is none: the others are still held against each other."""
    broken = Milestone(**milestone())
    node = broken.nodes[0].model_copy(update={"opens": "02-29", "due": "04-31"})
    calendar = {"a": vars(broken) | {"nodes": [vars(node)]}}
    with pytest.raises(ConfigError, match=r"milestones\.a\.nodes\.0：.*2023 年没有 02-29 这一天"):
        validated(Calendar, {"holiday_policy": "next_workday", "milestones": calendar}, "config/calendar.yaml")


def test_a_day_that_slipped_past_the_schema(book):
    """A calendar built by hand: each impossible day is named with its key."""
    described = the_calendar().milestone("self_evaluation")
    node = described.node().model_copy(update={"opens": "02-29", "due": "04-31"})
    calendar = the_calendar().model_copy(update={"milestones": {
        "self_evaluation": described.model_copy(update={"nodes": (node,)})}})
    said = [fault.says for fault in lint(replace(book, calendar=calendar), RULES) if fault.tier is Tier.ERROR]
    assert said == ["单位自评的 self_evaluation.opens：2023 年没有 02-29 这一天",
                    "单位自评的 self_evaluation.due：2023 年没有 04-31 这一天"]


def test_a_review_before_its_input(faults):
    """Due earlier than what it rests on, or resting on something that is not there; the same day is in time."""
    def review(due):
        return milestone(title="乙", form="b", owed_by="centre", nodes=[{"due": due, "after": ["a", "c/may"]}])
    may = milestone(title="丙", form="c", nodes=[{"node": "may", "title": "5月", "due": "03-20"}])
    assert faults(a=milestone(), b=review("03-30"), c=may) == [
        "乙的 b.due：期限 2023-03-30 早于所用资料“甲”的期限 2023-03-31"]
    assert faults(a=milestone(), b=review("03-31"), c=may) == []
    assert faults(a=milestone(), b=review("03-31")) == ["乙的 b.after：日历里没有“c/may”"]


@pytest.mark.parametrize(("terms", "says"), [
    (("06-30", "09-30"), []), (("06-10", "09-10"), []),
    (("06-09", "09-30"), ["绩效监控（5月监控）的 monitoring/may.due：审核期限 2023-06-09（参数 monitoring.review_due）"
                          "早于报送期限 2023-06-12"]),
    (("07-20", "09-30"), ["绩效监控（5月监控）的 monitoring/may.runs_until：早于审核的最后一次催报 2023-08-10"
                          "（参数 monitoring.review_due）"]),
    (("06-30",), ["绩效监控（8月监控）的 monitoring/august.due：参数 monitoring.review_due 没有它的审核期限，"
                  "或者不是 2023 年的日子"]),
    (("06-31", "09-30"), ["绩效监控（5月监控）的 monitoring/may.due：参数 monitoring.review_due 没有它的审核期限，"
                          "或者不是 2023 年的日子"]),
])
def test_a_review_that_would_end_before_the_forms_are_due(amended, terms, says):
    """Finance's own term, one per node: not before the day on which units may still hand in."""
    found = lint(amended({"monitoring.review_due": terms}), RULES)
    assert [fault.says for fault in found if fault.tier is Tier.ERROR] == says


def test_windows_that_cross(faults):
    """Two nodes of one milestone owed by the same, the first still chased when the second opens; else they may."""
    first = {"node": "one", "title": "第一次", "due": "03-31", "runs_until": "04-30"}
    second = {"node": "two", "title": "第二次", "opens": "04-30", "due": "05-20", "runs_until": "05-31"}
    assert faults(a=milestone(nodes=[first, second])) == [
        "甲（第二次）的 a/two.opens：2023-04-30 开始，与“甲（第一次）”（到 2023-04-30 为止）交叉"]
    assert faults(a=milestone(nodes=[first, second | {"opens": "05-01"}])) == []
    assert faults(a=milestone(nodes=[first, second | {"owed_by": "county"}])) == []


def test_a_window_is_as_long_as_its_last_rung(faults):
    """What closes on paper is still chased until the ladder ends: fifteen working days after the deadline."""
    first = {"node": "one", "due": "03-31", "runs_until": "03-31"}
    second = {"node": "two", "due": "05-20", "runs_until": "05-31"}
    assert len(faults(a=milestone(nodes=[first, second | {"opens": "04-24"}]))) == 1
    assert faults(a=milestone(nodes=[first, second | {"opens": "04-25"}])) == []


def test_two_obligations_of_one_person_on_one_day(faults):
    """Of the same: to be explained. Of a department, a unit too: a hint. Where nothing is handed in: nothing."""
    other = {"title": "乙", "form": "b"}
    assert faults(a=milestone(), b=milestone(**other)) == ["甲的 a.due：与“乙”同在 2023-03-31 到期，都由部门单位报送"]
    assert faults(a=milestone(), b=milestone(**other, owed_by="department")) == []
    assert faults(hints=True, a=milestone(), b=milestone(**other, owed_by="department")) == [
        "甲的 a.due：与“乙”同在 2023-03-31 到期，都由主管部门报送，部门单位也在其中"]
    assert faults(hints=True, a=milestone(), b=milestone(**other, owed_by="centre")) == []
    assert faults(hints=True, a=milestone(), b=milestone(title="乙", form=None)) == []
    own = milestone(title="乙", form=None, nodes=[{"form": "b"}])
    assert faults(a=milestone(), b=own) == ["甲的 a.due：与“乙”同在 2023-03-31 到期，都由部门单位报送"]


def test_two_days_that_a_holiday_makes_one(faults):
    """29 and 30 April 2023 both become 4 May."""
    a = milestone(nodes=[{"due": "04-29", "runs_until": "05-31"}])
    b = milestone(title="乙", form="b", nodes=[{"due": "04-30", "runs_until": "05-31"}])
    assert faults(a=a, b=b) == ["甲的 a.due：与“乙”同在 2023-05-04 到期，都由部门单位报送"]
    assert faults(a=a, b=b, policy="as_written") != faults(a=a, b=b)


def test_a_deadline_left_on_a_day_off(faults):
    """Without rolling on, 30 April 2023 is a Sunday."""
    a = milestone(nodes=[{"due": "04-30", "runs_until": "05-31"}])
    assert faults(a=a) == []
    assert faults(a=a, policy="as_written") == ["甲的 a.due：期限 2023-04-30 是休息日（周末），没有顺延"]


class Forgetful(Workdays):
    """Steps over weekends but not over the festival."""

    def shift(self, day, steps):
        """As if the overlay were not there."""
        return Workdays().shift(day, steps)


def test_a_rung_on_a_day_off(faults):
    """A rung that falls on a festival is named with its day and the reason."""
    festival = Overlay(region="新疆", source="试", confirmed=True, days_off={date(2023, 3, 28): "肉孜节"})
    ladder = Ladder(rungs={"before_3": {"days": -3, "title": "提醒", "to": "contact"}})
    assert faults(a=milestone(), ladder=ladder, workdays=Forgetful({2023: festival})) == [
        "甲的 a.due：催报阶梯 before_3（提醒）落在 2023-03-28，是休息日（肉孜节）"]
    assert faults(a=milestone(), ladder=ladder, workdays=Workdays({2023: festival})) == []


def test_a_year_without_a_holiday_table(book):
    """Named with the file that is missing."""
    said = [fault.says for fault in lint(replace(book, work_year=2030), RULES) if not fault.milestone]
    assert said == ["落在 2030 年的期限（holidays/2030.yaml）：2030 年国务院放假安排尚未收录，暂按周一至周五推算"]


def test_the_calendar_names_every_input_that_is_in_the_design():
    """What is computed from other milestones says so, so that the linter can hold the dates against each other."""
    after = {f"{name}/{node.node}".rstrip("/"): node.after
             for name, one in the_calendar().milestones.items() for node in one.nodes if node.after}
    assert after["score_table/v1"] == ("self_evaluation", "department_evaluation")
    assert {"score_table/v2", "score_table/v3", "score_table/v4", "verification", "results_application",
            "county_assessment/july", "county_assessment/december", "direct_funds_review/june",
            "direct_funds_review/september", "yearly_summary/prefecture"} <= set(after)


@pytest.mark.parametrize(("key", "value", "says"), [
    ("opens", "04-01", "日期次序不对"), ("cut_off", "04-01", "晚于报送期限"), ("due", "13-01", "写法不对"),
    ("due", "02-30", "没有 02-30"), ("runs_until", "03-01", "日期次序不对"), ("owed_by", "mayor", "只能是"),
])
def test_what_the_schema_refuses_names_milestone_and_key(key, value, says):
    """A date that cannot be never gets as far as the linter."""
    content = read_yaml(CONFIG / "calendar.yaml")
    content["milestones"]["self_evaluation"]["nodes"][0][key] = value
    with pytest.raises(ConfigError, match=says) as told:
        validated(Calendar, content, "config/calendar.yaml")
    assert "milestones.self_evaluation.nodes.0" in str(told.value)

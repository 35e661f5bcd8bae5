"""事前评估与目标闸门, scenario by scenario: what may enter the budget and what is in it all the same (A01–B03)."""

from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from config.parameters import Dated, Parameter, Parameters
from config.rulebook import Rulebook, rulebook
from config.strict import ConfigError
from tasks.rules.budget_gate import NEEDS, judge
from tests.scenario_files import scenarios

SCENARIOS = "budget_gate.yaml"
FIRST, REVIEWED, LOOKED = date(2023, 9, 10), date(2023, 9, 20), date(2023, 10, 20)
GATES = {"可列入预算": 3, "限额列入预算": 2, "暂不列入预算": 1, "不安排预算": 0, "不得列入预算": 0}


def fen(wan):
    """万元 as the rules keep them; "无" is nothing."""
    return None if wan == "无" else round(wan * 1_000_000)


def one_request(known, number):
    """The rows, by frame, that one story makes; what it does not say is as it should be."""
    rows = {name: [] for name in NEEDS}
    code, unit, region = f"P{number}", f"u{number}", f"R{number}"
    level = "prefecture" if known.get("州本级") else "county"
    rows["units"] = [{"code": one, "region_code": region, "level": level} for one in (unit, f"f{number}")]
    added = "追加" in known
    key = {"project_code": code, "fiscal_year": 2023 if added else 2024, "stage": "年中追加" if added else "年初预算"}
    day = known.get("申报日", FIRST)
    at = {**key, "unit_code": unit, "received_on": day, "submission_id": day.toordinal()}
    if known.get("申报") != "无":
        rows["requests"] = [{
            **at, "project_name": "渠", "novelty": known.get("属性", "新增"), "emergency": "应急" in known,
            "specialised": "专业" in known, "requested_fen": fen(known.get("申请", 100)),
            "goal": known.get("总体目标", "修渠十公里"),
        }]
        rows["request_indicators"] = [
            {**at, "level1": f"{kind}指标", "relation": "≥", "measure": "",
             "target": "" if kind == known.get("缺值") else known.get("指标值", "≥10公里"),
             "weight_cp": round(known.get("权重", 90 / len(known.get("指标", ["产出", "效益"]))) * 100)}
            for kind in known.get("指标", ["产出", "效益"])
        ]
    if known.get("报告") != "无":
        day = known.get("报告", FIRST)
        rows["ex_ante_reports"] = [{
            **key, "institution": known.get("协助机构", ""), "received_on": day, "submission_id": day.toordinal()}]
    granted = fen(known.get("支持", known.get("申请", 100)))
    again = fen(known["再评支持"]) if "再评支持" in known else granted
    said = {"审核": (known.get("评估", "支持"), granted, ""), "再评估": (known.get("再评", "无"), again, "天山咨询")}
    rows["ex_ante_reviews"] = [
        {**key, **signed(known, number, known.get("评估日", REVIEWED)), "manner": manner, "verdict": word,
         "supported_fen": amount, "institution": institution}
        for manner, (word, amount, institution) in said.items() if word != "无"
    ]
    if known.get("目标审") != "无":
        rows["goal_reviews"] = [{**key, **signed({}, number, REVIEWED), "verdict": known.get("目标审", "通过"),
                                 "round": known.get("轮次", 1)}]
    if "决定" in known:
        rows["decisions"] = [{
            "milestone": "budget_gate", "kind": "addition_reevaluation" if added else "reevaluation", "subject": code,
            "proposal": "第三方再评估", "decision": known["决定"], "decided_by": "马局长", "decided_on": REVIEWED}]
    if "预算线" in known:
        rows["budget_lines"] = [{**key, "line_fen": fen(known["预算线"]), "received_on": LOOKED, "submission_id": 1}]
    return {**rows, **library(known, number, added, unit)}


def signed(known, number, day):
    """Who reviewed, for whom, when."""
    by = "f0" if known.get("评估单位") == "外县" else f"f{number}"
    return {"unit_code": by, "reviewed_by": known.get("评估人", "阿依古丽"), "reviewed_on": day, "received_on": day,
            "submission_id": day.toordinal()}


def library(known, number, added, unit):
    """What the library has: of 2023 in `projects@before`, of 2024 in `projects`, with its targets."""
    new = known.get("库标记") == "新增"
    one = {"project_code": f"P{number}", "project_name": "渠", "unit_code": unit, "is_new": new}
    before = [{**one, "project_id": 1000 + number, "fiscal_year": 2023, "initial_fen": fen(known["上年"]),
               "budget_fen": fen(known["上年"])}] if "上年" in known else []
    stored = known.get("项目库")
    listed = [] if stored is None else [{
        **one, "project_id": number, "fiscal_year": 2023 if added else 2024, "initial_fen": 0 if added else fen(stored),
        "budget_fen": fen(stored)}]
    targets = [{"project_id": number, "level3": "渠长"}] if "库目标" in known else []
    return {"projects": [] if added else listed, "projects@before": before + (listed if added else []),
            "indicators": targets}


def facts_of(*stories):
    """The frames of several stories, each about a project, a unit and a finance department of its own."""
    every = [one_request(known, number) for number, known in enumerate(stories, 1)]
    found = {name: pd.DataFrame([row for one in every for row in one[name]]) for name in NEEDS}
    other = {"project_id": 999, "project_code": "P0", "unit_code": "u0", "fiscal_year": 2023, "initial_fen": 1,
             "budget_fen": 1, "project_name": "路", "is_new": False}
    found["projects@before"] = pd.concat([found["projects@before"], pd.DataFrame([other])])
    found["units"] = pd.concat([found["units"], pd.DataFrame([{"code": "f0", "region_code": "R0", "level": "county"}])])
    return found


def verdict(found, kind, number=1):
    """The verdict of one kind on one story's project, None where there is none."""
    rows = found.rows[found.rows["kind"].isin([kind, f"addition_{kind}"]) & (found.rows["subject"] == f"P{number}")]
    assert len(rows) <= 1
    return rows.iloc[0] if len(rows) else None


def gate(found, number=1):
    """The verdict of the gate on one story's project."""
    rows = found.rows[found.rows["kind"].isin(["project", "addition"]) & (found.rows["subject"] == f"P{number}")]
    assert len(rows) <= 1
    return rows.iloc[0] if len(rows) else None


EVERY = scenarios(SCENARIOS)
ASKED = {}
for one in EVERY:
    ASKED.setdefault(one["已知"].get("日期", LOOKED), []).append(one["已知"])


@cache
def on_that_day(day):
    """All stories looked at on one day, judged in one go."""
    return judge(facts_of(*ASKED[day]), rulebook(2023), day, "november")


def test_a_story(scenario):
    """One project before the gate, looked at on one day."""
    known, expected = scenario["已知"], scenario["结果"]
    day = known.get("日期", LOOKED)
    found, number = on_that_day(day), [id(one) for one in ASKED[day]].index(id(twin(known, day))) + 1
    kinds = ("budget_line", "reevaluation", "ex_ante_review", "goal_review")
    row, (line, again, *debts) = gate(found, number), [verdict(found, what, number) for what in kinds]
    seen = {
        "闸门": "无" if row is None else row["verdict"], "线": "无" if line is None else line["verdict"],
        "再评估": "无" if again is None else again["verdict"],
        "报告审核": None if debts[0] is None else debts[0]["verdict"],
        "目标审核": None if debts[1] is None else debts[1]["verdict"],
    }
    if row is not None:
        seen |= {"金额": row["amount_fen"] / 1_000_000, "规则组合": row["rules"], "缺": row["detail"]["gaps"] or "没有"}
    if line is not None:
        seen |= {"多列": line["amount_fen"] / 1_000_000}
        assert line["proposal"] == "调减预算"
    assert {name: seen[name] for name in expected} == expected


def twin(known, day):
    """The story as this module read it."""
    return next(one for one in ASKED[day] if one == known)


def with_word(book, name, value):
    """The rulebook with one parameter said otherwise."""
    file, rule = book.parameters.known[name]
    other = rule.model_copy(update={"values": (rule.values[0].model_copy(update={"value": value}),)})
    law = Parameters(book.parameters.work_year, {**book.parameters.known, name: (file, other)})
    return Rulebook(**{**vars(book), "parameters": law})


def test_what_is_new_is_a_parameter(book):
    """`declared` believes the unit; `no_budget_before` looks into the library."""
    facts = facts_of({"属性": "延续", "报告": "无", "评估": "无"})
    declared = with_word(book, "budget_gate.new_rule", "declared")
    assert gate(judge(facts, declared, LOOKED, "november"))["verdict"] == "可列入预算"
    assert gate(judge(facts, book, LOOKED, "november"))["verdict"] == "不得列入预算"


def test_the_library_can_mark_a_project_as_new(book):
    """A mark in the library binds, whatever the unit says and whatever rule is chosen."""
    facts = facts_of({"属性": "延续", "报告": "无", "评估": "无", "项目库": 100, "库标记": "新增"})
    declared = with_word(book, "budget_gate.new_rule", "declared")
    assert gate(judge(facts, declared, LOOKED, "november"))["verdict"] == "不得列入预算"


def test_an_empty_library_proves_nothing(book):
    """Without any project of the year before, only what is declared is new."""
    facts = facts_of({"属性": "延续", "报告": "无", "评估": "无"})
    facts["projects@before"] = facts["projects@before"].iloc[:0]
    assert gate(judge(facts, book, LOOKED, "november"))["verdict"] == "可列入预算"


def test_partial_support_can_be_made_to_block(book):
    """`blocked` lets only full support through."""
    facts = facts_of({"评估": "部分支持", "支持": 60})
    strict = with_word(book, "budget_gate.partial_support", "blocked")
    assert gate(judge(facts, strict, LOOKED, "november"))["verdict"] == "不得列入预算"


def test_a_county_can_set_its_own_threshold(book):
    """A03: a parameter with the region's code behind its name beats the level's."""
    own = Parameter(title="某县", unit="分", values=(
        Dated(**{"from": 2018, "value": fen(50), "source": "某县规定", "confirmed": True}),))
    known = {**book.parameters.known, "budget_gate.third_party_fen_R1": ("x.yaml", own)}
    local = Rulebook(**{**vars(book), "parameters": Parameters(2023, known)})
    facts = facts_of({"申请": 50, "支持": 50}, {"申请": 50, "支持": 50})
    assert verdict(judge(facts, book, LOOKED, "november"), "reevaluation") is None
    found = judge(facts, local, LOOKED, "november")
    assert verdict(found, "reevaluation")["proposal"] == "第三方再评估"
    assert verdict(found, "reevaluation", 2) is None


def test_the_unit_adjusts_on_the_very_day_of_the_return(book):
    """Of two files of one day the later one counts: sent back in the morning, handed in again in the evening."""
    facts = facts_of({"目标审": "退回修改", "申报日": REVIEWED})
    again = facts["requests"].assign(submission_id=facts["goal_reviews"]["submission_id"] + 1)
    assert gate(judge(facts, book, LOOKED, "november"))["verdict"] == "不安排预算"
    assert gate(judge({**facts, "requests": again}, book, LOOKED, "november"))["verdict"] == "暂不列入预算"


def test_a_request_for_a_far_year_is_not_of_this_gate(book):
    """2025 is decided upon in 2024."""
    facts = facts_of({})
    facts["requests"] = facts["requests"].assign(fiscal_year=2025)
    assert gate(judge(facts, book, LOOKED, "november")) is None


def test_both_occasions_of_one_project_stand_side_by_side(book):
    """Money added in 2023 and money for 2024: two kinds, each with its own subject."""
    old = {"属性": "延续", "上年": 80}
    start, added = facts_of(old), facts_of(old | {"追加": "是", "目标审": "不通过"})
    both = {name: pd.concat([start[name], added[name]]).drop_duplicates() for name in NEEDS}
    found = judge(both, book, LOOKED, "november").rows.set_index("kind")["verdict"]
    assert (found["project"], found["addition"]) == ("可列入预算", "不安排预算")


def test_the_trace_has_a_step_for_every_rule(book):
    """Each rule of each verdict, in order, with its clause and its fact."""
    found = judge(facts_of({"评估": "不支持", "预算线": 100}), book, LOOKED, "november")
    steps = found.steps[found.steps["kind"] == "project"]
    assert steps["rule"].tolist() == ["A01", "A02", "A04", "B02"] and steps["seq"].tolist() == [1, 2, 3, 4]
    assert found.steps["clause"].str.startswith("通知三").all() and (found.steps["fact"] != "").all()


def test_money_is_told_in_wan(book):
    """A04, X10: what was requested, what may be in, and what the budget holds, in 万元 to the hundredth, half-up."""
    facts = facts_of({"评估": "部分支持", "支持": 60.005, "预算线": 100}, {"申请": 312.3449, "支持": 312.3449})
    found = judge(facts, book, LOOKED, "november")
    assert "可列入60.01万元" in gate(found)["why"]
    assert verdict(found, "budget_line")["why"].startswith("预算已安排100.00万元，按审核情况可列入60.01万元；")
    assert verdict(found, "reevaluation", 2)["why"].startswith("申请312.34万元")


def test_nobody_asked(book):
    """No requests, no library: no rows, and all the columns; an unknown batch is refused."""
    found = judge({}, book, LOOKED, "september")
    assert found.rows.empty and found.steps.empty and "amount_fen" in found.rows
    with pytest.raises(ConfigError, match="calendar"):
        judge({}, book, LOOKED, "may")


def test_two_reviews_of_one_moment_the_worse_holds(book):
    """Whichever row comes first, of the ex-ante evaluation and of the targets."""
    facts = facts_of({})
    for table, worse, word in (("ex_ante_reviews", "不支持", "不得列入预算"), ("goal_reviews", "不通过", "不安排预算")):
        rows = pd.concat([facts[table], facts[table].assign(verdict=worse)])
        for mixed in (rows, rows[::-1]):
            assert gate(judge({**facts, table: mixed}, book, LOOKED, "november"))["verdict"] == word


told = some.fixed_dictionaries({}, optional={
    "属性": some.sampled_from(["新增", "延续"]), "上年": some.sampled_from([80, 200]),
    "报告": some.sampled_from(["无", FIRST]), "支持": some.integers(0, 150),
    "评估": some.sampled_from(["无", "支持", "部分支持", "不支持"]),
    "再评": some.sampled_from(["支持", "部分支持", "不支持"]), "协助机构": some.sampled_from(["", "天山咨询"]),
    "目标审": some.sampled_from(["无", "通过", "退回修改", "不通过"]), "轮次": some.integers(1, 3),
    "指标": some.sampled_from([[], ["产出"], ["产出", "效益"]]), "预算线": some.integers(0, 150),
    "申报日": some.sampled_from([FIRST, date(2023, 9, 25)]), "决定": some.sampled_from(["approved", "rejected"]),
    "追加": some.just("是"), "应急": some.just("是"),
})
stories = some.lists(told, min_size=10, max_size=40)
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink forty stories takes longer than to read them


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(stories, some.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(known, chance):
    """Any order of the rows of any frame gives the same verdicts."""
    facts, book = facts_of(*known), rulebook(2023)
    mixed = {name: rows.iloc[chance.sample(range(len(rows)), len(rows))] for name, rows in facts.items()}
    same = [judge(one, book, LOOKED, "november").rows for one in (facts, mixed)]
    pd.testing.assert_frame_equal(*same)


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(stories)
def test_nothing_gets_more_than_it_asked_for_or_was_granted(known):
    """What may be in lies between nothing and what was requested; a shut gate lets nothing in."""
    found = judge(facts_of(*known), rulebook(2023), LOOKED, "november")
    for number, _ in enumerate(known, 1):
        row = gate(found, number)
        assert 0 <= row["amount_fen"] <= row["detail"]["requested_fen"]
        assert row["amount_fen"] == 0 or GATES[row["verdict"]] >= 2


WORSE = some.sampled_from([
    {"评估": "不支持"}, {"再评": "不支持"}, {"目标审": "不通过"}, {"轮次": 3}, {"指标": []}, {"决定": "approved"},
    {"支持": 0}, {"报告": "无"}, {"协助机构": "天山咨询"},
])


@settings(max_examples=4, deadline=None, phases=AS_FOUND)
@given(stories, some.data())
def test_a_negative_fact_never_opens_the_gate(known, chance):
    """Whatever is worse lets no more money through and calls off no alert."""
    worse = [one | chance.draw(WORSE) for one in known]
    old, new = (judge(facts_of(*every), rulebook(2023), LOOKED, "november") for every in (known, worse))
    for number, (before, after) in enumerate(zip(known, worse, strict=True), 1):
        if after == before | {"评估": "不支持"} and "再评" in before:
            continue  # an independent re-evaluation overrides the review (A03)
        one, two = gate(old, number), gate(new, number)
        assert GATES[two["verdict"]] <= GATES[one["verdict"]], (before, after)
        assert two["amount_fen"] <= one["amount_fen"], (before, after)
        if verdict(old, "budget_line", number) is not None:
            assert verdict(new, "budget_line", number) is not None, (before, after)

"""Opening a work year: what is carried over, what must be decided first, and whom that withholds (C04, C05, F02)."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pandas.testing import assert_frame_equal

from tasks.rules.opening import NEEDS, judge, undecided, withheld
from tasks.rules.verdicts import STEP, VERDICT

SCENARIOS = "opening.yaml"
DAY = date(2023, 1, 5)
PROJECTS = pd.DataFrame({
    "project_id": pd.array([1, 2], dtype="Int64"), "project_code": ["甲", "乙"], "unit_code": ["一", "二"]})
IDS, OWNERS = {"甲": 1, "乙": 2}, {"甲": "一", "乙": "二"}
STILL = "上年监控问题仍未整改"


def about(project):
    """Whose project it is."""
    return {"subject": project, "project_id": IDS.get(project), "unit_code": OWNERS.get(project, "")}


def facts_of(known):
    """The frames that a case of the scenario file means."""
    verdicts = [
        {"milestone": "monitoring", "kind": "project", "node": row["节点"], "verdict": row["结论"],
         **about(row["项目"])} for row in known.get("监控", [])
    ] + [
        {"milestone": "monitoring", "kind": "earlier_rectification" if row.get("上一节点") else "rectification",
         "node": row["节点"], "verdict": row["状态"], **about(row["项目"])} for row in known.get("整改", [])
    ] + [
        {"milestone": "monitoring", "node": row["节点"], "kind": row["类"], "verdict": "待决", "proposal": row["建议"],
         **about(row.get("项目")), "subject": row["事项"], "unit_code": row.get("单位", "")}
        for row in known.get("建议", [])
    ]
    frames = {
        "projects": PROJECTS, "units": units(known.get("撤并", [])),
        "verdicts@before": pd.DataFrame(verdicts),
        "decisions@before": pd.DataFrame([
            {"milestone": "monitoring", "node": row["节点"], "kind": row["类"], "subject": row["事项"],
             "proposal": row["建议"], "decision": row["结果"]} for row in known.get("上年决定", [])]),
        "decisions": pd.DataFrame([
            {"milestone": "opening", "kind": row.get("类", "inherited_rectification"), "subject": row["事项"],
             "proposal": row.get("建议", STILL), "decision": row["结果"], "decided_by": "马局长", "reason": "看过材料",
             "decided_on": DAY} for row in known.get("决定", [])]),
        "results@before": pd.DataFrame([
            {**about(row["项目"]), "score_cp": round(row["得分"] * 100) if "得分" in row else None, "verdict": "一般"}
            for row in known.get("结果", [])]),
        "obligations@before": pd.DataFrame([
            {"unit_code": row["单位"], "milestone": row["节点"].split("/")[0], "node": row["节点"].split("/")[1],
             "effective_due": row["期限"], "state": row.get("状态", "owed")} for row in known.get("欠报", [])]),
        "rectification_reviews": pd.DataFrame([
            {"project_code": row["项目"], "for_node": row["节点"], "about_year": row["年度"], "outcome": row["结果"],
             "reviewed_by": row["核实人"]} for row in known.get("本年核实", [])]),
    }
    assert set(frames) == set(NEEDS)
    return frames


def units(gone):
    """Three units, some of them gone."""
    fates = {row["单位"]: row for row in gone}
    return pd.DataFrame([
        {"code": code, "name": f"{code}单位", "valid_to": fates.get(code, {}).get("日期"),
         "successor_code": fates.get(code, {}).get("承接", "")}
        for code in "一二三" if not fates.get(code, {}).get("除名")])


def opened(facts, book):
    """The verdicts of the opening, as the score table will find them."""
    found = judge(facts, book, DAY, "")
    return found, {**facts, "verdicts": found.rows.assign(milestone="opening")}


def test_what_is_carried_over(scenario, book, amended):
    """Each item with its verdict, and the projects that may not be graded yet."""
    book = amended({"opening.withhold": scenario["办法"]}) if "办法" in scenario else book
    found, facts = opened(facts_of(scenario["已知"]), book)
    assert dict(zip(found.rows["subject"], found.rows["verdict"], strict=True)) == scenario["结果"]
    assert sorted(withheld(facts, PROJECTS, book)["project_code"]) == sorted(scenario["暂缓"])
    rules = dict(zip(found.rows["subject"], found.rows["rules"], strict=True))
    assert all(rules[subject] == wanted for subject, wanted in scenario.get("触发", {}).items())


def test_what_hurts_is_asked_and_what_is_only_known_is_not(book):
    """A proposal stands only where a named person decides; each row says why, and has its step."""
    known = {"整改": [{"项目": "甲", "节点": "may", "状态": "整改中"}], "结果": [{"项目": "甲", "得分": 60}],
             "监控": [{"项目": "甲", "节点": "may", "结论": "不合格"}],
             "欠报": [{"单位": "一", "节点": "monitoring/may", "期限": date(2022, 6, 10)}]}
    found, _ = opened(facts_of(known), book)
    rows = found.rows.set_index("kind")
    assert rows["proposal"].to_dict() == {
        "inherited_rectification": STILL, "inherited_result": "", "inherited_failure": "", "inherited_debt": ""}
    assert rows.loc["inherited_rectification", "why"] == "2022年5月监控发现问题，年末整改中。"
    assert rows.loc["inherited_result", "why"] == "上年评价结果60.00分（一般），不到80分。"
    assert rows.loc["inherited_debt", "why"] == "上年“绩效监控”应于2022-06-10前报送，上年未报。"
    assert list(found.rows.columns) == list(VERDICT) and list(found.steps.columns) == list(STEP)
    assert sorted(found.steps["rule"]) == ["C04", "C05", "C05", "F02", "X07"]
    assert (found.steps["clause"] != "").all()


def test_two_proposals_that_read_alike_stay_two(book):
    """The kind tells them apart where nothing else does; a milestone that the calendar has forgotten keeps its word."""
    rows = [{"节点": "", "类": kind, "事项": "一", "建议": "约谈"} for kind in ("talk", "unit")]
    facts = facts_of({"建议": rows})
    assert judge(facts, book, DAY, "").rows["subject"].tolist() == ["绩效监控/一/约谈/talk", "绩效监控/一/约谈/unit"]
    former = {**facts, "verdicts@before": facts["verdicts@before"].iloc[:1].assign(milestone="former")}
    assert judge(former, book, DAY, "").rows["subject"].tolist() == ["former/一/约谈"]


def test_who_decided_and_why_is_said(book):
    """The named person and the reason stand in the explanation (X11)."""
    found, _ = opened(facts_of({"整改": [{"项目": "甲", "节点": "may", "状态": "整改中"}],
                                "决定": [{"事项": "甲/5月监控", "结果": "approved"}]}), book)
    assert found.rows.loc[0, "why"] == "2022年5月监控发现问题，年末整改中，马局长决定：看过材料。"


def test_of_two_decisions_of_one_day_the_one_that_hurts_counts(book):
    """X11: whichever comes first in the file."""
    for words in (("approved", "rejected"), ("rejected", "approved")):
        found, _ = opened(facts_of({"整改": [{"项目": "甲", "节点": "may", "状态": "整改中"}],
                                    "决定": [{"事项": "甲/5月监控", "结果": word} for word in words]}), book)
        assert found.rows["verdict"].tolist() == ["认定未整改"]


def test_who_takes_over_is_named(book):
    """X09: the successor by its name, or that somebody has to be named; and whose node a proposal was."""
    for heir, words in (("二", "由二单位承接"), ("", "没有登记承接单位，请导入承接单位后重新开账")):
        gone = {"单位": "一", "日期": date(2022, 12, 31)} | ({"承接": heir} if heir else {})
        found, _ = opened(facts_of({"撤并": [gone]}), book)
        assert found.rows.loc[0, "why"] == f"一单位已撤并，有 1 个项目要评价，{words}。"
    rows = facts_of({"建议": [{"节点": "", "类": "unit", "事项": "一", "建议": "约谈"}]})
    of_one_node = rows["verdicts@before"].assign(milestone="self_evaluation")
    found, _ = opened({**rows, "verdicts@before": of_one_node}, book)
    assert found.rows["subject"].tolist() == ["单位自评/一/约谈"]


def test_what_finance_has_closed_since_asks_nobody(book):
    """No proposal is left that somebody would be asked to decide."""
    known = {"整改": [{"项目": "甲", "节点": "may", "状态": "整改中"}],
             "本年核实": [{"项目": "甲", "节点": "5月监控", "年度": 2022, "结果": "销号", "核实人": "马股长"}]}
    [row] = opened(facts_of(known), book)[0].rows.to_dict("records")
    assert (row["verdict"], row["proposal"]) == ("已销号", "")


def test_only_decisions_about_the_opening_and_verdicts_about_projects_count(book):
    """The same words under another milestone decide nothing; a failed unit or light is no failed project."""
    facts = facts_of({"整改": [{"项目": "甲", "节点": "may", "状态": "整改中"}],
                      "决定": [{"事项": "甲/5月监控", "结果": "approved"}]})
    elsewhere = {**facts, "decisions": facts["decisions"].assign(milestone="monitoring")}
    assert judge(elsewhere, book, DAY, "").rows["verdict"].tolist() == ["待决定"]
    light = {**facts_of({"监控": [{"项目": "甲", "节点": "may", "结论": "不合格"}]})}
    light["verdicts@before"] = light["verdicts@before"].assign(kind="light")
    assert judge(light, book, DAY, "").rows.empty


def test_a_decision_counts_at_once(book):
    """Between the decision and the next opening nothing is asked twice: `undecided` looks at both."""
    facts = facts_of({"整改": [{"项目": "甲", "节点": "may", "状态": "整改中"}]})
    _, facts = opened(facts, book)
    assert undecided(facts)[["kind", "subject", "unit_code", "proposal"]].to_numpy().tolist() == [
        ["inherited_rectification", "甲/5月监控", "一", STILL]]
    decided = facts_of({"决定": [{"事项": "甲/5月监控", "结果": "rejected"}]})["decisions"]
    assert undecided({**facts, "decisions": decided}).empty
    foreign = decided.assign(milestone="monitoring")
    assert len(undecided({**facts, "decisions": foreign})) == 1


def test_before_the_year_is_opened_nothing_is_asked(book):
    """No verdicts, or those of other milestones: nobody is withheld, and the frame has its columns."""
    other = pd.DataFrame([{"milestone": "monitoring", "kind": "project", "subject": "甲", "verdict": "待决定"}])
    for facts in ({}, {"verdicts": other}):
        assert undecided(facts).empty and withheld(facts, PROJECTS, book).empty
        assert list(undecided(facts)) == ["kind", "subject", "unit_code", "project_id", "proposal", "why"]


def test_the_facts_of_several_questions_are_joined(book):
    """One row per project, with every reason, as the score table wants it: pending."""
    _, facts = opened(facts_of({"整改": [{"项目": "甲", "节点": node, "状态": "整改中"} for node in ("may", "august")],
                                "撤并": [{"单位": "一", "日期": date(2022, 12, 31)}]}), book)
    [row] = withheld(facts, PROJECTS, book).to_dict("records")
    assert (row["project_id"], row["project_code"], row["unit_code"], row["pending"]) == (1, "甲", "一", True)
    assert row["fact"].count("；") == 2 and "一单位已撤并，有 1 个项目要评价" in row["fact"]


LEFT = some.fixed_dictionaries({
    "项目": some.sampled_from(["甲", "乙"]), "节点": some.sampled_from(["may", "august"]),
    "状态": some.sampled_from(["整改中", "已销号", "逾期未改", "已报待核"])})
ASKED = some.fixed_dictionaries({
    "节点": some.sampled_from(["", "may"]), "类": some.sampled_from(["project", "talk"]),
    "建议": some.sampled_from(["不合格", "约谈"]), "项目": some.sampled_from(["甲", "乙"]),
}).map(lambda row: row | {"事项": row["项目"]})


@settings(max_examples=10)
@given(left=some.lists(LEFT, max_size=4, unique_by=lambda row: (row["项目"], row["节点"])),
       asked=some.lists(ASKED, max_size=3, unique_by=lambda row: tuple(row.values())), data=some.data())
def test_the_order_of_facts_never_matters_and_more_never_frees(book, left, asked, data):
    """Shuffled facts give the same verdicts; one more open question never lets a project go."""
    facts = facts_of({"整改": left, "建议": asked})
    found, whole = opened(facts, book)
    rows = facts["verdicts@before"]
    order = data.draw(some.permutations(range(len(rows))))
    again, _ = opened({**facts, "verdicts@before": rows.iloc[order]}, book)
    assert_frame_equal(found.rows.drop(columns="detail"), again.rows.drop(columns="detail"))
    more, _ = opened(facts_of({"整改": left, "建议": [*asked, {
        "节点": "august", "类": "project", "事项": "乙", "建议": "不合格", "项目": "乙"}]}), book)
    before = set(withheld(whole, PROJECTS, book)["project_code"])
    after = set(withheld({"verdicts": more.rows.assign(milestone="opening")}, PROJECTS, book)["project_code"])
    assert before | {"乙"} == after


@pytest.mark.parametrize("name", NEEDS)
def test_a_year_without_a_frame_opens_all_the_same(book, name):
    """The first year of all: nothing before it, nothing carried over."""
    facts = {key: frame for key, frame in facts_of({}).items() if key != name}
    found = judge(facts, book, DAY, "")
    assert found.rows.empty or name == "units"

"""评价打分表: precedence, effects, caps and versions, case by case (D04, C05, E02–E04, E06, X03–X05, X11, X12)."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from config.parameters import Dated, Parameter
from config.strict import ConfigError
from tasks.rules.score_table import NEEDS, judge
from tasks.rules.score_table_versions import freeze, stands_at
from tasks.rules.verdicts import STEP, VERDICT, verdicts
from tests.rules.score_table_case import cp, facts_of

SCENARIOS = "score_table.yaml"
ON = date(2023, 12, 1)


def under(book, **values):
    """The rulebook with other values of the score table's parameters."""
    known = dict(book.parameters.known)
    for knob, value in values.items():
        file, old = known[f"score_table.{knob}"]
        dated = Dated(**{"from": 2018, "value": value, "source": "试验", "confirmed": False})
        known[f"score_table.{knob}"] = (file, Parameter(**{**dict(old), "values": [dated]}))
    return replace(book, parameters=replace(book.parameters, known=known))


def of_projects(found):
    """The rows about projects, as dictionaries; a missing score is None."""
    rows = found.rows[found.rows["kind"] == "project"]
    return [{**row, "score_cp": None if pd.isna(row["score_cp"]) else row["score_cp"]}
            for row in rows.to_dict("records")]


def test_a_result(scenario, book):
    """One project: its score, its grade, the rules that fired in order, and what waits for a decision."""
    book = under(book, cap_mode=scenario["办法"]) if "办法" in scenario else book
    found = judge(facts_of(scenario["已知"]), book, ON, scenario.get("版本", "v1"))
    [row], expected = of_projects(found), scenario["结果"]
    assert (row["score_cp"], row["verdict"]) == (cp(expected["得分"]), expected["等次"])
    assert row["rules"].split() == expected["触发"]
    assert list(row["detail"].get("pending", {})) == expected.get("待定", [])
    assert row["detail"].get("escalate_to") == expected.get("转告")


def test_the_trace_has_every_rule_with_what_it_did_and_why(book):
    """Vetoed, put down, capped twice: four effects in order, each with before, after, its fact and its clause."""
    known = {"自评": 93, "审核": 91, "核查": "同意", "监控": ["两次不合格，未整改"],
             "审计": [{"性质": "重大", "认定人": "马局长", "问题": "挤占挪用"}]}
    steps = judge(facts_of(known), book, ON, "v1").steps
    columns = ["seq", "rule", "before_cp", "after_cp", "before_grade", "after_grade", "clause"]
    assert steps[columns].values.tolist() == [
        [1, "X03", 9300, 9100, "优秀", "优秀", "三（四）、三（五）"],
        [2, "E04", 9100, 5999, "优秀", "较差", "三（五）"],
        [3, "E06", 5999, 0, "较差", "较差", "三（五）"], [4, "C05", 0, 0, "较差", "较差", "三（三）"],
        [5, "E03", 0, 0, "较差", "较差", "三（五）"],
    ]
    facts = steps.set_index("rule")["fact"]
    assert facts["E04"] == "审计（审〔2023〕1号第1项）：挤占挪用，重大，马局长认定，未整改" == facts["E03"]
    assert facts["E06"] == "真实性核查：自评不实，马局长于2023-05-25决定：核查组报告属实"
    assert facts["C05"] == "两次不合格，未整改"


def test_the_reason_names_figures_and_clauses(book):
    """What an official reads: which score counts, the fact, what follows from it, and from what to what."""
    [row] = of_projects(judge(facts_of({"自评": 93, "监控": ["两次不合格，未整改"]}), book, ON, "v1"))
    assert row["why"] == ("按重算的自评得分评定。两次不合格，未整改，不得评为“优秀”“良好”（三（三）），"
                          "由93.00分优秀改为79.99分一般。")
    [row] = of_projects(judge(facts_of({"自评": 65, "监控": ["两次不合格，未整改"]}), book, ON, "v1"))
    assert row["why"].endswith("（三（三）），结果不变。")


def test_the_figures_of_the_score_table_are_kept(book):
    """自评、审核、部门评价、重点评价得分 and which of them counts (F7)."""
    known = {"自评填报": 96, "自评": 93, "审核": 91, "部门评价": 82, "重点评价": 78}
    facts = facts_of(known)
    facts["projects"] = facts["projects"].assign(budget_fen=800_000_000, department_name="教育局", funds="一般公共预算")
    facts["grades"] = facts["grades"].assign(executed_fen=600_000_000)
    [row] = of_projects(judge(facts, book, ON, "v3"))
    assert row["detail"] == {
        "region_code": "653022", "department_name": "教育局", "funds": "一般公共预算", "budget_fen": 800_000_000,
        "executed_fen": 600_000_000, "rate_bp": 7500,
        "self_cp": 9600, "recomputed_cp": 9300, "audited_cp": 9100, "department_cp": 8200, "key_cp": 7800,
        "base": "key_cp", "raw_cp": 7800, "raw_grade": "一般",
    }


def test_serious_without_a_signature_is_a_proposal(book):
    """Nobody signed for 重大: a row of its own waits for a named person, with the money named (X11)."""
    known = {"自评": 93, "审计": [{"性质": "重大"}, {"性质": "重大"}]}
    found = judge(facts_of(known), book, ON, "v1")
    [row] = found.rows[found.rows["kind"] == "serious"].to_dict("records")
    assert (row["proposal"], row["verdict"], row["rules"]) == ("列入较差", "建议列入较差", "E04")
    assert row["amount_fen"] == 2_000_000 and "未按规定支付，重大，未整改" in row["why"]
    decided = judge(facts_of({**known, "重大认定": "同意"}), book, ON, "v1")
    assert decided.steps.set_index("rule")["fact"]["E04"].endswith("，马局长于2023-05-25决定：核查组报告属实")
    again = decided.rows[decided.rows["kind"] == "serious"]
    assert again.to_dict("records") == [row], "what was decided about is still there, or the decision would expire"
    named = {"自评": 93, "审计": [{"性质": "重大", "认定人": "马局长"}]}
    signed = judge(facts_of(named), book, ON, "v1")
    assert "serious" not in set(signed.rows["kind"])
    both = judge(facts_of({**named, "重大认定": "不同意"}), book, ON, "v1")
    assert both.steps["rule"].tolist() == ["E04", "E03"] and "决定" not in both.steps["fact"].iloc[0]


def test_several_facts_are_told_in_an_order_of_their_own(book):
    """Five findings of one project: one text, the same in every process and for every order of the rows."""
    steps = judge(facts_of({"自评": 93, "审计": [{"问题": word} for word in "戊丁丙乙甲"]}), book, ON, "v1").steps
    [fact] = steps["fact"]
    assert [part.split("：")[1][0] for part in fact.split("；")] == list("戊丁丙乙甲")


def test_a_finding_registered_again_replaces_the_first(book):
    """Handed in with v1 and again, exempted, with v2: the newer row of the same document, item and project counts."""
    facts = facts_of({"自评": 93, "审计": [{}]})
    first = facts["audit_findings"]
    again = first.assign(exempt=True, exempt_by="马局长", exempt_reason="纯属笔误", received_on=date(2023, 6, 20))
    for both in ([first, again], [again, first]):
        facts["audit_findings"] = pd.concat(both, ignore_index=True)
        assert [row["rules"] for row in of_projects(judge(facts, book, ON, "v2"))] == [""]
        assert [row["rules"] for row in of_projects(judge(facts, book, ON, "v1"))] == ["E03"]


def test_a_score_that_waits_for_a_decision_does_not_count(book):
    """A verdict of another milestone with a proposal is nothing until it is decided (X11)."""
    facts = facts_of({"自评": 93, "重点评价": 60})
    facts["verdicts"] = facts["verdicts"].assign(proposal="约谈")
    assert [row["score_cp"] for row in of_projects(judge(facts, book, ON, "v3"))] == [9300]


def test_a_finance_department_has_reviewed_its_forms_or_not(book):
    """D04: every form of the level with finance's score, or the region is 未审完 with the figures."""
    whole, partly = ({"自评": 90, "审核": 90},), ({"自评": 90, "审核": 90}, {"自评": 80}, {}, {"审核": 70})
    for cases, verdict, detail in (
        (whole, "已审完", {"projects": 1, "filed": 1, "audited": 1, "grades": {"优秀": 1}}),
        (partly, "未审完", {"projects": 4, "filed": 2, "audited": 1,
                              "grades": {"优秀": 1, "良好": 1, "未评": 1, "一般": 1}}),
    ):
        found = judge(facts_of(*cases), book, ON, "v1").rows
        [row] = found[found["kind"] == "region"].to_dict("records")
        assert (row["subject"], row["verdict"], row["rules"], row["detail"]) == ("653022", verdict, "D04", detail)
        assert row["unit_code"] == "653022"
        assert row["why"].startswith(f"阿克陶县财政局应审绩效自评表{detail['filed']}份，已审{detail['audited']}份")


def test_a_project_that_is_not_evaluated_is_not_in_the_table(book):
    """No budget and cancelled: listed by the self-evaluation, graded by nobody."""
    assert of_projects(judge(facts_of({"不评价": True, "自评": 90}), book, ON, "v1")) == []


def test_last_years_undecided_question_withholds_the_grade(book):
    """Whether last year's monitoring failed is not decided: 待定, without a score; or marked only."""
    known = {"自评": 93, "监控": ["8月不合格的建议尚未决定"], "监控待定": True}
    [row] = of_projects(judge(facts_of(known), book, ON, "v1"))
    assert (row["verdict"], row["score_cp"], row["rules"]) == ("待定", None, "")
    assert row["detail"]["pending"] == {"C05": "8月不合格的建议尚未决定"}
    [row] = of_projects(judge(facts_of(known), under(book, inherited="mark"), ON, "v1"))
    assert (row["verdict"], row["score_cp"]) == ("优秀", 9300)


def monitored(*reviews, verdicts=()):
    """A project of 2022 and what last year's monitoring left: reviews (node, verdict), verdicts (node, proposal)."""
    facts = facts_of({"自评": 93})
    del facts["failed_twice"]
    facts["projects"] = facts["projects"].assign(budget_fen=100_000_000, approved_on=None, cancelled_reason="")
    key = {"project_id": 1, "project_code": facts["projects"]["project_code"].iloc[0]}
    about = {"milestone": "monitoring", "kind": "project", "subject": key["project_code"], "project_id": 1}
    signed = {"unit_code": "653022", "reviewed_by": "古丽", "received_on": JUNE, "reviewed_on": JUNE}
    facts["monitoring_reviews@before"] = pd.DataFrame([
        {**key, **signed, "node": node, "verdict": verdict} for node, verdict in reviews])
    facts["monitoring@before"] = pd.DataFrame([
        {**key, "node": node, "received_on": date(2022, day, 8), "executed_fen": 1} for node, day in DAYS.items()])
    facts["verdicts@before"] = pd.DataFrame([
        {**about, "node": node, "proposal": proposal, "verdict": "不合格" if not proposal else "待审核"}
        for node, proposal in verdicts])
    return facts, about


DAYS, JUNE = {"may": 6, "august": 9}, date(2022, 6, 20)


def test_two_failed_monitorings_of_last_year_cap(book):
    """C05 from the monitoring forms of the year evaluated: failed at both nodes and open caps, one alone does not."""
    twice, once = monitored(("may", "不合格"), ("august", "不合格")), monitored(("may", "不合格"), ("august", "合格"))
    [row] = of_projects(judge(twice[0], book, ON, "v1"))
    assert (row["verdict"], row["score_cp"], row["rules"]) == ("一般", 7999, "C05")
    assert [row["rules"] for row in of_projects(judge(once[0], book, ON, "v1"))] == [""]
    unfiled = {**twice[0], "monitoring@before": twice[0]["monitoring@before"].iloc[:0]}
    assert [row["rules"] for row in of_projects(judge(unfiled, book, ON, "v1"))] == ["C05"], "reviews are history too"


def test_a_year_without_monitoring_says_nothing(book):
    """The first year of the system: nobody filed, nobody reviewed, and nobody is capped for it."""
    facts, _ = monitored()
    facts["monitoring@before"] = facts["monitoring@before"].iloc[:0]
    assert [row["rules"] for row in of_projects(judge(facts, book, ON, "v1"))] == [""]


def test_a_proposal_of_last_year_that_nobody_decided_withholds_the_grade(book):
    """Failed in May, proposed to fail in August, no decision: 待定; decided, or with May passed, it is graded."""
    left = [("may", ""), ("august", "不合格")]
    facts, about = monitored(("may", "不合格"), verdicts=left)
    [row] = of_projects(judge(facts, book, ON, "v1"))
    assert (row["verdict"], row["detail"]["pending"]) == ("待定", {"C05": "2022年8月监控建议不合格，尚未决定"})
    no = {**about, "node": "august", "proposal": "不合格", "decision": "rejected"}
    facts["decisions@before"] = pd.DataFrame([no])
    assert [row["verdict"] for row in of_projects(judge(facts, book, ON, "v1"))] == ["优秀"]
    facts, _ = monitored(("may", "合格"), verdicts=left[1:])
    assert [row["verdict"] for row in of_projects(judge(facts, book, ON, "v1"))] == ["优秀"]


def test_the_answers_of_the_opening_count(book):
    """The year was opened and asked: unanswered withholds, 认定未整改 caps, 认定已整改 leaves the grade as it is."""
    facts, about = monitored(("may", "不合格"), ("august", "不合格"))
    asked = {**about, "milestone": "opening", "kind": "inherited_rectification", "node": "", "score_cp": None,
             "subject": f"{about['subject']}/august", "proposal": "上年监控问题仍未整改", "why": "8月问题没有整改",
             "unit_code": "653022001"}
    answered = {**asked, "decided_by": "马局长", "decided_on": date(2023, 3, 1), "reason": "已核实"}
    stories = ("待决定", "", "待定"), ("认定未整改", "approved", "一般"), ("认定已整改", "rejected", "优秀")
    for verdict, decision, wanted in stories:
        facts["verdicts"] = pd.DataFrame([{**asked, "verdict": verdict}])
        facts["decisions"] = pd.DataFrame([{**answered, "decision": decision}] if decision else [])
        assert [row["verdict"] for row in of_projects(judge(facts, book, ON, "v1"))] == [wanted], verdict
    facts["verdicts"], facts["decisions"] = pd.DataFrame([{**asked, "verdict": "待决定"}]), pd.DataFrame()
    [row] = of_projects(judge(facts, under(book, inherited="mark"), ON, "v1"))
    assert (row["verdict"], row["rules"]) == ("优秀", ""), "an open question is marked, and caps nobody"


def test_only_serious_findings_cap_when_the_parameter_says_so(book):
    """`score_table.audit_min_severity`: 重大 leaves minor findings without effect."""
    book = under(book, audit_min_severity="重大")
    cases = {"自评": 93, "审计": [{}]}, {"自评": 93, "审计": [{"性质": "重大"}]}
    assert [row["rules"] for row in of_projects(judge(facts_of(*cases), book, ON, "v1"))] == ["", "E03"]


def test_the_grade_is_capped_even_where_the_score_would_do(book):
    """A cap on points that lies above 80 still leaves 一般: 不得评为优秀、良好 is what the notice says."""
    [row] = of_projects(judge(facts_of({"自评": 93, "审计": [{}]}), under(book, cap_cp=8500), ON, "v1"))
    assert (row["score_cp"], row["verdict"]) == (8500, "一般")


def test_nobody_replaces_what_another_office_registered(book):
    """The same document and item from another finance department, exempted there: the first one still counts."""
    facts = facts_of({"自评": 93, "审计": [{}]})
    own = facts["audit_findings"].assign(unit_code="653022")
    other = own.assign(unit_code="653023", exempt=True, exempt_by="某人", exempt_reason="笔误")
    facts["audit_findings"] = pd.concat([own, other.assign(received_on=date(2023, 5, 30))], ignore_index=True)
    assert [row["rules"] for row in of_projects(judge(facts, book, ON, "v1"))] == ["E03"]


def test_what_a_later_version_says_of_the_one_before(book):
    """X05: the step tells the old result; the versions after the next do not look back further than one."""
    facts = facts_of({"自评": 98, "核查": "同意", "上一版": {"得分": 98, "等次": "优秀"}})
    last = judge(facts, book, ON, "v2").steps.iloc[-1]
    assert last[["rule", "before_cp", "after_cp", "fact"]].tolist() == ["X05", 9800, 0, "上一版为98.00分优秀"]
    later = facts["verdicts"].iloc[-1:].assign(node="v2", verdict="较差", score_cp=0)
    facts["verdicts"] = pd.concat([facts["verdicts"], later], ignore_index=True)
    assert "X05" not in judge(facts, book, ON, "v3").steps["rule"].tolist()
    facts["verdicts"] = pd.concat([facts["verdicts"].iloc[:1], later.assign(verdict="优秀", score_cp=9800)])
    assert "X05" not in judge(facts, book, ON, "v2").steps["rule"].tolist(), "a version is not compared with itself"


def test_a_veto_is_what_verification_proposed_and_was_decided_last(book):
    """Another milestone's proposal is none; of two decisions the later counts, of two on one day the one that hurts."""
    facts = facts_of({"自评": 98, "核查": "同意"})
    yes = facts["decisions"]
    other = facts["verdicts"].assign(milestone="daily")
    [row] = of_projects(judge({**facts, "verdicts": other}, book, ON, "v2"))
    assert (row["verdict"], row["detail"].get("pending")) == ("优秀", None)
    no = yes.assign(decision="rejected")
    for day, wanted in ((date(2023, 5, 24), "较差"), (date(2023, 5, 25), "较差"), (date(2023, 5, 26), "优秀")):
        for both in ([yes, no.assign(decided_on=day)], [no.assign(decided_on=day), yes]):
            facts["decisions"] = pd.concat(both, ignore_index=True)
            assert [row["verdict"] for row in of_projects(judge(facts, book, ON, "v2"))] == [wanted]


def test_a_version_that_the_calendar_does_not_know(book):
    """There are v1 to v4."""
    with pytest.raises(ConfigError, match="没有节点“v9”"):
        judge(facts_of({"自评": 90}), book, ON, "v9")


def test_of_two_reviews_the_newest_counts(book):
    """A second review replaces the first, whatever the order of the rows; of two in one file the lower counts."""
    facts = facts_of({"自评": 90, "审核": 88})
    first = facts["score_reviews"]
    for day, wanted in ((date(2023, 5, 25), 8900), (date(2023, 5, 1), 8800), (date(2023, 5, 20), 8800)):
        second = first.assign(received_on=day, audited_cp=8900)
        for both in ([first, second], [second, first]):
            facts["score_reviews"] = pd.concat(both, ignore_index=True)
            assert [row["score_cp"] for row in of_projects(judge(facts, book, ON, "v1"))] == [wanted]


def test_a_review_without_a_score_replaces_nothing(book):
    """D04: handed in again with the score left blank, the score of before still counts."""
    facts = facts_of({"自评": 90, "审核": 88})
    blank = facts["score_reviews"].assign(received_on=date(2023, 5, 25), audited_cp=pd.array([pd.NA], dtype="Int64"))
    facts["score_reviews"] = pd.concat([facts["score_reviews"], blank], ignore_index=True)
    assert [row["score_cp"] for row in of_projects(judge(facts, book, ON, "v1"))] == [8800]


def test_a_project_of_no_region_has_no_finance_of_its_own(book):
    """X12: an office without a region is not the own level's of a project without one."""
    facts = facts_of({"自评": 90, "审核": 88})
    for name in ("projects", "units"):
        facts[name] = facts[name].assign(region_code="")
    assert [row["score_cp"] for row in of_projects(judge(facts, book, ON, "v1"))] == [9000]


def test_a_transfer_names_where_it_came_from_and_whom_it_is_reported_to(book):
    """X12: the county of the code by name, 州级 by its signs, and the using unit's own finance."""
    for code, home in (("65302322T000001000001", "阿合奇县"), ("65310122T000001000001", "653101")):
        [fact] = judge(facts_of({"项目编码": code, "自评": 85}), book, ON, "v1").steps["fact"]
        assert fact == f"项目编码属{home}，由阿克陶县教育局使用，由使用单位评价，报阿克陶县财政局"
    facts = facts_of({"自评": 85})
    facts["projects"] = facts["projects"].assign(region_code="653999")
    [fact] = judge(facts, book, ON, "v1").steps["fact"]
    assert fact.endswith("报其同级财政部门")


def test_what_is_decided_of_one_project_touches_no_other(book):
    """E06: a veto of a project that is not in the table, or decided at another milestone, vetoes nobody in it."""
    facts = facts_of({"自评": 98, "核查": "同意"}, {"自评": 97})
    gone = {**facts, **{name: facts[name].assign(subject="已注销") for name in ("decisions",)}}
    gone["verdicts"] = facts["verdicts"].assign(subject="已注销", project_id=99)
    assert [row["verdict"] for row in of_projects(judge(gone, book, ON, "v2"))] == ["优秀", "优秀"]
    elsewhere = {**facts, "decisions": facts["decisions"].assign(milestone="daily")}
    first, second = of_projects(judge(elsewhere, book, ON, "v2"))
    assert (first["verdict"], first["detail"]["pending"].keys()) == ("优秀", {"E06"})
    assert (second["verdict"], second["detail"].get("pending")) == ("优秀", None)


def test_the_version_before_is_each_projects_own(book):
    """X05: what the last version said of a project that is gone is said of no other; 0 points were points."""
    facts = facts_of({"自评": 98, "上一版": {"得分": 0, "等次": "较差"}}, {"自评": 97})
    steps = judge(facts, book, ON, "v2").steps
    assert steps[["rule", "fact"]].values.tolist() == [["X05", "上一版为0.00分较差"]]
    facts["verdicts"] = facts["verdicts"].assign(project_id=99)
    assert judge(facts, book, ON, "v2").steps.empty


def test_a_cap_of_nothing_still_grades_by_its_score(book):
    """E06, X04: an annulled score is 较差 even where the law named a better grade beside it."""
    [row] = of_projects(judge(facts_of({"自评": 98, "核查": "同意"}), under(book, veto_grade="一般"), ON, "v2"))
    assert (row["score_cp"], row["verdict"]) == (0, "较差")


def test_a_score_of_nothing_is_kept_as_a_figure(book):
    """X03, F7: 0分 and nothing spent are shown as such, not as missing."""
    facts = facts_of({"自评": 0})
    facts["grades"] = facts["grades"].assign(executed_fen=0)
    [row] = of_projects(judge(facts, book, ON, "v1"))
    assert (row["detail"]["self_cp"], row["detail"]["recomputed_cp"], row["detail"]["executed_fen"]) == (0, 0, 0)


def test_a_project_without_a_score_is_told_so(book):
    """E06: what nobody scored is annulled from nothing."""
    [row] = of_projects(judge(facts_of({"核查": "同意"}), book, ON, "v2"))
    assert row["why"].endswith("由没有得分改为0.00分较差。")


def test_a_version_stands_at_its_freeze_or_at_today(book):
    """X05: run early it stands at the run's day, run late at the day it was frozen."""
    assert stands_at(book, date(2023, 4, 1), "v1") == date(2023, 4, 1)
    assert stands_at(book, ON, "v1") == freeze(book, "v1") == date(2023, 5, 31)


def test_the_steps_of_each_project_count_from_one(book):
    """X04: the third project's rules are its own first and second."""
    known = {"自评": 93, "监控": ["两次不合格，未整改"], "审计": [{}]}
    assert judge(facts_of(known, known, known), book, ON, "v1").steps["seq"].tolist() == [1, 2] * 3


def test_nothing_registered_yet(book):
    """A register and nothing else: every project 未评; no project at all: two empty frames of the right shape."""
    facts = {name: frame for name, frame in facts_of({}).items() if name in ("projects", "units")}
    assert [row["verdict"] for row in of_projects(judge(facts, book, ON, "v1"))] == ["未评"]
    facts["projects"] = facts["projects"].iloc[:0]
    found = judge(facts, book, ON, "v1")
    assert (len(found.rows), len(found.steps)) == (0, 0)


def test_the_frames_have_the_shape_of_all_verdicts(book):
    """The same columns and types as tasks.rules.verdicts makes them, though they are made without it for speed."""
    found = judge(facts_of({"自评": 98, "核查": "同意"}, {}), book, ON, "v1")
    shape = verdicts(pd.DataFrame())
    assert dict(found.rows.dtypes) == dict(shape.rows.dtypes) and list(found.rows) == list(VERDICT)
    assert dict(found.steps.dtypes) == dict(shape.steps.dtypes) and list(found.steps) == list(STEP)


def test_the_frames_it_asks_for_have_names_that_exist():
    """NEEDS names each frame once."""
    assert len(NEEDS) == len(set(NEEDS))


def asking(book, node, known, *earlier):
    """The question about 重大 in a version: `earlier` are the versions before, each with its row and the decision."""
    facts = facts_of(known)
    rows = [{"milestone": "score_table", "node": version, **row, **other} for version, row, _ in earlier
            for other in ({}, {"kind": "project", "proposal": "", "verdict": "一般", "detail": {}})]
    decided = [{"milestone": "score_table", "node": version, "kind": row["kind"], "subject": row["subject"],
                "proposal": row["proposal"], "decision": answer, "decided_by": "马局长", "reason": "金额小",
                "decided_on": date(2023, 6, 1)} for version, row, answer in earlier if answer]
    facts["verdicts"] = pd.DataFrame(rows)
    facts["decisions"] = pd.DataFrame(decided)
    found = judge(facts, book, ON, node)
    asked = found.rows[found.rows["kind"] == "serious"].to_dict("records")
    return (asked[0] if asked else None), of_projects(found)[0]


def test_a_question_is_asked_once_through_the_versions(book):
    """E04, X05, X11: asked in v1, v2 does not repeat it, and counts the answer; decided or not."""
    known = {"自评": 93, "审计": [{"性质": "重大"}]}
    first, result = asking(book, "v1", known)
    assert first["detail"]["asked"].startswith("审〔2023〕1号第1项") and result["verdict"] == "一般"
    for answer, verdict in (("", "一般"), ("approved", "较差"), ("rejected", "一般")):
        again, result = asking(book, "v2", known, ("v1", first, answer))
        assert (again, result["verdict"]) == (None, verdict), answer
    own, _ = asking(book, "v1", known, ("v1", first, "approved"))
    assert own == first, "the version that asks keeps its row, or the decision would expire"


def test_a_changed_fact_asks_anew(book):
    """Another problem, or one more: the old answer is no answer. What is put right is no other question."""
    known = {"自评": 93, "审计": [{"性质": "重大"}]}
    first, _ = asking(book, "v1", known)
    assert first["detail"]["asked"] == "审〔2023〕1号第1项：未按规定支付，1.00万元"
    for audit in ([{"性质": "重大", "问题": "挤占挪用"}], [{"性质": "重大"}, {"性质": "重大"}]):
        again, result = asking(book, "v2", {**known, "审计": audit}, ("v1", first, "approved"))
        assert again is not None and result["verdict"] == "一般", "a yes to something else is no yes"
        assert result["detail"]["pending"].keys() == {"E04"}
    mended = {**known, "审计": [{"性质": "重大", "状态": "已整改"}]}
    again, result = asking(book, "v2", mended, ("v1", first, "approved"))
    assert again is None and result["verdict"] == "较差"

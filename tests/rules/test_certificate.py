"""The certificate (评级依据单): complete, replayed from its own JSON, honest about what would alter the grade (P05)."""

import json

import pytest
from hypothesis import given, settings

from config.rulebook import rulebook
from tasks.rules.certificate import certificate, replay
from tasks.rules.certificate_all import facts_of_all
from tasks.rules.certificate_change import changes_of
from tasks.rules.certificate_json import facts_of as single
from tasks.rules.score_table import judge
from tasks.rules.score_table_inherited import with_history
from tests.rules.score_table_case import cp, facts_of
from tests.rules.test_score_table import ON, of_projects
from tests.rules.test_score_table_laws import known
from tests.scenario_files import scenarios

BOOK = rulebook(2023)
TWICE = "5月、8月监控不合格，未整改"
SERIOUS = {"性质": "重大", "认定人": "马局长", "问题": "挤占挪用"}


def of(case, node="v1"):
    """The certificate of one project, as it comes out of JSON."""
    facts = facts_of(case)
    made = certificate(facts, BOOK, ON, node, facts["projects"]["project_code"].iloc[0])
    return json.loads(json.dumps(made, ensure_ascii=False))


CHOSEN = [case for case in scenarios("score_table.yaml")
          if {"X04", "X05", "X11", "X12"} & {*case["规则"]} and "办法" not in case]


@pytest.mark.parametrize("case", CHOSEN, ids=[case["名称"] for case in CHOSEN])
def test_a_scenario_replays_from_json(case):
    """Score and grade of the cases in which several rules meet or a person decides, from the certificate alone."""
    found = of(case["已知"], case.get("版本", "v1"))
    expected = cp(case["结果"]["得分"]), case["结果"]["等次"]
    assert replay(found) == (found["final"]["score_cp"], found["final"]["grade"]) == expected


@settings(max_examples=8, deadline=None)
@given(known)
def test_a_certificate_says_what_the_score_table_says(case):
    """The same score, grade, rules and reasons as the project has among others; the JSON replays to them."""
    facts = facts_of({"自评": 77}, case, {"自评": 88})
    code = facts["projects"]["project_code"].iloc[1]
    row = of_projects(judge(facts, BOOK, ON, "v4"))[1]
    found = json.loads(json.dumps(certificate(facts, BOOK, ON, "v4", code)))
    assert (found["final"]["score_cp"], found["final"]["grade"]) == (row["score_cp"], row["verdict"]) == replay(found)
    assert (found["rules"], found["why"]) == (row["rules"].split(), row["why"])


def test_it_names_steps_facts_clauses_and_parameters():
    """What an auditor asks for: each step with its clause, each number of the law with its source."""
    found = of({"自评填报": 95, "自评": 93, "监控": [TWICE]})
    assert [(step["rule"], step["before_cp"], step["after_cp"], step["clause"]) for step in found["steps"]] == [
        ("D01", 9500, 9300, "三（四）"), ("C05", 9300, 7999, "三（三）")]
    assert found["steps"][1]["fact"] == TWICE
    assert found["raw"] == {"score_cp": 9300, "grade": "优秀"}
    cap = found["parameters"]["score_table.cap_grade"]
    assert cap["value"] == "一般" and cap["confirmed"] and "通知三（三）" in cap["source"]
    assert "score_table.cap_cp" in found["unconfirmed"] and "grading.cut_offs_cp" not in found["unconfirmed"]
    assert found["rulebook"] == BOOK.fingerprint


def test_where_a_project_begins():
    """P05, D01: as filled in and as recomputed; as recomputed alone where nothing was filled in; else no step."""
    [first] = of({"自评填报": 95, "自评": 93})["steps"]
    assert first["fact"] == "自评填报95.00分，按自评表重算93.00分"
    facts = facts_of({"自评": 93})
    facts["grades"] = facts["grades"].drop(columns="self_score_cp")
    [first] = certificate(facts, BOOK, ON, "v1", facts["projects"]["project_code"].iloc[0])["steps"]
    assert (first["fact"], first["before_cp"], first["after_cp"]) == ("按自评表重算93.00分", None, 9300)
    assert "D01" not in [step["rule"] for step in of({"重点评价": 90})["steps"]]


def test_its_scores_are_scores():
    """P05: points only; what else is kept of a project stands elsewhere."""
    assert of({"自评填报": 95, "自评": 93})["scores"] == {"self_cp": 9500, "recomputed_cp": 9300, "raw_cp": 9300}


CASES = [
    ("untouched, nearer to the next grade", {"自评": 85}, "自评重算得分由85.00分升到90.00分", 500, "优秀"),
    ("untouched, nearer to the last grade", {"自评": 80.5}, "自评重算得分由80.50分降到79.99分", 51, "一般"),
    ("capped by C05", {"自评": 93, "监控": [TWICE]}, f"监控整改完成并核实销号（{TWICE}）", 1301, "优秀"),
    ("put down by E04", {"自评": 93, "审计": [SERIOUS]}, "审计（审〔2023〕1号第1项）的问题改定为一般", 2000, "一般"),
    ("vetoed", {"自评": 50.0, "审计": [], "核查": "同意"}, None, None, None),
    ("vetoed, good before", {"自评": 98, "核查": "同意"}, "对“一票否决”的建议改为不同意", 9800, "优秀"),
    ("veto undecided", {"自评": 61, "核查": "未决定"}, "自评重算得分由61.00分降到59.99分", 101, "较差"),
    ("capped twice", {"自评": 93, "监控": [TWICE], "审计": [{}]}, "自评重算得分由93.00分降到59.99分", 3301, "较差"),
    ("an old finding", {"自评": 81, "审计": [{"年度": 2020}]}, "审计（审〔2023〕1号第1项）的问题整改完成", 101, "良好"),
]


@pytest.mark.parametrize(("case", "what", "size", "grade"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_the_smallest_change_that_would_alter_the_grade(case, what, size, grade):
    """One fact, the nearest; where two effects hold, no single one of them helps; where nothing does, none is named."""
    change = of(case)["smallest_change"]
    assert (change is None) == (what is None)
    if change:
        assert (change["what"], change["size_cp"], change["grade"]) == (what, size, grade)


def test_every_change_named_really_alters_the_grade():
    """A serious finding nobody signed for, and a veto undecided: both decisions are among the changes."""
    found = of({"自评": 93, "审计": [{"性质": "重大"}], "核查": "未决定"})
    said = {one["what"]: one["grade"] for one in found["changes"]}
    assert said["审计（审〔2023〕1号第1项）的问题经人认定为重大"] == "较差"
    assert said["对“一票否决”的建议决定同意"] == "较差"
    assert said["审计（审〔2023〕1号第1项）的问题经批准免予计入"] == "优秀"
    assert found["final"]["grade"] == "一般" and "一般" not in said.values()
    assert set(found["pending"]) == {"E04", "E06"}


def test_a_decision_can_be_changed_once():
    """A veto that was rejected: what would alter the grade is that decision, told once, and the score."""
    said = [one["what"] for one in of({"自评": 98, "核查": "不同意"})["changes"] if one["kind"] == "decision"]
    assert said == ["对“一票否决”的建议改为同意"]


def test_a_changed_certificate_replays_to_something_else():
    """The replay reads the JSON: without its finding, or under another cap, it comes to another result."""
    found = of({"自评": 93, "审计": [{}]})
    assert replay(found) == (7999, "一般")
    assert replay({**found, "facts": {**found["facts"], "audit_findings": []}}) == (9300, "优秀")
    found["parameters"]["score_table.cap_cp"]["value"] = 7000
    assert replay(found) == (7000, "一般")


def test_unknown_and_unevaluated_projects():
    """A project that is not in the register, and one that nobody evaluates."""
    facts = facts_of({"不评价": True})
    with pytest.raises(KeyError, match="没有"):
        certificate(facts, BOOK, ON, "v1", "没有")
    with pytest.raises(ValueError, match="不在评价范围内"):
        certificate(facts, BOOK, ON, "v1", facts["projects"]["project_code"].iloc[0])


def test_the_facts_of_all_projects_are_those_of_each():
    """Put together set-wise, every project has the rows that it has alone, and the same would alter its grade."""
    cases = [facts_of(case["已知"]) for case in CHOSEN[::6]]
    for facts in cases:
        whole, fiscal_year = with_history(facts, BOOK, ON), BOOK.work_year - 1
        every = facts_of_all(whole)
        assert set(every) == set(facts["projects"]["project_code"])
        for code, rows in every.items():
            alone = single(whole, code)
            assert {name: sorted(map(str, found)) for name, found in rows.items()} == {
                name: sorted(map(str, found)) for name, found in alone.items()}
        evaluated = [rows for rows in every.values() if rows["projects"][0]["evaluated"]]
        together = changes_of(evaluated, BOOK.parameters, fiscal_year)
        assert together == [changes_of([rows], BOOK.parameters, fiscal_year)[0] for rows in evaluated]

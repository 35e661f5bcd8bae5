"""What follows from a result: deductions, papers, lists and advice — proposals all, and none for 80.00 (F01–F03, P)."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from config.strict import ConfigError
from tasks.rules import results_application

SCENARIOS = "results_application.yaml"
CODE, UNIT, DUE, DAY = "65302223T000000000001", "302001", date(2023, 3, 31), date(2023, 11, 1)
WAN = 1_000_000  # fen
UNITS = [
    {"code": UNIT, "region_code": "653022", "level": "county", "kind": "unit"},
    {"code": "302", "region_code": "653022", "level": "county", "kind": "finance"},
    {"code": "300", "region_code": "653000-0", "level": "prefecture", "kind": "finance"},
]


def facts(**frames):
    """One project with a result of 2022, in a unit of 阿克陶县; what a test names is put over it."""
    frames = {"units": UNITS} | {name.replace("_at_", "@"): rows for name, rows in frames.items()}
    return {name: pd.DataFrame(rows) for name, rows in frames.items()}


def project(known, hundredths):
    """The frames of one scored project, as a scenario knows it."""
    row = {"project_id": 1, "project_code": CODE, "unit_code": UNIT, "department_code": "302",
           "project_type": known.get("类型", "特定目标类"), "funds": known.get("资金", "一般公共预算")}
    row |= {"initial_fen": known.get("上年", 100) * WAN, "budget_fen": 7 * WAN}
    now = known["当年"] * WAN if "当年" in known else known.get("当年分")
    running = [] if now is None else [{"project_code": CODE, "initial_fen": now, "budget_fen": 7 * WAN,
                                       "cancelled_reason": known.get("当年取消", "")}]
    score = hundredths(known.get("得分"))
    return facts(projects=[row], projects_at_after=running, results=[
        {"project_id": 1, "score_cp": score if score is not None else pd.NA, "verdict": known.get("等次", "")}])


def judged(frames, kind, as_of=DAY):
    """The verdicts of one kind."""
    rows = results_application.judge(frames, rulebook(2023), as_of, "").rows
    return rows[rows["kind"] == kind].reset_index(drop=True)


@pytest.mark.part("扣减")
def test_a_deduction(scenario, hundredths):
    """F02: by band, of the right amount, from the right place; never at 80.00; exempt without a proposal."""
    found, expected = judged(project(scenario["已知"], hundredths), "deduction"), scenario["结果"]
    if expected == "无":
        assert found.empty
        return
    [row] = found.to_dict("records")
    amount = expected["金额分"] if "金额分" in expected else hundredths(expected["金额"]) * 10_000
    assert (row["verdict"], row["amount_fen"]) == (expected["结论"], amount)
    assert row["proposal"] == ("扣减预算" if expected["结论"] == "建议扣减" else "")
    assert row["rules"] == "F02 F04" and "《自治州财政支出绩效评价结果应用暂行办法》" in row["why"]
    assert "不到80.00分；" in row["why"] and "万元万元" not in row["why"]
    if "从" in expected:
        assert row["detail"]["taken_from"] == {"本项目": "project", "主管部门": "department"}[expected["从"]]
        assert expected["从"] in row["why"]


@pytest.mark.part("方式")
def test_what_a_result_or_lateness_calls_for(scenario, hundredths):
    """F01: by project for rectification, by unit for talks and circulars; all wait for a person."""
    known, expected = scenario["已知"], scenario["结果"]
    late = DUE + timedelta(days=1)
    states = {"逾期": ("owed", None), "迟报": ("met", late), "按时": ("met", DUE), "免报": ("waived", None)}
    owed = [{"milestone": milestone, "node": "", "unit_code": UNIT, "effective_due": DUE, "state": state, "met_on": met}
            for word, (state, met) in states.items() for milestone in known.get(word, [])]
    frames = project(known, hundredths) | {"obligations": pd.DataFrame(owed)}
    assert judged(frames, "remedy")["proposal"].tolist() == expected["整改"]
    by_unit = [row for kind in ("talk", "circular")
               for row in judged(frames, kind, known.get("日期", DAY)).to_dict("records")]
    assert [row["proposal"] for row in by_unit] == expected["单位"]
    assert {row["subject"] for row in by_unit} <= {UNIT}


@pytest.mark.part("落实")
def test_what_was_approved_is_followed_up(scenario):
    """F01: an approved proposal is done once a record with a day says so."""
    known = scenario["已知"]
    decisions = [{"milestone": "results_application", "subject": UNIT, "proposal": "约谈", "decision": known["决定"],
                  "decided_by": "局长", "decided_on": DAY}]
    day = None if known.get("办理") == "无日期" else known.get("办理")
    records = [{"subject": UNIT, "action": "约谈", "done_on": day}] if "办理" in known else []
    other = [{"subject": UNIT, "action": "通报批评", "done_on": DAY}]
    found = judged(facts(decisions=decisions, application_records=records + other), "follow_up")
    assert found["verdict"].tolist() == scenario["结果"]


@pytest.mark.part("名单和建议")
def test_the_list_of_the_excellent_and_the_advice_on_policy(scenario, hundredths):
    """P06, P03: a list and a word of advice, without a proposal."""
    known, expected = scenario["已知"], scenario["结果"]
    frames = project(known, hundredths)
    if "上年得分" in known:
        frames["results@before"] = pd.DataFrame([{"subject": CODE, "score_cp": hundredths(known["上年得分"])}])
    listed, advised = judged(frames, "priority"), judged(frames, "policy_advice")
    assert listed["verdict"].tolist() == expected["名单"] and advised["verdict"].tolist() == [expected["建议"]]
    assert {*listed["proposal"], *advised["proposal"]} == {""}


@pytest.mark.part("反馈")
def test_every_result_is_fed_back(scenario, hundredths):
    """P02: who has something to put right is asked who answers for it."""
    known, expected = scenario["已知"], scenario["结果"]
    records = [{"subject": CODE, "action": "书面整改", "owner": known.get("责任人", "")}]
    frames = project(known, hundredths) | {"application_records": pd.DataFrame(records)}
    [row] = judged(frames, "feedback").to_dict("records")
    assert (row["verdict"], row["detail"]["owner"]) == (expected["结论"], expected["责任人"])


def test_the_newest_record_names_who_answers(hundredths):
    """P02, F01: of two records of one project the later row's person answers, and its day counts."""
    named = [{"subject": CODE, "action": "书面整改", "owner": who} for who in ("买买提", "古丽", "")]
    low, good = project({"得分": 65, "等次": "一般"}, hundredths), project({"得分": 85, "等次": "良好"}, hundredths)
    [row] = judged(low | {"application_records": pd.DataFrame(named)}, "feedback").to_dict("records")
    assert row["detail"]["owner"] == "古丽" and "等次一般，整改责任人古丽（" in row["why"]
    [row] = judged(low, "feedback").to_dict("records")
    assert "，请单位明确整改责任人（" in row["why"]
    [row] = judged(good | {"application_records": pd.DataFrame(named)}, "feedback").to_dict("records")
    assert "等次良好（" in row["why"]
    decided = [{"milestone": "results_application", "subject": UNIT, "proposal": "约谈", "decision": "approved",
                "decided_by": "局长", "decided_on": DAY}]
    done = [{"subject": UNIT, "action": "约谈", "done_on": DAY + timedelta(days=days)} for days in (3, 1)]
    [row] = judged(facts(decisions=decided, application_records=done), "follow_up").to_dict("records")
    assert row["why"] == "约谈已由局长于11月1日批准，11月2日办理"


def test_the_reasons_of_advice_and_deductions(hundredths):
    """P03, F02: the second year in a row, and that a project does not go on; one step of F01 for each remedy."""
    frames = project({"得分": 65, "等次": "一般"}, hundredths)
    for before, again in ((65, True), (85, False)):
        told = frames | {"results@before": pd.DataFrame([{"subject": CODE, "score_cp": before * 100}])}
        assert ("，连续两年不到80.00分（" in judged(told, "policy_advice")["why"][0]) is again
    assert "按100.00万元（项目不再延续，按上年数）的20.00%从主管" in judged(frames, "deduction")["why"][0]
    running = project({"得分": 65, "等次": "一般", "当年": 100}, hundredths)
    assert "按100.00万元的20.00%从本项目" in judged(running, "deduction")["why"][0]
    steps = results_application.judge(frames, rulebook(2023), DAY, "").steps
    assert steps[steps["kind"] == "remedy"][["subject", "seq", "rule"]].values.tolist() == [[CODE, 1, "F01"]]


@pytest.mark.part("备案")
def test_a_county_files_what_it_did(scenario):
    """F03: one row per county, none for the prefecture's own bureau."""
    known = scenario["已知"]
    filed = [{"unit_code": "302", "action": word, "number": "阿财绩〔2023〕1号"} for word in known["备案"]]
    found = judged(facts(county_filings=filed), "filing", known["日期"])
    assert list(zip(found["subject"], found["verdict"], strict=True)) == [("653022", scenario["结果"])]


def test_nothing_known_nothing_proposed():
    """Empty frames give empty verdicts, with all their columns."""
    found = results_application.judge({}, rulebook(2023), DAY, "")
    assert found.rows.empty and found.steps.empty and "proposal" in found.rows


def test_finance_bureaus_do_not_answer_here_for_lateness():
    """Their lateness is O09's; F01 speaks of departments and units."""
    owed = [{"milestone": one, "node": "", "unit_code": "302", "effective_due": DUE, "state": "owed", "met_on": None}
            for one in ("self_evaluation", "overall_targets", "key_evaluation")]
    assert judged(facts(obligations=owed), "circular").empty


def test_a_deduction_from_the_department_alone(amended):
    """With the base `department` even a project that goes on is not touched itself."""
    frames = project({"得分": 65, "当年": 100}, lambda points: None if points is None else points * 100)
    rows = results_application.judge(frames, amended({"results_application.base": "department"}), DAY, "").rows
    [detail] = rows.loc[rows["kind"] == "deduction", "detail"]
    assert detail["taken_from"] == "department" and detail["continues"]


def test_a_deduction_of_the_adjusted_amount(amended):
    """The other reading of 预算安排: 7 万元 after adjustment instead of 100 at the start."""
    frames = project({"得分": 65, "当年": 100}, lambda points: None if points is None else points * 100)
    rows = results_application.judge(frames, amended({"results_application.base_amount": "adjusted"}), DAY, "").rows
    assert rows.loc[rows["kind"] == "deduction", "amount_fen"].tolist() == [7 * WAN // 5]


@pytest.mark.parametrize("wrong", [
    {"results_application.deduction_bp": (1000, 2000)}, {"results_application.deduction_floors_cp": (0, 6000, 7000)},
    {"results_application.deduction_floors_cp": (7000, 6000, 1)}, {"results_application.actions_poor": ("罚款",)},
    {"results_application.policy_advice": ("优先保障",)},
])
def test_a_law_that_contradicts_itself_is_refused(amended, wrong):
    """Bands without ratios, bands upside down or with a gap, papers that do not exist, grades without advice."""
    frames = project({"得分": 65, "当年": 100}, lambda points: None if points is None else points * 100)
    with pytest.raises(ConfigError, match=r"results_application\.yaml"):
        results_application.judge(frames, amended(wrong), DAY, "")


many = some.lists(some.integers(0, 10_000), min_size=1, max_size=30)


def several(scores, order=None):
    """So many projects with scores in cp, rows in some order."""
    rows = [{"project_id": n, "project_code": f"P{n:03}", "unit_code": f"U{n % 3}", "initial_fen": (n + 1) * WAN}
            for n in range(len(scores))]
    results = [{"project_id": n, "score_cp": score, "verdict": grade(score)} for n, score in enumerate(scores)]
    picked = order or range(len(scores))
    return facts(projects=[rows[n] for n in picked], results=[results[n] for n in reversed(list(picked))],
                 projects_at_after=[rows[n] for n in picked])


def grade(score):
    """The grade of a score in cp."""
    return next(word for floor, word in [(9000, "优秀"), (8000, "良好"), (6000, "一般"), (0, "较差")] if score >= floor)


@given(many)
def test_a_deduction_never_exceeds_what_there_is(scores):
    """0 ≤ amount ≤ base, for the low and for nobody else."""
    found = judged(several(scores), "deduction")
    base = [one["base_fen"] for one in found["detail"]]
    assert all(0 <= amount <= most for amount, most in zip(found["amount_fen"], base, strict=True))
    assert set(found["subject"]) == {f"P{n:03}" for n, score in enumerate(scores) if score < 8000}


@given(some.integers(0, 9_999), some.integers(0, 9_999))
def test_a_lower_score_is_never_cut_less(one, other):
    """Monotone: fewer points, no smaller deduction."""
    low, high = sorted((one, other))
    cut = [judged(several([score]), "deduction")["amount_fen"].sum() for score in (low, high)]
    assert cut[0] >= cut[1]


@given(many.flatmap(lambda scores: some.tuples(some.just(scores), some.permutations(range(len(scores))))))
def test_the_order_of_rows_is_of_no_account(case):
    """Any order of projects and results gives the same verdicts."""
    scores, order = case
    first = results_application.judge(several(scores), rulebook(2023), DAY, "")
    again = results_application.judge(several(scores, order), rulebook(2023), DAY, "")
    pd.testing.assert_frame_equal(first.rows, again.rows)
    pd.testing.assert_frame_equal(first.steps, again.steps)

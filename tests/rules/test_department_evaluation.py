"""Department evaluation: 20 % of the money, priority projects first, deviation explained (D02, D03)."""

import dataclasses
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rulebook import rulebook
from tasks.rules.department_evaluation import judge
from tasks.rules.department_evaluation_selection import by_priority, deviating, needs, proposed

SCENARIOS = "department_evaluation.yaml"
AS_OF = pd.Timestamp("2023-05-31").date()
UNITS = pd.DataFrame([
    {"code": "部门", "department_code": "", "region_code": "653000"},
    {"code": "别的部门", "department_code": "别的部门", "region_code": "653000"},
    {"code": "州财政", "department_code": "", "region_code": "653000"},
    {"code": "县财政", "department_code": "", "region_code": "653022"},
])


def fen(wan):
    """万元 as 分."""
    return int(Decimal(str(wan)) * 1_000_000)


def the_facts(known):
    """The frames of one scenario."""
    projects = known["项目"]
    number = {code: at for at, code in enumerate(projects, start=1)}
    reasons = known["选定"] if isinstance(known["选定"], dict) else dict.fromkeys(known["选定"], "")
    return {
        "units": UNITS,
        "projects": pd.DataFrame([{
            "project_id": number[code], "project_code": code, "unit_code": row.get("单位", "部门"),
            "department_code": "部门", "region_code": "653000", "budget_fen": fen(row["预算"]),
            "initial_fen": fen(row.get("年初", row["预算"])), "is_key": row.get("重点") == "是",
            "is_one_off": row.get("一次性") == "是", "last_dept_eval_year": row.get("上次评价", pd.NA),
        } for code, row in projects.items()]),
        "department_selection": pd.DataFrame([{
            "project_id": number[code], "unit_code": known.get("报送部门", "部门"), "chosen": code in reasons,
            "reason": reasons.get(code, ""),
        } for code in projects]),
        "department_reports": pd.DataFrame([{
            "project_id": number[code], "score_cp": int(row["得分"] * 100), "received_on": row["报送"],
        } | dict(zip(("decision_weight_cp", "process_weight_cp", "output_weight_cp", "benefit_weight_cp"),
                     (weight * 100 for weight in row.get("权重", ())), strict=False))
            for code, row in known.get("报告", {}).items()]),
        "report_reviews": pd.DataFrame([{
            "project_id": number[code], "unit_code": row.get("财政", "州财政"), "conclusion": row["结论"],
            "reviewed_by": row.get("审核人", "古丽"),
            "audited_cp": int(row["得分"] * 100) if "得分" in row else pd.NA, "received_on": row["日期"],
        } for code, row in known.get("审核", {}).items()]),
    }


def shown(found, book):
    """What the verdicts say, in the words of the scenarios."""
    rows = found.rows
    department = rows[(rows["kind"] == "department") & (rows["subject"] == "部门")].iloc[0]
    share = department["detail"]["share_bp"]
    projects = rows[rows["kind"] == "project"].set_index("subject")
    return {
        "部门": department["verdict"], "占比": f"{share // 100}.{share % 100:02d}%",
        "建议选择": list(projects.index[projects["verdict"] == "建议选择"]),
        "偏离": dict(rows.loc[rows["kind"] == "deviation", ["subject", "verdict"]].itertuples(index=False)),
        "项目": projects["verdict"].to_dict(), "得分": projects["score_cp"].to_dict(),
    }


def test_a_case(scenario, book):
    """The department's verdict, its share, what is proposed, what deviates, and which score counts."""
    found = shown(judge(the_facts(scenario["已知"]), book, AS_OF, ""), book)
    for name, expected in scenario["结果"].items():
        if name == "得分":
            scores = {code: None if pd.isna(found[name][code]) else found[name][code] / 100 for code in expected}
            assert scores == {code: None if score == "无" else score for code, score in expected.items()}
        elif name == "项目":
            assert {code: found[name][code] for code in expected} == expected
        else:
            assert found[name] == expected, name


def with_word(book, name, word):
    """The rulebook with one parameter worded otherwise."""
    file, parameter = book.parameters.known[name]
    value = parameter.values[0].model_copy(update={"value": word})
    known = dict(book.parameters.known) | {name: (file, parameter.model_copy(update={"values": (value,)}))}
    return dataclasses.replace(book, parameters=dataclasses.replace(book.parameters, known=known))


THREE = {"甲": {"预算": 100}, "乙": {"预算": 100}, "丙": {"预算": 100}}
MAY, JUNE = date(2023, 5, 10), date(2023, 5, 20)


@pytest.mark.parametrize(("reports", "reviews", "wanted", "figures"), [
    ({}, {}, "报告未齐", (0, 0)), ("甲乙", "甲乙", "评价完成", (2, 2)), ("甲", "甲", "报告未齐", (1, 1)),
    ("甲乙", "甲", "审核未结", (2, 1)),
])
def test_one_report_missing_is_enough_to_be_unfinished(book, reports, reviews, wanted, figures):
    """D02: done only when every selected project has a report that finance let pass."""
    known = {"项目": THREE, "选定": ["甲", "乙"], "报告": {code: {"得分": 80, "报送": MAY} for code in reports},
             "审核": {code: {"结论": "通过", "日期": JUNE} for code in reviews}}
    found = judge(the_facts(known), book, AS_OF, "").rows
    [row] = found[(found["kind"] == "department") & (found["subject"] == "部门")].to_dict("records")
    assert (row["verdict"], row["detail"]["reported"], row["detail"]["evaluated"]) == (wanted, *figures)


@pytest.mark.parametrize(("words", "day", "wanted"), [
    (("通过",), MAY, "评价完成"), (("通过",), date(2023, 5, 9), "报告待审核"), (("通过", "退回修改"), JUNE, "报告退回"),
    (("退回修改", "通过"), JUNE, "报告退回"),
])
def test_a_review_of_the_reports_own_day_counts_and_the_harder_one_of_a_day(book, words, day, wanted):
    """D02: a review before the report was seen is of another report; of two of one day the one that sends back."""
    known = {"项目": THREE, "选定": ["甲"], "报告": {"甲": {"得分": 80, "报送": MAY}}, "审核": {}}
    facts = the_facts(known)
    facts["report_reviews"] = pd.DataFrame([
        {"project_id": 1, "unit_code": "州财政", "conclusion": word, "reviewed_by": "古丽", "audited_cp": pd.NA,
         "received_on": day} for word in words])
    found = judge(facts, book, AS_OF, "").rows
    [row] = found[(found["kind"] == "project") & (found["subject"] == "甲")].to_dict("records")
    assert row["verdict"] == wanted


def test_the_reasons_of_projects_and_deviations(book):
    """D02, D03: selected, proposed or only reported; and whether the department said why it deviates."""
    known = {"项目": {"甲": {"预算": 100, "重点": "是"}, "乙": {"预算": 90, "上次评价": 2019}, "丙": {"预算": 800}},
             "选定": {"乙": "上级要求"}, "报告": {"丙": {"得分": 80, "报送": MAY}}}
    rows = judge(the_facts(known), book, AS_OF, "").rows.set_index(["kind", "subject"])["why"]
    assert "，已选定，" in rows["project", "乙"] and "，未列入选定项目，报告照收，" in rows["project", "丙"]
    assert rows["project", "甲"].endswith("，按优先次序建议选择。")
    assert rows["deviation", "乙"].endswith("部门说明：上级要求。")
    rows = judge(the_facts(known | {"选定": ["乙"]}), book, AS_OF, "").rows.set_index(["kind", "subject"])["why"]
    assert rows["deviation", "乙"].endswith("部门没有说明原因。")


def test_a_department_without_a_budget_has_nothing_to_evaluate(book):
    """D02: exempt by its own code; a unit that is its own department by the unit's."""
    facts = the_facts({"项目": {"甲": {"预算": 0}, "乙": {"预算": 0, "单位": "独立单位"}}, "选定": []})
    facts["projects"] = facts["projects"].assign(department_code=["部门", ""])
    rows = judge(facts, book, AS_OF, "").rows
    assert set(rows["subject"]) == {"独立单位", "部门"}


def test_the_denominator_may_be_the_initial_budget(book):
    """The knob: 年初预算数 instead of the adjusted one."""
    known = {"项目": {"甲": {"预算": 100, "年初": 10}, "乙": {"预算": 400, "年初": 990}}, "选定": ["甲"]}
    found = judge(the_facts(known), with_word(book, "department_evaluation.denominator", "initial"), AS_OF, "")
    assert shown(found, book)["占比"] == "1.00%"


def test_key_projects_may_come_before_one_off_ones(book):
    """The knob: by default both are equal, and the larger comes first."""
    projects = {"甲": {"预算": 50, "重点": "是"}, "乙": {"预算": 60, "一次性": "是"}, "丙": {"预算": 100}}
    known = {"项目": projects, "选定": []}
    assert shown(judge(the_facts(known), book, AS_OF, ""), book)["建议选择"] == ["乙"]
    first = with_word(book, "department_evaluation.priority", "key_first")
    assert shown(judge(the_facts(known), first, AS_OF, ""), book)["建议选择"] == ["甲"]


def test_an_evaluation_of_this_very_year_is_not_an_earlier_one(book):
    """Whoever notes the present evaluation in the register does not change this year's order."""
    known = {"项目": {"甲": {"预算": 50, "重点": "是", "上次评价": 2023}, "乙": {"预算": 60}}, "选定": []}
    assert shown(judge(the_facts(known), book, AS_OF, ""), book)["建议选择"] == ["甲"]


def test_nothing_handed_in_and_no_projects_is_judged_too(book):
    """Empty frames give empty verdicts."""
    assert judge({}, book, AS_OF, "").rows.empty


def test_every_verdict_has_its_steps(book):
    """D03 stands beside D02 where a department deviates."""
    known = {"项目": {"甲": {"预算": 100, "重点": "是"}, "乙": {"预算": 400}}, "选定": ["乙"]}
    found = judge(the_facts(known), book, AS_OF, "")
    department = found.steps[found.steps["kind"] == "department"]
    assert department["rule"].tolist() == ["D02", "D03"] and department["seq"].tolist() == [1, 2]
    assert set(found.steps["subject"]) == set(found.rows["subject"])


PROJECTS = st.lists(st.fixed_dictionaries({
    "department_code": st.sampled_from(["甲局", "乙局", "丙局"]), "budget_fen": st.integers(0, 10**15),
    "is_key": st.booleans(), "is_one_off": st.booleans(),
    "last_dept_eval_year": st.sampled_from([None, 2018, 2021]), "chosen": st.booleans(),
}), min_size=1, max_size=12)


def frame(rows):
    """Project rows with codes of their own."""
    filled = [row | {"project_id": at, "project_code": f"P{at:02d}", "unit_code": "U", "initial_fen": row["budget_fen"],
                     "region_code": "653000"} for at, row in enumerate(rows)]
    return pd.DataFrame(filled).astype({"last_dept_eval_year": "Int64"})


@given(PROJECTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters_and_no_share_exceeds_all(rows, chance):
    """Shuffled projects and selections give the same verdicts; no share is above 100 %."""
    book, projects = rulebook(2023), frame(rows)
    chosen = projects.assign(unit_code=projects["department_code"], reason="")
    mixed = list(range(len(rows)))
    chance.shuffle(mixed)
    one = judge({"projects": projects, "department_selection": chosen}, book, AS_OF, "").rows
    other = judge({
        "projects": projects.iloc[mixed], "department_selection": pd.concat([chosen.iloc[mixed], chosen]),
    }, book, AS_OF, "").rows
    pd.testing.assert_frame_equal(one, other)
    assert all(0 <= detail["share_bp"] <= 10_000 for detail in one.loc[one["kind"] == "department", "detail"])


@given(PROJECTS)
def test_what_is_proposed_is_enough_and_not_one_project_more(rows):
    """The proposal reaches the need, would not without its last project, and deviates from nothing."""
    ranked = by_priority(frame(rows), rulebook(2023))
    need = needs(ranked, rulebook(2023))
    chosen = proposed(ranked, need)
    for department, own in ranked.assign(chosen=chosen).groupby("department"):
        picked = own.loc[own["chosen"], "amount_fen"]
        assert picked.sum() >= need.loc[department, "need_fen"] > picked.sum() - picked.iloc[-1]
    assert not deviating(ranked, chosen, need).any()


@pytest.mark.parametrize("total", [1, 4, 5, 10**15 + 1])
def test_the_need_is_exact(total):
    """20 % rounded up to the fen, however large the budget."""
    need = needs(by_priority(frame([{
        "department_code": "甲局", "budget_fen": total, "is_key": False, "is_one_off": False,
        "last_dept_eval_year": None, "chosen": True,
    }]), rulebook(2023)), rulebook(2023))
    assert need["need_fen"].tolist() == [-(-total // 5)]

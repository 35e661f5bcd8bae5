"""What is said of a form: each rule at its cell, nothing else beside it, and not a word about a good one."""

import pandas as pd
import pytest

from config.findings import Tier
from tasks.rules.finding import finding

WAN = 1_000_000


def spent(executed_fen, rate_bp, execution_score_cp, total_cp, **more):
    """A funds block filled in another way, and the total that follows."""
    return {"executed_fen": executed_fen, "rate_bp": rate_bp, "execution_score_cp": execution_score_cp,
            "total_cp": total_cp} | more


NOTHING = spent(None, None, None, None, grade="")
UNANSWERED = {"actual": "", "actual_value": None, "self_score_cp": None, "tier": None}
MISSED = {"actual": "80", "actual_value": 80, "self_score_cp": 4000}
REGISTER = pd.DataFrame({
    "project_code": ["P1", "P2"], "unit_code": ["U1", "U2"], "project_name": ["乡村道路养护", "别家的项目"],
    "budget_fen": pd.array([100 * WAN, 777 * WAN], dtype="Int64"),
})

# name: (rule, cell, changes to the project, changes to the first indicator)
WRONG = {
    "没有项目名称": ("R-REQ", "B4", {"project_name": ""}, {}),
    "项目名称只有一横": ("R-REQ", "B4", {"project_name": "——"}, {}),
    "没有全年预算数": ("R-REQ", "D4", {"budget_fen": None}, {}),
    "没有全年执行数": ("R-REQ", "E4", {"executed_fen": None, "rate_bp": None}, {}),
    "没有执行得分": ("R-REQ", "H4", {"execution_score_cp": None}, {}),
    "没有总分": ("R-REQ", "I4", {"total_cp": None}, {}),
    "没有指标名称": ("R-REQ", "C2", {}, {"level3": "\u3000"}),
    "没有目标值": ("R-REQ", "D2", {}, {"target": "", "target_value": None}),
    "没有完成值": ("R-REQ", "E2", {}, {"actual": "", "actual_value": None}),
    "没有分值": ("R-REQ", "G2", {}, {"weight_cp": None}),
    "没有得分": ("R-REQ", "H2", {}, {"self_score_cp": None}),
    "年初预算是负数": ("R-NEG", "C4", {"initial_fen": -1}, {}),
    "预算是负数": ("R-NEG", "D4", {"budget_fen": -100 * WAN}, {}),
    "执行数是负数": ("R-NEG", "E4", {"executed_fen": -95 * WAN}, {}),
    "执行得分是负数": ("R-NEG", "H4", {"execution_score_cp": -1}, {}),
    "得分是负数": ("R-NEG", "H2", {}, {"self_score_cp": -1}),
    "总分超过一百": ("R-RANGE", "I4", {"total_cp": 10_100}, {}),
    "执行分值超过一百": ("R-RANGE", "G4", {"execution_weight_cp": 10_100}, {}),
    "指标分值超过一百": ("R-RANGE", "G2", {}, {"weight_cp": 10_100}),
    "执行数大于预算数": (
        "S-OVERSPENT", "E4", spent(101 * WAN, 10_100, 1000, 10_000), {}),
    "超支而执行率写作百分之百": (
        "S-OVERSPENT", "E4", spent(120 * WAN, 10_000, 1000, 10_000), {}),
    "执行率算错": ("S-RATE", "F4", {"rate_bp": 9600}, {}),
    "执行得分算错": ("S-EXEC", "H4", {"execution_score_cp": 1000, "total_cp": 10_000}, {}),
    "执行慢而没有原因": (
        "S-SLOW", "J4", spent(89_990_000, 8999, 900, 9900), {}),
    "全部完成却没有花钱": (
        "S-UNSPENT", "E4", spent(0, 0, 0, 9000), {}),
    "正向目标是零": ("S-ZEROTARGET", "D2", {}, {"target": "≥0", "target_value": 0, "actual": "0", "actual_value": 0}),
    "得分高于分值": (
        "S-OVERWEIGHT", "H2", spent(90 * WAN, 9000, 900, 10_000),
        {"self_score_cp": 5100}),
    "未完成却得满分": ("S-HIGH", "H2", {}, MISSED | {"self_score_cp": 5000, "reason": "雨季停工"}),
    "未完成而得分偏高": (
        "S-HIGH", "H2", {"total_cp": 9150, "grade": ""}, MISSED | {"self_score_cp": 4200, "reason": "雨季"}),
    "完成了却少得分": ("S-LOW", "H2", {"total_cp": 8950, "grade": ""}, {"self_score_cp": 4000}),
    "未完成而没有原因": ("S-REASON", "I2", {"total_cp": 8950, "grade": ""}, MISSED),
    "原因只写了无": ("S-REASON", "I2", {"total_cp": 8950, "grade": ""}, MISSED | {"reason": "无"}),
    "只差一点也要写原因": (
        "S-REASON", "I2", {"total_cp": 9945}, {"actual": "99.9", "target_value": 1000, "actual_value": 999,
                                               "self_score_cp": 4995}),
    "远超目标而没有说明": ("S-OVER", "E2", {}, {"actual": "130", "actual_value": 130}),
    "分值合计不是一百": (
        "R-WEIGHT", "G2", {"total_cp": 8950, "grade": "良好"}, {"weight_cp": 4000, "self_score_cp": 4000}),
    "总分加错": ("S-TOTAL", "I4", {"total_cp": 9850}, {}),
    "凑成满分": ("S-TOTAL", "I4", {"total_cp": 10_000}, {}),
    "等次不符": ("S-GRADE", "K4", {"grade": "良好"}, {}),
    "等次按国家名称也不符": ("S-GRADE", "K4", {"grade": "中"}, {}),
    "预算与项目库不符": (
        "S-BUDGET", "D4", {"budget_fen": 101 * WAN, "executed_fen": 101 * WAN, "rate_bp": 10_000,
                           "execution_score_cp": 1000, "total_cp": 10_000}, {}),
    "项目库里没有": ("R-ROWEXTRA", "A4", {"project_code": "P9"}, {}),
    "是别的单位的项目": ("R-NOTOURS", "A4", {"project_code": "P2"}, {}),
    "预算填成了元": (
        "R-UNIT-02", "D4", {"budget_fen": 1_000_000 * WAN, "executed_fen": 95 * WAN, "rate_bp": 9500}, {}),
    "预算填成了亿元": ("R-UNIT-01", "D4", {"budget_fen": 10_000}, {}),
    "执行数填成了元": ("R-UNIT-02", "E4", {"executed_fen": 950_000 * WAN}, {}),
    "执行数填成了亿元": ("R-UNIT-01", "E4", {"executed_fen": 9_500}, {}),
    "预算为零只列入清单": (
        "S-ZEROBUDGET", "D4", {"project_code": "", "project_name": "取消的项目", "budget_fen": 0, "executed_fen": 0,
                              "rate_bp": None, "execution_score_cp": None, "total_cp": None, "grade": ""}, UNANSWERED),
}
TIERED = {
    "档次以上": ("S-TIER", "H3", {"tier": 2, "self_score_cp": 2400, "reason": "部分"}),
    "档次以下": ("S-TIER", "H3", {"tier": 1, "self_score_cp": 2399, "reason": "部分"}),
}

FINE = {
    "一份好表": ({}, {}),
    "没有花完但写了原因": (
        spent(87_654_000, 8765, 877, 9877, reason="招标结余"), {}),
    "执行率不带小数": (
        spent(87_654_000, 8800, 877, 9877, reason="结余"), {}),
    "执行率舍去小数": (
        spent(87_654_000, 8700, 877, 9877, reason="结余"), {}),
    "执行率一位小数": (
        spent(87_654_000, 8770, 880, 9880, reason="结余"), {}),
    "得分取整": (
        spent(87_654_000, 8765, 900, 9900, reason="结余"), {}),
    "正好百分之九十": (spent(90 * WAN, 9000, 900, 9900), {}),
    "小额资金四舍五入": (
        spent(320_000, 9150, 915, 9915, project_code="", project_name="小项目", budget_fen=350_000), {}),
    "没有印执行率": ({"rate_bp": None}, {}),
    "公式都没有算出来": ({"rate_bp": None, "execution_score_cp": None, "total_cp": None}, {}),
    "表里没有原因栏": (
        {"total_cp": 8950, "grade": "良好", "at": "executed_fen=E4"}, MISSED | {"at": "self_score_cp=H"}),
    "没有原因栏也不问为何慢": (
        spent(50 * WAN, 5000, 500, 9500, at="executed_fen=E4"), {}),
    "没有原因栏也不问超额": ({}, {"actual": "300", "actual_value": 300, "at": "actual=E"}),
    "资金栏没有分值和得分": ({"execution_weight_cp": None, "execution_score_cp": None, "rate_bp": None,
                    "at": "budget_fen=D4,executed_fen=E4,total_cp=I4"}, {}),
    "没有得分栏": (
        {"total_cp": None, "at": "executed_fen=E4"}, {"self_score_cp": None, "at": "target=D,actual=E,weight_cp=G"}),
    "未完成写了原因": ({"total_cp": 8950, "grade": "良好"}, MISSED | {"reason": "雨季停工，已调整工期"}),
    "完成了主动扣分": ({"total_cp": 9750}, {"self_score_cp": 4800, "reason": "质量还可提高"}),
    "超额写了说明": ({}, {"actual": "200", "actual_value": 200, "reason": "上级追加任务"}),
    "超额一点": ({}, {"actual": "129.9", "target_value": 1000, "actual_value": 1299}),
    "等次用国家的名称": ({"grade": "优"}, {}),
    "等次是别的说法": ({"grade": "合格"}, {}),
    "没有等次": ({"grade": ""}, {}),
    "目标不是数": (
        {}, {"relation": "定性", "target": "按时完成", "target_value": None, "actual": "已完成", "actual_value": None}),
    "零目标的反向指标": ({}, {"relation": "≤", "target": "0", "target_value": 0, "actual": "0", "actual_value": 0}),
    "得分只印一位小数": ({"execution_weight_cp": 1002, "execution_score_cp": 952, "total_cp": 9952},
                 {"weight_cp": 4998, "self_score_cp": 5000}),
    "钱没花但说明了": (
        spent(0, 0, 0, 9000, reason="使用上年结转资金"), {}),
}


def said(found):
    """(rule, cell) of each finding."""
    return [(one.rule, one.cell) for one in found]


@pytest.fixture(scope="module")
def verdicts(new_pile):
    """Every form of this module examined in one run, as in life: name → findings."""
    pile = new_pile()
    for _, _, changes, first in WRONG.values():
        pile.add(first, **changes)
    for _, _, second in TIERED.values():
        pile.add(rows=[pile.MEASURED, pile.JUDGED | second, pile.LIMITED], total_cp=None, grade="", at="reason=J4")
    for changes, first in FINE.values():
        pile.add(first, **changes)
    return dict(zip((*WRONG, *TIERED, *FINE), pile.examined(REGISTER).values(), strict=True))


@pytest.mark.parametrize("name", [*WRONG, *TIERED])
def test_a_wrong_form_gets_one_finding_at_the_right_cell(verdicts, name):
    """The rule that is broken speaks, at the cell that is wrong, and no other rule does."""
    rule, cell, *_ = (WRONG | TIERED)[name]
    assert said(verdicts[name]) == [(rule, cell)]


@pytest.mark.parametrize("name", FINE)
def test_a_good_form_gets_no_finding(verdicts, name):
    """A false alarm costs a unit an afternoon."""
    assert [one.message for one in verdicts[name]] == []


def test_a_finding_can_be_acted_on(verdicts):
    """It names file, sheet, cell and project, and shows both numbers as the form prints them."""
    (one,) = verdicts["未完成却得满分"]
    assert (one.sheet, one.cell, one.value, one.expected, one.project_code) == ("指标", "H2", "50", "40", "P1")
    assert one.file == f"第{[*WRONG].index('未完成却得满分') + 1}份.xlsx"
    assert one.message == "得分填 50，按完成情况应为 40。未完成指标按比例得分，请改正"


@pytest.mark.parametrize(("name", "value", "expected"), [
    ("执行数大于预算数", "101.00", "100.00"),
    ("执行率算错", "96%", "95%"),
    ("执行得分算错", "10", "9.5"),
    ("执行慢而没有原因", "89.99%", "90%"),
    ("远超目标而没有说明", "130", "130%"),
    ("档次以上", "24", "18—23.99"),
    ("分值合计不是一百", "90", "100"),
    ("总分加错", "98.5", "99.5"),
    ("等次不符", "良好", "优秀"),
    ("执行数填成了亿元", "0.0095", "100.00"),
    ("项目库里没有", "P9", ""),
    ("没有分值", "", ""),
])
def test_values_are_shown_as_they_stand_on_the_form(verdicts, name, value, expected):
    """万元 with two decimals or more, points and percentages without idle zeros, words as they are."""
    (one,) = verdicts[name]
    assert (one.value, one.expected) == (value, expected)


def test_what_is_missing_is_named(verdicts):
    """R-REQ says which field."""
    assert verdicts["没有完成值"][0].message.startswith("“实际完成值”没有填写")
    assert verdicts["没有总分"][0].message.startswith("“总分”没有填写")


def test_another_units_budget_is_never_shown(verdicts):
    """A project code of another unit gives away nothing of that unit."""
    (one,) = verdicts["是别的单位的项目"]
    assert "777" not in one.message and "U2" not in one.message


def test_a_form_nobody_has_begun_gets_one_finding(form):
    """Not thirty: the unit has to fill in everything."""
    rows = [dict(row, **UNANSWERED) for row in form().indicators]
    assert said(form(rows=rows, **NOTHING).examined(REGISTER)[0]) == [("R-REQ", "E4")]


def test_a_form_without_indicators_says_only_that(form):
    """Neither its weights nor its total can be wrong on their own."""
    assert said(form(rows=[], grade="").examined()[0]) == [("S-NOIND", "B4")]


def test_a_project_filled_in_twice_points_at_the_first(new_pile):
    """In one file; the same project in a second file is a new submission, not a double."""
    pile = new_pile().add().add(reading=0, at=new_pile.AT.replace("4", "5")).add(reading=1)
    found = pile.examined()
    assert [(one.rule, one.cell, one.expected) for one in found[0]] == [("R-DUP", "A5", "A4")]
    assert found[1] == []


def test_findings_come_in_the_order_of_reading(form):
    """Project sheet before indicator sheet, row by row, column by column."""
    found = form({"actual": "80", "actual_value": 80}, total_cp=100, executed_fen=120 * WAN).examined()[0]
    assert said(found) == [
        ("S-OVERSPENT", "E4"), ("S-RATE", "F4"), ("S-EXEC", "H4"), ("S-TOTAL", "I4"), ("S-GRADE", "K4"),
        ("S-HIGH", "H2"), ("S-REASON", "I2")]


def test_every_file_has_its_list_even_an_empty_one(new_pile):
    """Files without rows (refused ones) and good files have an empty list."""
    projects, indicators = new_pile().add(total_cp=100, grade="", reading=1).assessed()
    from expectations.self_evaluation import examine_self_evaluation

    found = examine_self_evaluation(projects, indicators, ["坏.pdf", "好.xlsx", "空.xlsx"])
    assert {n: said(one) for n, one in found.items()} == {0: [], 1: [("S-TOTAL", "I4")], 2: []}


def test_a_cell_that_could_not_be_read_is_not_called_empty(form):
    """The reader has said what is wrong with it; a merged range speaks for all its cells; a mere note for none."""
    empty = form({"actual": "", "actual_value": None, "self_score_cp": None}, total_cp=None)
    unread = finding("R-NUM", file="", sheet="指标", cell="E2", value="约五")
    merged = finding("R-MERGE", file="", sheet="指标", cell="G1", value="G1:I2")
    silent = finding("R-MERGE", file="", sheet="指标", cell="H1", value="27")
    note = finding("N-NULLWORD", file="", sheet="项目", cell="I4", value="无")
    assert said(empty.examined()[0]) == [("R-REQ", "I4"), ("R-REQ", "E2"), ("R-REQ", "H2")]
    assert said(empty.examined(already={0: [unread, merged, note]})[0]) == [("R-REQ", "I4")]
    assert said(empty.examined(already={0: [unread, silent]})[0]) == [("R-REQ", "I4")]


def test_nothing_is_said_twice(form):
    """The reader of an issued form looks at some cells itself."""
    reader = [finding("R-NEG", file="", sheet="项目", cell=cell, value="-95") for cell in ("E4", "G4")]
    wrong = form(executed_fen=-95 * WAN, execution_weight_cp=-9500)
    assert said(wrong.examined()[0]) == [("R-NEG", "E4"), ("R-RANGE", "G4")]
    assert wrong.examined(already={0: reader})[0] == []


def test_without_a_register_nothing_is_said_about_it(form):
    """`jixiao check` needs no database."""
    assert form(project_code="P9", budget_fen=200 * WAN, executed_fen=190 * WAN).examined()[0] == []


def test_a_printed_form_is_found_by_unit_and_name(form):
    """Without a code, brackets and blanks aside; a name that fits nothing is no reproach here."""
    printed = {"project_code": "", "budget_fen": 200 * WAN, "executed_fen": 190 * WAN}
    (one,) = form(**printed, project_name="乡村道路 养护").examined(REGISTER)[0]
    assert (one.rule, one.project_code) == ("S-BUDGET", "P1")
    assert form(**printed, project_name="道路养护").examined(REGISTER)[0] == []


def test_hardly_spent_and_explained_is_no_slip_of_units(form):
    """0.05 % spent, the rate agrees and the reason is given: this happens."""
    little = spent(50_000, 5, 1, 9001)
    assert form(**little, reason="年底下达").examined(REGISTER)[0] == []
    assert said(form(**little).examined(REGISTER)[0]) == [("R-UNIT-01", "E4")]


def test_errors_and_hints_have_their_tiers(verdicts):
    """A zero budget is listed, not returned; a wrong total is returned."""
    assert verdicts["预算为零只列入清单"][0].tier is Tier.HINT
    assert verdicts["总分加错"][0].tier is Tier.ERROR

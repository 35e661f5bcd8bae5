"""What the rules make of a whole form: totals, grade, funds block, register (domain §1.3, §A.15)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rules.self_evaluation import assess

WAN = 1_000_000
FORM = {
    "reading": 0, "project": 0, "project_code": "P1", "project_name": "乡村道路养护", "unit_code": "U1",
    "budget_fen": 100 * WAN, "executed_fen": 95 * WAN, "rate_bp": 9500, "execution_weight_cp": 1000,
    "execution_score_cp": 950, "total_cp": 9950,
}
ROW = {
    "reading": 0, "project": 0, "level1": "产出指标", "relation": "≥", "target_value": 100, "actual_value": 100,
    "actual": "100", "weight_cp": 5000, "self_score_cp": 5000,
}
ROWS = (
    ROW,
    ROW | {"level1": "效益指标", "weight_cp": 3000, "self_score_cp": 3000},
    ROW | {"level1": "服务对象满意度指标", "weight_cp": 1000, "self_score_cp": 1000},
)


@pytest.fixture
def assessed(projects, indicators, law):
    """One form, assessed: its project row, and its indicator rows."""

    def one(rows=ROWS, register=None, **changes):
        facts, found = assess(projects(FORM | changes), indicators(*rows), law, register)
        return facts.iloc[0], found

    return one


def register(*rows):
    """(code, unit, name, budget in fen) as the store hands them over."""
    return pd.DataFrame(rows, columns=["project_code", "unit_code", "project_name", "budget_fen"])


def test_the_total_is_recomputed_with_its_parts(assessed):
    """Indicators and execution points, and the parts by first-level indicator; a kind that is not there has none."""
    form, _ = assessed([ROW | {"actual_value": 80}, *ROWS[1:]])
    assert (form["score_cp"], form["score_grade"]) == (8950, "良好")
    assert (form["output_cp"], form["benefit_cp"], form["satisfaction_cp"]) == (4000, 3000, 1000)
    assert form["cost_cp"] is pd.NA


def test_self_score_and_recomputed_score_are_both_kept(assessed):
    """Their difference shows; the printed total counts as filed, and the sum where none is printed."""
    missed = [ROW | {"actual_value": 80}, *ROWS[1:]]
    form, _ = assessed(missed)
    assert (form["total_cp"], form["filed_total_cp"], form["score_cp"], form["gap_cp"]) == (9950, 9950, 8950, 1000)
    form, _ = assessed(missed, total_cp=None)
    assert (form["filed_total_cp"], form["gap_cp"]) == (9950, 1000)


@pytest.mark.parametrize(("executed", "points", "rate"), [
    (87_654_000, 877, 8765), (120 * WAN, 1000, 12_000), (0, 0, 0),
])
def test_execution_points_follow_the_money(assessed, executed, points, rate):
    """87.654 of 100 gives 8.77; more than the budget gives no more than the weight (§A.15)."""
    form, _ = assessed(executed_fen=executed)
    assert (form["execution_due_cp"], form["rate_due_bp"]) == (points, rate)
    assert form["score_cp"] == 9000 + points


def test_a_budget_of_zero_is_listed_and_not_scored(assessed):
    """§A.15; its indicators are not held against it either."""
    form, rows = assessed(budget_fen=0, executed_fen=0)
    assert not form["evaluated"] and form["score_cp"] is pd.NA and form["score_grade"] == ""
    assert not rows["evaluated"].any()


@pytest.mark.parametrize("rows", [
    [ROW | {"weight_cp": 4000}, *ROWS[1:]],  # 90 in all
    [ROW | {"weight_cp": None}, *ROWS[1:]],
    [ROW | {"weight_cp": -1}, *ROWS[1:]],
    [ROW | {"target_value": None, "self_score_cp": None}, *ROWS[1:]],
    [],
])
def test_what_is_not_out_of_100_is_not_scored(assessed, rows):
    """Half a form has no grade."""
    form, _ = assessed(rows)
    assert form["score_cp"] is pd.NA and form["score_grade"] == ""


def test_weights_cut_to_two_decimals_are_a_hundred(assessed):
    """16.67 six times is 100.02; the score stays within 100."""
    form, _ = assessed([ROW | {"weight_cp": 1667, "self_score_cp": 1667}] * 6, execution_weight_cp=None)
    assert (form["weight_total_cp"], form["weight_gap_cp"], form["score_cp"]) == (10_002, 0, 10_000)
    form, _ = assessed([ROW | {"weight_cp": 1670, "self_score_cp": 1670}] * 6, execution_weight_cp=None)
    assert form["weight_gap_cp"] == 20 and form["score_cp"] is pd.NA


def test_a_form_without_a_funds_block_is_scored_on_its_indicators(assessed):
    """If they sum to 100 by themselves (a layout seen in several provinces)."""
    form, _ = assessed(
        [ROW | {"weight_cp": 6000, "self_score_cp": 6000, "actual_value": 50}, *ROWS[1:]],
        execution_weight_cp=None, execution_score_cp=None, budget_fen=None, executed_fen=None, rate_bp=None)
    assert (form["weight_gap_cp"], form["score_cp"]) == (0, 7000)


def test_a_funds_block_without_weight_has_the_weight_of_the_law(assessed):
    """If exactly that is missing to 100: the 10 points are due, printed or not."""
    form, _ = assessed(execution_weight_cp=None, execution_score_cp=None)
    assert (form["execution_full_cp"], form["weight_gap_cp"], form["score_cp"]) == (1000, 0, 9950)
    assert (form["filed_total_cp"], form["total_gap_cp"]) == (9950, 0)


def test_points_of_the_execution_may_be_missing_from_the_form(assessed):
    """No funds block at all and 90 points of indicators: the weights are right, but the form cannot be scored."""
    form, _ = assessed(
        execution_weight_cp=None, execution_score_cp=None, budget_fen=None, executed_fen=None, rate_bp=None)
    assert form["weight_gap_cp"] == 0 and form["score_cp"] is pd.NA and form["total_gap_cp"] is pd.NA


def test_only_computed_points_can_hide_a_rounding(assessed):
    """Full points of one decimal are exact, however many; 9.3 of 10.4 may be 9.34."""
    tenths = [ROW | {"weight_cp": weight, "self_score_cp": weight} for weight in (1130, 1130, 1130, 1130, 1130, 3350)]
    form, _ = assessed(tenths, total_cp=9975)
    assert (form["filed_total_cp"], form["total_gap_cp"]) == (9950, 25)
    missed = [row | {"self_score_cp": row["weight_cp"] - 110} for row in tenths]
    form, _ = assessed(missed, total_cp=9315)
    assert (form["filed_total_cp"], form["total_gap_cp"]) == (9290, 0)


def test_without_amounts_the_execution_points_cannot_be_computed(assessed):
    """A weight for execution, but no budget: not scored, and the filed points still count in the filed total."""
    form, _ = assessed(budget_fen=None)
    assert form["score_cp"] is pd.NA and form["filed_total_cp"] == 9950


@pytest.mark.parametrize(("executed", "over"), [(100 * WAN + 10_000, 0), (100 * WAN + 10_001, 10_001)])
def test_money_may_be_overspent_by_a_rounding(assessed, executed, over):
    """X10: 0.01 万元."""
    assert assessed(executed_fen=executed)[0]["overspent_fen"] == over


def test_a_rate_of_exact_amounts_may_be_cut_off(assessed):
    """Amounts to the fen: 87.656 % is 87.65 % or 87.66 %, and not 87.64 %."""
    exact = {"budget_fen": 100_000_001, "executed_fen": 87_656_001}
    fits = {rate: assessed(**exact, rate_bp=rate)[0]["rate_gap_bp"] == 0 for rate in (8763, 8765, 8766, 8768)}
    assert fits == {8763: False, 8765: True, 8766: True, 8768: False}


@pytest.mark.parametrize(("rate", "fits"), [(8900, True), (9400, True), (8700, False), (9600, False)])
def test_small_amounts_hide_large_roundings(assessed, rate, fits):
    """0.32 of 0.35 万元 may be 89 % or 94 %, for both may be half a hundredth off."""
    form, _ = assessed(budget_fen=350_000, executed_fen=320_000, rate_bp=rate)
    assert (form["rate_gap_bp"] == 0) == fits


@pytest.mark.parametrize(("total", "fits"), [(9889, True), (9939, True), (9869, False), (9960, False)])
def test_points_nobody_printed_are_as_uncertain_as_the_money(assessed, total, fits):
    """The same amounts, no 得分 in the funds block: the total tells the points to a few tenths."""
    form, _ = assessed(budget_fen=350_000, executed_fen=320_000, execution_score_cp=None, total_cp=total)
    assert (form["total_gap_cp"] == 0) == fits


def test_many_roundings_do_not_excuse_everything(assessed):
    """Ten computed points of one decimal may hide half a point in theory, and a quarter here."""
    rows = [ROW | {"weight_cp": 900, "self_score_cp": 890, "actual_value": 99}] * 10
    assert assessed(rows, total_cp=9850 + 35)[0]["total_gap_cp"] == 0
    assert assessed(rows, total_cp=9850 + 36)[0]["total_gap_cp"] == 11


@pytest.mark.parametrize(("rows", "changes", "unspent"), [
    (ROWS, {"executed_fen": 0}, 1),
    (ROWS, {"executed_fen": 0, "reason": "使用上年结转"}, 0),
    (ROWS, {"executed_fen": 1}, 0),
    (ROWS, {"executed_fen": 0, "budget_fen": 0}, 0),
    ([ROW | {"actual_value": 99}, *ROWS[1:]], {"executed_fen": 0}, 0),
    ([], {"executed_fen": 0}, 0),
])
def test_everything_done_for_nothing_is_strange(assessed, rows, changes, unspent):
    """Catalogue 62: all indicators met, nothing spent, and not a word about it."""
    assert assessed(rows, **changes)[0]["unspent"] == unspent


def test_numbers_that_cannot_be_true_prove_nothing_else(assessed):
    """A negative amount is one finding, not five."""
    form, _ = assessed(executed_fen=-1, total_cp=10_100)
    assert all(form[name] is pd.NA for name in ("rate_gap_bp", "execution_gap_cp", "overspent_fen", "total_gap_cp"))
    assert (form["executed_fen"], form["total_cp"]) == (-1, 10_100)


def test_a_result_of_130_percent_has_to_be_explained(assessed):
    """§A.15: full points, and a word about it; only for ≥ indicators."""
    over = ROW | {"actual_value": 135}
    _, rows = assessed([over, over | {"reason": "追加任务"}, ROW | {"relation": "≤", "target_value": 135}])
    assert rows["score_cp"].tolist() == [5000, 5000, 5000]
    assert rows["fulfilment_bp"].tolist() == [13_500, 13_500, pd.NA]
    assert rows["over_bp"].tolist() == [13_500, 0, pd.NA]


def test_a_reason_is_owed_for_what_was_missed_not_for_what_was_reached(assessed):
    """A reached target with too few points is another finding; unmeasured rows owe one for every point missing."""
    _, rows = assessed([
        ROW | {"actual_value": 80, "self_score_cp": 4000},
        ROW | {"actual_value": 80, "self_score_cp": 5000},  # the points are wrong, the reason is missing all the same
        ROW | {"self_score_cp": 4000},
        ROW | {"target_value": None, "self_score_cp": 4000},
        ROW | {"actual_value": 80, "self_score_cp": 4000, "reason": "雨季"},
    ])
    assert rows["shortfall_cp"].tolist() == [1000, 1000, 0, 1000, 0]
    assert rows["below_cp"].tolist() == [0, 0, 1000, pd.NA, 0]


@pytest.mark.parametrize(("tier", "score", "gap"), [
    (2, 600, 0), (2, 799, 0), (2, 800, 1), (2, 599, -1), (1, 800, 0), (1, 799, -1), (3, 0, 0), (3, 600, 1),
])
def test_a_tier_has_its_range(assessed, tier, score, gap):
    """§A.15: the second of ten points is 6 up to, not including, 8."""
    row = ROW | {"relation": "定性", "target_value": None, "tier": tier, "weight_cp": 1000, "self_score_cp": score}
    _, rows = assessed([row])
    assert rows["tier_gap_cp"].tolist() == [gap]


def test_the_floor_of_a_tier_may_be_rounded_to_one_decimal(assessed):
    """80 % of 3.3 is 2.64, printed 2.6; 2.5 is below."""
    row = ROW | {"relation": "定性", "target_value": None, "tier": 1, "weight_cp": 330}
    _, rows = assessed([row | {"self_score_cp": 260}, row | {"self_score_cp": 250}])
    assert rows["tier_gap_cp"].tolist() == [0, -10]


def test_a_printed_grade_in_national_words_is_the_same_grade(assessed):
    """优 is 优秀, 中 is 一般; other words are no grade and say nothing."""
    gaps = [assessed(grade=word)[0]["grade_gap"] for word in ("优秀", " 优 ", "中", "合格", "")]
    assert gaps == [0, 0, -2, pd.NA, pd.NA]


def test_the_register_knows_a_project_by_code_or_by_unit_and_name(assessed):
    """A name that two projects of a unit bear finds neither; another unit's budget stays hidden."""
    library = register(
        ("P1", "U1", "乡村道路养护", 100 * WAN), ("P2", "U1", "同名", 1), ("P3", "U1", "同名", 2),
        ("P4", "U2", "别家", 7))
    known = {
        ("P1", ""): ("P1", "在库", 100 * WAN),
        ("", "乡村道路 养护"): ("P1", "在库", 100 * WAN),
        ("", "同名"): ("", "未核对", pd.NA),
        ("", "别家"): ("", "未核对", pd.NA),
        ("P4", ""): ("P4", "别的单位", pd.NA),
        ("P9", ""): ("P9", "不在库", pd.NA),
    }
    for (code, name), expected in known.items():
        form, rows = assessed(register=library, project_code=code, project_name=name)
        assert (form["register_code"], form["standing"], form["register_fen"]) == expected
        assert set(rows["register_code"]) == {expected[0]}


def test_a_form_that_names_no_unit_is_not_a_strangers(assessed):
    """Then the code alone counts."""
    assert assessed(register=register(("P1", "U1", "", 1)), unit_code="")[0]["standing"] == "在库"


def test_without_a_register_every_project_is_unchecked(assessed):
    """`jixiao check` has no database; an empty register is another matter."""
    assert assessed()[0]["standing"] == "未核对"
    assert assessed(register=register())[0]["standing"] == "不在库"


@pytest.mark.parametrize(("budget", "gap"), [(100 * WAN, 0), (100 * WAN + 10_000, 0), (100 * WAN + 10_001, 10_001)])
def test_money_agrees_within_a_hundredth_of_wan(assessed, budget, gap):
    """X10."""
    form, _ = assessed(register=register(("P1", "U1", "", 100 * WAN)), budget_fen=budget)
    assert form["budget_gap_fen"] == gap


@pytest.mark.parametrize(("budget", "slip"), [
    (100_000 * WAN, "偏大"), (100_000 * WAN - 1, ""), (100_000, ""), (99_999, "偏小"), (0, ""),
])
def test_a_thousand_times_off_is_a_slip_of_units(assessed, budget, slip):
    """Catalogue 46, 47: less than a thousandth, a thousand times and more."""
    form, _ = assessed(register=register(("P1", "U1", "", 100 * WAN)), budget_fen=budget)
    assert form["budget_slip"] == slip


@pytest.mark.parametrize(("changes", "slip"), [
    ({"rate_bp": 5, "reason": "年底下达", "at": "reason=J4"}, ""),
    ({"rate_bp": 5, "at": "reason=J4"}, "偏小"),  # nobody says why
    ({"rate_bp": 5}, ""),  # there is no room to say why
    ({"rate_bp": None}, "偏小"),  # and no rate that would confirm it
    ({"rate_bp": None, "reason": "年底下达", "at": "reason=J4"}, ""),
    ({"rate_bp": 9500, "reason": "年底下达", "at": "reason=J4"}, "偏小"),
])
def test_hardly_anything_spent_is_believed_when_the_form_bears_it_out(assessed, changes, slip):
    """0.05 % of the budget: a slip of units, or a project that began in December."""
    library = register(("P1", "U1", "", 100 * WAN))
    assert assessed(register=library, executed_fen=50_000, **changes)[0]["executed_slip"] == slip


def test_an_indicator_without_a_project_is_a_fault(projects, indicators, law):
    """The reader has lost its project: nothing may be concluded from the rest."""
    with pytest.raises(ValueError, match="1 indicator rows belong to no project"):
        assess(projects(FORM), indicators(ROW, ROW | {"project": 7}), law)


def test_no_form_at_all_is_fine(projects, indicators, law):
    """A day without a file."""
    facts, rows = assess(projects(), indicators(), law, register())
    assert len(facts) == len(rows) == 0 and "score_cp" in facts and "above_cp" in rows


def test_what_was_printed_stays_as_it_was(projects, indicators, law):
    """The columns of the form come back untouched, and so do the frames handed in."""
    before = projects(FORM | {"execution_weight_cp": None, "budget_fen": -5}), indicators(*ROWS)
    copies = [frame.copy(deep=True) for frame in before]
    after = assess(*before, law)
    for old, copy, new in zip(before, copies, after, strict=True):
        pd.testing.assert_frame_equal(old, copy)
        pd.testing.assert_frame_equal(new[old.columns], old)


@given(st.permutations(range(9)), st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(projects, indicators, law, order, forms):
    """Facts of a project are the same wherever its rows stand."""
    heads = [FORM | {"project": n, "total_cp": 9950 - n} for n in range(3)]
    rows = [row | {"project": n, "actual_value": 80 + 10 * n} for n in range(3) for row in ROWS]
    names = ["score_cp", "total_gap_cp", "weight_gap_cp", "output_cp", "indicator_count", "gap_cp"]
    straight, _ = assess(projects(*heads), indicators(*rows), law)
    mixed, _ = assess(projects(*[heads[n] for n in forms]), indicators(*[rows[n] for n in order]), law)
    pd.testing.assert_frame_equal(
        mixed.set_index("project").sort_index()[names], straight.set_index("project").sort_index()[names])


def test_the_largest_amounts_do_not_overflow(assessed):
    """10^13 元 is the most a cell may hold; a rate of it over one fen is absurd, not wrong."""
    form, _ = assessed(budget_fen=10**15, executed_fen=10**15 - 1)
    assert (form["rate_due_bp"], form["execution_due_cp"]) == (10_000, 1000) and form["rate_gap_bp"] < -490
    form, _ = assessed(budget_fen=1, executed_fen=10**15, rate_bp=10_000)
    assert form["rate_due_bp"] > 10**15 and form["rate_gap_bp"] == 0 and form["overspent_fen"] == 10**15 - 1


def test_twins_point_at_the_first(projects, indicators, law):
    """Within one file; rows without a code have no twin."""
    heads = [FORM | {"project": n, "project_code": code} for n, code in enumerate(("A", "", "B", "A", "", "A"))]
    facts, _ = assess(projects(*heads, FORM | {"reading": 1, "project_code": "A"}), indicators(), law)
    assert facts["twin"].tolist() == [-1, -1, -1, 0, -1, 0, -1]
    assert facts["twin"].dtype == np.int64

"""Targets and results as people write them: a number where it is safe, a tier where words say it, else nothing."""

from datetime import date

import pytest

from tasks.forms.targets import read_target


def numbers(*cells, **more):
    found = read_target(*cells, **more)
    return found.relation, found.target_value, found.actual_value


@pytest.mark.parametrize(
    ("target", "actual", "read"),
    [
        ("≥50个", 50, ("≥", 50, 50)), ("≥50个", "50个", ("≥", 50, 50)), (">=21933人", "21933人", ("≥", 21933, 21933)),
        ("=8个", "8", ("=", 8, 8)), ("≧95%", "96.5%", ("≥", 950, 965)), ("═1", "1", ("=", 1, 1)),
        ("﹦100%", "100%", ("=", 100, 100)), ("＞90％", "９５％", ("≥", 90, 95)), ("98%以上", "100%", ("≥", 98, 100)),
        ("98%及以上", "98%以上", ("≥", 98, 98)), ("90%（含）以上", "90%", ("≥", 90, 90)),
        ("不少于12种", "13种", ("≥", 12, 13)), ("不低于 1,200 户", "1300户", ("≥", 1200, 1300)),
        ("达到95%以上", "95%", ("≥", 95, 95)), ("不超过10万元", "9.8万元", ("≤", 100_000, 98_000)),
        ("控制在10%以内", "8%", ("≤", 10, 8)), ("小于等于5%", "3%", ("≤", 5, 3)), ("5天内", "4天", ("≤", 5, 4)),
        ("100百分比", 100, ("≥", 100, 100)), ("百分之95", "96%", ("≥", 95, 96)), ("50个", "52家", ("≥", 50, 52)),
        ("≥360天", "≥360天", ("≥", 360, 360)), ("≥1年", "12个月", ("≥", 12, 12)),
        ("≥5公里", "5200米", ("≥", 5000, 5200)), ("≥1.2万人", "12500人", ("≥", 12000, 12500)),
        ("≥1.2万人", "1.3", ("≥", 12, 13)), ("5亿元", "6.47亿元", ("≥", 500_000_000, 647_000_000)),
        ("≥500㎡", "500平方米", ("≥", 500, 500)), ("300元/人/月", "300元/人/月", ("≥", 300, 300)),
        ("100%\n100%", "100%", ("≥", 100, 100)), (12.5, 12.75, ("≥", 1250, 1275)), ("0起", "0起", ("≤", 0, 0)),
        (0, 0, ("≤", 0, 0)),
    ],
)
def test_numbers_with_their_signs_and_units(target, actual, read):
    """Both sides become integers in one common power of ten."""
    assert numbers(target, actual) == read


@pytest.mark.parametrize(
    ("target", "actual", "flags", "read"),
    [
        ("100%", 1, {"actual_percent": True}, (100, 100)), ("≥95%", 0.9625, {"actual_percent": True}, (9500, 9625)),
        (1, 1.0259, {"target_percent": True, "actual_percent": True}, (10_000, 10_259)),
        (0.95, "96%", {"target_percent": True}, (95, 96)), ("≥95%", 0.96, {}, (95, 96)),
        ("≥95%", "0.96", {}, (95, 96)), ("100%", 1, {}, (100, 100)), ("≥95%", 96, {}, (95, 96)),
        ("≤5%", 3, {}, (5, 3)), ("≤5%", 0, {}, (5, 0)), (0.95, "96%", {}, (0.95, None)),
        (0.95, "96%", {"level3": "合格率"}, (95, 96)), (0.95, 96, {"level3": "群众满意度"}, (95, 96)),
        (100, "100%", {}, (100, 100)), (95, "96%", {"level3": "合格率"}, (95, 96)),
    ],
)
def test_rates_as_text_as_formatted_numbers_and_as_fractions(target, actual, flags, read):
    """Every way of writing one rate, as long as only one reading makes sense."""
    found = read_target(target, actual, **flags)
    if read[1] is None:
        assert found.actual_value is None
    else:
        assert (found.target_value, found.actual_value) == read


@pytest.mark.parametrize(
    ("target", "actual", "level3"),
    [
        ("≤5%", 0.03, ""),  # 0.03 % or 3 %
        ("≥10%", 1, ""),
        ("≤90万元", 900000, ""),  # 元 or 万元
        ("≥1.2万人", 13000, ""),
        ("≥95%", "95分", ""),
        ("≥50公里", "50个", ""),
        ("≥50个", "约50个", ""),
        ("≥50个", "50余个", ""),
        ("≥50个", "第一批30个，第二批20个", ""),
        ("≥50个", "2022年", ""),
        ("50", "100%", "培训人次"),
        ("≥50个", True, ""),
        ("≥50个", "", ""),
        ("≥95%", "95%\n98%", ""),
    ],
)
def test_what_is_not_certain_stays_empty(target, actual, level3):
    """No guess: the target is known, the result is not."""
    found = read_target(target, actual, level3=level3)
    assert found.target_value is not None
    assert found.actual_value is None


@pytest.mark.parametrize(
    "target",
    [
        "严格执行相关制度规定", "90%-95%", "3-5次", "约100人", "若干", "2022年12月底前完成", "9月前", "12月",
        date(2022, 12, 31), "效果明显", "5级", "1:3", "完成50个村、20个社区的改造", "不少于5天以内",
    ],
)
def test_targets_in_words_are_qualitative(target):
    """Sentences, ranges, dates and ranks are no numbers."""
    assert numbers(target, "100") == ("定性", None, None)


@pytest.mark.parametrize(
    ("target", "actual", "tier"),
    [
        ("效果明显", "达成预期指标", 1), ("效果明显", "效果明显", 1), ("及时", "及时", 1), ("及时", "100%", 1),
        ("是", "是", 1), ("效果明显", "达成年度指标", 1), ("效果明显", "已全部完成", 1),
        ("效果明显", "按期完成。", 1), ("效果明显", "完成年度绩效目标", 1),
        ("效果明显", "部分达成年度指标并具有一定效果", 2), ("效果明显", "部分完成", 2),
        ("效果明显", "部分实现目标", 2), ("效果明显", "未达成年度指标且效果较差", 3), ("效果明显", "未完成", 3),
        ("效果明显", "尚未实施", 3), ("效果明显", "基本完成", None), ("效果明显", "较好", None),
        ("效果明显", "已建成12个卫生室，群众反映良好", None), ("效果明显", "", None), ("效果明显", "无", None),
        ("效果明显", "95%", None), ("≥50个", "达成预期指标", 1), ("≥50个", "已完成", 1), ("≥50个", "部分达成", 2),
        ("≥50个", "未完成", 3), ("≥50个", "100%", 1), ("≤0起", "无", 1), ("0次", "未发生", 1), ("≥1次", "无", None),
        ("≥50个", 50, None),
    ],
)
def test_answers_in_words_give_a_tier(target, actual, tier):
    """达成, 部分达成, 未达成, and what says the same; anything vaguer gives none."""
    found = read_target(target, actual)
    assert found.tier == tier
    assert tier is None or found.actual_value is None


@pytest.mark.parametrize(
    ("target", "actual", "tier"),
    [
        ("2022年12月底前", "2022年11月", 1), ("2022年12月31日前", "2022-12-01", 1),
        (date(2022, 12, 31), date(2022, 12, 31), 1), ("9月前", "8月", 1), ("9月前", "9月", None),
        ("9月底前", "9月", 1), ("2022年12月", "2023年1月", None), ("12月底", "2022年12月", None),
        ("2021年12月完成", "2021年12月完成", 1), ("12月31日前", "已完成", 1), ("2022年底前", "2022年10月20日", 1),
    ],
)
def test_deadlines_are_met_or_nobody_says(target, actual, tier):
    """In time is full achievement; late, or without a year on one side, is left to the reader."""
    assert read_target(target, actual).tier == tier


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("成本控制率", "≤"), ("结转结余率", "≤"), ("项目总成本", "≤"), ("有责投诉次数", "≤"),
        ("安全事故发生次数", "≤"), ("预算偏离度", "≤"), ("办理时限", "≤"), ("建设工期", "≤"), ("单位造价", "≤"),
        ("变更率", "≥"), ("投诉处理率", "≥"), ("信访事项办结率", "≥"), ("审理案件数", "≥"), ("成本节约率", "≥"),
        ("能耗降低率", "≥"), ("受益户数", "≥"), ("服务对象满意度", "≥"), ("事故处置及时率", "≥"),
        ("查处违法行为起数", "≥"), ("培训天数", "≥"), ("资金使用率", "≥"), ("", "≥"),
    ],
)
def test_without_a_sign_the_name_decides(name, relation):
    """A control rate or a number of complaints is a limit, everything else something to reach."""
    assert read_target(100, 90, level3=name).relation == relation


@pytest.mark.parametrize(
    ("target", "heading", "relation"),
    [
        ("90万元", "成本指标", "≤"), ("90万元", "经济成本指标", "≤"), ("5天", "时效指标", "≤"),
        ("100%", "时效指标", "≥"), ("5天", "数量指标", "≥"), ("≥90万元", "成本指标", "≥"),
    ],
)
def test_the_second_level_heading_decides_next(target, heading, relation):
    """Money under 成本 and spans of time under 时效 are limits; a sign always wins."""
    assert read_target(target, "1", level2=heading).relation == relation


@pytest.mark.parametrize(
    ("stated", "relation"),
    [
        ("≥", "≥"), ("＝", "="), ("小于等于", "≤"), ("正向指标", "≥"), ("反向指标", "≤"), ("定性", "定性"),
        ("定量", "≥"), ("乱写", "≥"),
    ],
)
def test_a_column_for_the_relation_comes_first(stated, relation):
    """指标性质 as sign or word; what it does not say is found as ever."""
    assert read_target(100, 100, relation=stated).relation == relation


@pytest.mark.parametrize(
    ("target", "unit", "actual", "read"),
    [
        (100, "%", "100%", (100, 100)), (100, "%", 1, (100, 100)), (30, "万元", 28, (30, 28)),
        (30, "万元", "280000元", (300_000, 280_000)), (13, "台", "13台", (13, 13)), (1, "年", "12个月", (12, 12)),
        ("50个", "个", 50, (50, 50)),
    ],
)
def test_a_column_for_the_unit(target, unit, actual, read):
    """度量单位 belongs to the target."""
    found = read_target(target, actual, unit=unit)
    assert (found.target_value, found.actual_value) == read


def test_a_rate_answered_with_heads_leaves_a_note():
    """95人 does not answer 95%."""
    assert read_target("≥95%", "95人").notes == (("W-MEASURE", "百分数"),)
    assert read_target("≥95%", "95").notes == ()


def test_an_empty_target_has_no_relation():
    """Nothing asked, nothing read."""
    for blank in ("", None, "—", "无"):
        assert numbers(blank, 5) == ("", None, None)


@pytest.mark.parametrize(
    "cell", [1e300, float("nan"), float("inf"), 10**30, "9" * 15 + "亿", "1" * 200, "0.000000001%"]
)
def test_absurd_numbers_are_no_numbers(cell):
    """Nothing overflows, nothing raises."""
    for pair in ((cell, cell), (cell, 1), (1, cell)):
        found = read_target(*pair)
        assert all(v is None or abs(v) <= 10**14 for v in (found.target_value, found.actual_value))

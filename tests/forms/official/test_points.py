"""Points in merged cells, and the printed total wherever it stands."""

import pytest


def test_points_for_two_indicators_together_stand_at_the_first(forms):
    """Weight and score merged over two indicators: the sums stay right."""
    m = forms.merged
    reading = forms.read(
        *forms.standard(
            table=[
                ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
                ["产出指标", "数量指标", "甲项", "≥5个", 5, m(40, 2), m(40, 2)], [None, None, "乙项", "≥2座", 2],
                [None, None, "丙项", "≥1座", 1, 50, 50],
            ],
            total=[],
        )
    )
    assert forms.indicators(reading, "level3", "target_value", "weight_cp", "self_score_cp") == [
        ("甲项", 5, 4000, 4000), ("乙项", 2, 0, 0), ("丙项", 1, 5000, 5000),
    ]
    assert forms.complaints(reading) == []


@pytest.mark.parametrize(("score", "read", "told"), [(30, [1000, 2000], []), (27, [None, None], [("R-MERGE", "G13")])])
def test_one_score_for_two_weights(forms, score, read, told):
    """All points given: everybody has theirs. Else nobody can tell, and the unit is asked."""
    m = forms.merged
    reading = forms.read(
        *forms.standard(
            table=[
                ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
                ["产出指标", "数量指标", "甲项", "≥5个", 5, 10, m(score, 2)], [None, None, "乙项", "≥2座", 2, 20],
            ],
            total=[],
        )
    )
    assert [row["self_score_cp"] for row in reading.indicators] == read
    assert [row["weight_cp"] for row in reading.indicators] == [1000, 2000]
    assert forms.complaints(reading) == told


def test_a_reason_merged_over_several_indicators_is_the_reason_of_each(forms):
    """One explanation for three rows explains all three."""
    m = forms.merged
    reading = forms.read(
        *forms.standard(
            table=[
                [
                    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因",
                    "改进措施",
                ],
                ["产出指标", "数量指标", "甲项", "≥5个", 4, 30, 24, m("材料涨价", 2), "提前采购"],
                [None, None, "乙项", "≥2座", 1, 30, 15, None, "无"],
                [None, None, "丙项", "≥2座", 2, 30, 30, "—", 0],
            ],
            total=[],
        )
    )
    assert [row["reason"] for row in reading.indicators] == ["材料涨价；提前采购", "材料涨价", ""]


@pytest.mark.parametrize(
    ("foot", "total_cp"),
    [
        ([["总分", None, None, None, None, None, 100, 96.5]], 9650),
        ([["合计", None, None, None, None, None, 100, "96.5分"]], 9650),
        ([["合计", None, None, None, None, None, 100, ""]], None), ([["总 分", None, None, 96.5]], 9650),
        ([["自评得分", None, 96.5]], 9650), ([["总分：96.5"]], 9650),
        ([["自评总分（100分）", None, None, None, None, None, None, 96.5, None]], 9650),
        ([["总分", None, None, None, None, None, 100, 100]], 10_000),
        ([["小计", None, None, None, None, None, 90, 86.5], ["总计", None, None, None, None, None, 100, 96.5]], 9650),
        ([[], ["自评结论", "项目完成。"], ["绩效自评得分", 96.5]], 9650), ([], None),
    ],
)
def test_the_total_stands_in_many_places(forms, foot, total_cp):
    """In the score's column, alone, behind a colon; the sum of the weights is not the score."""
    reading = forms.read(*forms.standard(total=foot))
    assert reading.projects[0]["total_cp"] == total_cp
    assert len(reading.indicators) == len(forms.lines)
    assert forms.complaints(reading) == []


@pytest.mark.parametrize(
    "line", [["自评得分", None, 96.5], ["自评总分：96.5分"], ["项目自评得分", None, "96.5分", "主管部门评分", 91]]
)
def test_the_total_in_the_head(forms, line):
    """自评得分 above the funds."""
    reading = forms.read(*forms.standard(head=[*forms.head(), line], total=[]))
    assert reading.projects[0]["total_cp"] == 9650


def test_a_bare_full_mark_in_the_head_is_no_score(forms):
    """总分 100 says what can be had."""
    assert forms.read(*forms.standard(head=[*forms.head(), ["总分", 100]], total=[])).projects[0]["total_cp"] is None

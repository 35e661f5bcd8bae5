"""The indicator table: columns in any order, heads of two lines, merged cells, page breaks, totals."""

import random

import pytest

from tasks.forms.official import read_official


def test_columns_in_any_order_give_the_same_rows(forms):
    """Every shuffling of the columns reads alike."""
    draw = random.Random(7)
    for _ in range(40):
        fields = list(forms.headings)
        draw.shuffle(fields)
        headings = {field: forms.headings[field] for field in fields}
        reading = forms.read(*forms.standard(table=forms.table(forms.lines, headings), total=[]))
        assert forms.indicators(reading, *forms.fields) == forms.lines_read, fields
        assert reading.findings == []


@pytest.mark.parametrize(
    "changed",
    [
        {"target": "指标值（A）", "actual": "全年实际值", "weight": "参考分值", "reason": "未完成原因分析及改进措施"},
        {
            "target": "年初目标值(A)", "actual": "实际完成值(B)", "weight": "权重", "score": "自评得分",
            "reason": "偏差原因分析",
        },
        {
            "target": "目标值", "actual": "全年完成值", "weight": "指标权重\n（分）", "score": "自评分",
            "reason": "未完成原因和改进措施",
        },
        {
            "target": "年度\n指标值", "actual": "实际\n完成值", "weight": "分　值", "score": "得 分",
            "reason": "偏差原因\n分析及\n改进措施",
        },
        {
            "level3": "指标名称", "target": "年初指标值", "actual": "年终完成值", "weight": "标准分",
            "score": "实际得分", "reason": "扣分原因说明",
        },
        {
            "level3": "三级指标（指标内容）", "target": "计划完成值", "actual": "指标完成情况",
            "weight": "分值（100分）", "score": "得分（分）", "reason": "备注",
        },
        {
            "target": "【年度指标值】", "actual": "实际完成情况", "weight": "考核分值",
            "reason": "偏差大或目标未完成原因分析",
        },
    ],
)
def test_headings_of_every_wording(forms, changed):
    """Provinces word them differently; line breaks, blanks and brackets do not count."""
    reading = forms.read(*forms.standard(table=forms.table(forms.lines, forms.headings | changed)))
    assert forms.indicators(reading, *forms.fields) == forms.lines_read
    assert reading.findings == []


@pytest.mark.parametrize(
    "missing",
    [("weight",), ("weight", "score"), ("reason",), ("level1",), ("level1", "level2"), ("weight", "score", "reason")],
)
def test_columns_that_a_form_does_without(forms, missing):
    """No 分值, neither points nor reasons, no levels: what is missing stays empty."""
    headings = {field: title for field, title in forms.headings.items() if field not in missing}
    reading = forms.read(*forms.standard(table=forms.table(forms.lines, headings), total=[]))
    assert [row["level3"] for row in reading.indicators] == [line[2] for line in forms.lines]
    assert forms.indicators(reading, "target_value", "actual_value") == [row[3:5] for row in forms.lines_read]
    if "weight" in missing:
        assert {row["weight_cp"] for row in reading.indicators} == {None}
    assert forms.complaints(reading) == []


def test_a_form_without_results_is_asked_for_them(forms):
    """实际完成值 is gone from a self-evaluation: R-HEAD at its head, the rest is read."""
    headings = {field: title for field, title in forms.headings.items() if field != "actual"}
    reading = forms.read(*forms.standard(table=forms.table(forms.lines, headings), total=[]))
    assert forms.complaints(reading) == [("R-HEAD", "B12")]
    assert len(reading.indicators) == len(forms.lines)


def test_relation_value_and_unit_under_a_head_of_two_lines(forms):
    """性质 · 值 · 单位 below 年度指标值, all other headings merged downwards."""
    m = forms.merged
    reading = forms.read(
        *forms.standard(table=[], total=[]),
        [
            m("一级指标", 2), m("二级指标", 2), m("三级指标", 2), m("年度指标值", 1, 3), None, None,
            m("实际完成值", 2), m("分值", 2), m("得分", 2), m("未完成原因", 2),
        ],
        [None, None, None, "指标性质", "指标值", "计量单位"],
        ["产出指标", "数量指标", "改造管网", "≥", 12, "公里", 12.5, 30, 30],
        ["产出指标", "质量指标", "验收合格率", "=", 100, "%", "100%", 30, 30],
        ["产出指标", "成本指标", "改造成本", "≤", 50, "万元", 48, 20, 20],
        ["效益指标", "社会效益指标", "供热质量", "定性", "好", "", "好", 10, 10],
    )
    assert forms.indicators(reading, "level3", "target", "relation", "target_value", "actual_value", "tier") == [
        ("改造管网", "≥12公里", "≥", 120, 125, None), ("验收合格率", "=100%", "=", 100, 100, None),
        ("改造成本", "≤50万元", "≤", 50, 48, None), ("供热质量", "好", "定性", None, None, 1),
    ]
    assert dict(p.split("=") for p in reading.indicators[0]["at"].split(","))["target"] == "E"
    assert reading.findings == []


def test_a_head_torn_over_two_rows(forms):
    """年度 above 指标值, 实际 above 完成值: what was one cell in print."""
    reading = forms.read(
        *forms.standard(table=[], total=[]), ["一级", "二级", "三级", "年度", "实际", "分值", "得分", "偏差原因"],
        ["指标", "指标", "指标", "指标值", "完成值", None, None, "分析"],
        ["产出指标", "数量指标", "改造管网", "≥12公里", 12.5, 90, 90, ""],
    )
    assert forms.indicators(reading, *forms.fields) == [("产出指标", "改造管网", "≥", 120, 125, None, 9000, 9000)]


def test_a_flat_list_with_two_target_columns(forms):
    """No levels, 年初目标值 and 调整后目标值: the adjusted one counts where it is filled."""
    reading = forms.read(
        *forms.standard(table=[], total=[]),
        ["序号", "指标名称", "年初目标值", "调整后目标值", "完成值", "分值", "得分"],
        [1, "培训人次", "≥300人次", "≥200人次", 210, 50, 50], [2, "培训合格率", "≥95%", "", "96%", 50, 50],
    )
    assert forms.indicators(reading, "level3", "target", "target_value", "actual_value") == [
        ("培训人次", "≥200人次", 200, 210),
        ("培训合格率", "≥95%", 95, 96),
    ]


def test_a_page_break_that_repeats_the_head(forms):
    """Head and level are printed again on the next page; blank rows and page numbers stand between."""
    first, second = forms.table(forms.lines[:4], side=""), forms.table(forms.lines[4:], side="")
    split = [*first, [None, None, None, None, "—1—"], [], *second]
    reading = forms.read(*forms.standard(table=split, total=forms.total(across=5)))
    assert forms.indicators(reading, *forms.fields) == forms.lines_read
    assert reading.projects[0]["total_cp"] == 9975


def test_a_page_break_that_repeats_title_and_name(forms):
    """The whole page head again is no second project."""
    first, second = forms.table(forms.lines[:4], side=""), forms.table(forms.lines[4:], side="")
    reading = forms.read(*forms.standard(table=[*first, [], *forms.head(), *second]))
    assert len(reading.projects) == 1
    assert forms.indicators(reading, *forms.fields) == forms.lines_read


def test_an_indicator_split_by_a_page_break(forms):
    """Target, result and points are merged over two rows, only the name was cut in two."""
    m = forms.merged
    reading = forms.read(
        *forms.standard(
            table=[
                [
                    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
                    "偏差原因分析及改进措施",
                ],
                [
                    m("产出指标", 3), m("数量指标", 3), "改造老旧小区", m("≥5个", 2), m(5, 2), m(40, 2), m(40, 2),
                    m("", 2),
                ],
                [None, None, "供热管网"],
                [None, None, "新建换热站", "≥2座", 2, 50, 50, ""],
            ],
            total=[],
        )
    )
    assert forms.indicators(reading, "level3", "target_value", "weight_cp", "self_score_cp") == [
        ("改造老旧小区供热管网", 5, 4000, 4000),
        ("新建换热站", 2, 5000, 5000),
    ]


def test_levels_without_merged_cells_are_carried_down(forms):
    """A CSV or a careless copy has blanks where print has merged cells; a new first level ends the second."""
    reading = forms.read(
        *forms.standard(
            table=[
                ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
                ["产出指标", "数量指标", "甲", "≥5个", 5, 10, 10], ["", "", "乙", "≥2座", 2, 20, 20],
                ["", "质量指标", "丙", "≥2座", 2, 20, 20], ["满意度指标", "", "丁", "≥90%", "90%", 10, 10],
            ],
            total=[],
        )
    )
    assert forms.indicators(reading, "level1", "level2", "level3") == [
        ("产出指标", "数量指标", "甲"), ("产出指标", "数量指标", "乙"), ("产出指标", "质量指标", "丙"),
        ("满意度指标", "", "丁"),
    ]


@pytest.mark.parametrize(
    "names",
    [
        "审核通过率", "联系服务群众次数", "改进措施落实率", "说明会场次", "是否按期完工", "项目完成时间",
        "合计发放户数", "负责人到位率", "备注册企业数",
    ],
)
def test_names_that_sound_like_a_foot_are_indicators(forms, names):
    """A row with a target and points belongs to the table, whatever it is called."""
    lines = [
        ("产出指标", "数量指标", "甲", "≥5个", 5, 40, 40, ""),
        ("产出指标", "数量指标", names, "≥1次", 1, 50, 50, ""),
    ]
    reading = forms.read(*forms.standard(table=forms.table(lines)))
    assert [row["level3"] for row in reading.indicators] == ["甲", names]


def test_a_remark_across_the_table_is_no_indicator(forms):
    """Texts merged over all columns, with labels nobody has foreseen."""
    m = forms.merged
    reading = forms.read(
        *forms.standard(total=[]), [None, m("自评工作组意见", 1, 2), None, m("同意，请归档保存。", 1, 6)]
    )
    assert len(reading.indicators) == len(forms.lines)


def test_blank_rows_and_columns_do_not_count(forms):
    """The form starts anywhere and has gaps."""
    rows = [[None, None, None, *row] for row in forms.standard(table=forms.table(forms.lines, side=""))]
    reading = forms.read([], [], *rows)
    assert forms.indicators(reading, *forms.fields) == forms.lines_read
    assert reading.projects[0]["budget_fen"] == 118_000_000


def test_errors_and_uncalculated_formulas_in_cells_that_are_read(forms):
    """A cell that shows #REF! has no value; the unit hears of the cell."""
    book = forms.open({"自评": forms.standard()})
    sheet = book.sheets[0]
    sheet.rows[5][3], sheet.odd["D6"] = "#REF!", "error"
    sheet.rows[12][7], sheet.odd["H13"] = "", "nocalc"
    sheet.odd["H21"] = "formula"
    reading = read_official(book)
    assert sorted(forms.complaints(reading)) == [("R-ERRVAL", "D6"), ("R-NOCALC", "H13")]
    assert reading.projects[0]["budget_fen"] is None and reading.projects[0]["total_cp"] == 9975
    assert reading.indicators[0]["self_score_cp"] is None
    assert len(reading.findings) == 2


def test_a_rate_answered_with_heads_is_to_be_explained(forms):
    """目标 95% and 完成值 95人 cannot be compared."""
    lines = [("满意度指标", "满意度指标", "群众满意度", "≥95%", "95人", 10, 10, "")]
    reading = forms.read(*forms.standard(table=forms.table(lines)))
    assert forms.complaints(reading) == [("W-MEASURE", "F13")]
    assert reading.indicators[0]["actual_value"] is None

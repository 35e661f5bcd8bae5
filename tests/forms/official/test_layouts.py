"""Layouts that are easy to misread: lists above the form, heads without names, labels above their values."""


def test_a_list_of_projects_above_the_form(forms):
    """A cover list on the same sheet has names, too; the form begins below its own title."""
    listed = [["2022年项目清单"], ["序号", "项目名称", "预算数"], [1, "别的项目", 100], [2, "又一个项目", 200]]
    reading = forms.read(*listed, [], *forms.standard())
    assert [p["project_name"] for p in reading.projects] == ["村级卫生室建设项目"]
    assert reading.findings == []


def test_a_list_of_parts_inside_the_form(forms):
    """项目名称 once more, as the heading of a list of parts: the form's own name stands first."""
    parts = [["分项目明细", "项目名称", "金额"], [None, "设备购置", 60], [None, "人员培训", 58]]
    reading = forms.read(*forms.standard(goals=[*parts, *forms.goals()]))
    assert [p["project_name"] for p in reading.projects] == ["村级卫生室建设项目"]
    assert reading.projects[0]["goal"] == "新建12个村级卫生室。"


def test_levels_under_one_common_heading(forms):
    """绩效指标 spans three columns that have no names of their own."""
    m = forms.merged
    rows = [
        [m("绩效指标", 1, 3), None, None, "年度指标值", "实际完成值", "分值", "得分"],
        [m("产出指标", 2), "数量指标", "发放户数", "≥80户", "80户", 50, 50],
        [None, "质量指标", "发放准确率", "100%", "100%", 40, 40],
    ]
    reading = forms.read(*forms.standard(table=rows, total=[]))
    assert forms.indicators(reading, "level1", "level2", "level3", "target_value") == [
        ("产出指标", "数量指标", "发放户数", 80),
        ("产出指标", "质量指标", "发放准确率", 100),
    ]


def test_a_wide_flat_list_keeps_its_names(forms):
    """指标名称 spans three columns, and so does every name."""
    m = forms.merged
    rows = [
        [m("指标名称", 1, 3), None, None, "年度指标值", "实际完成值", "分值", "得分"],
        [m("发放户数", 1, 3), None, None, "≥80户", "80户", 50, 50],
    ]
    reading = forms.read(*forms.standard(table=rows, total=[]))
    assert forms.indicators(reading, "level1", "level3") == [("", "发放户数")]


def test_labels_above_their_values(forms):
    """A row of labels, and the values in the row below."""
    head = [
        ["项目支出绩效自评表（2022年度）"], ["项目名称", "主管部门", "实施单位"],
        ["校舍维修", "州教育局", "州第一中学"],
    ]
    project = forms.read(*forms.standard(head=head)).projects[0]
    assert (project["project_name"], project["department"], project["unit_name"]) == (
        "校舍维修", "州教育局", "州第一中学",
    )


def test_two_labels_in_one_cell(forms):
    """单位名称：… 填报日期：… in the same cell."""
    line = ["单位名称：州商务局    填报日期：2023年3月1日"]
    reading = forms.read(["项目支出绩效自评表"], line, ["项目名称", "校舍维修"], *forms.standard(head=[]))
    assert (reading.unit_name, reading.fiscal_year) == ("州商务局", None)


def test_execution_points_given_once_in_a_heading_and_once_in_the_table(forms):
    """预算执行情况(10分) above, 预算执行率 with 10 points among the indicators: ten points, not twenty."""
    funds = forms.funds(
        ("年度资金总额", 100, 90, "90%"), headings=("全年预算数", "全年执行数", "执行率"),
        label="预算执行情况\n（10分）",
    )
    execution = ("预算执行", "预算执行率", "预算执行率", "100%", "90%", 10, 9, "")
    reading = forms.read(*forms.standard(funds=funds, table=forms.table([execution, *forms.lines])))
    assert reading.projects[0]["execution_weight_cp"] is None
    assert reading.indicators[0]["weight_cp"] == 1000
    without = forms.read(*forms.standard(funds=funds))
    assert without.projects[0]["execution_weight_cp"] == 1000


def test_a_csv_has_no_merged_cells_and_only_text(forms):
    """The form saved as CSV: every number is text, levels are named once."""
    from tasks.forms.book import open_book
    from tasks.forms.official import read_official

    lines = [
        "项目支出绩效自评表（2022年度）,,,,,,", "项目名称,,校舍维修,,,,", "主管部门,,州教育局,实施单位,州第一中学,,",
        "项目资金（万元）,,年初预算数,全年预算数,全年执行数,分值,执行率,得分",
        ",年度资金总额,100,120.5,115.5,10,95.85%,9.59", "一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分",
        '产出指标,数量指标,维修面积,"≥1,200平方米",1250平方米,50,50', ",质量指标,验收合格率,100%,1,40,40",
        "总分,,,,,100,99.59",
    ]
    book, _ = open_book("自评.csv", "\n".join(lines).encode("gb18030"))
    reading = read_official(book)
    assert reading.projects[0]["executed_fen"] == 115_500_000
    assert (reading.projects[0]["rate_bp"], reading.projects[0]["total_cp"]) == (9585, 9959)
    assert forms.indicators(reading, *forms.fields) == [
        ("产出指标", "维修面积", "≥", 1200, 1250, None, 5000, 5000),
        ("产出指标", "验收合格率", "≥", 100, 100, None, 4000, 4000),
    ]
    assert forms.complaints(reading) == []


def test_another_form_below_is_not_read_on(forms):
    """The department's own form below the project's, on the same sheet."""
    whole = [
        ["部门整体支出绩效自评表"], ["部门名称", "州教育局"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["履职效能", "数量指标", "项目数", "≥5个", 5, 90, 81], ["总分", None, None, None, None, 90, 81],
    ]
    for total in (forms.total(), []):
        reading = forms.read(*forms.standard(total=total), [], *whole)
        assert len(reading.indicators) == len(forms.lines)
        assert reading.projects[0]["total_cp"] == (9975 if total else None)


def test_grades_in_cells_of_their_own_are_a_choice_nobody_has_made(forms):
    """评价等级 | 优 | 良 | 中 | 差 without a tick."""
    row = ["评价等级", "优", "良", "中", "差"]
    assert forms.read(*forms.standard(), row).projects[0]["grade"] == ""
    assert forms.read(*forms.standard(), ["评价等级", "优", "√良", "中", "差"]).projects[0]["grade"] == ""


def test_the_head_of_the_labels_is_no_amount(forms):
    """年度预算数（万元） above the labels of the rows, and no other budget than that of January."""
    headings = ("年初预算", "预算执行数", "预算执行率")
    block = [
        ["预算执行情况", "年度预算数（万元）", *headings], [None, "总额", 100, 90, "90%"],
        [None, "其中：财政资金", 100, 90, "90%"],
    ]
    reading = forms.read(*forms.standard(funds=block))
    assert (reading.projects[0]["budget_fen"], reading.projects[0]["executed_fen"]) == (100_000_000, 90_000_000)
    assert reading.findings == []


def test_a_seal_is_no_part_of_a_name(forms):
    """州教育局（盖章） is 州教育局."""
    assert forms.read(*forms.standard(head=forms.head(unit="州教育局（盖章）"))).unit_name == "州教育局"


def test_names_that_begin_like_the_template_s_numbering(forms):
    """指标1 and 指标一、 are numbering, 指标2022年 and 指标一体化 are names; so is 整体支出."""
    names = ["指标3：甲项", "指标一、乙项", "指标2022年丙项", "指标一体化平台", "部门整体支出绩效自评完成率"]
    lines = [("产出指标", "数量指标", name, "≥1个", 1, 10, 10, "") for name in names]
    reading = forms.read(*forms.standard(table=forms.table(lines)))
    assert [row["level3"] for row in reading.indicators] == ["甲项", "乙项", *names[2:]]

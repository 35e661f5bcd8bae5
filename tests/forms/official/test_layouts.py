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

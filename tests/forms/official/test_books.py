"""Which sheets are the form: several projects in a book, and everything that only looks like it."""

import pytest


def test_several_projects_one_per_sheet(forms):
    """Each sheet a project, whatever it is called; cover, notes and empty sheets do not count."""
    reading = forms.read(
        sheets={
            "封面": [["2022年度绩效自评材料"], ["单位：阿图什市教育局"]],
            "1": forms.standard(head=forms.head("校舍维修", unit="阿图什市教育局")),
            "Sheet3": [],
            "项目二": forms.standard(head=forms.head("学生营养餐", unit="阿图什市教育局")),
            "填表说明": [
                ["填表说明"], ["1.项目名称：填写全称"],
                ["2.三级指标：填写具体指标", None, "年度指标值", "实际完成值"],
            ],
        }
    )
    assert [(p["project"], p["project_name"], p["sheet"]) for p in reading.projects] == [
        (0, "校舍维修", "1"),
        (1, "学生营养餐", "项目二"),
    ]
    assert {(row["project"], row["sheet"]) for row in reading.indicators} == {(0, "1"), (1, "项目二")}
    assert len(reading.indicators) == 2 * len(forms.lines)
    assert (reading.unit_name, reading.findings) == ("阿图什市教育局", [])


def test_several_projects_one_below_the_other(forms):
    """Title, project, foot, notes; again and again on one sheet. Amounts and totals stay apart."""
    notes = [["注：1.得分一档最高不能超过该指标分值上限。"], ["填报人：张三", None, None, "联系电话：0908-0000000"], []]
    second = forms.standard(
        head=forms.head("学生营养餐"), funds=forms.funds(("年度资金总额", 50, 50, 40, 10, "80%", 8)),
        table=forms.table(forms.lines[:2]), total=forms.total(20, 88.5),
    )
    third = forms.standard(head=forms.head("教师培训", year="（2021年度）"), total=[])
    reading = forms.read(*forms.standard(), *notes, *second, *notes, *third, *notes)
    assert [(p["project_name"], p["budget_fen"], p["total_cp"]) for p in reading.projects] == [
        ("村级卫生室建设项目", 118_000_000, 9975), ("学生营养餐", 50_000_000, 8850), ("教师培训", 118_000_000, None),
    ]
    assert [sum(row["project"] == n for row in reading.indicators) for n in range(3)] == [8, 2, 8]
    assert reading.fiscal_year == 2021  # one old form is enough to ask
    assert reading.findings == []


def test_projects_below_each_other_without_titles(forms):
    """Only the first has a title; each name begins a new project."""
    reading = forms.read(*forms.standard(), *forms.standard(head=forms.head("学生营养餐")[2:]))
    assert [p["project_name"] for p in reading.projects] == ["村级卫生室建设项目", "学生营养餐"]
    assert forms.indicators(reading, *forms.fields) == forms.lines_read * 2


def test_the_form_behind_a_department_s_own(forms):
    """整体支出绩效自评表 above the project's form is passed over; its score is not the project's."""
    whole = [
        ["部门整体支出绩效自评表"], ["（2022年度）"], ["部门名称", "阿图什市教育局", None, "自评得分", 91],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "项目数", "≥5个", 5, 90, 81],
    ]
    reading = forms.read(*whole, [], *forms.standard())
    assert [(p["project_name"], p["total_cp"]) for p in reading.projects] == [("村级卫生室建设项目", 9975)]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["部门整体支出绩效自评表"], ["部门名称", "教育局"], ["项目名称", "整体"],
            ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
            ["产出指标", "数量指标", "项目数", "≥5个", 5, 90, 90],
        ],
        [
            ["项目支出绩效目标执行监控表"], ["项目名称", "校舍维修"],
            ["项目资金", "年初预算数", "1-7月执行数", "全年预计执行数"],
            ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "完成目标可能性"],
            ["产出指标", "数量指标", "项目数", "≥5个", 5, 5, "确定能"],
        ],
        [
            ["项目名称", "校舍维修"], ["项目资金", "年初预算数", "1—8月执行数"],
            ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
            ["产出指标", "数量指标", "项目数", "≥5个", 5],
        ],
        [
            ["项目支出绩效目标申报表"], ["项目名称", "校舍维修"], ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "项目数", "≥5个"],
        ],
        [
            ["项目名称", "校舍维修"], ["一级指标", "二级指标", "三级指标", "性质", "指标值", "单位"],
            ["产出指标", "数量指标", "项目数", "≥", 5, "个"],
        ],
        [
            ["2022年项目支出绩效自评汇总表"], ["序号", "项目名称", "全年预算数", "全年执行数", "自评得分"],
            [1, "校舍维修", 100, 90, 95],
        ],
        [
            ["项目编码", "项目名称", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
            ["1", "甲", "产出", "数量", "丙", 1, 1, 1, 1],
        ],
        [["收入支出决算总表"], ["项目", "行次", "金额"], ["一般公共预算", 1, 100]],
        [[]],
    ],
)
def test_other_tables_are_not_this_form(forms, rows):
    """Whole departments, monitoring, targets, lists, accounts: another recogniser's business, or nobody's."""
    assert forms.read(*rows) is None


def test_an_empty_template_is_the_form_but_no_project(forms):
    """The issued blank, sent back as it was."""
    blank = [
        ("产出指标", "数量指标", "指标1：", "", "", "", ""), ("产出指标", "数量指标", "……", "", "", "", ""),
        ("效益指标", "", "", "", "", "", ""),
    ]
    reading = forms.read(
        *forms.standard(
            head=forms.head("", unit=""),
            funds=forms.funds(("年度资金总额", "", "", "", 10, "", ""), ("其中：当年财政拨款",)),
            goals=forms.goals("", ""), table=forms.table(blank), total=forms.total(100, ""),
        )
    )
    assert (reading.projects, reading.indicators, reading.findings) == ([], [], [])


def test_a_filled_form_on_a_hidden_sheet_is_told_and_not_read(forms):
    """What nobody sees nobody has signed."""
    reading = forms.read(sheets={"自评": forms.standard(), "~旧表": forms.standard(head=forms.head("旧项目"))})
    assert [p["project_name"] for p in reading.projects] == ["村级卫生室建设项目"]
    assert [(f.rule, f.sheet) for f in reading.findings] == [("W-EXTRADATA", "旧表")]


@pytest.mark.parametrize(
    ("printed", "code", "name"),
    [
        ("653000220R00000000001-村级卫生室建设", "653000220R00000000001", "村级卫生室建设"),
        ("村级卫生室\n建设（二期）", "", "村级卫生室建设（二期）"), ("2022年乡村道路", "", "2022年乡村道路"),
        ("12345热线运行费", "", "12345热线运行费"),
    ],
)
def test_codes_in_front_of_names(forms, printed, code, name):
    """A long code is taken off; years and hotlines are part of the name."""
    project = forms.read(*forms.standard(head=forms.head(printed))).projects[0]
    assert (project["project_code"], project["project_name"]) == (code, name)


def test_a_code_behind_its_own_label(forms):
    """As text it is the code; as a number it has lost its digits, and the unit is told."""
    code = "653000220R00000000001"
    reading = forms.read(*forms.standard(head=[*forms.head(), ["项目编码", None, code]]))
    assert reading.projects[0]["project_code"] == code
    lost = forms.read(*forms.standard(head=[*forms.head(), ["项目代码", None, 6.53e20]]))
    assert (lost.projects[0]["project_code"], forms.complaints(lost)) == ("", [("R-CODE", "C5")])


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("105001-阿图什市教育局", "阿图什市教育局"), ("[105001]阿图什市教育局", "阿图什市教育局"),
        ("105001阿图什市教育局", "阿图什市教育局"), ("110指挥中心", "110指挥中心"),
        ("12345热线服务中心", "12345热线服务中心"), ("第三中学", "第三中学"),
    ],
)
def test_codes_in_front_of_units(forms, printed, name):
    """Local unit codes are not the directory's; they are taken off the name and not used."""
    reading = forms.read(*forms.standard(head=forms.head(unit=printed)))
    assert (reading.unit_name, reading.unit_code) == (name, "")


@pytest.mark.parametrize(
    "line",
    [
        ["项目名称：校舍维修"], ["项目名称", "校舍维修"], ["项目名称", None, None, None, "校舍维修"],
        ["项 目 名 称", "校舍维修"], ["一、项目名称", "校舍维修"], ["项目（政策）名称", "校舍维修"],
        ["专项资金名称", "校舍维修"], ["序号", "1", "项目名称", "校舍维修", "项目负责人", "张三"],
    ],
)
def test_the_name_in_many_places(forms, line):
    """Behind a colon, further right, numbered, worded differently."""
    reading = forms.read(["项目支出绩效自评表"], line, *forms.standard(head=[]))
    assert [p["project_name"] for p in reading.projects] == ["校舍维修"]


def test_a_label_without_a_value_does_not_take_its_neighbour_s(forms):
    """实施单位 left empty beside 项目负责人 stays empty."""
    head = [
        ["项目支出绩效自评表"], ["项目名称", None, "校舍维修"], ["实施单位", None, "", "项目负责人", "张三"],
        ["主管部门", "", "联系电话", "0908-1"],
    ]
    reading = forms.read(*forms.standard(head=head))
    assert (reading.unit_name, reading.projects[0]["department"]) == ("", "")


def test_goals_over_several_lines(forms):
    """目标1, 目标2 below each other; what the template left empty is no goal."""
    rows = [
        ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
        [None, "目标1：新建12个卫生室。", None, None, None, "完成12个。"],
        [None, "目标2：培训300人次。", None, None, None, "完成312人次。"], [None, "目标3：", None, None, None, ""],
        [None, "……"],
    ]
    project = forms.read(*forms.standard(goals=rows)).projects[0]
    assert project["goal"] == "目标1：新建12个卫生室。\n目标2：培训300人次。"
    assert project["achieved"] == "完成12个。\n完成312人次。"


def test_goals_behind_their_labels(forms):
    """年度目标 | text, 目标完成情况 | text."""
    project = forms.read(
        *forms.standard(goals=[["年度总体目标", None, "建成卫生室"], ["年度目标完成情况", None, "已建成"]])
    ).projects[0]
    assert (project["goal"], project["achieved"]) == ("建成卫生室", "已建成")

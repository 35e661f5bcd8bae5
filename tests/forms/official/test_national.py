"""The regulation's own form, as it is met in the years 2017 to 2024."""

import pytest


def test_a_correct_form_is_read_whole_and_without_a_word(forms):
    """Every row, every amount, every address; nothing is held against the unit."""
    reading = forms.read(*forms.standard())
    project = reading.projects[0]
    assert (reading.form, reading.layout, reading.fiscal_year) == ("self_evaluation", "official", 2022)
    assert reading.unit_name == project["unit_name"] == "阿图什市卫生健康委员会"
    assert project["project_name"] == "村级卫生室建设项目"
    assert project["department"] == "自治州卫生健康委员会"
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"]) == (
        1_200_000_00, 1_180_000_00, 1_150_500_00,
    )
    assert (project["rate_bp"], project["execution_weight_cp"], project["execution_score_cp"]) == (9750, 1000, 975)
    assert project["total_cp"] == 9975
    assert (project["goal"], project["achieved"]) == ("新建12个村级卫生室。", "12个村级卫生室全部建成。")
    assert forms.indicators(reading, *forms.fields) == forms.lines_read
    assert reading.findings == []


def test_every_value_tells_where_it_stands(forms):
    """Addresses of project values are cells, those of indicators column letters beside a row number."""
    reading = forms.read(*forms.standard())
    at = dict(part.split("=") for part in reading.projects[0]["at"].split(","))
    assert at["project_name"] == "C3" and at["budget_fen"] == "D6" and at["execution_score_cp"] == "H6"
    assert at["total_cp"] == "H21" and at["goal"] == "B11" and at["achieved"] == "F11"
    first = reading.indicators[0]
    letters = dict(part.split("=") for part in first["at"].split(","))
    assert (first["sheet"], first["row"]) == ("Sheet1", 13)
    assert letters == {
        "level1": "B", "level2": "C", "level3": "D", "target": "E", "target_value": "E", "actual": "F",
        "actual_value": "F", "tier": "F", "weight_cp": "G", "self_score_cp": "H", "reason": "I",
    }


def test_rows_have_exactly_the_columns_of_the_frames(forms):
    """A row fits the frames of the rules, key by key."""
    from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS

    reading = forms.read(*forms.standard())
    assert set(reading.projects[0]) == set(PROJECT_COLUMNS) - {"reading"}
    assert all(set(row) == set(INDICATOR_COLUMNS) - {"reading"} for row in reading.indicators)


@pytest.mark.parametrize(
    ("title", "year", "read"),
    [
        ("项目支出绩效自评表", "（2022年度）", 2022), ("项目支出绩效自评表", "2019年度)", 2019),
        ("项目支出绩效自评表（2021 年度）", "", 2021),
        ("2020年度项目支出绩效自评表", "填报日期：2021年4月22日", 2020), ("二〇二三年度项目支出绩效自评表", "", 2023),
        ("部门预算项目支出绩效自评表(2023年度)", "报表编号:650000_0013zp", 2023),
        ("项目支出绩效自评表", "填报日期：2023年3月20日", None), ("项目绩效自评表", "(2017年)", 2017),
        ("项目支出绩效自评表", "", None),
    ],
)
def test_the_fiscal_year_is_the_one_in_the_title(forms, title, year, read):
    """A lost bracket, other places, Chinese numerals; a date of filling in is no year."""
    reading = forms.read(*forms.standard(head=[[title], [year], *forms.head()[2:]]))
    assert reading.fiscal_year == read


def test_template_rows_left_in_are_no_indicators(forms):
    """指标2 and …… stay in most published forms; names lose the template's numbering."""
    lines = [
        ("产出指标", "数量指标", "指标1：维修校舍面积", "43.2", 37.24, 10, 8.62, "尾款未付，已列入下年预算。"),
        ("产出指标", "数量指标", "指标2", "", "", "", "", ""), ("产出指标", "数量指标", "……", "", "", "", "", ""),
        ("产出指标", "质量指标", "指标1工程完工率", 100, 100, 20, 20, ""),
        ("产出指标", "质量指标", "指标2：", "", "", 0, 0, ""),
        ("产出指标", "成本指标", "指标1 成本控制率", 100, 98, 20, 20, 0),
        ("效益指标", "社会效益\n指标", "指标1：办学条件改善程度", "明显改善", "明显改善", 30, 30, 0),
        ("效益指标", "生态效益指标", "指标1：", "", "", "", "", ""),
        ("满意度\n指标", "服务对象满意度指标", "指标1：学生满意度", 100, 100, 10, 10, "无"),
    ]
    reading = forms.read(*forms.standard(table=forms.table(lines), total=forms.total(100, 98.37)))
    assert forms.indicators(reading, "level1", "level2", "level3", "relation", "reason") == [
        ("产出指标", "数量指标", "维修校舍面积", "≥", "尾款未付，已列入下年预算。"),
        ("产出指标", "质量指标", "工程完工率", "≥", ""), ("产出指标", "成本指标", "成本控制率", "≤", ""),
        ("效益指标", "社会效益指标", "办学条件改善程度", "定性", ""),
        ("满意度指标", "服务对象满意度指标", "学生满意度", "≥", ""),
    ]
    assert forms.indicators(reading, "target_value", "actual_value", "self_score_cp")[0] == (4320, 3724, 862)
    assert reading.projects[0]["total_cp"] == 9837
    assert forms.complaints(reading) == []


def test_points_behind_level_names_are_taken_off(forms):
    """产出指标(50分) is 产出指标, however it is broken into lines."""
    lines = [
        ("产出\n指标\n(50分)", "数量\n指标", "发放户数", "≥80户", "80户", 50, 50, ""),
        ("效益指标（30分）", "社会效益\n指标（30分）", "受益人数", "≥300人", "310人", 30, 30, ""),
        ("满意度指标\n（10）", "满意度指标", "满意率", "≥95%", "0.96", 10, 10, ""),
    ]
    reading = forms.read(*forms.standard(table=forms.table(lines)))
    assert forms.indicators(reading, "level1", "level2") == [
        ("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "满意度指标"),
    ]
    assert forms.indicators(reading, "target_value", "actual_value") == [(80, 80), (300, 310), (95, 96)]


@pytest.mark.parametrize(
    "weights", [(50, 30, 10, 10), (40, 30, 20, 10), (20, 80, 0, 0), (10, 25, 30, 35), (45, 22.5, 22.5, 10)]
)
def test_weights_are_read_as_they_stand(forms, weights):
    """Blocks of every division, decimals included."""
    lines = [(f"第{n}类", "", f"指标甲{n}", "≥1个", 1, weight, weight, "") for n, weight in enumerate(weights)]
    reading = forms.read(*forms.standard(table=forms.table(lines)))
    assert [row["weight_cp"] for row in reading.indicators] == [int(w * 100) for w in weights]


@pytest.mark.parametrize("weight", ["20%", "20", "20分", "２０", 20.0])
def test_a_weight_may_be_written_in_many_ways(forms, weight):
    """20 %, full width, with its unit: always twenty points, never a complaint."""
    reading = forms.read(
        *forms.standard(table=forms.table([("产出指标", "数量指标", "户数", "≥8户", 8, weight, weight, "")]))
    )
    assert forms.indicators(reading, "weight_cp", "self_score_cp") == [(2000, 2000)]
    assert forms.complaints(reading) == []


def test_a_weight_under_a_percent_format_is_a_share_of_100_points(forms):
    """0.2 shown as 20 % is twenty points."""
    lines = [("产出指标", "数量指标", "户数", "≥8户", 8, forms.percent(0.2), 20, "")]
    assert forms.read(*forms.standard(table=forms.table(lines))).indicators[0]["weight_cp"] == 2000


@pytest.mark.parametrize(
    ("label", "value", "grade"),
    [
        ("自评等级", "优", "优"), ("绩效等次：", "良好", "良好"), ("评价等级", "优□ 良☑ 中□ 差□", "良"),
        ("等次", "", ""), ("自评等次", "√优 良 中 差", "优"), ("评价等级", "优□ 良□ 中□ 差□", ""),
        ("评价等级", "", ""),
    ],
)
def test_a_printed_grade_is_read_where_there_is_one(forms, label, value, grade):
    """A word, or the one that is ticked."""
    reading = forms.read(*forms.standard(), [label, None, value])
    assert reading.projects[0]["grade"] == grade
    assert len(reading.indicators) == len(forms.lines_read)


def test_a_secrecy_mark_is_read(forms):
    """Above the title or behind its label: the door must see it."""
    stamped = forms.read(["机密★10年"], *forms.standard())
    labelled = forms.read(*forms.standard(head=[*forms.head(), ["密级", None, "秘密"]]))
    assert (stamped.projects[0]["secrecy"], labelled.projects[0]["secrecy"]) == ("机密★10年", "秘密")
    assert forms.read(*forms.standard()).projects[0]["secrecy"] == ""

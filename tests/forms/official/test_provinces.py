"""How provinces and counties print the form: other headings, other blocks, other ways to give the total."""


def test_sichuan_2023_with_relation_value_and_unit_in_columns_of_their_own(forms):
    """部门预算项目支出绩效自评表: code before the name, 总额 row, / for nothing, 指标性质, 完成值, 权重, 合计."""
    reading = forms.read(
        ["报表编号:650000_0013zp"],
        ["部门预算项目支出绩效自评表（2023年度）"],
        ["项目名称", None, None, "65302223R000000019951-消防设施维修"],
        ["主管部门", None, None, "乌恰县应急管理局部门", None, None, "实施单位\n（盖章）", "乌恰县应急管理局"],
        ["项目基本情况", "1.项目年度目标完成情况", None, "项目年度目标", None, None, "年度目标完成情况"],
        [None, None, None, "维修消防设施，保障安全。", None, None, "全部维修完毕。"],
        [None, "2.项目实施内容及过程概述", None, "2023年5月招标，9月完工。"],
        [
            forms.merged("预算执行情况（10分）", 6), "年度预算数（万元）", None, "年初预算", "调整后预算数",
            "预算执行数", "预算执行率", "权重", "得分", "原因",
        ],
        [
            None, "总额", None, 30, 33.6, 33.6, "100.00%", 10, 10,
            forms.merged("1.预算执行率未达到90%的需说明原因(100字以内)；2.其他资金包括社会投入资金。", 5),
        ],
        [None, "其中：财政资金", None, 30, 33.6, 33.6, "100.00%", "/", "/"],
        [None, "财政专户管理资金", None, "0.00", "0.00", "0.00", "0.00%", "/", "/"],
        [None, "单位资金", None, 0, 0, 0, 0, "/", "/"],
        [None, "其他资金", None, "", "", "", "", "/", "/"],
        [
            forms.merged("绩效指标（90分）", 4), "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位",
            "完成值", "权重", "得分", "未完成原因分析",
        ],
        [None, "产出指标", "数量指标", "维修消防栓", "=", 13, "台", 13, 30, 30, ""],
        [None, "产出指标", "质量指标", "维修完好率", "≥", "95", "%", "95", 30, 30, ""],
        [None, "效益指标", "经济效益指标", "维修费用", "≤", 33.6, "万元", 33.6, 30, 30, "无"],
        [forms.merged("合计", 1, 8), None, None, None, None, None, None, None, 100, 100],
        ["评价结论", None, "项目按计划实施，自评总分100分。"],
        ["存在问题", None, "无"],
        ["改进措施", None, "无"],
        ["项目负责人：查某", None, None, None, "财务负责人：唐某"],
    )
    project = reading.projects[0]
    assert (project["project_code"], project["project_name"]) == ("65302223R000000019951", "消防设施维修")
    assert (project["unit_name"], project["department"]) == ("乌恰县应急管理局", "乌恰县应急管理局部门")
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"]) == (
        30_000_000, 33_600_000, 33_600_000,
    )
    assert (project["rate_bp"], project["execution_weight_cp"], project["execution_score_cp"]) == (10_000, 1000, 1000)
    assert (project["goal"], project["achieved"], project["reason"]) == (
        "维修消防设施，保障安全。", "全部维修完毕。", "",
    )
    assert (project["total_cp"], reading.fiscal_year) == (10_000, 2023)
    assert forms.indicators(
        reading, "level3", "target", "relation", "target_value", "actual_value", "weight_cp", "reason"
    ) == [
        ("维修消防栓", "=13台", "=", 13, 13, 3000, ""), ("维修完好率", "≥95%", "≥", 95, 95, 3000, ""),
        ("维修费用", "≤33.6万元", "≤", 336, 336, 3000, ""),
    ]
    assert forms.complaints(reading) == []


def test_hubei_without_weights_and_with_one_reason_for_all(forms):
    """年初目标值(A), 实际完成值(B), 得分 only; 20 points printed in a heading; one reason for the whole form."""
    reading = forms.read(
        [forms.merged("2020年度服务贸易发展资金项目自评表", 1, 7)],
        ["单位名称：市商务局", None, None, None, "填报日期：2021年4月22日"],
        ["项目名称", None, "2020年市级服务贸易发展资金", None, None, None],
        ["主管部门", None, "市商务局", None, "项目实施单位", "投资促进中心"],
        ["项目类别", None, "1、部门预算项目☑  2、市直专项□"],
        ["项目属性", None, "1、持续性项目☑  2、新增性项目□"],
        [
            forms.merged("预算执行情况\n(万元)\n(20分)", 2), None, None, "预算数(A)", "执行数(B)", "执行率(B/A)",
            "得分\n(20分*执行率)",
        ],
        [None, "年度财政资金总额", None, 285.84, 285.84, "100%", 20],
        [
            forms.merged("年度绩效目标1\n（80分）", 6), "一级指标", "二级指标", "三级指标", "年初目标值(A)",
            "实际完成值(B)", "得分",
        ],
        [None, forms.merged("产出指标\n（60分）", 3), "数量指标", "服务外包在岸（万美元）", 20000, 23333.56, 10],
        [None, None, "质量指标", "企业国际质量提升", "获得目的国（地区）受众欢迎", "受目的国受众欢迎显著", 10],
        [None, None, "时效指标", "资金拨付及时性", "98%以上", "95%", 38],
        [None, forms.merged("效益指标\n（40分）", 2), "社会效益\n指标", "企业把握文化方向情况", "较好", "较好", 10],
        [None, None, "可持续影响指标", "推动企业走出去", "有利于企业走出去", "有利于企业走出去", 10],
        [forms.merged("总分", 1, 6), None, None, None, None, None, 98],
        [forms.merged("偏差大或目标未完成原因分析", 1, 2), None, "部分资金年底下达。"],
        [forms.merged("改进措施及结果应用方案", 1, 2), None, "提前申报。"],
        ["备注：1.预算执行情况口径：预算数为调整后财政资金总额。"],
    )
    project = reading.projects[0]
    assert (project["unit_name"], project["department"]) == ("投资促进中心", "市商务局")
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"]) == (None, 285_840_000, 285_840_000)
    assert (project["execution_weight_cp"], project["execution_score_cp"], project["total_cp"]) == (2000, 2000, 9800)
    assert (reading.fiscal_year, project["reason"]) == (2020, "部分资金年底下达。")
    assert forms.indicators(reading, *forms.fields) == [
        ("产出指标", "服务外包在岸（万美元）", "≥", 2_000_000, 2_333_356, None, None, 1000),
        ("产出指标", "企业国际质量提升", "定性", None, None, None, None, 1000),
        ("产出指标", "资金拨付及时性", "≥", 98, 95, None, None, 3800),
        ("效益指标", "企业把握文化方向情况", "定性", None, None, 1, None, 1000),
        ("效益指标", "推动企业走出去", "定性", None, None, 1, None, 1000),
    ]
    assert {row["reason"] for row in reading.indicators} == {"部分资金年底下达。"}
    assert forms.complaints(reading) == []


def test_hunan_without_points_at_all(forms):
    """专项资金绩效目标自评表: 全年预算数(A), no 分值, no 得分, 全年完成值, levels of government as sources."""
    reading = forms.read(
        ["附件3"],
        [forms.merged("2020年度县级专项资金绩效目标自评表", 1, 8)],
        ["专项资金名称", None, "县级储备粮专项", None, None, "负责人及电话", "旷某 0744-0000000"],
        ["县级主管部门", None, "县商务和粮食局", None, None, "实施单位", "粮食调控储备股"],
        [forms.merged("项目资金\n（万元）", 4), None, None, "全年预算数（A）", "全年执行数（B）", "执行率（B/A）"],
        [None, "年度资金总额", None, 194.9, 194.9, "100%"],
        [None, "其中：中央、省、市补助", None, "", "", ""],
        [None, "县级资金", None, 194.9, 194.9, "100%"],
        [None, "其他资金"],
        ["年度\n总体\n目标", "年初设定目标", None, None, "全年实际完成情况"],
        [None, "储备规模达标", None, None, "保持稳定"],
        [
            "绩\n效\n指\n标", "一级\n指标", "二级\n指标", "三级指标", "年度指标\n值", "全年\n完成值",
            "未完成原因和\n改进措施",
        ],
        [None, "产\n出\n指\n标", "数量\n指标", "5000吨稻谷储备到位率", "100%", "100%"],
        [None, None, "质量\n指标", "粮食明显变质比例", 0, 0],
        [None, None, "成本\n指标", "收购价格执行率", "100%", "100%"],
        [None, "效\n益\n指\n标", "经济效益\n指标", "利息补贴保障率", "100%", "无", "没有轮换、动用库存"],
        [None, None, "社会效益\n指标", "粮食安全事件发生数", "0起", "0起"],
        [None, "满意度指标", "服务对象满意度指标", "市民满意度", "≥90%", "100%"],
        ["说明", "无"],
        ["注：1、其他资金包括和中央补助、地方财政资金共同投入到同一项目的自有资金。"],
    )
    project = reading.projects[0]
    assert (project["project_name"], project["unit_name"], project["department"]) == (
        "县级储备粮专项", "粮食调控储备股", "县商务和粮食局",
    )
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"], project["rate_bp"]) == (
        None, 194_900_000, 194_900_000, 10_000,
    )
    assert (project["execution_weight_cp"], project["execution_score_cp"], project["total_cp"]) == (None, None, None)
    assert forms.indicators(
        reading, "level1", "level2", "level3", "relation", "target_value", "actual_value", "reason"
    ) == [
        ("产出指标", "数量指标", "5000吨稻谷储备到位率", "≥", 100, 100, ""),
        ("产出指标", "质量指标", "粮食明显变质比例", "≤", 0, 0, ""),
        ("产出指标", "成本指标", "收购价格执行率", "≥", 100, 100, ""),
        ("效益指标", "经济效益指标", "利息补贴保障率", "≥", 100, None, "没有轮换、动用库存"),
        ("效益指标", "社会效益指标", "粮食安全事件发生数", "≤", 0, 0, ""),
        ("满意度指标", "服务对象满意度指标", "市民满意度", "≥", 90, 100, ""),
    ]
    assert forms.complaints(reading) == []


def test_ningxia_with_the_score_in_the_head_and_weights_before_targets(forms):
    """自评得分 and 财政审核评分 side by side in the head, 调整预算数, 参考分值 before 指标值, 全年实际值."""
    reading = forms.read(
        [forms.merged("市本级部门项目支出绩效自评表", 1, 9)],
        ["（2021年）"],
        ["项目名称", None, "初中公用经费", None, "主管部门", None, "市教育局"],
        ["实施单位", None, "市第六中学", None, "自评得分", 98, "财政审核评分", 91],
        ["项目资金（万元）", None, "年初预算数", None, "调整预算数（A）", None, "全年执行数（B）", "执行率（B/A）"],
        [None, "年度资金总额", 64.8, None, 64.8, None, 64.8, "100%"],
        ["年度总体目标", None, "年初设定目标", None, None, None, "年度总体目标完成情况"],
        [None, None, "保障学校正常运行", None, None, None, "完成"],
        [
            "一级指标", "二级指标", "三级指标", "参考分值", "指标值（A）", None, "全年实际值（B）", "得分",
            "未完成原因分析及改进措施",
        ],
        ["项目决策（10分）", "项目目标", "完整性", 4, "目标明确、内容细化", None, "目标明确、内容细化", 4],
        [None, None, "可行性", 6, "实际工作需求", None, "符合实际工作需求", 6],
        ["项目产出（50分）", "数量指标（10分）", "保障人数", 40, "2370人", None, "2370人", 38, "个别学生转学。"],
        [None, None, "指标2："],
        [None, "时效指标", "公用经费完成时间", 10, "2021年12月完成", None, "2021年12月完成", 10],
        ["项目效益（40分）", "成本指标", "绿化、水电费等成本", 40, "14.8万元", None, "14.8万元", 40],
    )
    project = reading.projects[0]
    assert (project["total_cp"], project["unit_name"], reading.fiscal_year) == (9800, "市第六中学", 2021)
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"]) == (64_800_000,) * 3
    assert (project["goal"], project["achieved"]) == ("保障学校正常运行", "完成")
    assert forms.indicators(reading, *forms.fields) == [
        ("项目决策", "完整性", "定性", None, None, 1, 400, 400),
        ("项目决策", "可行性", "定性", None, None, None, 600, 600),
        ("项目产出", "保障人数", "≥", 2370, 2370, None, 4000, 3800),
        ("项目产出", "公用经费完成时间", "定性", None, None, 1, 1000, 1000),
        ("项目效益", "绿化、水电费等成本", "≤", 148_000, 148_000, None, 4000, 4000),
    ]
    assert forms.complaints(reading) == []

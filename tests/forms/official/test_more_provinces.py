"""Further provinces: heads and feet of two lines, flat lists, pairs of label and amount, transfer payments."""


def test_yunnan_with_a_head_of_two_lines_and_a_foot_of_two(forms):
    """绩效指标 and 年度指标值 span three columns each; 总分值, 总得分 and 自评等级 stand above their values."""
    m = forms.merged
    reading = forms.read(
        ["公开13表"],
        *forms.standard(head=forms.head(year="（2021年度）"), table=[], total=[]),
        [
            m("绩效指标", 1, 3), None, None, m("年度指标值", 1, 3), None, None, m("实际完成值", 2), m("分值", 2),
            m("得分", 2), m("偏差原因分析\n及改进措施", 2),
        ],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
        ["产出指标", "数量指标", "完成巡诊次数", "＝", "24", "次", "24次", 50, 50, "无"],
        ["效益指标", "社会效益指标", "群众就医可及性", "＝", "提升", "", "提升", 30, 30, "无"],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", "%", "92%", 10, 10, "无"],
        ["其他需要说明的事项", None, None, "无"],
        [m("总分", 2, 6), None, None, None, None, None, None, "总分值", "总得分", "自评等级"],
        [None, None, None, None, None, None, None, 100, 98.5, "优"],
    )
    assert forms.indicators(reading, "level1", "level3", "target", "relation", "target_value", "actual_value") == [
        ("产出指标", "完成巡诊次数", "＝24次", "=", 24, 24),
        ("效益指标", "群众就医可及性", "＝提升", "定性", None, None),
        ("满意度指标", "群众满意度", "≥90%", "≥", 90, 92),
    ]
    assert (reading.projects[0]["total_cp"], reading.projects[0]["grade"]) == (9850, "优")
    assert forms.complaints(reading) == []


def test_chongqing_with_adjusted_targets_in_a_flat_list(forms):
    """全年（调整）预算数, 执行率权重, 执行率得分; 年初 and 调整指标值; 得分系数 and 偏离度 are nobody's points."""
    reading = forms.read(
        ["项目支出绩效自评表（2022年度）"],
        ["项目名称", "乡村医生补助", None, "项目编码", "50022821T000000117", None, "自评总分（分）", 97],
        ["主管部门", "县卫生健康委", None, "财政归口处室", "社保科", None, "部门联系人", "王某"],
        [
            "项目资金（万元）", None, "年初预算数", "全年（调整）预算数", "全年执行数", "执行率（%）",
            "执行率权重（分）", "执行率得分（分）",
        ],
        [None, "年度总金额", 200, 180, 171, 95, 10, 9.5],
        [None, "其中：财政拨款", 200, 180, 171, 95, "", ""],
        [None, "上级支出", 0, 0, 0, 0],
        ["年初绩效目标", None, None, "全年（调整）绩效目标", None, None, "全年目标实际完成情况"],
        ["补助200人。", None, None, "补助180人。", None, None, "补助180人。"],
        [
            "指标名称", "计量单位", "指标性质", "年初指标值", "调整指标值", "全年完成值", "得分系数（%）",
            "指标权重（分）", "指标得分（分）", "偏离度（%）", "说明", "是否核心指标",
        ],
        ["补助人数", "人", "≥", 200, 180, 180, 100, 60, 60, 0, "", "是"],
        ["补助资金到位率", "%", "＝", 100, "", 95, 95, 30, 28.5, 5, "年底到位", "否"],
    )
    project = reading.projects[0]
    assert (project["project_code"], project["total_cp"]) == ("50022821T000000117", 9700)
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"]) == (
        200_000_000, 180_000_000, 171_000_000,
    )
    assert (project["rate_bp"], project["execution_weight_cp"], project["execution_score_cp"]) == (9500, 1000, 950)
    assert project["achieved"] == "补助180人。"
    assert forms.indicators(reading, *forms.fields[1:], "reason") == [
        ("补助人数", "≥", 180, 180, None, 6000, 6000, ""),
        ("补助资金到位率", "=", 100, 95, None, 3000, 2850, "年底到位"),
    ]
    assert forms.complaints(reading) == []


def test_hebei_with_pairs_of_label_and_amount_and_values_under_results(forms):
    """预算数: 100 到位数: 100 执行数: 90 in one row; 符号 · 值 · 单位 under the target, 值 under the result."""
    m = forms.merged
    reading = forms.read(
        ["项目绩效自评表"],
        ["（2022年度）"],
        ["一、基本情况", "项目名称", "老旧小区改造", None, "实施（主管）单位", "市住建局"],
        [
            m("二、预算执行情况（10分）", 3), "预算安排情况（调整后）", None, "资金到位情况", None, "资金执行情况",
            None, "预算执行进度",
        ],
        [None, "预算数：", 100, "到位数：", 100, "执行数：", 90, "90.00%"],
        [None, "其中：财政资金", 100, "其中：财政资金", 100, "其中：财政资金", 90],
        ["三、目标完成情况", "年度预期目标", None, None, "具体完成情况"],
        [None, "改造5个小区", None, None, "已完成5个"],
        [
            m("四、年度绩效指标完成情况", 2), m("一级指标", 2), m("二级指标", 2), m("三级指标", 2), m("指标分值", 2),
            m("预期指标值", 1, 3), None, None, m("实际完成指标值", 1, 2), None, m("自评得分", 2),
        ],
        [None, None, None, None, None, "符号", "值", "单位（文字描述）", "值", "单位（文字描述）"],
        [None, "产出指标", "数量指标", "改造小区数", 50, "≥", 5, "个", 5, "个", 50],
        [None, "效益指标", "社会效益指标", "居住环境", 40, "", "", "明显改善", "", "明显改善", 40],
        ["总分", None, None, None, 90, None, None, None, None, None, 99],
        ["五、存在问题、原因及下一步整改措施", "支付进度偏慢，将加快结算。"],
    )
    project = reading.projects[0]
    assert (project["budget_fen"], project["executed_fen"], project["execution_weight_cp"]) == (
        100_000_000, 90_000_000, 1000,
    )
    assert (project["unit_name"], project["total_cp"]) == ("市住建局", 9900)
    assert forms.indicators(reading, "level3", "relation", "target_value", "actual_value", "weight_cp") == [
        ("改造小区数", "≥", 5, 5, 5000),
        ("居住环境", "定性", None, None, 4000),
    ]
    assert forms.complaints(reading) == []


def test_a_transfer_payment_form_of_2018(forms):
    """中央 and 地方主管部门, 指标值, 全年实际完成值, no points, an instruction in the foot."""
    reading = forms.read(
        ["中央对地方专项转移支付区域（项目）绩效目标自评表"], ["（2018年度）"],
        ["转移支付（项目）名称", None, "公共卫生服务补助资金"], ["中央主管部门", None, "国家卫生健康委"],
        ["地方主管部门", None, "自治区卫生健康委", "资金使用单位", "州疾病预防控制中心"],
        ["资金情况\n（万元）", None, "全年预算数（A）", "全年执行数（B）", "执行率（B/A×100%)"],
        [None, "年度资金总额：", 300, 270, "90%"], [None, "其中：中央补助", 300, 270, "90%"], [None, "地方资金"],
        [None, "其他资金"], ["总体目标完成情况", "总体目标", None, "全年实际完成情况"],
        [None, "完成免疫规划", None, "全部完成"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施"],
        [None, "产出指标", "数量指标", "疫苗接种率", "≥90%", "97.2%", ""], [None, None, None, "……"],
        [None, "效益指标", "社会效益指标", "健康水平", "不断提高", "不断提高", ""],
        ["说明", "请在此处简要说明各级巡视、审计发现的问题及其所涉及的金额，如没有请填无。"],
    )
    project = reading.projects[0]
    assert (project["project_name"], project["department"]) == ("公共卫生服务补助资金", "自治区卫生健康委")
    assert (project["budget_fen"], project["executed_fen"], project["rate_bp"]) == (300_000_000, 270_000_000, 9000)
    assert (project["goal"], project["achieved"]) == ("完成免疫规划", "全部完成")
    assert (reading.unit_name, reading.fiscal_year) == ("州疾病预防控制中心", 2018)
    assert forms.indicators(reading, "level3", "target_value", "actual_value", "tier") == [
        ("疫苗接种率", 900, 972, None),
        ("健康水平", None, None, 1),
    ]
    assert forms.complaints(reading) == []

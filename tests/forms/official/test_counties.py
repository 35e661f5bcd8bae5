"""How counties and towns print the form: weights first, sources side by side, amounts in 元."""


def test_shanghai_in_yuan(forms):
    """财政项目支出绩效自评表: amounts in 元, thousands grouped, targets that begin with = or >=."""
    reading = forms.read(
        [forms.merged("财政项目支出绩效自评表", 1, 9)],
        ["（2022 年度）"],
        ["项目名称", None, "对口支援经费"],
        ["主管部门", None, "市体育局", None, None, "实施单位", "市体育事业管理中心"],
        *forms.funds(
            ("年度资金总额", "250000.00", "250000.00", "215,457.6", 10, "86.18%", 8.62),
            ("其中：当年财政拨款", "250000.00", "250000.00", "215457.6", "—", "", "—"),
            ("上年结转资金", 0, 0, "", "—"), ("其他资金", 0, 0, "", "—"), label="项目资金\n（元）",
        ),
        *forms.goals(),
        *forms.table(
            [
                ("产出指标", "数量指标", "委托运营方结算完成率", "=100%", "100%", 50, 50),
                ("产出指标", "时效指标", "费用结算及时性", "及时", "及时", 20, 20),
                ("满意度指标", "服务对象满意度指标", "场馆开放满意度", ">=90%", "100%", 20, 20),
            ]
        ),
        *forms.total(100, 98.62),
    )
    project = reading.projects[0]
    assert (project["initial_fen"], project["budget_fen"], project["executed_fen"]) == (
        250_000_00, 250_000_00, 215_457_60,
    )
    assert (project["rate_bp"], project["execution_score_cp"], project["total_cp"]) == (8618, 862, 9862)
    assert forms.indicators(reading, "relation", "target_value", "actual_value", "tier") == [
        ("=", 100, 100, None), ("定性", None, None, 1), ("≥", 90, 100, None),
    ]
    assert forms.complaints(reading) == []


def test_a_county_of_sichuan_with_copied_operators_and_weights_first(forms):
    """资金情况（万元）, 分值 before 年度指标值, 全年实际值 that copies ≥266米, 100 and 100 in the foot."""
    headings = {
        "level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "weight": "分值", "target": "年度指标值",
        "actual": "全年实际值", "score": "得分", "reason": "未完成原因及拟采取的改进措施",
    }
    reading = forms.read(
        ["附件："],
        ["绩效目标自评表"],
        ["（2022年度）"],
        ["项目名称", None, "小型水库水标尺制作安装项目", None, "项目负责人及电话", None, "谢某 0838-0000000（办公）"],
        ["主管部门", None, "县水利局", None, "实施单位", None, "县水利局"],
        *forms.funds(
            ("年度资金总额：", 20, 20, 10, "100.00%", 10), ("其中：本年财政拨款", 20, 20), ("其他资金",),
            headings=("全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"),
            label="资金情况\n（万元）",
        ),
        *forms.goals(),
        *forms.table(
            [
                ("产出指标（70分）", "数量指标", "安装坡面水标尺", "≥266米", "≥266米", 10, 10),
                ("产出指标（70分）", "质量指标", "项目（工程）验收合格率", "100%", "100%", 20, 20),
                ("产出指标（70分）", "时效指标", "及时（按期）开工率", "≥90%", "≥90%", 10, 10),
                ("产出指标（70分）", "成本指标", "项目计划总投资", "20万元", "20万元", 30, 30),
                ("效益指标（20分）", "经济效益指标", "", "", "", "", ""),
                ("效益指标（20分）", "社会效益指标", "受益脱贫户人口数", "≥1000人", "≥1000人", 10, 10),
                ("效益指标（20分）", "社会效益指标", "群众生产生活条件改善状况", "显著提升", "显著提升", 10, 10),
                ("……", "", "", "", "", "", ""),
            ],
            headings,
        ),
        *forms.total(100, 100),
        ["注：1.一级指标分值统一设置为：产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分。"],
    )
    assert forms.indicators(reading, "level1", "level3", "relation", "target_value", "actual_value", "weight_cp") == [
        ("产出指标", "安装坡面水标尺", "≥", 266, 266, 1000),
        ("产出指标", "项目（工程）验收合格率", "≥", 100, 100, 2000),
        ("产出指标", "及时（按期）开工率", "≥", 90, 90, 1000),
        ("产出指标", "项目计划总投资", "≤", 200_000, 200_000, 3000),
        ("效益指标", "受益脱贫户人口数", "≥", 1000, 1000, 1000),
        ("效益指标", "群众生产生活条件改善状况", "定性", None, None, 1000),
    ]
    assert reading.projects[0]["total_cp"] == 10_000
    assert forms.complaints(reading) == []


def test_suizhou_with_sources_side_by_side_and_a_second_score_column(forms):
    """合计 is a column, 自评分 stands beside 复核分, 年终完成值."""
    reading = forms.read(
        ["市财政预算支出项目绩效目标自评表（2022年度）"],
        ["项目名称", "人才培训项目", None, "项目实施单位", "市急救中心"],
        ["项目主管单位", "市卫生健康委员会", None, "项目负责人", "蒋某"],
        [
            "资金来源", "中央（万元）", "省、地（万元）", "本级（万元）", "其他（万元）", "合计（万元）",
            "执行数（万元）", "执行率",
        ],
        [None, 4.9, 18.42, "", "", 23.32, 23.32, "100%"],
        ["项目年度目标", "急救中心正式运行。"],
        ["一级指标", "二级指标", "指标名称（三级指标）", "年初指标值", "年终完成值", "分值", "自评分", "复核分"],
        ["产出指标", "数量指标", "分派车次数", "15000次", 17180, 15, 15, 14],
        ["产出指标", "质量指标", "调度员上岗培训率", "100%", "100%", 12, 12, 12],
        ["合计", None, None, None, None, 27, 27, 26],
    )
    project = reading.projects[0]
    assert (project["budget_fen"], project["executed_fen"], project["rate_bp"]) == (23_320_000, 23_320_000, 10_000)
    assert (project["unit_name"], project["department"], project["goal"]) == (
        "市急救中心", "市卫生健康委员会", "急救中心正式运行。",
    )
    assert forms.indicators(reading, "level3", "target_value", "actual_value", "self_score_cp") == [
        ("分派车次数", 15000, 17180, 1500),
        ("调度员上岗培训率", 100, 100, 1200),
    ]
    assert project["total_cp"] == 2700
    assert forms.complaints(reading) == []

"""The Chinese words for states and kinds, the same on pages and in workbooks."""

ON_TIME, FILED_LATE, OWED, OVERDUE = "按时报齐", "逾期报齐", "未报齐", "逾期未报齐"
STANDINGS = (ON_TIME, FILED_LATE, OWED, OVERDUE)

NOTICE_KINDS = {
    "issue": "下发", "receipt": "回执", "return": "退回修改", "refused": "拒收", "reminder": "提醒", "overdue": "催报",
    "review": "待审核", "verdict": "结论告知", "copy": "抄告", "paper": "通报",
}
NOTICE_STATES = {
    "sent": "已发送", "pending": "待发送", "sending": "发送中", "failed": "发送失败", "uncertain": "待核实",
    "cancelled": "已取消", "superseded": "由后一级代替", "held": "待签发", "bounced": "被退回",
}
UNGRADED = "未评"
EMPTY = "（无）"
# What a verdict is about, and what became of a debt.
KINDS = {
    "project": "项目", "department": "部门", "unit": "单位", "region": "地区", "division": "科室", "document": "材料",
    "office": "机构", "publication": "公开事项", "fund": "资金", "person": "人员", "rule": "规则",
    "frame": "抽样总体", "level": "核查进度", "draw": "随机抽样", "risk": "风险名单", "recovery": "资金",
    "accountability": "责任", "deviation": "选择次序", "list": "评价名单", "conflict": "第三方机构",
    "procurement": "政府采购", "outage": "逾期责任",
    "light": "监控亮灯", "rectification": "监控整改", "earlier_rectification": "上一节点的整改",
    "failed_twice": "两次监控不合格", "addition": "年中追加项目", "budget_line": "预算安排",
    "reevaluation": "第三方再评估",
    "ex_ante_review": "事前评估审核", "goal_review": "绩效目标审核", "addition_budget_line": "年中追加预算安排",
    "addition_reevaluation": "年中追加再评估", "addition_ex_ante_review": "年中追加事前评估审核",
    "addition_goal_review": "年中追加绩效目标审核",
    "ledger": "规则台账", "own_level": "本级工作", "digest": "进度报告", "leader": "牵头科室", "supervisor": "督导科室",
    "routing": "归口", "chain": "全过程链条", "library": "指标库", "owner": "整改责任", "withheld": "不公开事项",
    "congress": "向人大报告", "summary": "基金总结", "inventory": "项目清单", "prefecture": "自治州总结",
    "deduction": "预算扣减", "remedy": "书面整改", "talk": "约谈", "circular": "通报批评", "priority": "优先保障",
    "policy_advice": "政策调整", "feedback": "结果反馈", "follow_up": "落实情况", "filing": "应用备案",
    "push": "问题推送", "past_chain": "上年全过程链条", "rural": "衔接资金平台", "past_rural": "上年衔接资金平台",
    "item": "考核内容", "year": "全年考核",
    "inherited_rectification": "上年未了结的整改", "inherited_proposal": "上年未决的建议",
    "inherited_succession": "撤并单位", "inherited_failure": "上年监控不合格", "inherited_result": "上年评价偏低",
    "inherited_debt": "上年未报事项", "serious": "重大问题认定", "paper": "正式文书",
}
DEBT_STATES = {"owed": "未报齐", "met": "已报齐", "waived": "不需报"}

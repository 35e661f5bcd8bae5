"""The story of the window of 2023: who files when, who errs how, who never answers. It is also what must be found.

Every mistake brings its own findings (`slips`, `mischief`, `hostile`); units without a tale of their own file one
correct form on some day of the window (`cast`). 2023-04-05 is 清明节; on 04-06 the machine stands still.
"""

from dataclasses import dataclass
from datetime import date

from flows.rehearsal.acts import (
    Act,
    Borrows,
    Corrects,
    Files,
    Granted,
    LastYears,
    NewClerk,
    OldForm,
    Prints,
    Renamed,
    Sends,
    SendsAgain,
)


@dataclass(frozen=True, slots=True)
class Tale:
    """One unit's March and April, in one sentence and in acts."""

    unit: str
    says: str
    acts: tuple[Act, ...]


OUTAGES = (date(2023, 4, 6),)  # no run that day; the next one makes up for it

PUNCTUAL_AND_LATE = (
    Tale("克州教育局", "窗口一开就报，一次通过", (Files("03-02", care=0.95),)),
    Tale("阿图什市教育局", "T-3 提醒之后报", (Files("03-29", care=0.9),)),
    Tale("阿克陶县教育局", "逾期催报之后才报", (Files("04-04", care=0.7),)),
    Tale("阿合奇县教育局", "再次催报之后才报", (Files("04-10", care=0.5),)),
    Tale("乌恰县教育局", "始终不报，催到负责人", ()),
    Tale("阿合奇县文化体育广播电视和旅游局", "获准延期，按新期限报；之后又报来旧表", (
        Granted("03-29", "04-08", "办公楼搬迁，档案封存"), Files("04-10", care=0.8), OldForm("04-11"))),
    Tale("乌恰县文化体育广播电视和旅游局", "获准延期，还是逾期", (
        Granted("03-30", "04-07", "经办人住院"), Files("04-11", care=0.6))),
    Tale("克州林业和草原局", "期限前换了经办人", (NewClerk("03-29", "沈嘉禾", "shenjh@unit.example"), Files("03-31"))),
    Tale("乌恰县林业和草原局", "窗口中更名，报来的表还写着旧名", (
        Renamed("03-15", "乌恰县林业和草原发展局"), Prints("03-20", care=0.8, earns=("N-NAME",)))),
)

CARELESS = (
    Tale("克州水利局", "把元填进万元栏，在退回件上改正", (
        Files("03-07", ("把元填进万元栏", "执行慢不写原因")), Corrects("03-09"))),
    Tale("阿图什市水利局", "执行数填得五花八门", (
        Files("03-08", ("把万元当亿元填", "执行数填负数", "执行数写“约”", "执行数填“是”", "执行数漏填", "执行数引用失效")),
        Corrects("03-10"))),
    Tale("阿克陶县水利局", "数字写法各异，都读得准", (
        Files("03-09", ("全角数字", "金额带逗号", "金额带“元”", "金额写大写", "金额多出小数", "执行数用公式算")),)),
    Tale("阿合奇县水利局", "得分对不上完成情况", (
        Files("03-13", ("没完成却得满分", "完成了却自己扣分", "扣了分不写原因", "超额很多不说明", "得分高于分值", "定性指标得分出档")),
        Corrects("03-15", care=0.6))),
    Tale("乌恰县水利局", "改了两回才对", (
        Files("03-14", ("分值加起来不到一百", "总分加错", "指标性质乱填", "把目标改成零", "比率目标填了人数")),
        Files("03-16", ("总分加错",)), Corrects("03-20"))),
    Tale("阿克陶县农业农村局", "资金栏自己算错", (
        Files("03-15", ("执行率手填错", "执行得分按满分填", "执行数超过预算", "一分未花却全部完成")), Corrects("03-17"))),
    Tale("阿合奇县农业农村局", "漏填、公式没算、编码失真", (
        Files("03-16", ("得分漏填", "完成值漏填", "公式没有算出结果", "项目编码变成数字", "完成情况写了一千多字")),
        Files("03-21", care=0.5))),
    Tale("乌恰县农业农村局", "收下但须说明，补了说明再报，以后一份为准", (
        Files("03-10", ("完成了却自己扣分", "超额很多不说明", "执行慢不写原因", "一分未花却全部完成")), Files("03-24", care=0.9))),
    Tale("阿克陶县林业和草原局", "已收下，又报来一份更实的", (Files("03-06", care=0.95), Files("03-22", care=0.4))),
    Tale("阿合奇县林业和草原局", "已收下，又报来一份错的：前一份仍然有效", (
        Files("03-07", care=0.8), Files("03-23", ("总分加错", "没完成却得满分")))),
    Tale("阿图什市林业和草原局", "同一份文件发了两遍，只算一件", (Files("03-13"), SendsAgain("03-14"))),
    Tale("克州农业农村局", "有一个项目预算为零，只列入清单", (Files("03-10"),)),
    Tale("阿图什市农业农村局", "有一个项目已取消，不用报", (Files("03-13"),)),
)

TAMPERING = (
    Tale("克州交通运输局", "解锁后改预算数", (Files("03-09", ("解锁后改了预算数",)), Files("03-13"))),
    Tale("阿图什市交通运输局", "把内容复制到新工作簿", (Files("03-10", ("复制到新工作簿",)), Files("03-14"))),
    Tale("阿克陶县交通运输局", "用停用的版本填", (Files("03-13", ("用了停用的版本",)), Files("03-15"))),
    Tale("阿合奇县交通运输局", "报来上年的表", (LastYears("03-14"), Files("03-20", care=0.3))),
    Tale("乌恰县交通运输局", "报来兄弟单位的表", (Borrows("03-15", "阿合奇县交通运输局"), Files("03-17"))),
    Tale("克州卫生健康委员会", "删一行、重一行", (Files("03-16", ("删了一行项目", "一个项目填两行")), Files("03-20"))),
    Tale("阿图什市卫生健康委员会", "添库外项目，合并单元格", (Files("03-17", ("添了库外项目", "合并单元格")), Files("03-21"))),
    Tale("阿克陶县卫生健康委员会", "改表头，又清空一张表", (
        Files("03-14", ("改了表头",)), Files("03-16", ("清空了指标表",)), Files("03-22"))),
    Tale("阿合奇县卫生健康委员会", "有项目没填完", (
        Files("03-20", ("没填一个项目的指标", "整个项目没填")), Files("03-23", care=0.2))),
    Tale("乌恰县卫生健康委员会", "动了表的样子，内容不受影响", (
        Files("03-21", ("改了工作表名", "表旁边打了草稿", "引用了别的文件", "原因栏写“无”", "文字里混入公式")),)),
)

PRINTED = (
    Tale("克州民政局", "按规定格式逐项报送，分两批报齐", (Prints("03-10", (0, 1, 2)), Prints("03-27", (3, 4, 5)), Prints("03-28", (6,)))),
    Tale("阿图什市民政局", "用本县画的表，先错后对", (
        Prints("03-09", (0,), ("没完成却得满分",), "county"), Prints("03-09", (1,), ("扣了分不写原因",), "county"),
        Prints("03-09", (2,), ("执行率手填错",), "county"), Prints("03-09", (3,), ("分值加起来不到一百",), "county"),
        Prints("03-09", (4,), ("超额很多不说明",), "county"), Prints("03-16", style="county"))),
    Tale("阿克陶县民政局", "旧格式和文本文件也能读", (Prints("03-14", (0, 1, 2), style="old"), Prints("03-15", (3, 4, 5, 6), style="text"))),
    Tale("阿合奇县民政局", "等次、总分、资金各错一处", (
        Prints("03-16", (0,), care=0.9, head=(("自评等次", "中"),), earns=("S-GRADE",)), Prints("03-16", (1,), ("总分加错",)),
        Prints("03-16", (2,), ("资金总额填零",)), Prints("03-16", (3,), ("资金总额没填",)),
        Prints("03-16", (4,), ("执行得分按满分填",)), Prints("03-16", (5,), ("预算数与项目库不一致",)),
        Prints("03-24"))),
    Tale("乌恰县民政局", "表头写错：名称、编码、年度", (
        Prints("03-17", (0,), head=(("项目名称", "临时性救灾补助项目"),), earns=("R-ROWEXTRA",)),
        Prints("03-17", (1,), head=(("项目编码", "65300022T000001000001"),), earns=("R-NOTOURS",)),
        Prints("03-17", (2,), head=(("年度", "2021"),), earns=("F-YEAR",)),
        Prints("03-17", (3,), head=(("实施单位", "乌恰县民政事务所"),), earns=("W-ALIAS",)),
        Prints("03-27"))),
    Tale("克州文化体育广播电视和旅游局", "报来一份涉密的，只计数，不留存", (
        Prints("03-13", (0,), head=(("密级", "秘密"),), earns=("F-SECRET",)), Files("03-20"))),
    Tale("阿图什市文化体育广播电视和旅游局", "放错了文件夹，也认得出", (Files("03-15", into=""),)),
    Tale("阿克陶县文化体育广播电视和旅游局", "没放进本单位文件夹，表上的单位谁也不认识", (
        Prints("03-21", (0,), head=(("实施单位", "城南文化站"), ("主管部门", "城南街道")), earns=("F-NOUNIT",), into="", known=False),
        Files("03-24"))),
)

HOSTILE = tuple(
    Tale(unit, "先发来不能收的文件，再报正表", (
        *(Sends(day, name) for name in names), Files(f"03-{int(day[3:]) + 6:02d}")))
    for unit, day, names in (
        ("克州住房和城乡建设局", "03-07", ("空文件.xlsx", "没传完.xlsx", "传坏了.xlsx", "带照片.xlsx")),
        ("阿图什市住房和城乡建设局", "03-08", ("网页.xls", "二〇〇三.xls", "扫描件.pdf", "截图.xlsx")),
        ("阿克陶县住房和城乡建设局", "03-09", ("自评报告.docx", "自评报告.doc", "自评表.ofd")),
        ("阿合奇县住房和城乡建设局", "03-14", ("各科室自评表.zip", "各科室自评表.rar", "有密码.xlsx", "压缩加密.xlsx")),
        ("乌恰县住房和城乡建设局", "03-15", ("宏.xlsm", "宏.xls", "嵌入对象.xlsx", "控件.xlsx", "数据连接.xlsx")),
        ("克州人力资源和社会保障局", "03-16", ("解压炸弹.xlsx", "谎报大小的炸弹.xlsx", "实体炸弹.xlsx")),
        ("阿图什市人力资源和社会保障局", "03-17", ("远处一格.xlsx", "三万行外.xlsx", "五十万格.xlsx", "二百张表.xlsx")),
        ("阿克陶县人力资源和社会保障局", "03-21", ("路径穿越.xlsx", "绝对路径.xlsx", "同名两份.xlsx", "通讯录.xlsx")),
    )
)

TALES = (*PUNCTUAL_AND_LATE, *CARELESS, *TAMPERING, *PRINTED, *HOSTILE)

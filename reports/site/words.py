"""One colour language for states: ok, warn, bad, idle; a word stands beside the colour always."""

OK, WARN, BAD, IDLE = "ok", "warn", "bad", "idle"

_BAD = {
    "不合格", "较差", "自评不实", "红灯", "逾期未改", "两次不合格未整改", "断链", "有问题", "机构不独立",
    "未经政府采购", "不得列入预算", "不安排预算", "违规列入预算", "逾期未报", "建议追责", "一票否决", "收回资金",
    "追究绩效责任",
}
_WARN = {"黄灯", "一般", "整改中", "名单报批", "偏离未说明", "部分得分", "未得分", "暂不列入预算", "限额列入预算"}
_IDLE = {"未评", "不计", "不予公开", "无应报事项", "抽中", "未抽中", "在册", "必查", "关注", "督导", "牵头", ""}
FILES = {"accepted": ("收下", OK), "returned": ("退回修改", BAD), "refused": ("拒收", BAD), "outdated": ("旧表", IDLE)}
REVIEWS = {"accept": "通过", "return": "退回"}
DECISIONS = {"approved": ("同意", OK), "rejected": ("不同意", IDLE), "": ("待决定", WARN)}
NOTICES = {
    "held": ("待放行", WARN), "pending": ("待发送", WARN), "sending": ("发送中", WARN), "sent": ("已发送", OK),
    "bounced": ("被退信", BAD), "failed": ("发送失败", BAD), "uncertain": ("待核实", BAD),
    "cancelled": ("已取消", IDLE), "superseded": ("由后一级代替", IDLE),
}
UNDELIVERED = ("failed", "bounced", "uncertain")


def tone(word: str) -> str:
    """The colour of a verdict's own word; what nobody has thought of yet is neither good nor bad."""
    if word in _BAD:
        return BAD
    if word in _WARN or word.startswith(("待", "未", "缺", "建议", "逾期", "暂", "部分", "有缺")):
        return IDLE if word in _IDLE else WARN
    return IDLE if word in _IDLE else OK

"""The mistakes that clerks make, each with the findings it must lead to, none more and none fewer.

A slip works on one project of a paper. Lines 0–2 of every project are counted (≥), 3 is a rate (≥), 4 must be exactly
100 %, 5 is a rate (≥), 6 is a limit (≤); the last three are the benefit in percent (≥), one in words, and satisfaction.
"""

from collections.abc import Callable
from decimal import Decimal

from flows.rehearsal.answers import cents
from flows.rehearsal.paper import Paper
from flows.rehearsal.workbook import Error, Formula

Slip = Callable[[Paper, int], None]
SLIPS: dict[str, Slip] = {}
COUNTED, RATE, EXACT, LIMIT, BENEFIT, WORDED, CONTENT = 0, 3, 4, 6, -3, -2, -1


def _slip(name: str) -> Callable[[Slip], Slip]:
    def kept(slip: Slip) -> Slip:
        SLIPS[name] = slip
        return slip
    return kept


def _line(paper: Paper, p: int, line: int) -> int:
    return line % len(paper.answers[p].lines)


def _spent(paper: Paper, p: int, share: str, reason: str = "") -> None:
    """Spend this share of the budget, with this reason."""
    answer = paper.answers[p]
    answer.executed, answer.reason = cents(answer.budget * Decimal(share)), reason


def _reached(paper: Paper, p: int, line: int, factor: str, reason: str = "") -> int:
    """Let a counted line reach this multiple of its target, with the right score and this reason."""
    one = paper.answers[p].lines[line]
    one.actual, one.reason = (one.asked.target * Decimal(factor)).to_integral_value(), reason
    one.score = one.due
    return line


# ── The funds ─────────────────────────────────────────────────────────────────────────────────────────────────────


@_slip("把元填进万元栏")
def _yuan(paper: Paper, p: int) -> None:
    _spent(paper, p, "0.97")
    paper.answers[p].executed *= 10_000
    paper.plant("R-UNIT-02", "executed", p)


@_slip("把万元当亿元填")
def _tiny(paper: Paper, p: int) -> None:
    _spent(paper, p, "0.95")
    paper.answers[p].executed = (paper.answers[p].executed / 10_000).quantize(Decimal("0.000001"))
    paper.plant("R-UNIT-01", "executed", p)


@_slip("执行数超过预算")
def _overspent(paper: Paper, p: int) -> None:
    _spent(paper, p, "1.06")
    paper.plant("S-OVERSPENT", "executed", p)


@_slip("执行数填负数")
def _negative(paper: Paper, p: int) -> None:
    _spent(paper, p, "-0.5", "冲回上年预付款")
    paper.plant("R-NEG", "executed", p)
    paper.plant("R-NEG", "execution", p)


@_slip("执行数写“约”")
def _about(paper: Paper, p: int) -> None:
    paper.type(f"约{paper.answers[p].executed}", "executed", p)
    paper.plant("R-NUM", "executed", p)


@_slip("执行数填“是”")
def _yes(paper: Paper, p: int) -> None:
    paper.type(True, "executed", p)
    paper.plant("R-TYPE", "executed", p)


@_slip("执行数漏填")
def _unfilled(paper: Paper, p: int) -> None:
    paper.type(None, "executed", p)
    paper.plant("R-REQ", "executed", p)


@_slip("执行数引用失效")
def _broken(paper: Paper, p: int) -> None:
    paper.type(Error("#REF!"), "executed", p)
    paper.plant("R-ERRVAL", "executed", p)


@_slip("执行率手填错")
def _wrong_rate(paper: Paper, p: int) -> None:
    _spent(paper, p, "0.95")
    paper.type(Decimal("0.99"), "rate", p)
    paper.plant("S-RATE", "rate", p)


@_slip("执行得分按满分填")
def _wrong_execution(paper: Paper, p: int) -> None:
    _spent(paper, p, "0.82", "合同尾款待验收后支付")
    paper.type(Decimal(10), "execution", p)
    paper.plant("S-EXEC", "execution", p)


@_slip("执行慢不写原因")
def _slow(paper: Paper, p: int) -> None:
    _spent(paper, p, "0.71")
    paper.plant("S-SLOW", "reason", p)


@_slip("一分未花却全部完成")
def _unspent(paper: Paper, p: int) -> None:
    _spent(paper, p, "0")
    for line in paper.answers[p].lines:
        line.actual, line.tier, line.reason = line.asked.target, 1 if line.tier else None, ""
        line.score = line.weight
    paper.plant("S-UNSPENT", "executed", p)


# ── How numbers are written ───────────────────────────────────────────────────────────────────────────────────────


@_slip("全角数字")
def _wide(paper: Paper, p: int) -> None:
    paper.type(str(paper.answers[p].executed).translate(str.maketrans("0123456789.", "０１２３４５６７８９．")), "executed", p)
    paper.plant("N-WIDTH", "executed", p)


@_slip("金额带逗号")
def _grouped(paper: Paper, p: int) -> None:
    paper.type(f"{paper.answers[p].executed:,}万元", "executed", p)
    paper.plant("N-TEXTNUM", "executed", p)


@_slip("金额带“元”")
def _suffixed(paper: Paper, p: int) -> None:
    paper.type(f"{paper.answers[p].executed * 10_000:.0f}元", "executed", p)
    paper.plant("W-UNIT", "executed", p)


@_slip("金额写大写")
def _spelt(paper: Paper, p: int) -> None:
    answer = paper.answers[p]
    answer.executed, answer.reason = Decimal(3), "结余资金已交回"
    paper.type("叁万元整", "executed", p)
    paper.plant("W-CNNUM", "executed", p)


@_slip("金额多出小数")
def _long(paper: Paper, p: int) -> None:
    paper.type(paper.answers[p].executed + Decimal("0.00000049"), "executed", p)
    paper.plant("N-ROUND", "executed", p)


@_slip("执行数用公式算")
def _formula(paper: Paper, p: int) -> None:
    executed = paper.answers[p].executed
    paper.type(Formula(f"{executed - 1}+1", executed), "executed", p)
    paper.plant("N-FORMULA", "executed", p)


@_slip("公式没有算出结果")
def _uncalculated(paper: Paper, p: int) -> None:
    at = paper.at("weight", p, COUNTED)[1]
    paper.type(Formula(f"{at}*1"), "score", p, COUNTED)
    paper.plant("R-NOCALC", "score", p, COUNTED)


@_slip("原因栏写“无”")
def _nothing(paper: Paper, p: int) -> None:
    line = _reached(paper, p, COUNTED, "1")
    paper.type("无", "reason", p, line)
    paper.plant("N-NULLWORD", "reason", p, line)


@_slip("文字里混入公式")
def _live(paper: Paper, p: int) -> None:
    paper.type("=HYPERLINK(\"http://x.example\",\"详见链接\")", "achieved", p)
    paper.plant("N-TEXT", "achieved", p)


@_slip("完成情况写了一千多字")
def _wordy(paper: Paper, p: int) -> None:
    paper.type("严格落实各项要求，扎实推进项目实施。" * 60, "achieved", p)
    paper.plant("R-LEN", "achieved", p)


@_slip("项目编码变成数字")
def _code(paper: Paper, p: int) -> None:
    paper.type(Decimal("6.53E+19"), "code", p)
    paper.plant("R-CODE", "code", p)


# ── The indicators ────────────────────────────────────────────────────────────────────────────────────────────────


@_slip("得分漏填")
def _no_score(paper: Paper, p: int) -> None:
    paper.type(None, "score", p, _reached(paper, p, COUNTED, "1"))
    paper.plant("R-REQ", "score", p, COUNTED)


@_slip("完成值漏填")
def _no_actual(paper: Paper, p: int) -> None:
    paper.type(None, "actual", p, _reached(paper, p, COUNTED, "1"))
    paper.plant("R-REQ", "actual", p, COUNTED)


@_slip("没完成却得满分")
def _high(paper: Paper, p: int) -> None:
    line = _reached(paper, p, 1, "0.7", "当年雨水偏少")
    paper.answers[p].lines[line].score = paper.answers[p].lines[line].weight
    paper.plant("S-HIGH", "score", p, line)


@_slip("完成了却自己扣分")
def _low(paper: Paper, p: int) -> None:
    line = _reached(paper, p, 1, "1.05")
    paper.answers[p].lines[line].score -= 2
    paper.plant("S-LOW", "score", p, line)


@_slip("扣了分不写原因")
def _silent(paper: Paper, p: int) -> None:
    paper.plant("S-REASON", "reason", p, _reached(paper, p, 1, "0.6"))


@_slip("超额很多不说明")
def _over(paper: Paper, p: int) -> None:
    paper.plant("S-OVER", "actual", p, _reached(paper, p, 1, "1.8"))


@_slip("得分高于分值")
def _excess(paper: Paper, p: int) -> None:
    _reached(paper, p, 1, "0.5", "部分任务转入下年")
    line = _reached(paper, p, COUNTED, "1")
    paper.answers[p].lines[line].score += Decimal("1.5")
    paper.plant("S-OVERWEIGHT", "score", p, line)


@_slip("定性指标得分出档")
def _tier(paper: Paper, p: int) -> None:
    line = _line(paper, p, WORDED)
    one = paper.answers[p].lines[line]
    one.tier, one.said, one.reason = 2, "制度正在征求意见", "牵头科室人员调整"
    one.score = cents(one.weight * Decimal("0.95"))
    paper.plant("S-TIER", "score", p, line)


@_slip("把目标改成零")
def _zero(paper: Paper, p: int) -> None:
    paper.type("≥0次", "target", p, 2)
    line = paper.answers[p].lines[2]
    line.score, line.reason = line.weight, ""
    paper.plant("S-ZEROTARGET", "target", p, 2)


@_slip("比率目标填了人数")
def _measure(paper: Paper, p: int) -> None:
    line = _line(paper, p, CONTENT)
    one = paper.answers[p].lines[line]
    one.said, one.score, one.reason = "186人", one.weight, ""
    paper.plant("W-MEASURE", "actual", p, line)


@_slip("分值加起来不到一百")
def _weights(paper: Paper, p: int) -> None:
    one = paper.answers[p].lines[_reached(paper, p, COUNTED, "1")]
    one.weight -= 3
    one.score = one.weight
    paper.plant("R-WEIGHT", "weight", p, 0)


@_slip("总分加错")
def _total(paper: Paper, p: int) -> None:
    paper.type(paper.answers[p].own - 4, "total", p)
    paper.plant("S-TOTAL", "total", p)


@_slip("指标性质乱填")
def _relation(paper: Paper, p: int) -> None:
    paper.type("大约", "relation", p, COUNTED)
    paper.plant("R-RANGE", "relation", p, COUNTED)


# ── What only a printed form can get wrong ────────────────────────────────────────────────────────────────────────


@_slip("预算数与项目库不一致")
def _budget(paper: Paper, p: int) -> None:
    answer = paper.answers[p]
    answer.budget += 12
    answer.executed, answer.reason = answer.budget, ""
    paper.plant("S-BUDGET", "budget", p)


@_slip("资金总额填零")
def _zero_sum(paper: Paper, p: int) -> None:
    for field in ("initial", "budget", "executed"):
        paper.type(Decimal(0), field, p)
    paper.plant("R-FUNDSUM", "initial", p)


@_slip("资金总额没填")
def _no_sum(paper: Paper, p: int) -> None:
    for field in ("initial", "budget", "executed"):
        paper.type(None, field, p)
    paper.plant("N-FUNDSUM", "initial", p)

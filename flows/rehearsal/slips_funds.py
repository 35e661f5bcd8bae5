"""Mistakes about money: its unit, its sign, the rate, the points it earns."""

from decimal import Decimal

from flows.rehearsal.paper import Paper
from flows.rehearsal.slip import Slips, spend
from flows.rehearsal.workbook import Error

SLIPS = Slips()


@SLIPS.named("把元填进万元栏")
def _yuan(paper: Paper, p: int) -> None:
    spend(paper, p, "0.97")
    paper.answers[p].executed *= 10_000
    paper.plant("R-UNIT-02", "executed", p)


@SLIPS.named("把万元当亿元填")
def _tiny(paper: Paper, p: int) -> None:
    spend(paper, p, "0.95")
    paper.answers[p].executed = (paper.answers[p].executed / 10_000).quantize(Decimal("0.000001"))
    paper.plant("R-UNIT-01", "executed", p)


@SLIPS.named("执行数超过预算")
def _overspent(paper: Paper, p: int) -> None:
    spend(paper, p, "1.06")
    paper.plant("S-OVERSPENT", "executed", p)


@SLIPS.named("执行数填负数")
def _negative(paper: Paper, p: int) -> None:
    spend(paper, p, "-0.5", "冲回上年预付款")
    paper.plant("R-NEG", "executed", p)
    paper.plant("R-NEG", "execution", p)


@SLIPS.named("执行数写“约”")
def _about(paper: Paper, p: int) -> None:
    paper.type(f"约{paper.answers[p].executed}", "executed", p)
    paper.plant("R-NUM", "executed", p)


@SLIPS.named("执行数填“是”")
def _yes(paper: Paper, p: int) -> None:
    paper.type(True, "executed", p)
    paper.plant("R-TYPE", "executed", p)


@SLIPS.named("执行数漏填")
def _unfilled(paper: Paper, p: int) -> None:
    paper.type(None, "executed", p)
    paper.plant("R-REQ", "executed", p)


@SLIPS.named("执行数引用失效")
def _broken(paper: Paper, p: int) -> None:
    paper.type(Error("#REF!"), "executed", p)
    paper.plant("R-ERRVAL", "executed", p)


@SLIPS.named("执行率手填错")
def _wrong_rate(paper: Paper, p: int) -> None:
    spend(paper, p, "0.95")
    paper.type(Decimal("0.99"), "rate", p)
    paper.plant("S-RATE", "rate", p)


@SLIPS.named("执行得分按满分填")
def _wrong_execution(paper: Paper, p: int) -> None:
    spend(paper, p, "0.82", "合同尾款待验收后支付")
    paper.type(Decimal(10), "execution", p)
    paper.plant("S-EXEC", "execution", p)


@SLIPS.named("执行慢不写原因")
def _slow(paper: Paper, p: int) -> None:
    spend(paper, p, "0.71")
    paper.plant("S-SLOW", "reason", p)


@SLIPS.named("一分未花却全部完成")
def _unspent(paper: Paper, p: int) -> None:
    spend(paper, p, "0")
    for line in paper.answers[p].lines:
        line.actual, line.tier, line.reason = line.asked.target, 1 if line.tier else None, ""
        line.score = line.weight
    paper.plant("S-UNSPENT", "executed", p)


@SLIPS.named("预算数与项目库不一致")
def _budget(paper: Paper, p: int) -> None:
    answer = paper.answers[p]
    answer.budget += 12
    answer.executed, answer.reason = answer.budget, ""
    paper.plant("S-BUDGET", "budget", p)


@SLIPS.named("资金总额填零")
def _zero_sum(paper: Paper, p: int) -> None:
    for field in ("initial", "budget", "executed"):
        paper.type(Decimal(0), field, p)
    paper.plant("R-FUNDSUM", "initial", p)


@SLIPS.named("资金总额没填")
def _no_sum(paper: Paper, p: int) -> None:
    for field in ("initial", "budget", "executed"):
        paper.type(None, field, p)
    paper.plant("N-FUNDSUM", "initial", p)

"""Mistakes about indicators: results, points, weights, reasons, and the sum of it all."""

from decimal import Decimal

from flows.rehearsal.answers import cents
from flows.rehearsal.paper import Paper
from flows.rehearsal.slip import COUNTED, Slips, reach

SLIPS = Slips()
WORDED, CONTENT = -2, -1  # counted from the last line


@SLIPS.named("得分漏填")
def _no_score(paper: Paper, p: int) -> None:
    paper.type(None, "score", p, reach(paper, p, COUNTED, "1"))
    paper.plant("R-REQ", "score", p, COUNTED)


@SLIPS.named("完成值漏填")
def _no_actual(paper: Paper, p: int) -> None:
    paper.type(None, "actual", p, reach(paper, p, COUNTED, "1"))
    paper.plant("R-REQ", "actual", p, COUNTED)


@SLIPS.named("没完成却得满分")
def _high(paper: Paper, p: int) -> None:
    line = reach(paper, p, 1, "0.7", "当年雨水偏少")
    paper.answers[p].lines[line].score = paper.answers[p].lines[line].weight
    paper.plant("S-HIGH", "score", p, line)


@SLIPS.named("完成了却自己扣分")
def _low(paper: Paper, p: int) -> None:
    line = reach(paper, p, 1, "1.05")
    paper.answers[p].lines[line].score -= 2
    paper.plant("S-LOW", "score", p, line)


@SLIPS.named("扣了分不写原因")
def _silent(paper: Paper, p: int) -> None:
    paper.plant("S-REASON", "reason", p, reach(paper, p, 1, "0.6"))


@SLIPS.named("超额很多不说明")
def _over(paper: Paper, p: int) -> None:
    paper.plant("S-OVER", "actual", p, reach(paper, p, 1, "1.8"))


@SLIPS.named("得分高于分值")
def _excess(paper: Paper, p: int) -> None:
    reach(paper, p, 1, "0.5", "部分任务转入下年")
    line = reach(paper, p, COUNTED, "1")
    paper.answers[p].lines[line].score += Decimal("1.5")
    paper.plant("S-OVERWEIGHT", "score", p, line)


@SLIPS.named("定性指标得分出档")
def _tier(paper: Paper, p: int) -> None:
    line = len(paper.answers[p].lines) + WORDED
    one = paper.answers[p].lines[line]
    one.tier, one.said, one.reason = 2, "制度正在征求意见", "牵头科室人员调整"
    one.score = cents(one.weight * Decimal("0.95"))
    paper.plant("S-TIER", "score", p, line)


@SLIPS.named("把目标改成零")
def _zero(paper: Paper, p: int) -> None:
    paper.type("≥0次", "target", p, 2)
    line = paper.answers[p].lines[2]
    line.score, line.reason = line.weight, ""
    paper.plant("S-ZEROTARGET", "target", p, 2)


@SLIPS.named("比率目标填了人数")
def _measure(paper: Paper, p: int) -> None:
    line = len(paper.answers[p].lines) + CONTENT
    one = paper.answers[p].lines[line]
    one.said, one.score, one.reason = "186人", one.weight, ""
    paper.plant("W-MEASURE", "actual", p, line)


@SLIPS.named("分值加起来不到一百")
def _weights(paper: Paper, p: int) -> None:
    one = paper.answers[p].lines[reach(paper, p, COUNTED, "1")]
    one.weight -= 3
    one.score = one.weight
    paper.plant("R-WEIGHT", "weight", p, 0)


@SLIPS.named("总分加错")
def _total(paper: Paper, p: int) -> None:
    paper.type(paper.answers[p].own - 4, "total", p)
    paper.plant("S-TOTAL", "total", p)


@SLIPS.named("指标性质乱填")
def _relation(paper: Paper, p: int) -> None:
    paper.type("大约", "relation", p, COUNTED)
    paper.plant("R-RANGE", "relation", p, COUNTED)

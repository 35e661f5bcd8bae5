"""How numbers and texts are written: what is read all the same, and what nobody can read."""

from decimal import Decimal

from flows.rehearsal.paper import Paper
from flows.rehearsal.slip import COUNTED, Slips, reach
from flows.rehearsal.workbook import Formula

SLIPS = Slips()


@SLIPS.named("全角数字")
def _wide(paper: Paper, p: int) -> None:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    paper.type(str(paper.answers[p].executed).translate(wide), "executed", p)
    paper.plant("N-WIDTH", "executed", p)


@SLIPS.named("金额带逗号")
def _grouped(paper: Paper, p: int) -> None:
    paper.type(f"{paper.answers[p].executed:,}万元", "executed", p)
    paper.plant("N-TEXTNUM", "executed", p)


@SLIPS.named("金额带“元”")
def _suffixed(paper: Paper, p: int) -> None:
    paper.type(f"{paper.answers[p].executed * 10_000:.0f}元", "executed", p)
    paper.plant("W-UNIT", "executed", p)


@SLIPS.named("金额写大写")
def _spelt(paper: Paper, p: int) -> None:
    answer = paper.answers[p]
    answer.executed, answer.reason = Decimal(3), "结余资金已交回"
    paper.type("叁万元整", "executed", p)
    paper.plant("W-CNNUM", "executed", p)


@SLIPS.named("金额多出小数")
def _long(paper: Paper, p: int) -> None:
    paper.type(paper.answers[p].executed + Decimal("0.00000049"), "executed", p)
    paper.plant("N-ROUND", "executed", p)


@SLIPS.named("执行数用公式算")
def _formula(paper: Paper, p: int) -> None:
    executed = paper.answers[p].executed
    paper.type(Formula(f"{executed - 1}+1", executed), "executed", p)
    paper.plant("N-FORMULA", "executed", p)


@SLIPS.named("公式没有算出结果")
def _uncalculated(paper: Paper, p: int) -> None:
    at = paper.at("weight", p, COUNTED)[1]
    paper.type(Formula(f"{at}*1"), "score", p, COUNTED)
    paper.plant("R-NOCALC", "score", p, COUNTED)


@SLIPS.named("原因栏写“无”")
def _nothing(paper: Paper, p: int) -> None:
    line = reach(paper, p, COUNTED, "1")
    paper.type("无", "reason", p, line)
    paper.plant("N-NULLWORD", "reason", p, line)


@SLIPS.named("文字里混入公式")
def _live(paper: Paper, p: int) -> None:
    paper.type("=HYPERLINK(\"http://x.example\",\"详见链接\")", "achieved", p)
    paper.plant("N-TEXT", "achieved", p)


@SLIPS.named("完成情况写了一千多字")
def _wordy(paper: Paper, p: int) -> None:
    paper.type("严格落实各项要求，扎实推进项目实施。" * 60, "achieved", p)
    paper.plant("R-LEN", "achieved", p)


@SLIPS.named("项目编码变成数字")
def _code(paper: Paper, p: int) -> None:
    paper.type(Decimal("6.53E+19"), "code", p)
    paper.plant("R-CODE", "code", p)

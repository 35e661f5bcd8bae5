"""What a unit answers about its projects, and the arithmetic of the printed form, done here once more by hand.

Nothing here comes from tasks.rules: the rehearsal reckons with decimals what the run reckons with integers on columns
(domain §1.3; domain §1.2 for the grades).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from flows.rehearsal.world import AT_LEAST, AT_MOST, IN_WORDS, Indicator, Project, Unit

TIERS = ("达成年度指标", "部分达成并具有一定效果", "未达成且效果较差")
EXECUTION = Decimal(10)  # points of the funds block
_CENT = Decimal("0.01")
_GRADES = ((Decimal(90), "优秀"), (Decimal(80), "良好"), (Decimal(60), "一般"), (Decimal(0), "较差"))
_IN_WORDS = {
    1: ("已建立并运行", Decimal(1)), 2: ("制度已出台，尚未全面执行", Decimal("0.7")), 3: ("尚未建立", Decimal("0.4")),
}
POOR = 0.2  # care below this is hardly any
_WHY = (
    "项目进场较晚，已督促施工单位倒排工期", "部分设备到货延迟，将提前组织采购",
    "群众外出务工较多，今后错峰组织实施", "受冬季低温影响停工，下年度提前开工",
)
_SLOW = (
    "合同尾款待验收后支付，已安排下年度一季度办结", "招标节约较多，结余资金已按规定交回",
    "工程进度滞后，正督促加快支付",
)


def cents(value: Decimal) -> Decimal:
    """Two decimals, half up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


@dataclass(slots=True)
class Line:
    """One indicator as answered: a number, or a tier for what is said in words."""

    asked: Indicator
    actual: Decimal
    weight: Decimal
    score: Decimal
    tier: int | None = None
    said: str = ""
    reason: str = ""

    @property
    def told(self) -> str:
        """The answer as people write it: 52个, 98.5%, 已建立."""
        return self.said or f"{self.actual:f}{self.asked.unit}"

    @property
    def due(self) -> Decimal:
        """The points that the answer is worth; of what is said in words, those its tier was given."""
        if self.asked.relation == IN_WORDS:
            return self.score
        return cents(self.weight * fulfilment(self.asked, self.actual))


@dataclass(slots=True)
class Answer:
    """One project as answered; money in 万元."""

    project: Project
    executed: Decimal
    budget: Decimal
    lines: list[Line]
    goal: str = ""
    achieved: str = ""
    reason: str = ""

    @property
    def rate(self) -> Decimal:
        """执行率 as a share, four decimals; 0 without a budget."""
        return (self.executed / self.budget).quantize(Decimal("0.0001"), ROUND_HALF_UP) if self.budget else Decimal(0)

    @property
    def execution(self) -> Decimal:
        """预算执行得分."""
        return cents(EXECUTION * min(Decimal(1), self.executed / self.budget)) if self.budget else Decimal(0)

    @property
    def own(self) -> Decimal:
        """总分 as the unit has it."""
        return self.execution + sum((line.score for line in self.lines), Decimal(0))

    @property
    def due(self) -> Decimal:
        """总分 recomputed."""
        return min(Decimal(100), self.execution + sum((line.due for line in self.lines), Decimal(0)))


def fulfilment(asked: Indicator, actual: Decimal) -> Decimal:
    """The share of its points that a number earns: ≥ B/A, ≤ A/B, = one minus the deviation; 0 to 1."""
    target = asked.target
    if asked.relation == AT_LEAST:
        return max(Decimal(0), min(Decimal(1), actual / target))
    if asked.relation == AT_MOST:
        return Decimal(1) if actual <= target else target / actual
    return max(Decimal(0), 1 - abs(actual - target) / abs(target))


def grade(total: Decimal) -> str:
    """优秀 from 90, 良好 from 80, 一般 from 60."""
    return next(name for least, name in _GRADES if total >= least)


def honest(unit: Unit, care: float = 0.8, places: int = 2) -> list[Answer]:
    """True and complete answers about the unit's projects; `care` (0 to 1) says how much of what was planned came off.

    A clerk who thinks one decimal enough (`places`) is off by a few hundredths, which nobody minds.
    """
    answers = [_answer(project, care) for project in unit.projects if not project.cancelled]
    for line in (line for answer in answers for line in answer.lines if places < 2 and line.tier is None):
        line.score = line.score.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return answers


def _answer(project: Project, care: float) -> Answer:
    luck = Random(f"{project.code} {care}")  # noqa: S311  (fate, not a secret)
    share = Decimal(luck.choice((100, 100, 98, 96, 93) if luck.random() < care else (88, 82, 76, 64, 31))) / 100
    executed = cents(project.budget * share)
    lines = [_line(asked, care, luck) for asked in project.indicators]
    slow = project.budget > 0 and executed / project.budget < Decimal("0.9")
    return Answer(
        project, executed, project.budget, lines, f"按计划完成{project.name}各项任务，切实发挥资金效益。",
        f"{project.name}已实施，{sum(line.due == line.weight for line in lines)}项指标完成预期。",
        luck.choice(_SLOW) if slow else "",
    )


def _line(asked: Indicator, care: float, luck: Random) -> Line:
    missed = luck.random() > care
    if asked.relation == IN_WORDS:
        tier = (3 if care < POOR else 2) if missed else 1
        said, share = _IN_WORDS[tier]
        why = luck.choice(_WHY) if missed else ""
        return Line(asked, Decimal(0), asked.weight, cents(asked.weight * share), tier, said, why)
    actual = _number(asked, care if missed else 1, luck)
    line = Line(asked, actual, asked.weight, Decimal(0))
    line.score = line.due
    line.reason = luck.choice(_WHY) if line.score < line.weight else ""
    return line


def _number(asked: Indicator, care: float, luck: Random) -> Decimal:
    """A result: short of the target with less care than 1, else a little beyond it, never so far as to be explained."""
    missed = care < 1
    if asked.relation == AT_LEAST:
        short = (15, 60) if care < POOR else (55, 97)
        factor = luck.randrange(*short) if missed else luck.choice((100, 100, 102, 105, 110))
        actual = asked.target * factor / 100
        if asked.unit == "%":
            return min(Decimal(100), actual.quantize(Decimal("0.1"), ROUND_HALF_UP))
        return actual.to_integral_value(ROUND_HALF_UP)
    if asked.relation == AT_MOST:
        return asked.target + (luck.randrange(2, 12) if missed else -luck.randrange(0, 6))
    return asked.target

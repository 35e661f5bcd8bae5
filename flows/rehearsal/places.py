"""Make a synthetic prefecture of any size: the same size gives the same prefecture, name for name and fen for fen."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from config.routing import routing
from flows.rehearsal.trades import TRADES, Plan, Trade
from flows.rehearsal.world import AT_LEAST, AT_MOST, EXACTLY, IN_WORDS, Division, Indicator, Person, Project, Unit

FISCAL_YEAR = 2022
_STATIONS = ("", "下属服务中心", "执法大队", "技术推广站", "项目管理站", "培训中心", "设施管护站", "信息中心")
_PLACES = ("青松", "雪岭", "红柳", "石榴", "杏花", "长坡", "清泉", "白杨", "金滩", "云台", "沙棘", "月湖")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = ("文清", "一鸣", "思远", "若水", "明轩", "雨桐", "志恒", "书瑶", "立新", "晓岚", "子墨", "凯风")
_NATURES = ("设备", "人员", "阵地", "服务", "示范", "巩固")
_WEIGHTS = (
    ((8, 8, 6, 8, 8, 6, 6), (15, 15), 10), ((10, 8, 4, 8, 8, 6, 6), (20, 10), 10),
    ((7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 5), (12.5, 17.5), 10), ((10, 10, 5, 10, 5, 5, 5), (15, 15), 10),
)


def prefecture(units: int, projects: int, regions: Sequence[str] = (), more: int = 0) -> tuple[Unit, ...]:
    """So many units with so many projects in all, spread over these finance departments (none given: all five).

    Each project has ten or eleven targets, and so many `more`.
    """
    chosen = list(regions) or list(routing().regions)
    shares = [projects // units + (place < projects % units) for place in range(units)]
    return tuple(
        _unit(chosen[place % len(chosen)], place // len(chosen), count, more) for place, count in enumerate(shares)
    )


def divisions(units: Sequence[Unit]) -> list[Division]:
    """The divisions that look after these units, each once."""
    return list(dict.fromkeys(unit.division for unit in units if unit.division.code))


def _unit(region: str, number: int, count: int, more: int) -> Unit:
    """The `number`-th unit of a region: every department once, then their stations, then those of the townships."""
    trade, round_ = TRADES[number % len(TRADES)], number // len(TRADES)
    here = routing().regions[region].name.replace("州本级", "克州")
    place = _PLACES[(round_ // len(_STATIONS)) % len(_PLACES)] + "镇" if round_ >= len(_STATIONS) else ""
    station = _STATIONS[round_ % len(_STATIONS)]
    department = f"{here}{trade.name}"
    code = f"{region[:6]}{number + 1:03d}"
    return Unit(
        code, f"{here}{place}{trade.name}{station}", region, department, _division(region, trade),
        _person(code, "经办"), _person(code, "负责"), tuple(_projects(code, trade, count, more)),
    )


def _division(region: str, trade: Trade) -> Division:
    names = list(dict.fromkeys(trade.division for trade in TRADES))
    number = names.index(trade.division) + 1
    finance = routing().regions[region].finance
    return Division(f"{region}-{number}", region, f"{finance}{trade.division}", f"ks{number}.{region[:6]}@czj.example")


def _person(code: str, role: str) -> Person:
    luck = Random(f"{code} {role}")  # noqa: S311  (a name, not a secret)
    box = {"经办": "jb", "负责": "fz"}[role]
    return Person(luck.choice(_SURNAMES) + luck.choice(_GIVEN), f"{box}{code}@unit.example")


def _projects(unit: str, trade: Trade, count: int, more: int) -> Iterator[Project]:
    for number in range(count):
        plan, batch = trade.plans[number % len(trade.plans)], number // len(trade.plans)
        name = f"{plan.name}{'' if not batch else f'（{_NATURES[(batch - 1) % len(_NATURES)]}类）'}项目"
        code = f"{unit[:6]}{FISCAL_YEAR % 100}T{int(unit[6:]):06d}{number + 1:06d}"
        luck = Random(code)  # noqa: S311
        budget = Decimal(luck.randrange(2_000, 90_000)).scaleb(-2) * luck.choice((1, 1, 1, 5))
        initial = budget if luck.random() < 0.7 else (budget * Decimal(luck.choice(("0.8", "0.9", "1.2")))).quantize(
            Decimal("0.01"))
        yield Project(code, name, initial, budget, tuple(_indicators(plan, luck, more)))


def _indicators(plan: Plan, luck: Random, more: int) -> Iterator[Indicator]:
    """Ten targets, now and then an eleventh, and so many more: 产出 50, 效益 30, 满意度 10."""
    output, benefit, content = luck.choice(_WEIGHTS)
    output = (output[0] - more, *output[1:])
    counted = [(name, unit, max(1, round(usual * luck.uniform(0.5, 1.5)))) for name, unit, usual in plan[1:3]]
    rows = [
        *(("数量指标", f"{name}数量", AT_LEAST, number, unit) for name, unit, number in counted),
        ("数量指标", "开展监督检查次数", AT_LEAST, luck.choice((4, 6, 12)), "次"),
        ("质量指标", "验收合格率", AT_LEAST, luck.choice((90, 95, 98)), "%"),
        ("质量指标", "资金使用合规率", EXACTLY, 100, "%"),
        ("时效指标", "按期完成率", AT_LEAST, luck.choice((90, 95, 100)), "%"),
        ("成本指标", "成本控制率", AT_MOST, 100, "%"),
    ]
    for (level2, name, relation, target, unit), weight in zip(rows, output, strict=True):
        yield Indicator("产出指标", level2, name, relation, Decimal(target), unit, Decimal(str(weight)))
    for number in range(more):
        tasks = Decimal(luck.randrange(5, 90))
        yield Indicator("产出指标", "数量指标", f"第{number + 1}批任务完成数量", AT_LEAST, tasks, "项", Decimal(1))
    social, lasting = (Decimal(str(weight)) for weight in benefit)
    if luck.random() < 0.25:
        social -= 5
        income = Decimal(luck.choice((200, 500)))
        yield Indicator("效益指标", "经济效益指标", "带动群众增收", AT_LEAST, income, "元", Decimal(5))
    yield Indicator("效益指标", "社会效益指标", plan.benefit[0], AT_LEAST, Decimal(plan.benefit[1]), "%", social)
    yield Indicator("效益指标", "可持续影响指标", "长效管护机制", IN_WORDS, Decimal(0), "", lasting, "基本建立")
    name = f"{plan.audience}满意度"
    yield Indicator("满意度指标", "服务对象满意度指标", name, AT_LEAST, Decimal(90), "%", Decimal(content))

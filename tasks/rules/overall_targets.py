"""整体绩效目标 (G01, form F4): whether the plan is complete, its tasks add up, its indicators cover what they must."""

from collections.abc import Sequence
from datetime import date

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.figures import points, wan
from tasks.rules.loops import alive
from tasks.rules.opinions import Fired, Opinion, Row, by, gather, rows
from tasks.rules.overall import AWAITED, MISSING, awaited, departments, not_sent
from tasks.rules.overall_kinds import kind_names, kind_of, weight_of
from tasks.rules.verdicts import Facts, Verdicts

NEEDS = ("overall_plan", "overall_tasks", "overall_indicators", "projects", "units", "obligations")
COMPLETE, INCOMPLETE = "完整", "需补正"
ORDER = (COMPLETE, AWAITED, INCOMPLETE, MISSING)
RULE, CLAUSE = "G01", "通知三（七）"


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """完整, 需补正, 待报送 or 未报送 per unit, and per department the worst of its units.

    `amount_fen` is the planned total; `detail["defects"]` lists what is missing.
    Source: G01 (通知三（七）), domain §1.6.
    """
    plans, tasks, indicators = (by(rows(facts, name), "unit_code") for name in NEEDS[:3])
    spending = alive(facts["projects"]).groupby("unit_code")["initial_fen"].sum().to_dict()  # unit → fen
    sent = sorted(plans.keys() | tasks.keys() | indicators.keys())
    units = [
        _opinion(
            unit, plans.get(unit, []), tasks.get(unit, []), indicators.get(unit, []), int(spending.get(unit, 0)), book,
        )
        for unit in sent
    ]
    units += not_sent(awaited(facts, "overall_targets", sent), as_of, RULE, CLAUSE, "整体支出绩效目标")
    return gather([*units, *departments(facts, units, ORDER, RULE, CLAUSE)])


def _opinion(
    unit: str, plan: Sequence[Row], tasks: Sequence[Row], indicators: Sequence[Row], spending_fen: int, book: Rulebook,
) -> Opinion:
    law = book.parameters
    total = plan[0]["total_fen"] if plan else None
    defects = [
        *_plan_defects(plan, total, spending_fen, law), *task_defects(total, tasks, law),
        *indicator_defects(indicators, law),
    ]
    why = "；".join(defects) or "任务、金额、指标齐全且相符"
    return Opinion(
        "unit", unit, INCOMPLETE if defects else COMPLETE, why + "。",
        tuple(Fired(RULE, CLAUSE, defect) for defect in defects) or (Fired(RULE, CLAUSE, why),),
        unit_code=unit, amount_fen=total,
        detail={"tasks": len(tasks), "indicators": len(indicators), "defects": defects},
    )


def _plan_defects(plan: Sequence[Row], total: int | None, spending_fen: int, law: Parameters) -> list[str]:
    found = [] if plan and plan[0]["goal"] else ["没有填写年度总体目标"]
    if total is None:
        return [*found, "没有填写年度预算总额"]
    if total + law.number("money.tolerance_fen") < spending_fen:
        found.append(f"年度预算总额{wan(total)}，少于项目库中本年项目支出{wan(spending_fen)}")
    return found


def task_defects(total: int | None, tasks: Sequence[Row], law: Parameters) -> list[str]:
    """What is wrong with the yearly tasks: too few, without an amount, or not adding up to the total (fen)."""
    least, tolerance = law.number("overall_targets.least_tasks"), law.number("money.tolerance_fen")
    if len(tasks) < least:
        return [f"年度主要任务{len(tasks)}项，应不少于{least}项"]
    found = [f"任务“{row['task']}”没有金额" for row in tasks if row["total_fen"] is None]
    for row in tasks:
        parts = (row["fiscal_fen"] or 0) + (row["other_fen"] or 0)
        if row["total_fen"] is not None and abs(parts - row["total_fen"]) > tolerance:
            found.append(f"任务“{row['task']}”的财政拨款与其他资金之和{wan(parts)}，不等于{wan(row['total_fen'])}")
    whole = sum(row["total_fen"] or 0 for row in tasks)
    if total is not None and abs(whole - total) > tolerance:
        found.append(f"各项任务合计{wan(whole)}，不等于年度预算总额{wan(total)}")
    return found


def indicator_defects(indicators: Sequence[Row], law: Parameters) -> list[str]:
    """What is wrong with the indicators: a first level without one, no target value, weights that do not add up."""
    kinds = [kind_of(row["level1"], law) for row in indicators]
    found = [f"没有{name}指标" for number, name in enumerate(kind_names(law)) if number not in kinds]
    found += [f"指标“{row['level3']}”没有指标值" for row in indicators if not row["target"]]
    found += [f"指标“{row['level3']}”没有分值" for row in indicators if row["weight_cp"] is None]
    whole, due = sum(row["weight_cp"] or 0 for row in indicators), weight_of(law)
    if indicators and whole != due:
        found.append(f"指标分值合计{points(whole)}，应为{points(due)}（其余为预算执行率）")
    return found

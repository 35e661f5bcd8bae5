"""整体监控 (G03, form F6): how far money and indicators lag behind at the end of June, and which light that is."""

from collections.abc import Sequence
from datetime import date

from config.parameters import Parameters
from config.rulebook import Rulebook
from tasks.rules.deadlines import cut_off
from tasks.rules.figures import percent
from tasks.rules.opinions import Fired, Opinion, Row, by, first, gather, rows
from tasks.rules.overall import AWAITED, MISSING, SILENT, awaited, departments, not_sent
from tasks.rules.scoring import WHOLE_BP
from tasks.rules.verdicts import Facts, Verdicts

NEEDS = ("overall_progress_report", "overall_progress_funds", "overall_progress", "units", "obligations")
GREEN, YELLOW, RED = "绿灯", "黄灯", "红灯"
ORDER = (GREEN, AWAITED, YELLOW, RED, MISSING)
SURE, MAYBE, NEVER = "确定能", "有可能", "完全不可能"
RULE, CLAUSE = "G03", "通知三（七）"


def judge(facts: Facts, book: Rulebook, as_of: date, node: str) -> Verdicts:
    """绿灯, 黄灯, 红灯, 待报送 or 未报送 per unit, and per department the worst of its units.

    `amount_fen` is the money spent at the node; `detail` has rate, lag and forecast (bp). Source: G03 (通知三（七）),
    lights by analogy to the projects (domain §3).
    """
    reports, funds, progress = (by(rows(facts, name), "unit_code") for name in NEEDS[:3])
    due_bp = time_progress_bp(book)
    sent = sorted(reports.keys() | funds.keys() | progress.keys())
    units = [
        _opinion(unit, first(reports, unit), funds.get(unit, []), progress.get(unit, []), due_bp, book.parameters)
        for unit in sent
    ]
    units += not_sent(awaited(facts, "overall_monitoring", sent), as_of, RULE, CLAUSE, "整体支出绩效监控报告")
    return gather([*units, *departments(facts, units, ORDER, RULE, CLAUSE)])


def time_progress_bp(book: Rulebook) -> int:
    """序时进度 at the node (bp): months gone of twelve, half-up (domain §3)."""
    day = cut_off(book.calendar.milestone("overall_monitoring").nodes[0], book)
    month = day.month if day else 12
    return (2 * month * WHOLE_BP + 12) // 24


def _opinion(
    unit: str, report: Row, funds: Sequence[Row], progress: Sequence[Row], due_bp: int, law: Parameters,
) -> Opinion:
    names = ("budget_fen", "executed_fen", "expected_fen")
    budget, executed, expected = (sum(row[name] or 0 for row in funds) for name in names)
    rate = executed * WHOLE_BP // budget if budget > 0 else 0
    red = [*_money_red(budget, executed, due_bp - rate, law), *_progress_red(report, progress, due_bp - rate, law)]
    yellow = _yellow(budget, expected, due_bp - rate, progress, law)
    verdict = RED if red else YELLOW if yellow else GREEN
    why = "；".join([f"执行率{percent(rate)}，序时进度{percent(due_bp)}", *red, *yellow])
    return Opinion(
        "unit", unit, verdict, why + "。", (Fired(RULE, CLAUSE, why),), unit_code=unit, amount_fen=executed,
        detail={"budget_fen": budget, "rate_bp": rate, "lag_bp": due_bp - rate, "red": red, "yellow": yellow},
    )


def _money_red(budget: int, executed: int, lag_bp: int, law: Parameters) -> list[str]:
    found = [] if budget > 0 else ["没有填写全年预算数"]
    bound = law.number("overall_monitoring.red_lag_bp")
    if lag_bp > bound:
        found.append(f"落后序时进度{percent(lag_bp)}，超过{percent(bound)}")
    if executed > budget > 0:
        found.append("执行数大于预算数")
    return found


def _progress_red(report: Row, progress: Sequence[Row], lag_bp: int, law: Parameters) -> list[str]:
    found = [] if progress else ["没有填写指标执行情况"]
    found += [f"指标“{row['level3']}”完全不可能完成" for row in progress if row["possible"] == NEVER]
    found += [f"指标“{row['level3']}”没有判断完成可能性" for row in progress if not row["possible"]]
    unsure = [row for row in progress if row["possible"] in (MAYBE, NEVER)]
    found += [f"指标“{row['level3']}”有偏差而未说明原因" for row in unsure if row["reason"] in SILENT]
    if lag_bp > law.number("overall_monitoring.green_lag_bp") and report.get("problems") in SILENT:
        found.append("执行落后而报告未说明原因")
    return found


def _yellow(budget: int, expected: int, lag_bp: int, progress: Sequence[Row], law: Parameters) -> list[str]:
    bound = law.number("overall_monitoring.green_lag_bp")
    found = [f"落后序时进度{percent(lag_bp)}，超过{percent(bound)}"] if lag_bp > bound else []
    found += [f"指标“{row['level3']}”只是有可能完成" for row in progress if row["possible"] == MAYBE]
    return [*found, "全年预计执行数不足全年预算数"] if expected < budget else found

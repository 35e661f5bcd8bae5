"""Self-evaluations of another system as the printed form (财预〔2020〕10号 附件1): they go through the inbox."""

import io
from typing import Any

import pandas as pd
import xlsxwriter

Row = list[Any]
FUNDS = ("initial_fen", "budget_fen", "executed_fen")


def printed_forms(projects: pd.DataFrame, indicators: pd.DataFrame, unit_name: str, fiscal_year: int) -> bytes:
    """One workbook of one unit with a sheet per project.

    `projects`: project_code, project_name, goal, achieved, reason, initial_fen, budget_fen, executed_fen, rate_bp,
    execution_score_cp, self_score_cp. `indicators`: project_code, level1–3, target, actual, weight_cp, self_score_cp,
    reason, in their order. Missing numbers stay blank; amounts are in 元.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        for project in projects.to_dict("records"):
            own = indicators[indicators["project_code"] == project["project_code"]].to_dict("records")
            sheet = book.add_worksheet(str(project["project_code"])[:31])
            for number, row in enumerate(_form(project, own, unit_name, fiscal_year)):
                for place, value in enumerate(row):
                    if value is not None and value is not pd.NA and value != "":
                        sheet.write(number, place, value)
    return content.getvalue()


def _form(project: dict[Any, Any], own: list[dict[Any, Any]], unit_name: str, fiscal_year: int) -> list[Row]:
    weights = [row["weight_cp"] for row in own]
    left = None if any(one is pd.NA for one in weights) else 10_000 - sum(weights)
    rate = None if project["rate_bp"] is pd.NA else f"{project['rate_bp'] // 100}.{project['rate_bp'] % 100:02d}%"
    return [
        ["项目支出绩效自评表"],
        [f"（{fiscal_year}年度）"],
        ["项目名称", project["project_name"], "", "", "项目编码", project["project_code"]],
        ["", "", "", "", "实施单位", unit_name],
        ["项目资金（元）", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分",
         "偏差原因分析"],
        ["", "年度资金总额", *(_hundredths(project[name]) for name in FUNDS), _hundredths(left), rate,
         _hundredths(project["execution_score_cp"]), project["reason"]],
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况"],
        ["", project["goal"], "", "", "", project["achieved"]],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        *([row["level1"], row["level2"], row["level3"], row["target"], row["actual"], _hundredths(row["weight_cp"]),
           _hundredths(row["self_score_cp"]), row["reason"]] for row in own),
        ["总分", "", "", "", "", 100, _hundredths(project["self_score_cp"])],
    ]


def _hundredths(value: Any) -> float | None:
    """Fen or hundredths of a point as Excel's number: exact up to fifteen digits, which no budget reaches."""
    return None if value is None or value is pd.NA else int(value) / 100

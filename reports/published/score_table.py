"""The printed 年度项目支出绩效评价打分表 (F7): a sheet for each finance department's level, every project a row."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from config.calendar import the_calendar
from config.routing import routing
from reports.milestone_view import MilestoneView
from reports.sheets import Column, Summary

NAME = "项目支出绩效评价打分表.xlsx"
COLUMNS = [
    Column("序号", 6, "count"), Column("区划", 10, "word"), Column("主管部门", 22, "long"), Column("单位", 26, "long"),
    Column("项目代码", 24), Column("项目名称", 34, "long"), Column("资金性质", 14, "long"),
    Column("预算数\n（万元）", 12, "wan"), Column("执行数\n（万元）", 12, "wan"), Column("执行率", 9, "percent"),
    Column("自评\n得分", 8, "points"), Column("财政审核\n得分", 9, "points"), Column("部门评价\n得分", 9, "points"),
    Column("重点评价\n得分", 9, "points"), Column("触发规则", 14), Column("最终\n得分", 8, "points"),
    Column("最终\n等次", 8, "word", frozenset({"较差"})), Column("备注", 40, "long"),
]
MONEY = ("budget_fen", "executed_fen", "rate_bp")
SCORES = ("self_cp", "audited_cp", "department_cp", "key_cp")


def files(view: MilestoneView) -> dict[str, bytes]:
    """F7 as a workbook; nothing before any project has a row. The same verdicts give the same bytes."""
    verdicts = view.verdicts
    own = verdicts[(verdicts["kind"] == "project").to_numpy(dtype=bool)]
    if own.empty:
        return {}
    fiscal_year = int(own["work_year"].iloc[0]) + the_calendar().milestone("score_table").concerns
    book = Summary(f"{fiscal_year}年度项目支出绩效评价打分表", own["as_of"].max())
    rows = own.sort_values("subject").to_dict("records")
    for code, region in routing().regions.items():
        level = [row for row in rows if row["detail"].get("region_code") == code]
        if level:
            title = f"{region.name}{fiscal_year}年度项目支出绩效评价打分表"
            note = f"{region.finance}；共{len(level)}个项目；触发规则的条款和依据见汇总表"
            shown = [_row(number, region.name, one) for number, one in enumerate(level, 1)]
            book.sheet(region.name, title, note, COLUMNS, shown)
    return {NAME: book.finish()}


def _row(number: int, region: str, one: Mapping[Any, Any]) -> list[Any]:
    detail = one["detail"]
    score = None if pd.isna(one["score_cp"]) else int(one["score_cp"])
    return [
        number, region, detail.get("department_name", ""), one["unit_name"], one["subject"], one["name"],
        detail.get("funds", ""), *(detail.get(name) for name in (*MONEY, *SCORES)), one["rules"], score,
        one["verdict"], "；".join(_remarks(detail)),
    ]


def _remarks(detail: Mapping[str, Any]) -> Iterable[str]:
    yield from (f"待定（{rule}）：{fact}" for rule, fact in detail.get("pending", {}).items())
    if "escalate_to" in detail:
        yield "审核得分与自评得分相差较大，已转业务科室"

"""The printed 年度项目支出绩效评价打分表 (F7): a sheet for each finance department's level, every project a row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from config.parameters import parameters
from config.routing import routing
from reports.milestone_view import MilestoneView
from reports.sheets import SIGNED, Column, Summary
from reports.wording import UNGRADED
from tasks.rules.scoring import execution_rate_bp

NAME = "项目支出绩效评价打分表.xlsx"
COLUMNS = [
    Column("序号", 5, "count"), Column("区划", 8, "word"), Column("主管部门", 14), Column("单位", 15),
    Column("项目代码", 13), Column("项目名称", 20), Column("资金性质", 13.5, "word"),
    Column("预算数\n（万元）", 11, "wan"), Column("执行数\n（万元）", 11, "wan"), Column("执行率", 9, "percent"),
    Column("自评得分\n（分）", 8.5, "points"), Column("财政审核\n得分\n（分）", 8.5, "points"),
    Column("部门评价\n得分\n（分）", 8.5, "points"), Column("重点评价\n得分\n（分）", 8.5, "points"),
    Column("触发规则", 8, "word"), Column("最终得分\n（分）", 8.5, "points"),
    Column("最终\n等次", 7, "word", frozenset({"较差"})), Column("备注", 20),
]
MONEY = ("budget_fen", "executed_fen", "rate_bp")
SCORES = ("self_cp", "audited_cp", "department_cp", "key_cp")
NOTES = (
    "依据：通知三（四）“形成年度项目支出绩效评价打分表”。"
    "最终得分依次取财政重点评价、部门评价、财政审核后的自评，再按触发规则限档、列入较差或一票否决。",
    "触发规则：C05 连续两次监控不合格且不整改，E03 审计、监督检查发现问题，"
    "E04 资金使用存在重大问题，E06 自评不实，X03 评价取用次序，D04 审核得分与自评相差较大。",
)


def files(view: MilestoneView) -> dict[str, bytes]:
    """F7 as a workbook; nothing before any project has a row. The same verdicts give the same bytes."""
    own = view.verdicts[(view.verdicts["kind"] == "project").to_numpy(dtype=bool)]
    if own.empty:
        return {}
    book = Summary(f"{view.fiscal_year}年度项目支出绩效评价打分表", own["as_of"].max())
    rows = own.sort_values("subject").to_dict("records")
    for code, region in routing().regions.items():
        level = [row for row in rows if row["detail"].get("region_code") == code]
        if level:
            title = f"{region.name}{view.fiscal_year}年度项目支出绩效评价打分表"
            note = f"{region.finance}；共{len(level)}个项目：{_graded(level, view.work_year)}"
            shown = [_row(number, region.name, one) for number, one in enumerate(level, 1)]
            book.sheet(region.name, title, note, COLUMNS, shown, _total(level), NOTES, signed=SIGNED)
    return {NAME: book.finish()}


def _row(number: int, region: str, one: Mapping[Any, Any]) -> list[Any]:
    detail = one["detail"]
    score = None if pd.isna(one["score_cp"]) else int(one["score_cp"])
    return [
        number, region, detail.get("department_name", ""), one["unit_name"], one["subject"], one["name"],
        detail.get("funds", ""), *(detail.get(name) for name in (*MONEY, *SCORES)), one["rules"], score,
        one["verdict"], "；".join(_remarks(detail)),
    ]


def _total(level: Sequence[Mapping[Any, Any]]) -> list[Any]:
    """Budget and execution added up, and the rate of the sums."""
    budget, executed = (sum(one["detail"].get(name) or 0 for one in level) for name in MONEY[:2])
    rate = execution_rate_bp(pd.DataFrame({"budget_fen": [budget], "executed_fen": [executed]}).astype("Int64")).iloc[0]
    return ["合计", *[None] * 6, budget, executed, None if pd.isna(rate) else int(rate), *[None] * 8]


def _graded(level: Sequence[Mapping[Any, Any]], work_year: int) -> str:
    """优秀16个、一般2个: by grade, the best first."""
    counts = Counter(str(one["verdict"]) for one in level)
    words = (*parameters(work_year).words("grading.labels"), UNGRADED)
    return "、".join(f"{word}{counts[word]}个" for word in words if counts[word])


def _remarks(detail: Mapping[str, Any]) -> Iterable[str]:
    yield from (f"待定（{rule}）：{fact}" for rule, fact in detail.get("pending", {}).items())
    if "escalate_to" in detail:
        yield "审核得分与自评得分相差较大，已转业务科室"

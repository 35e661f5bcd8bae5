"""公开催办清单: what has not been published, or not in time, as the draft from which units are asked (M01–M04, D08)."""

from datetime import date
from typing import Any

from reports.milestone_view import MilestoneView
from reports.sheets import Column, Summary

NAME = "信息公开催办清单（代拟稿）.xlsx"
OPEN = ("待公开", "待定", "逾期未公开", "违规公开")
COLUMNS = (
    Column("公开主体", 28, "long"), Column("公开事项", 46, "long"), Column("起算日", 14, "day"),
    Column("公开期限", 14, "day"),
    Column("状态", 14, "word", frozenset({"逾期未公开", "违规公开"})), Column("未审查\n（项）", 10, "count"),
    Column("不公开\n（项）", 10, "count"), Column("依据", 60, "long"),
)
NOTES = (
    "依据：通知三（四）、三（十三）和预算法第十四条：随部门预算、部门决算公开的，批复后20日内公开；涉密及敏感信息除外。",
    "没有保密审查结论的，先审查、后公开；“违规公开”的，请立即核实撤下。",
    "本清单是代拟稿，不含涉密、敏感事项的内容，正式催办由财政部门发出。",
)


def files(view: MilestoneView) -> dict[str, bytes]:
    """The list, the earliest term first; no file when nothing is open."""
    verdicts = view.verdicts
    ours = (verdicts["kind"] == "document") & verdicts["verdict"].isin(OPEN)
    rows = [_row(row) for row in verdicts[ours.to_numpy(dtype=bool)].to_dict("records")]
    if not rows:
        return {}
    rows.sort(key=lambda row: (row[3], row[0], row[1]))
    book = Summary("信息公开催办清单", rows[-1][3])
    note = f"没有按期公开或者将要到期的事项{len(rows)}项"
    book.sheet("催办清单", "信息公开催办清单（代拟稿）", note, COLUMNS, rows, notes=NOTES)
    return {NAME: book.finish()}


def _row(row: dict[Any, Any]) -> tuple[Any, ...]:
    told = row["detail"]
    started, due = (date.fromisoformat(told[name]) for name in ("started", "due"))
    return (row["unit_name"], row["name"] or row["subject"], started, due, row["verdict"], told["held"],
            told["withheld"], row["why"])

"""整改通知清单: what monitoring found and is not yet put right, as the draft from which finance notifies (C04)."""

from datetime import date

from reports.milestone_view import MilestoneView
from reports.sheets import Column, Summary

NAME = "整改通知清单（代拟稿）.xlsx"
KINDS = {"rectification": "本次监控", "earlier_rectification": "上次监控"}
CLOSED = "已销号"
COLUMNS = (
    Column("单位", 24), Column("项目", 32), Column("项目编码", 24), Column("来源", 12, "word"),
    Column("问题和要求", 60, "long"), Column("最迟通知日", 14, "day"), Column("整改期限", 14, "day"),
    Column("进展", 14, "word", frozenset({"逾期未改", "退回重改"})),
)
NOTES = (
    "依据：通知三（三），对监控发现问题的项目，及时通知部门单位进行整改；连续两次审核不合格且不整改的，评价结果不得评为“优秀”“良好”。",
    "反馈方式：单位在整改期限以前报送《绩效监控整改情况表》，财政部门在《绩效监控审核表》的“整改核实”中销号或者退回。",
    "本清单是代拟稿，正式通知由财政部门签发。",
)


def files(view: MilestoneView) -> dict[str, bytes]:
    """The list by unit and project, the earliest term first; no file when nothing is open."""
    verdicts = view.verdicts
    ours = verdicts["kind"].isin(list(KINDS)) & (verdicts["verdict"] != CLOSED)
    rows = [
        (row["unit_name"], row["name"], row["subject"], KINDS[row["kind"]], row["why"],
         _day(row["detail"]["notify_by"]), _day(row["detail"]["rectify_due"]), row["verdict"])
        for row in verdicts[ours.to_numpy(dtype=bool)].to_dict("records")
    ]
    if not rows:
        return {}
    rows.sort(key=lambda row: (row[6] or date.max, row[0], row[2]))
    last = max(filter(None, (row[6] for row in rows)), default=date(2000, 1, 1))
    book = Summary("绩效监控整改通知清单", last)
    note = f"尚未整改到位的项目{len(rows)}个"
    book.sheet("整改通知清单", "绩效监控整改通知清单（代拟稿）", note, COLUMNS, rows, notes=NOTES)
    return {NAME: book.finish()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

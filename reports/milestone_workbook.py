"""The workbook of any milestone: who has filed, every verdict with its reason, every finding, every table in force."""

from dataclasses import replace
from typing import Any

import pandas as pd

from config.forms_register import Column as Described
from reports.formats import day
from reports.milestone_view import MilestoneView
from reports.sheets import Column, Kind, Summary
from reports.wording import DEBT_STATES, KINDS

SHOWN_AS: dict[str, tuple[Kind, float]] = {
    "money": ("wan", 12), "points": ("points", 9), "percent": ("percent", 9), "integer": ("count", 8),
    "day": ("day", 11.5), "flag": ("word", 7), "text": ("text", 20), "name": ("text", 16), "year": ("word", 7),
}
WIDEST, NARROWEST = 185, 8
DEBTORS = [
    Column("序号", 6, "count"), Column("单位编码", 14), Column("单位名称", 28), Column("地区", 10, "word"),
    Column("状态", 10, "word", frozenset({"未报齐"})), Column("期限", 12, "day"), Column("报齐日期", 12, "day"),
    Column("逾期\n（工作日）", 10, "count"),
]
VERDICTS = [
    Column("对象", 9, "word"), Column("编码", 13), Column("名称", 22), Column("单位", 16),
    Column("结论", 10, "word"), Column("得分\n（分）", 8, "points"), Column("金额\n（万元）", 12, "wan"),
    Column("触发规则", 8, "word"), Column("依据", 50), Column("建议", 9, "word"), Column("决定", 7, "word"),
    Column("决定人", 8, "word"),
]
FINDINGS = [
    Column("文件", 24), Column("单位名称", 20), Column("级别", 7, "word"), Column("工作表", 12),
    Column("单元格", 8, "word"), Column("问题", 60),
]
DECISIONS = {"approved": "同意", "rejected": "不同意", "": ""}


def milestone_workbook(view: MilestoneView) -> bytes:
    """The workbook; the same view gives the same bytes."""
    book = Summary(f"{view.title}汇总表", view.as_of)
    note = f"截至{day(view.as_of)}；规则册 {view.rulebook[:16]}"
    size = view.verdicts.groupby("kind")["kind"].transform("size")  # no long list may hide a short one
    found = view.verdicts.assign(size=size).sort_values(["size", "kind", "subject"], kind="stable")
    verdicts = found.assign(
        kind=found["kind"].map(lambda kind: KINDS.get(kind, kind)), decision=found["decision"].map(DECISIONS),
    )
    book.sheet("结论", f"{view.title}：结论和依据", note, VERDICTS, _plain(verdicts[[
        "kind", "subject", "name", "unit_name", "verdict", "score_cp", "amount_fen", "rules", "why", "proposal",
        "decision", "decided_by",
    ]]))
    if view.owing:
        debtors = view.debtors.assign(state=view.debtors["state"].map(DEBT_STATES))
        book.sheet("报送", f"{view.title}：报送情况", note, DEBTORS, _numbered(debtors[[
            "unit_code", "unit_name", "region_name", "state", "effective_due", "met_on", "overdue_days"]]))
    book.sheet("问题", f"{view.title}：核对发现的问题", note, FINDINGS, _plain(view.findings[[
        "file", "unit_name", "tier", "sheet", "cell", "message"]]))
    for table, rows in view.tables.values():
        columns = {name: column for name, column in table.columns.items() if name in rows}
        names = dict(zip(view.units["code"], view.units["name"], strict=True))
        shown = rows[["unit_code", *columns]].assign(unit_code=[names.get(one, one) for one in rows["unit_code"]])
        book.sheet(table.title[:28], f"{view.title}：{table.title}", note,
                   _fitted([Column("报送单位", 16), *map(_column, columns.values())]), _plain(shown))
    return book.finish()


def _fitted(columns: list[Column]) -> list[Column]:
    """Columns of text give way until all fit on a page that can be read."""
    texts = sum(column.width for column in columns if column.kind == "text")
    room = WIDEST - sum(column.width for column in columns if column.kind != "text")
    share = min(1.0, room / texts) if texts else 1.0
    return [replace(one, width=max(one.width * share, NARROWEST)) if one.kind == "text" else one for one in columns]


def _column(described: Described) -> Column:
    kind, width = SHOWN_AS.get(described.read_as, ("text", 16))
    unit = {"money": "\n（万元）", "points": "\n（分）"}.get(described.read_as, "")
    return Column(f"{described.headings[0]}{unit}", width, kind)


def _numbered(frame: pd.DataFrame) -> list[list[Any]]:
    return [[number, *row] for number, row in enumerate(_plain(frame), 1)]


def _plain(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows of plain values, None for what is missing, 是 and 否 for flags."""
    columns = [[_value(value) for value in frame[name]] for name in frame.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return None if value is None or pd.isna(value) else value

"""What the guide sheet of a form that is tables says: what it is for, by when, and how each column is filled in."""

from collections.abc import Iterator
from datetime import date

from config.calendar import the_calendar
from config.forms_register import Column
from config.forms_table import TableForm
from tasks.forms.issue_guide import Line

_HOW = (
    "请在本文件上填写、保存后报送；不要把内容复制到新工作簿，不要改动表头、工作表和灰色单元格。",
    "凡填写的行，浅黄色单元格必须填写，白色单元格按需要填写，灰色单元格已经预填。行数不够时，在最后一个空行上方插入行；多余的空行留着即可。",
    "每行一件事，不要合并单元格；没有内容的格子空着，不要填“无”“/”。",
    "金额单位为万元，只填数字；比率按百分数填；日期写成 2023-06-30 的样子；有下拉列表的请从列表中选择。",
    "本表不受理涉密内容，涉密项目按保密规定另行报送。",
)
_KINDS = {
    "money": "单位：万元，只填数字。", "points": "只填数字。", "percent": "填百分数，如 85%。", "integer": "填整数。",
    "year": "填四位年份，如 2023。", "day": "写成 2023-06-30 的样子。", "flag": "填“是”或“否”。",
    "project": "填项目库中的项目编码。", "region": "填县（市）名称或区划编码。",
}


def remarks(described: TableForm, node: str, due: date | None) -> list[str]:
    """The numbered remarks above the table of columns."""
    milestone = the_calendar().milestone(described.milestone)
    written = milestone.node(node).written if milestone.nodes else ""
    day = f"{due.year}年{due.month}月{due.day}日" if due else ""
    when = f"{day}（{written}）" if day and written else day or written
    by_when = [f"报送时间：{when}。"] if when else []
    return [*filter(None, map(str.strip, described.about.splitlines())), *by_when, *_HOW]


def heading(column: Column, month: str) -> str:
    """The first heading; 1—N月 with the month in which the node's data stand, where the description knows it so."""
    told = column.headings[0].replace("N月", f"{month}月")
    return told if told in column.headings else column.headings[0]


def lines(described: TableForm, month: str) -> Iterator[Line]:
    """One line per column."""
    for table in described.tables.values():
        for column in table.columns.values():
            who = "预填，已锁定" if column.locked else "填报单位"
            yield table.title, heading(column, month), who, "是" if column.filled else "", remark(column)


def remark(column: Column) -> str:
    """What is said of a column: its own remark, how its kind is written, its bounds and its words."""
    own = column.about.strip().rstrip("。；;")
    said = [f"{own}。" if own else "", _KINDS.get(column.read_as, ""), _within(column)]
    choices = f"可选：{'、'.join(column.choices)}。" if column.choices else ""
    return "".join(said) + choices


def _within(column: Column) -> str:
    least, most = column.bounds
    if column.read_as not in ("points", "percent", "integer", "money") or (not least and most is None):
        return ""
    low = f"不小于 {column.printed(least)}" if least else ""
    high = f"不大于 {column.printed(most)}" if most is not None else ""
    return "，".join(filter(None, (low, high))) + "。"

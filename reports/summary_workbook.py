"""自评情况汇总表: the self-evaluation as a workbook to sort, filter, print and send up."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from reports.formats import day
from reports.law import unconfirmed_lines
from reports.sheets import Column, Summary
from reports.tallies import Tally, averages_cp, by_region, grade_words, standings, whole
from reports.views import SelfEvaluationView
from reports.wording import NOTICE_KINDS, NOTICE_STATES, OVERDUE, STANDINGS, UNGRADED

LATE, GRAVE, LOST = frozenset({OVERDUE}), frozenset({"拒收", "错误"}), frozenset({"发送失败", "待核实"})
UNIT_SHEET = (
    Column("单位编码", 12), Column("单位名称", 20), Column("地区", 9, "word"), Column("主管部门", 14),
    Column("对口科室", 11), Column("应报\n（个）", 6, "count"), Column("已报\n（个）", 6, "count"),
    Column("覆盖率", 9, "percent"), Column("现状", 10, "word", LATE), Column("首次报齐", 11.5, "day"),
    Column("最终报齐", 11.5, "day"), Column("逾期\n（工作日）", 9, "count"), Column("退回\n（次）", 6, "count"),
    Column("拒收\n（次）", 6, "count"), Column("错误\n（处）", 6, "count"), Column("说明\n（处）", 6, "count"),
    Column("平均得分\n（分）", 8.5, "points"), Column("还缺的项目", 26),
)
FINDING_SHEET = (
    Column("单位名称", 20), Column("文件", 20), Column("项目编码", 13), Column("规则", 11, "word"),
    Column("级别", 7, "word", GRAVE), Column("工作表", 9), Column("单元格", 8, "word"),
    Column("填报值", 14), Column("应为", 14), Column("问题和办法", 48),
)
NOTICE_SHEET = (
    Column("种类", 9, "word"), Column("级别", 10, "word"), Column("单位名称", 20),
    Column("收件人", 10), Column("邮箱", 22), Column("状态", 10, "word", LOST),
    Column("发送时间", 16.5, "moment"), Column("主题", 38), Column("缘由", 24),
)
LAW_SHEET = (Column("序号", 6, "count"), Column("参数：暂用的数值（来源）", 84))


def summary_workbook(view: SelfEvaluationView) -> bytes:
    """The workbook: 汇总, 单位, 项目, 问题, 催报, and 参数 nobody has confirmed. The same view, the same bytes."""
    book = Summary(f"{view.title}情况汇总表", view.as_of)
    note = f"截至{day(view.as_of)}；报送期限{day(view.deadline_effective)}{'（暂定）' if view.provisional else ''}"
    labels = grade_words(view)
    rows = [_region_row(tally, labels) for tally in (*by_region(view), whole(view))]
    book.sheet("汇总", f"{view.title}情况汇总表", note, _region_sheet(labels), rows[:-1], rows[-1], _notes(view))
    book.sheet("单位", f"{view.title}：各单位报送情况", note, UNIT_SHEET, _plain(_unit_rows(view)))
    worst = frozenset(labels[-1:])
    projects = _plain(_project_rows(view))
    book.sheet("项目", f"{view.title}：各项目得分", f"{note}；金额单位：万元", _project_sheet(worst), projects)
    findings = _plain(view.findings.drop(columns="unit_code"))
    book.sheet("问题", f"{view.title}：核对发现的问题", note, FINDING_SHEET, findings)
    book.sheet("催报", f"{view.title}：通知和催报", note, NOTICE_SHEET, _plain(_notice_rows(view.notices)))
    unsure = list(enumerate(unconfirmed_lines(view.work_year, view.unconfirmed), start=1))
    if unsure:
        book.sheet("参数", "尚未确认的参数", f"工作年度{view.work_year}；{len(unsure)}项", LAW_SHEET, unsure)
    return book.finish()


def _region_sheet(labels: Sequence[str]) -> list[Column]:
    counts = ["应报单位\n（家）", *(f"{word}\n（家）" for word in STANDINGS), "应报项目\n（个）", "已报项目\n（个）"]
    files = ["退回\n（次）", "拒收\n（次）", "错误\n（处）", "说明\n（处）"]
    return [
        Column("地区", 14), *(Column(heading, 10, "count") for heading in counts), Column("覆盖率", 10, "percent"),
        *(Column(heading, 8, "count") for heading in files), Column("平均得分\n（分）", 10, "points"),
        *(Column(f"{word}\n（个）", 8, "count") for word in (*labels, UNGRADED)),
    ]


def _region_row(tally: Tally, labels: Sequence[str]) -> list[Any]:
    return [
        tally.name, tally.units, *(tally.standings[word] for word in STANDINGS), tally.projects, tally.covered,
        tally.coverage_bp, tally.returned, tally.refused, tally.errors, tally.explains, tally.average_cp,
        *(tally.grades[word] for word in (*labels, UNGRADED)),
    ]


def _unit_rows(view: SelfEvaluationView) -> pd.DataFrame:
    units = view.units.assign(standing=standings(view.units), missing=view.units["missing"].map("；".join))
    units["coverage_bp"] = units["covered"] * 10_000 // units["projects"].where(units["projects"] > 0)
    units["average_cp"] = units["unit_code"].map(averages_cp(view.projects)).astype("Int64")
    return units.sort_values(["region_code", "unit_code"])[[
        "unit_code", "unit_name", "region_name", "department_name", "division_name", "projects", "covered",
        "coverage_bp", "standing", "first_complete_on", "met_on", "overdue_days", "returned", "refused", "errors",
        "explains", "average_cp", "missing",
    ]]


def _project_sheet(worst: frozenset[str]) -> list[Column]:
    return [
        Column("项目编码", 13), Column("项目名称", 30), Column("单位名称", 22),
        Column("地区", 9, "word"), Column("全年预算数\n（万元）", 13, "wan"),
        Column("执行数\n（万元）", 13, "wan"), Column("执行率", 9, "percent"),
        Column("自评得分\n（分）", 9, "points"), Column("重算得分\n（分）", 9, "points"),
        Column("差（自评－重算）\n（分）", 11, "points"), Column("等次", 7, "word", worst),
    ]


def _project_rows(view: SelfEvaluationView) -> pd.DataFrame:
    projects = view.projects.sort_values(["unit_code", "project_code"]).drop(columns="unit_code")
    projects["grade"] = projects["grade"].replace("", UNGRADED)
    difference = projects["self_score_cp"] - projects["score_cp"]
    projects.insert(len(projects.columns) - 1, "difference_cp", difference)
    return projects


def _notice_rows(notices: pd.DataFrame) -> pd.DataFrame:
    return notices.drop(columns="rung").assign(
        kind=notices["kind"].map(lambda kind: NOTICE_KINDS.get(kind, kind)),
        state=notices["state"].map(lambda state: NOTICE_STATES.get(state, state)),
    )


def _notes(view: SelfEvaluationView) -> list[str]:
    lines = [
        "覆盖率＝已报项目÷应报项目，只舍不入；平均得分为各项目重算得分的简单平均；等次按重算得分确定。",
        f"文件规定的期限：{day(view.deadline_written)}；实际期限：{day(view.deadline_effective)}。{view.due_reason}",
        f"工作年度{view.work_year}；规则册指纹 {view.rulebook}",
    ]
    lines += [f"日期暂定：{view.provisional}"] if view.provisional else []
    unsure = f"尚未确认、暂按所列数值使用的参数{len(view.unconfirmed)}项，见“参数”表。"
    return lines + [unsure] * bool(view.unconfirmed)


def _plain(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows of plain values, None for what is missing."""
    columns = [[_value(value) for value in frame[name]] for name in frame.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _value(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value

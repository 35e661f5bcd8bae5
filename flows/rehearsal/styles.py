"""How printed forms are drawn: the regulation's own way, and that of a county office that knew better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flows.rehearsal.grid import Grid
from flows.rehearsal.workbook import Typed

Fields = Mapping[str, Typed]
Draw = Callable[[Grid, Mapping[str, str], Fields, Sequence[Fields]], None]


@dataclass(frozen=True, slots=True)
class Style:
    """One way of drawing; `notes` are the rules that its file format alone calls for."""

    draw: Draw
    suffix: str = ".xlsx"
    sheet: str = "自评表"
    more_sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    old: bool = False  # really the old binary format


NATIONAL = {
    "level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "target": "年度指标值", "actual": "实际完成值",
    "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施",
}
COUNTY = {
    "level1": "一级\n指标", "level2": "二级\n指标", "level3": "三级指标", "weight": "指标分值",
    "target": "年度指标值（A）", "actual": "全年实际值（B）", "score": "得分", "reason": "未完成原因及拟采取的改进措施",
}


def national(grid: Grid, head: Mapping[str, str], project: Fields, lines: Sequence[Fields]) -> None:
    """附件1: funds with their sources, levels merged downwards, the total in the foot."""
    grid.put(0, 0, "项目支出绩效自评表", across=8, kind="title")
    grid.put(1, 0, f"（{head['年度']}年度）", across=8)
    row = 2
    for label in ("项目编码", "密级"):
        if head.get(label):
            grid.put(row, 0, label)
            grid.put(row, 1, head[label], across=7, field={"项目编码": "code", "密级": "secrecy"}[label])
            row += 1
    grid.put(row, 0, "项目名称")
    grid.put(row, 1, project["name"], across=7, field="name")
    for col, label in ((0, "主管部门"), (4, "实施单位")):
        grid.put(row + 1, col, label)
        grid.put(row + 1, col + 1, head[label], across=3, field={"主管部门": "department", "实施单位": "unit"}[label])
    row = _national_funds(grid, row + 2, project)
    grid.put(row, 0, "年度总体目标", down=2)
    grid.put(row, 1, "预期目标", across=3)
    grid.put(row, 4, "实际完成情况", across=4)
    grid.put(row + 1, 1, project["goal"], across=3, field="goal")
    grid.put(row + 1, 4, project["achieved"], across=4, field="achieved")
    row = _table(grid, row + 2, 0, lines, NATIONAL)
    grid.put(row, 0, "总分", across=5)
    grid.put(row, 5, "100")
    grid.put(row, 6, project["total"], field="total")
    if head.get("自评等次"):
        grid.put(row + 1, 0, "自评等次")
        grid.put(row + 1, 1, head["自评等次"], across=7, field="grade")


def _national_funds(grid: Grid, row: int, project: Fields) -> int:
    grid.put(row, 0, "项目资金（万元）", down=5)
    heads = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")
    for col, label in enumerate(heads, 2):
        grid.put(row, col, label)
    for place, label in enumerate(("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"), 1):
        grid.put(row + place, 1, label)
    for place, prefix in enumerate(("", "part_"), 1):
        for col, name in enumerate(("initial", "budget", "executed"), 2):
            grid.put(row + place, col, project[prefix + name], field=prefix + name)
    grid.put(row + 1, 5, project["weight"], field="weight")
    grid.put(row + 1, 6, project["rate"], field="rate", kind="%")
    grid.put(row + 1, 7, project["execution"], field="execution")
    return row + 5


def county(grid: Grid, head: Mapping[str, str], project: Fields, lines: Sequence[Fields]) -> None:
    """A county's own: it begins in B2, weights stand before targets, heads break over lines, the total comes first."""
    grid.put(1, 1, f"{head['年度']}年度项目支出绩效自评表", across=8, kind="title")
    grid.put(3, 1, "项目\n名称")
    grid.put(3, 2, project["name"], across=4, field="name")
    grid.put(3, 6, "自评得分")
    grid.put(3, 7, project["total"], field="total")
    grid.put(4, 1, "主管部门（盖章）")
    grid.put(4, 2, head["主管部门"], across=4, field="department")
    grid.put(4, 6, "项目实施单位")
    grid.put(4, 7, head["实施单位"], across=2, field="unit")
    grid.put(5, 1, "项目资金\n（万元）")
    heads = ("年初预算数", "全年预算数\n(A)", "全年执行数\n(B)", "执行率\n(B/A)", "分值", "得分")
    for col, label in enumerate(heads, 3):
        grid.put(5, col, label)
    grid.put(6, 2, "年度资金总额：")
    for col, name in enumerate(("initial", "budget", "executed", "rate", "weight", "execution"), 3):
        grid.put(6, col, project[name], field=name, kind="%" if name == "rate" else "")
    grid.put(8, 1, "年初设定目标", across=2)
    grid.put(8, 3, project["goal"], across=6, field="goal")
    grid.put(9, 1, "年度目标完成情况", across=2)
    grid.put(9, 3, project["achieved"], across=6, field="achieved")
    _table(grid, 11, 1, lines, COUNTY)


def _table(grid: Grid, row: int, left: int, lines: Sequence[Fields], heads: Mapping[str, str]) -> int:
    """The indicators with both levels merged downwards; the row below them. `heads`: field → heading, in order."""
    fields = list(heads)
    for col, label in enumerate(heads.values(), left):
        grid.put(row, col, label)
    row += 1
    for number, line in enumerate(lines):
        for col, field in enumerate(fields, left):
            if field not in ("level1", "level2"):
                grid.put(row + number, col, line[field], field=field, line=number)
    for depth, field in enumerate(("level1", "level2")):
        levels = [[line[one] for one in ("level1", "level2")[:depth + 1]] for line in lines]
        for _, group in groupby(range(len(lines)), key=levels.__getitem__):
            numbers = list(group)
            col = left + fields.index(field)
            grid.put(row + numbers[0], col, lines[numbers[0]][field], field=field, line=numbers[0], down=len(numbers))
    return row + len(lines)


STYLES = {
    "national": Style(national),
    "county": Style(county, sheet="Sheet1", more_sheets=("Sheet2", "Sheet3")),
    "old": Style(national, suffix=".xls", notes=("N-XLS",), old=True),
    "misnamed": Style(national, suffix=".xls", notes=("N-EXT",)),
    "text": Style(national, suffix=".csv", notes=("N-ENCODING",)),
}

"""A small builder of printed forms: rows of cells as a person lays them out, written and opened as a real workbook."""

import io
from dataclasses import dataclass

import pytest
import xlsxwriter

from config.findings import Tier
from tasks.forms.book import open_book
from tasks.forms.official import read_official


@dataclass(frozen=True)
class Merged:
    """A value in a merged range that reaches `down` rows and `across` columns."""

    value: object
    down: int = 1
    across: int = 1


@dataclass(frozen=True)
class Percent:
    """A number under a percent format."""

    value: float


def _write(book, sheet, rows):
    percent = book.add_format({"num_format": "0.00%"})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, Merged):
                last = (r + cell.down - 1, c + cell.across - 1)
                sheet.merge_range(r, c, *last, "") if last != (r, c) else None
                _value(sheet, r, c, cell.value, percent)
            elif cell is not None:
                _value(sheet, r, c, cell, percent)


def _value(sheet, r, c, value, percent):
    if isinstance(value, Percent):
        sheet.write_number(r, c, value.value, percent)
    elif isinstance(value, str):
        sheet.write_string(r, c, value)
    elif value is not None:
        sheet.write(r, c, value)


def workbook(sheets):
    """The bytes of a workbook: sheet name → rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.removeprefix("~"))
            if name.startswith("~"):
                sheet.hide()
            _write(book, sheet, rows)
    return stream.getvalue()


class Forms:
    """What tests need: write, open, read, and look at what was read."""

    merged, percent = Merged, Percent

    @staticmethod
    def open(sheets, name="自评表.xlsx"):
        book, findings = open_book(name, workbook(sheets))
        assert book is not None, findings
        return book

    def read(self, *rows, sheets=None):
        """The reading of one sheet of rows, or of several named sheets."""
        return read_official(self.open(sheets or {"Sheet1": list(rows)}))

    @staticmethod
    def indicators(reading, *fields):
        """The chosen fields of every indicator."""
        return [tuple(row[field] for field in fields) for row in reading.indicators]

    @staticmethod
    def complaints(reading):
        """Rule and cell of every finding that asks something of the sender."""
        return [(f.rule, f.cell) for f in reading.findings if f.tier is not Tier.HINT]


@pytest.fixture(scope="session")
def forms():
    """The builder and reader of printed forms."""
    return Forms()


HEADINGS = {
    "level1": "一级指标", "level2": "二级指标", "level3": "三级指标", "target": "年度指标值", "actual": "实际完成值",
    "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施",
}
LINE = tuple(HEADINGS)  # the order in which tests write a line


def table(lines, headings=None, *, side="绩\n效\n指\n标"):
    """An indicator table: `lines` in the order of LINE, columns in the order of `headings`, equal levels merged."""
    headings = headings or HEADINGS
    rows = [[None] * len(headings) for _ in lines]
    for c, field in enumerate(headings):
        values = [dict(zip(LINE, line, strict=False)).get(field) for line in lines]
        keys = [line[: LINE.index(field) + 1] if field in LINE else None for line in lines]
        r = 0
        while r < len(lines):
            end = r + 1
            while field in ("level1", "level2") and end < len(lines) and keys[end] == keys[r]:
                end += 1
            rows[r][c] = Merged(values[r], end - r) if end - r > 1 else values[r]
            r = end
    body = [list(headings.values()), *rows]
    return [[Merged(side, len(body)) if r == 0 else None, *row] for r, row in enumerate(body)] if side else body


LINES = [
    ("产出指标", "数量指标", "新建村级卫生室数量", "≥12个", 12, 10.3, 10.3, ""),
    ("产出指标", "数量指标", "培训村医人次", "≥300人次", "312人次", 9.3, 9.3, ""),
    ("产出指标", "质量指标", "工程验收合格率", "=100%", Percent(1), 10.8, 10.8, ""),
    ("产出指标", "时效指标", "项目按期完成率", "≥95%", "95%", 9.6, 9.6, ""),
    ("产出指标", "成本指标", "单个卫生室平均造价", "≤10万元", 9.8, 10, 10, ""),
    ("效益指标", "社会效益指标", "改善基层就医条件", "效果明显", "达成预期指标", 20, 20, ""),
    ("效益指标", "可持续影响指标", "设施持续使用", "长期", "长期", 10, 10, ""),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", Percent(0.9), 10, 10, ""),
]
LINES_READ = [  # level1, level3, relation, target_value, actual_value, tier, weight_cp, self_score_cp
    ("产出指标", "新建村级卫生室数量", "≥", 12, 12, None, 1030, 1030),
    ("产出指标", "培训村医人次", "≥", 300, 312, None, 930, 930),
    ("产出指标", "工程验收合格率", "=", 100, 100, None, 1080, 1080),
    ("产出指标", "项目按期完成率", "≥", 95, 95, None, 960, 960),
    ("产出指标", "单个卫生室平均造价", "≤", 100, 98, None, 1000, 1000),
    ("效益指标", "改善基层就医条件", "定性", None, None, 1, 2000, 2000),
    ("效益指标", "设施持续使用", "定性", None, None, 1, 1000, 1000),
    ("满意度指标", "群众满意度", "≥", 90, 90, None, 1000, 1000),
]
READ = ("level1", "level3", "relation", "target_value", "actual_value", "tier", "weight_cp", "self_score_cp")


def head(name="村级卫生室建设项目", year="（2022年度）", unit="阿图什市卫生健康委员会"):
    """Title, year, name, department and unit as the regulation prints them."""
    return [
        [Merged("项目支出绩效自评表", 1, 9)],
        [Merged(year, 1, 9)],
        [Merged("项目名称", 1, 2), None, Merged(name, 1, 7)],
        [
            Merged("主管部门", 1, 2), None, Merged("自治州卫生健康委员会", 1, 3), None, None, "实施单位",
            Merged(unit, 1, 3),
        ],
    ]


def funds(
    *rows, headings=("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), label="项目资金\n（万元）"
):
    """A funds block as a table: each row is its label and its figures."""
    rows = rows or (
        ("年度资金总额", 120, 118, 115.05, 10, "97.50%", 9.75),
        ("其中：当年财政拨款", 120, 118, 115.05, "—", "", "—"), ("上年结转资金", "", "", "", "—", "", "—"),
        ("其他资金", "", "", "", "—", "", "—"),
    )
    body = [[None, None, *headings], *([None, *row] for row in rows)]
    return [[Merged(label, len(body)) if r == 0 else None, *row[1:]] for r, row in enumerate(body)]


def goals(goal="新建12个村级卫生室。", achieved="12个村级卫生室全部建成。"):
    """The two texts side by side."""
    return [
        [Merged("年度\n总体\n目标", 2), Merged("预期目标", 1, 4), None, None, None, Merged("实际完成情况", 1, 4)],
        [None, Merged(goal, 1, 4), None, None, None, Merged(achieved, 1, 4)],
    ]


def total(weight=100, score=99.75, label="总分", across=6):
    """The foot row of the standard table."""
    return [[Merged(label, 1, across), *([None] * (across - 1)), weight, score]]


def standard(**parts):
    """A correct form as the regulation prints it; each part may be replaced."""
    given = {"head": head(), "funds": funds(), "goals": goals(), "table": table(LINES), "total": total()} | parts
    return [row for part in given.values() for row in part]


for function in (workbook, table, head, funds, goals, total, standard):
    setattr(Forms, function.__name__, staticmethod(function))
Forms.lines, Forms.lines_read, Forms.fields, Forms.headings = LINES, LINES_READ, READ, HEADINGS

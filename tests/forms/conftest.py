"""What the form stories share: an office that issues a form, and a clerk who fills it in with a spreadsheet program."""

from datetime import date
from io import BytesIO
from types import MappingProxyType

import openpyxl
import pytest

from config.forms_issued import issued_forms
from tasks.forms.book import open_book
from tasks.forms.issue import issue
from tasks.forms.issued import read_issued
from tasks.forms.signature import FormKey

ROADS, PIPES = "653000220R00000000001", "653000220R00000000002"
PROJECT_HEAD = 3  # the row of the titles


class Office:
    """Issues the self-evaluation form of one unit: two projects, four indicators."""

    form = issued_forms()["self_evaluation"]
    key = FormKey("k1", b"a secret of the test")
    unit = MappingProxyType({"code": "105001", "name": "克州住房和城乡建设局", "department": "克州住房和城乡建设局"})
    year = MappingProxyType({"work_year": 2023, "fiscal_year": 2022, "rev": 1, "issued_on": date(2023, 1, 31)})

    def projects(self):
        return [
            {"project_code": ROADS, "project_name": "市政道路日常养护", "initial_fen": 10_000_000_00,
             "budget_fen": 12_345_678_90, "execution_weight_cp": 1000, "goal": "道路完好率达到 95%。"},
            {"project_code": PIPES, "project_name": "供热管网改造（二期）", "initial_fen": 50_000_00,
             "budget_fen": 50_000_00, "execution_weight_cp": 1000, "goal": "改造供热管网 12 公里。"},
        ]

    def indicators(self):
        return [
            self.indicator(ROADS, "产出指标", "数量指标", "养护道路里程", "≥", "120", "公里", 6000),
            self.indicator(ROADS, "效益指标", "社会效益指标", "改善出行条件", "定性", "明显改善", "", 3000),
            self.indicator(PIPES, "产出指标", "数量指标", "改造管网长度", "=", "12", "公里", 5000),
            self.indicator(PIPES, "满意度指标", "服务对象满意度指标", "用户满意度", "≥", "90%", "", 4000),
        ]

    @staticmethod
    def indicator(code, level1, level2, level3, relation, target, measure, weight_cp):
        return {"project_code": code, "level1": level1, "level2": level2, "level3": level3, "relation": relation,
                "target": target, "measure": measure, "weight_cp": weight_cp}

    def issue(self, projects=None, indicators=None, form=None, **year):
        projects = self.projects() if projects is None else projects
        indicators = self.indicators() if indicators is None else indicators
        return issue(form or self.form, self.unit, projects, indicators, **{**self.year, "key": self.key, **year})


class Clerk:
    """Opens an issued form with openpyxl, types by project and title, and saves it."""

    def __init__(self, data):
        self.book = openpyxl.load_workbook(BytesIO(data))

    def column(self, sheet, title):
        head = next(self.book[sheet].iter_rows(min_row=PROJECT_HEAD, max_row=PROJECT_HEAD))
        return next(cell.column for cell in head if cell.value == title)

    def cell(self, sheet, row, title):
        return self.book[sheet].cell(row, self.column(sheet, title))

    def fill(self):
        """Everything an honest unit types, all targets reached but one."""
        for row, spent in ((4, 1234.56789), (5, 4.4321)):
            self.cell("项目", row, "全年执行数（B）").value = spent
            self.cell("项目", row, "实际完成情况").value = "按期完成。"
        self.cell("项目", 5, "执行偏差原因及改进措施").value = "结余资金已收回。"
        for row, actual, points in ((4, 120, 60), (5, "明显改善", 30), (6, 12, 50), (7, "81%", 36)):
            self.cell("指标", row, "实际完成值").value = actual
            self.cell("指标", row, "得分").value = points
        self.cell("指标", 5, "完成档次").value = "达成年度指标"
        self.cell("指标", 7, "偏差原因分析及改进措施").value = "部分小区停热抢修，已列入计划。"
        return self

    def type(self, sheet, row, title, value):
        """Type as text where it is text: nothing becomes a formula by looking like one."""
        cell = self.cell(sheet, row, title)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        return self

    def save(self):
        stream = BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def read(self, forms=None):
        return read(self.save(), forms)


def read(data, forms=None):
    """Through the door and the reader, as the limited process does it."""
    book, findings = open_book("自评表.xlsx", data)
    assert book is not None, findings
    reading = read_issued(book, forms)
    reading.findings = [*findings, *reading.findings]
    return reading


@pytest.fixture
def office():
    """The office that issues the form."""
    return Office()


@pytest.fixture
def clerk(office):
    """A clerk with the office's form open; call with other bytes for another file."""

    def open_form(data=None):
        return Clerk(office.issue() if data is None else data)

    return open_form


@pytest.fixture
def read_back():
    """bytes → Reading."""
    return read

"""Forms that are tables as we issue them: signed, filled in, locked where they are ours, and read back as they were."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from config.calendar import the_calendar
from config.findings import Tier
from config.forms_table import table_forms
from tasks.forms.annotate import annotate
from tasks.forms.book import open_book
from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.issue_table import issue_table
from tasks.forms.layout import FIRST_ROW, HEAD_ROW, LIST_SHEET
from tasks.forms.reader import read_files
from tasks.forms.recognise import recognise
from tasks.forms.signature import FormKey
from tests.table_samples import rows_of, typed_in

FORMS = tuple(table_forms())
KEY = FormKey("k1", b"a secret of the test")
KEYS = {"k1": KEY}
META = {"unit_code": "105001", "unit_name": "克州交通运输局", "work_year": 2023, "fiscal_year": 2023, "rev": 1,
        "issued_on": date(2023, 6, 1), "due": date(2023, 6, 12)}


def prefilled(form):
    """What we know: the locked columns."""
    return {
        name: [{n: v for n, v in row.items() if table.columns[n].locked} for row in rows_of(table)]
        for name, table in table_forms()[form].tables.items() if any(c.locked for c in table.columns.values())
    }


def issued(form, rows=None, **changes):
    nodes = the_calendar().milestone(table_forms()[form].milestone).nodes
    meta = META | {"node": nodes[0].node if nodes else ""} | changes
    return issue_table(form, meta, KEY, prefilled(form) if rows is None else rows)


class Clerk:
    """Fills in what is open, as the samples say, and saves."""

    def __init__(self, data, form):
        self.book = openpyxl.load_workbook(BytesIO(data))
        for table in table_forms()[form].tables.values():
            for number, row in enumerate(rows_of(table), FIRST_ROW + 1):
                for place, (name, column) in enumerate(table.columns.items(), 1):
                    cell = self.book[table.title].cell(number, place)
                    if cell.value is None:
                        cell.value = typed_in(row.get(name), column)

    def save(self):
        stream = BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def read(data):
    book, findings = open_book("表.xlsx", data)
    return recognise(book, findings)


def told(findings):
    return [(one.rule, one.sheet, one.cell) for one in findings if one.tier is not Tier.HINT]


@pytest.fixture
def clerk():
    """A clerk with the May monitoring form of two tables."""
    return Clerk(issued("monitoring"), "monitoring")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_comes_back_as_it_was_filled_in(form):
    """Issued, filled in with openpyxl, read: equal, ours, and nothing to remark."""
    reading = read(Clerk(issued(form), form).save())
    assert (reading.form, reading.layout, told(reading.findings)) == (form, "issued", [])
    for name, table in table_forms()[form].tables.items():
        assert [{n: row[n] for n in table.columns if n != "secrecy"} for row in reading.tables[name]] == rows_of(table)
    expected = Expected(2023, 2023, "105001", node=reading.node)
    assert check_issue(reading, KEYS, expected) == []
    assert (reading.unit_code, reading.rev, reading.work_year) == ("105001", 1, 2023)


@pytest.mark.parametrize("form", FORMS)
def test_the_guide_says_what_by_when_and_how(form):
    """Every column with its remark, the term, and whose form it is."""
    guide = openpyxl.load_workbook(BytesIO(issued(form)))["填报说明"]
    words = "\n".join(str(cell.value) for row in guide.iter_rows() for cell in row if cell.value)
    described = table_forms()[form]
    assert described.title in words and "2023年6月12日" in words and "克州交通运输局（105001）" in words
    for table in described.tables.values():
        assert all(c.about.strip().rstrip("。；") in words for c in table.columns.values())


def test_the_same_input_gives_the_same_bytes():
    """So that an unchanged form is not sent twice."""
    assert issued("monitoring") == issued("monitoring")


def test_what_is_ours_is_locked_and_what_is_asked_is_open():
    """Prefilled cells are grey and protected, cells to fill yellow and open; choices and flags have lists."""
    book = openpyxl.load_workbook(BytesIO(issued("monitoring")))
    sheet = book["项目监控"]
    code, executed = sheet.cell(FIRST_ROW + 1, 1), sheet.cell(FIRST_ROW + 1, 5)
    assert sheet.protection.sheet and code.protection.locked and not executed.protection.locked
    assert code.fill.fgColor.rgb == "FFF2F2F2" and executed.fill.fgColor.rgb == "FFFFFBE6"
    assert sheet.cell(HEAD_ROW + 1, 5).value == "1—5月执行数\n（万元）"
    assert sheet.freeze_panes == "D4" and sheet.print_title_rows == "$1:$3"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation
             if rule.type == "list"}
    assert lists == {"K4": "选项_monitoring_reason_kind"}
    name = book.defined_names["选项_monitoring_reason_kind"].attr_text
    column = name.split("$")[1]
    assert [c.value for c in book["字典"][column]][1:] == ["经费保障", "制度保障", "人员保障", "硬件条件保障", "其他"]


@pytest.mark.parametrize("words", ['=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "@SUM(A1)", "a\x07b"])
def test_user_text_is_never_a_formula(words):
    """61: text stays text, in the cell and in what was signed."""
    rows = prefilled("monitoring")
    rows["monitoring"][0]["project_name"] = words
    data = issued("monitoring", rows)
    cell = openpyxl.load_workbook(BytesIO(data))["项目监控"].cell(FIRST_ROW + 1, 2)
    assert cell.data_type == "s"
    assert "F-SIG" not in {one.rule for one in read(data).findings}


def test_a_locked_cell_that_was_changed_is_named(clerk):
    """21: the cell, what it says now, what we issued."""
    clerk.book["项目监控"]["D5"] = 99
    [found] = [one for one in read(clerk.save()).findings if one.rule == "F-SIG"]
    assert (found.sheet, found.cell, found.value, found.expected) == ("项目监控", "D5", "全年预算数 99", "2")


def test_sorted_rows_are_fine_and_a_missing_one_is_told(clerk):
    """30, 32: known by their keys."""
    sheet = clerk.book["项目监控"]
    rows = [[cell.value for cell in row] for row in sheet["A4:M6"]]
    for number, row in enumerate(reversed(rows), 4):
        for place, value in enumerate(row, 1):
            sheet.cell(number, place).value = value
    assert told(read(clerk.save()).findings) == []
    sheet.delete_rows(5)
    [found] = [one for one in read(clerk.save()).findings if one.tier is not Tier.HINT]
    assert found.rule == "R-ROWMISS" and found.project_code == rows[1][0]


def test_an_indicator_row_that_is_gone_is_told(clerk):
    """Rows without a project of their own are named by what they say."""
    clerk.book["指标监控"].delete_rows(4)
    assert [one.rule for one in read(clerk.save()).findings] == ["R-LINEMISS"]


def test_the_signature_tells_a_changed_sheet_from_ours(clerk):
    """A hidden copy changed along with the visible one is not ours."""
    hidden = clerk.book["_meta"]
    for row in hidden.iter_rows():
        if row[0].value == "unit_code":
            row[1].value = "105002"
    reading = read(clerk.save())
    assert [one.rule for one in check_issue(reading, KEYS, Expected(2023, 2023, "105001"))] == ["F-SIG", "F-UNIT"]


@pytest.mark.parametrize(("expected", "rule"), [
    (Expected(2024, 2024), "F-YEAR"), (Expected(2023, 2023, accepted_rev=2), "W-OLDREV"),
    (Expected(2023, 2023, node="august"), "F-NODE"),
])
def test_the_form_of_another_year_round_or_node_is_told(clerk, expected, rule):
    """24, 25."""
    [found] = check_issue(read(clerk.save()), KEYS, expected)
    assert found.rule == rule and (rule != "F-NODE" or (found.value, found.expected) == ("5月监控", "8月监控"))


def test_a_signed_sheet_decides_alone(clerk):
    """Headings that fit another form better do not count."""
    for name in ("项目监控", "指标监控"):
        clerk.book[name].delete_cols(5, 10)
    reading = read(clerk.save())
    assert reading.form == "monitoring" and "R-SHEET" in {one.rule for one in reading.findings}


def test_a_column_that_we_issued_and_is_gone_is_told(clerk):
    """29: also one that may be left empty."""
    sheet = clerk.book["指标监控"]
    place = next(cell.column for cell in sheet[HEAD_ROW + 1] if cell.value == "备注")
    sheet.delete_cols(place)
    [found] = [one for one in read(clerk.save()).findings if one.tier is not Tier.HINT]
    assert (found.rule, found.sheet, found.expected) == ("R-HEAD", "指标监控", "备注")


def test_an_empty_form_asks_for_everything_once_per_row():
    """Nobody has begun: three rows, three findings a sheet."""
    found = told(read(issued("monitoring")).findings)
    assert found == [("R-REQ", "项目监控", f"E{n}") for n in (4, 5, 6)] + [
        ("R-REQ", "指标监控", f"H{n}") for n in (4, 5, 6)]


def test_the_marked_copy_can_be_corrected_and_handed_in_again(tmp_path, clerk):
    """5: cells marked and listed; the signature holds, the list and the marks do not disturb the next reading."""
    clerk.book["项目监控"]["E5"] = "约九十"
    data = clerk.save()
    reading = read(data)
    marked = annotate(data, reading.findings, title="核对结果")
    book = openpyxl.load_workbook(BytesIO(marked))
    assert book.sheetnames[0] == LIST_SHEET and book["项目监控"]["E5"].fill.fgColor.rgb == "FFFFC7CE"
    assert "不是一个确定的数" in book["项目监控"]["E5"].comment.text
    book["项目监控"]["E5"] = 90
    stream = BytesIO()
    book.save(stream)
    path = tmp_path / "改正.xlsx"
    path.write_bytes(stream.getvalue())
    [again] = read_files([(path.name, path)])
    assert told(again.findings) == [] and again.tables["monitoring"][1]["executed_fen"] == 90_000_000
    assert check_issue(again, KEYS, Expected(2023, 2023, "105001", node="may")) == []


def test_a_node_that_is_none_is_a_fault_of_ours():
    """Nothing is issued for a node that the calendar does not have."""
    with pytest.raises(ValueError, match="没有节点"):
        issued("monitoring", node="december")

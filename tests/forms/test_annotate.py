"""The way back: a unit gets its own workbook, with the wrong cells marked and a list in front."""

import random
from io import BytesIO

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from python_calamine import CalamineWorkbook

from tasks.forms.annotate import annotate
from tasks.forms.finding_list import MOST, finding_list
from tasks.forms.issue_check import Expected, check_issue
from tasks.rules.finding import finding

RED, AMBER, YELLOW = "FFFFC7CE", "FFFFEB9C", "FFFFFBE6"
TITLE = "克州住房和城乡建设局：2022年度项目支出绩效自评表问题清单"


def wrong(rule="R-REQ", sheet="指标", cell="L4", value="", **facts):
    """One finding at one cell."""
    facts = {"field": "得分", "unit": "万元", "length": 0} | facts
    return finding(rule, file="自评表.xlsx", sheet=sheet, cell=cell, value=value, **facts)


def opened(data):
    return openpyxl.load_workbook(BytesIO(data))


def listed(data):
    """The list, without its head."""
    page = opened(data)["问题清单"]
    return [[cell.value for cell in row[:8]] for row in page.iter_rows(min_row=5) if row[0].value is not None]


@pytest.fixture
def filled(clerk):
    """An honestly filled form."""
    return clerk().fill()


def test_wrong_cells_are_coloured_and_explained(filled):
    """Errors red, things to explain amber, each with a comment; what was put right by us is only listed."""
    findings = [
        wrong("N-WIDTH", "项目", "F4", "１２", expected="12"),
        wrong("W-UNIT", "项目", "F5", "5万元", expected="5万元"),
        wrong("R-NUM", "指标", "L7", "约36"),
        wrong("S-OVERWEIGHT", "指标", "L7", "50", expected="40"),
    ]
    book = opened(annotate(filled.save(), findings, title=TITLE))
    assert book["指标"]["L7"].fill.fgColor.rgb == RED and book["项目"]["F5"].fill.fgColor.rgb == AMBER
    comment = book["指标"]["L7"].comment.text
    assert "【错误】“约36”不是一个确定的数。请只填一个数字（R-NUM）" in comment and "（S-OVERWEIGHT）" in comment
    assert book["项目"]["F4"].comment is None and book["项目"]["F4"].fill.fgColor.rgb not in (RED, AMBER)


def test_the_first_sheet_lists_everything_by_severity(filled):
    """Errors first, then in the order of the workbook; every cell is one click away."""
    findings = [
        wrong("N-WIDTH", "项目", "F4", "１２", expected="12"), wrong("R-NUM", "指标", "L10", "约"),
        wrong("R-NUM", "指标", "L7", "约36"), wrong("R-REQ", "项目", "M4", field="实际完成情况"),
        wrong("R-ROWMISS", "项目", "", expected="653000220R00000000009", project_code="653000220R00000000009"),
    ]
    data = annotate(filled.save(), findings, title=TITLE)
    book = opened(data)
    assert book.sheetnames[0] == "问题清单" and book.active.title == "问题清单"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["问题清单"]
    assert [row[:4] for row in listed(data)] == [
        [1, "错误", "项目", None], [2, "错误", "项目", "M4"], [3, "错误", "指标", "L7"], [4, "错误", "指标", "L10"],
        [5, "提示", "项目", "F4"]]
    assert listed(data)[4][4:] == ["１２", "12", "全角数字“１２”读作 12。无需处理", "N-WIDTH"]
    page = book["问题清单"]
    assert page["A1"].value == TITLE and page["A2"].value == "共 5 处：错误 4 处，提示 1 处。"
    assert page["D6"].hyperlink.location == "'项目'!M4" and page["D5"].hyperlink is None


def test_it_is_the_units_own_workbook(filled, office, read_back):
    """Values, drop-downs, colours, protection, print layout and the signed sheet come back as they were."""
    before, data = opened(filled.save()), annotate(filled.save(), [wrong()], title=TITLE)
    after = opened(data)
    assert after.sheetnames == ["问题清单", *before.sheetnames]
    for sheet in before:
        copy = after[sheet.title]
        assert list(copy.values) == list(sheet.values)
        assert (copy.sheet_state, copy.freeze_panes, copy.protection.sheet) == (
            sheet.sheet_state, sheet.freeze_panes, sheet.protection.sheet)
        assert (copy.print_title_rows, copy.print_area) == (sheet.print_title_rows, sheet.print_area)
        assert len(copy.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert len(copy.conditional_formatting) == len(sheet.conditional_formatting)
    assert after.defined_names.keys() == before.defined_names.keys()
    reading = read_back(data)
    assert reading.findings == [] and reading.projects == filled.read().projects
    assert check_issue(reading, {"k1": office.key}, Expected(2023, 2022, sender="105001")) == []


def test_the_second_round_starts_clean(filled, clerk, read_back):
    """Corrected and handed in again, the file is read as before; old marks go and the old colours come back."""
    first = annotate(filled.save(), [wrong(cell="L4"), wrong(cell="L5"), wrong("R-NUM", "项目", "E4")], title=TITLE)
    grey = opened(filled.save())["项目"]["E4"].fill.fgColor.rgb
    again = clerk(first)
    again.cell("指标", 4, "得分").value = 59
    assert read_back(again.save()).findings == []
    second = opened(annotate(again.save(), [wrong(cell="L5")], title=TITLE))
    assert [name for name in second.sheetnames if name.startswith("问题清单")] == ["问题清单"]
    page = second["指标"]
    before = opened(filled.save())["指标"]["L4"].fill.fgColor.rgb
    assert (page["L4"].fill.fgColor.rgb, page["L4"].comment, page["L4"].value) == (before, None, 59)
    assert page["L5"].fill.fgColor.rgb == RED and page["L5"].comment.text.count("【绩效管理系统】") == 1
    assert second["项目"]["E4"].fill.fgColor.rgb == grey and second["项目"]["E4"].comment is None
    third = opened(annotate(annotate(again.save(), [wrong(cell="L5")], title=TITLE), [], title=TITLE))
    assert third["指标"]["L5"].fill.fgColor.rgb == before
    assert third["问题清单"]["A2"].value == "共 0 处：没有发现问题。"


def test_marks_are_taken_off_where_the_unit_has_moved_them(filled, clerk):
    """A unit may throw the list away and move rows: our comment tells which cells are ours."""
    marked = clerk(annotate(filled.save(), [wrong(cell="L5")], title=TITLE))
    del marked.book["问题清单"]
    marked.book["指标"].insert_rows(1)
    page = opened(annotate(marked.save(), [], title=TITLE))["指标"]
    assert not [c.coordinate for row in page.iter_rows() for c in row if c.comment or c.fill.fgColor.rgb == RED]


def test_the_units_own_notes_and_colours_stay(filled, clerk):
    """A comment of the unit's own is kept below ours and comes back; its own red is not ours to take off."""
    cell = filled.cell("指标", 4, "得分")
    cell.comment = Comment("请李会计核对", "王")
    filled.cell("指标", 6, "得分").fill = PatternFill("solid", fgColor=RED)
    first = annotate(filled.save(), [wrong(cell="L4")], title=TITLE)
    assert opened(first)["指标"]["L4"].comment.text.endswith("请李会计核对")
    page = opened(annotate(first, [], title=TITLE))["指标"]
    assert page["L4"].comment.text == "请李会计核对"
    assert page["L6"].fill.fgColor.rgb == RED


def test_a_mark_inside_a_merge_stands_on_its_first_cell(filled):
    """Cells swallowed by a merge cannot carry a mark of their own."""
    filled.book["指标"].merge_cells("L4:L5")
    page = opened(annotate(filled.save(), [wrong(cell="L5"), wrong("R-MERGE", cell="L4")], title=TITLE))["指标"]
    assert page["L4"].fill.fgColor.rgb == RED and "R-REQ" in page["L4"].comment.text


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","点")', "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "甲\x0b\x00乙"])
def test_what_a_unit_typed_never_comes_alive(filled, text):
    """User text is text on the list, in the comment and in the cell it came from."""
    filled.type("指标", 4, "偏差原因分析及改进措施", "=8个")
    findings = [wrong("R-NUM", value=text, expected=text)]
    for data in (annotate(filled.save(), findings, title=text), finding_list(findings, text)):
        page = opened(data)["问题清单"]
        cells = [cell for row in page.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert page["E5"].value == text.replace("\x0b", "").replace("\x00", "")
        assert all(cell.quotePrefix for cell in (page["E5"], page["F5"])) == (text[0] in "=+-@")
    cell = opened(annotate(filled.save(), findings, title=TITLE))["指标"]["M4"]
    assert (cell.data_type, cell.value) == ("s", "=8个")


def test_thousands_of_findings_stay_a_file_one_can_mail(filled):
    """The list ends at 10,000 and counts the rest; the file stays far below 5 MB."""
    draw = random.Random(7)
    findings = [
        wrong("R-NUM", cell=f"L{row}", value="".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(60)))
        for row in range(4, MOST + 1504)
    ]
    data = annotate(filled.save(), findings, title=TITLE)
    assert len(data) < 5_000_000
    page = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("问题清单").to_python()
    rows = [row for row in page[4:] if row[0] != ""]
    assert len(rows) == MOST + 1 and rows[-1][0] == "……其余 1500 处未列出，请先改正以上各处"


@pytest.mark.parametrize(("original", "rule"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "R-REQ"),
    (b"PK\x03\x04 but cut off", "R-REQ"),
    (b"", "R-REQ"),
    (None, "F-MACRO"),
])
def test_what_must_not_be_rewritten_gets_the_list_alone(filled, original, rule):
    """Old formats, refused and broken files do not travel back; their list does."""
    data = annotate(filled.save() if original is None else original, [wrong(rule)], title=TITLE)
    assert opened(data).sheetnames == ["问题清单"]
    assert [row[7] for row in listed(data)] == [rule]
    assert opened(data)["问题清单"]["D5"].hyperlink is None


def test_a_finding_may_name_what_is_not_there(filled):
    """A missing sheet or a whole file has no cell to mark; it is listed without a link."""
    findings = [wrong("R-SHEET", "不存在", "A1", expected="不存在"), wrong("R-REQ", "指标", "A1:B2")]
    data = annotate(filled.save(), findings, title=TITLE)
    assert [row[2:4] for row in listed(data)] == [["不存在", "A1"], ["指标", "A1:B2"]]
    assert not [c for row in opened(data)["问题清单"].iter_rows() for c in row if c.hyperlink]


def test_any_form_can_be_marked():
    """The official layout, with its merged cells and a sheet name that needs quoting, is marked just the same."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "局's 自评"
    page.merge_cells("A1:C2")
    page["A1"], page["A5"], page["B5"] = "项目支出绩效自评表", "数量指标", "≥50个"
    stream = BytesIO()
    book.save(stream)
    data = annotate(stream.getvalue(), [wrong("R-NUM", "局's 自评", "B5", "≥50个")], title=TITLE)
    assert opened(data)["问题清单"]["D5"].hyperlink.location == "'局''s 自评'!B5"
    assert opened(data)["局's 自评"]["B5"].fill.fgColor.rgb == RED


def test_foreign_xml_is_parsed_by_defusedxml():
    """Without defusedxml openpyxl expands entities: then nothing is opened at all."""
    assert openpyxl.DEFUSEDXML

"""Issuing: what a unit finds when it opens its form."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest

from tasks.forms.words import text

ROADS, PIPES = "653000220R00000000001", "653000220R00000000002"


@pytest.fixture
def opened(office):
    """The issued workbook, open."""
    return openpyxl.load_workbook(BytesIO(office.issue()))


def test_the_same_facts_give_the_same_bytes(office):
    """A form issued again for the same facts is the same file, so that a mail sent twice is seen to be the same."""
    assert office.issue() == office.issue()
    assert office.issue() != office.issue(rev=2)
    core = zipfile.ZipFile(BytesIO(office.issue())).read("docProps/core.xml").decode()
    assert set(re.findall(r">(2\d{3}-[^<]*)<", core)) == {"2023-01-31T00:00:00Z"}  # no clock has been asked


def test_a_unit_finds_filled_in_what_we_know(opened):
    """Codes, names, budgets in 万元, goals and targets stand there; what only the unit knows is blank."""
    rows = [[cell.value for cell in row] for row in opened["项目"].iter_rows(min_row=4, max_row=5)]
    assert rows[0][:6] == [1, ROADS, "市政道路日常养护", 1000, 1234.56789, None]
    assert rows[1][:6] == [2, PIPES, "供热管网改造（二期）", 5, 5, None]
    assert rows[0][11] == "道路完好率达到 95%。" and rows[0][12] is None
    first = [cell.value for cell in opened["指标"][4]]
    assert first[:5] == [ROADS, "市政道路日常养护", "产出指标", "数量指标", "养护道路里程"]
    assert first[5:11] == ["≥", "120", "公里", None, None, 60]
    assert opened["项目"]["A1"].value == "项目支出绩效自评表（2022年度）"
    assert opened["项目"]["A2"].value == "填报单位：克州住房和城乡建设局（105001）"


def test_ours_is_locked_and_theirs_is_open(opened):
    """Sheets are protected without a password; grey cells are locked, cells to be filled are not."""
    page = opened["项目"]
    assert page.protection.sheet and page.protection.password is None
    locked = {page.cell(3, c).value: page.cell(4, c).protection.locked for c in range(1, 15)}
    assert [title for title, shut in locked.items() if not shut] == [
        "全年执行数（B）", "年度总体目标", "实际完成情况", "执行偏差原因及改进措施"]


def test_a_value_we_do_not_know_is_left_to_the_unit(office):
    """A locked column without a value stays open and yellow for whoever knows it."""
    projects = office.projects()
    del projects[1]["initial_fen"]
    page = openpyxl.load_workbook(BytesIO(office.issue(projects)))["项目"]
    assert page["D4"].protection.locked and not page["D5"].protection.locked


def test_the_form_guides_the_hand(opened):
    """Drop-downs, limits, notes and warning colours are there, and the head stays in sight on screen and paper."""
    kinds = {(str(v.sqref).split(":")[0], v.type) for v in opened["指标"].data_validations.dataValidation}
    assert {("A4", "list"), ("F4", "list"), ("J4", "list"), ("L4", "decimal"), ("M4", "textLength")} <= kinds
    assert all(v.prompt for v in opened["指标"].data_validations.dataValidation)
    for name in ("项目", "指标"):
        page = opened[name]
        assert page.freeze_panes and page.conditional_formatting
        assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 9
        assert page.print_title_rows == "$1:$3"


def test_what_is_hidden(opened):
    """The dictionary is hidden, and the signed sheet cannot even be unhidden by a click."""
    assert {s.title: s.sheet_state for s in opened} == {
        "填报说明": "visible", "项目": "visible", "指标": "visible", "字典": "hidden", "_meta": "veryHidden"}
    assert opened.active.title == "项目"


def test_the_guide_names_every_column(opened, office):
    """The first sheet explains each column that the form has."""
    words = {cell.value for row in opened["填报说明"].iter_rows() for cell in row}
    assert {column.title for sheet in office.form.sheets for column in sheet.columns} <= words


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","点")', "=cmd|' /C calc'!A0", "@SUM(1)", "+SUM(9)", "https://example.org"])
def test_a_text_is_never_a_formula_nor_a_link(office, name):
    """Whatever a project is called, its name is text in the file."""
    projects = office.projects()
    projects[0]["project_name"] = name
    data = office.issue(projects)
    parts = zipfile.ZipFile(BytesIO(data))
    sheets = [parts.read(part).decode() for part in parts.namelist() if part.startswith("xl/worksheets/sheet")]
    assert not any("hyperlink" in sheet for sheet in sheets)
    assert not any(name[1:6] in formula for sheet in sheets for formula in re.findall("<f>(.*?)</f>", sheet))
    cell = openpyxl.load_workbook(BytesIO(data))["项目"]["C4"]
    assert cell.data_type == "s" and cell.value == name


def test_odd_characters_and_endless_texts_do_not_break_the_file(office, read_back):
    """Control characters are taken out and a text longer than a cell may hold is cut (catalogue 61)."""
    projects = office.projects()
    projects[0]["goal"] = "甲\x0b\x00乙" + "长" * 40_000
    page = openpyxl.load_workbook(BytesIO(office.issue(projects)))["项目"]
    assert page["L4"].value.startswith("甲乙长") and len(page["L4"].value) == 32_000
    assert text(page["L4"].value).notes == ()


def test_a_project_without_targets_gets_the_frame(office):
    """Where we know no indicators the usual first and second levels are laid out, and spare rows follow."""
    page = openpyxl.load_workbook(BytesIO(office.issue(indicators=[])))["指标"]
    rows = [[cell.value for cell in row[:5]] for row in page.iter_rows(min_row=4)]
    assert rows[0] == [ROADS, "市政道路日常养护", "产出指标", "数量指标", None]
    assert rows[9][0] == PIPES and len(rows) == 2 * 9 + 15
    assert rows[18][0] is None


def test_wrong_facts_are_our_own_fault(office):
    """Two projects of one code, or one without its budget, are an error of the program and not of the unit."""
    with pytest.raises(ValueError, match=ROADS):
        office.issue([office.projects()[0]] * 2)
    with pytest.raises(KeyError):
        office.issue([{"project_code": ROADS, "project_name": "无预算"}])


def test_an_empty_unit_still_gets_a_form(office, read_back):
    """A unit without projects gets a form without rows, and it reads back as such."""
    reading = read_back(office.issue([], []))
    assert (reading.projects, reading.indicators, reading.findings) == ([], [], [])

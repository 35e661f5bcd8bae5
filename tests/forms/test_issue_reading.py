"""Reading back: what a clerk may do to an issued form, by the numbers of the catalogue of bad inputs."""

import re
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from tasks.forms.book import open_book
from tasks.forms.issued import looks_issued
from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS

ROADS, PIPES = "653000220R00000000001", "653000220R00000000002"
SHEET = "xl/worksheets/sheet2.xml"  # of 项目


@pytest.fixture
def filled(clerk):
    """An honestly filled form."""
    return clerk().fill()


def said(reading, *fields):
    """The findings, briefly: rule and cell, and what else is asked for."""
    return [tuple(getattr(f, name) for name in ("rule", "cell", *fields)) for f in reading.findings]


def rewritten(data, part, pattern, replacement):
    """The workbook with one part of its package edited as text."""
    source, stream = zipfile.ZipFile(BytesIO(data)), BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                content, count = re.subn(pattern, replacement, content.decode())
                assert count, pattern
                content = content.encode()
            target.writestr(name, content)
    return stream.getvalue()


def test_an_honest_form_reads_back_exactly(filled):
    """Every amount to the fen, every point to the hundredth, every text as typed, and not one finding."""
    reading = filled.read()
    assert reading.findings == []
    assert (reading.form, reading.layout, reading.unit_code, reading.unit_name, reading.rev) == (
        "self_evaluation", "issued", "105001", "克州住房和城乡建设局", 1)
    assert (reading.work_year, reading.fiscal_year) == (2023, 2022)
    assert reading.locked == {ROADS: ["市政道路日常养护", 1_234_567_890], PIPES: ["供热管网改造（二期）", 5_000_000]}
    first, second = reading.projects
    assert set(first) == set(PROJECT_COLUMNS) - {"reading"}
    assert (first["project"], first["project_code"], first["project_name"]) == (0, ROADS, "市政道路日常养护")
    assert (first["budget_fen"], first["executed_fen"], first["grade"]) == (1_234_567_890, 1_234_567_890, "")
    assert (second["initial_fen"], second["executed_fen"]) == (5_000_000, 4_432_100)
    assert (second["execution_weight_cp"], second["goal"]) == (1000, "改造供热管网 12 公里。")
    assert (second["achieved"], second["reason"]) == ("按期完成。", "结余资金已收回。")
    assert (first["sheet"], first["at"].split(",")[4]) == ("项目", "executed_fen=F4")
    row = reading.indicators[3]
    assert set(row) == set(INDICATOR_COLUMNS) - {"reading"}
    assert row == {
        "project": 1, "level1": "满意度指标", "level2": "服务对象满意度指标", "level3": "用户满意度", "target": "≥90%",
        "relation": "≥", "actual": "81%", "reason": "部分小区停热抢修，已列入计划。",
        "target_value": 90, "actual_value": 81,
        "tier": None, "weight_cp": 4000, "self_score_cp": 3600, "sheet": "指标", "row": 7,
        "at": "level1=C,level2=D,level3=E,relation=F,target=G,actual=I,tier=J,weight_cp=K,self_score_cp=L,reason=M"}
    assert [(r["target"], r["actual"], r["tier"]) for r in reading.indicators[:3]] == [
        ("≥120公里", "120公里", None), ("明显改善", "明显改善", 1), ("=12公里", "12公里", None)]


def test_a_percentage_typed_as_a_number_keeps_its_meaning(filled):
    """81 % typed into a cell with a percent format is a bare 0.81 to the reader."""
    cell = filled.cell("指标", 7, "实际完成值")
    cell.value, cell.number_format = 0.81, "0%"
    row = filled.read().indicators[3]
    assert (row["actual"], row["target_value"], row["actual_value"]) == ("81%", 90, 81)


def test_20_a_form_without_its_hidden_sheet_is_refused(filled):
    """Copied into a new workbook, the sheets have lost what we signed."""
    del filled.book["_meta"]
    book, _ = open_book("自评表.xlsx", filled.save())
    assert looks_issued(book)
    assert said(filled.read()) == [("F-NOMETA", "")]


@pytest.mark.parametrize(("key", "value"), [("rev", "二"), ("locked", "{"), ("unit_code", None)])
def test_20_a_spoilt_hidden_sheet_is_as_good_as_none(filled, key, value):
    """Whatever is written into the hidden sheet, it is a finding and not a fault."""
    page = filled.book["_meta"]
    row = next(row for row in page.iter_rows() if row[0].value == key)
    if value is None:
        page.delete_rows(row[0].row)
    else:
        row[2 if key == "locked" else 1].value = value
    assert said(filled.read()) == [("F-NOMETA", "")]


def test_20_a_stranger_does_not_look_issued():
    """A workbook with other tables is not taken for our form."""
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "年初预算数", "全年预算数（A）", "全年执行数（B）", "执行率（B/A）", "得分"])
    stream = BytesIO()
    book.save(stream)
    opened, _ = open_book("x.xlsx", stream.getvalue())
    assert not looks_issued(opened)


def test_21_a_changed_budget_is_refused_with_its_cell(filled):
    """The locked amount, overwritten after lifting the protection, is named with what we issued."""
    filled.cell("项目", 4, "全年预算数（A）").value = 2000
    filled.cell("项目", 5, "项目名称").value = None
    reading = filled.read()
    assert reading.refused
    assert said(reading, "value", "expected") == [
        ("F-SIG", "E4", "全年预算数（A） 2000", "1234.56789"),
        ("F-SIG", "C5", "项目名称 （空）", "供热管网改造（二期）")]


def test_21_a_name_typed_in_other_widths_is_the_same_name(filled):
    """Brackets and blanks of another width are no tampering; the name stays as issued."""
    filled.cell("项目", 5, "项目名称").value = "供热管网改造 (二期)"
    reading = filled.read()
    assert reading.findings == [] and reading.projects[1]["project_name"] == "供热管网改造（二期）"


def test_23_another_version_is_refused_unread(clerk, office):
    """A form of a version no longer in use is not read by guesswork."""
    old = office.form.model_copy(update={"version": "0"})
    reading = clerk(office.issue(form=old)).fill().read()
    assert said(reading, "value", "expected") == [("F-VERSION", "", "self_evaluation 0", "self_evaluation 1")]
    assert reading.unit_code == "105001" and reading.projects == []


def test_28_a_renamed_or_moved_sheet_is_found_by_its_head(filled):
    """The name of a sheet is not its identity; a copy kept beside it is not read."""
    honest = filled.read()
    filled.book["项目"].title = "2022年项目"
    filled.book.move_sheet("指标", -2)
    reading = filled.read()
    assert said(reading, "value") == [("N-SHEET", "", "2022年项目")]
    assert [p | {"sheet": "项目"} for p in reading.projects] == honest.projects
    assert reading.indicators == honest.indicators


def test_28_a_copy_kept_beside_the_sheet_is_not_read(filled):
    """Of two sheets with the same head the one that bears the name counts, wherever the other stands."""
    copy = filled.book.copy_worksheet(filled.book["项目"])
    copy.title = "项目 (2)"
    copy["F4"] = 1
    filled.book.move_sheet("项目 (2)", -5)
    reading = filled.read()
    assert said(reading, "value") == [("W-EXTRADATA", "A1", "项目 (2)")]
    assert reading.projects[0]["executed_fen"] == 1_234_567_890


def test_28_rows_above_the_head_do_not_matter(filled):
    """A head pushed down by two rows is still the head, and the addresses are the true ones."""
    filled.book["指标"].insert_rows(1, 2)
    reading = filled.read()
    assert reading.findings == [] and [row["row"] for row in reading.indicators] == [6, 7, 8, 9]


def test_28_a_sheet_without_its_head_is_missing(filled):
    """Without a head row nothing is guessed, and nothing else is said of that sheet."""
    filled.book["指标"].delete_rows(3)
    reading = filled.read()
    assert ("R-SHEET", "") in said(reading) and reading.indicators == [] and len(reading.projects) == 2


def test_29_a_changed_title_is_named(filled):
    """A renamed title is reported with its cell; the other columns are read all the same."""
    filled.cell("项目", 3, "实际完成情况").value = "完成情况说明"
    reading = filled.read()
    assert said(reading, "value", "expected") == [("R-HEAD", "M3", "完成情况说明", "实际完成情况")]
    assert reading.projects[0]["executed_fen"] == 1_234_567_890 and reading.projects[0]["achieved"] == ""


def test_29_an_inserted_column_is_named_and_the_rest_is_read(filled):
    """A column of the unit's own shifts the others but does not confuse them."""
    honest = filled.read()
    page = filled.book["指标"]
    page.insert_cols(9)
    page["I3"], page["I4"] = "责任人", "张三"
    reading = filled.read()
    assert said(reading, "value", "expected") == [("R-HEAD", "I3", "责任人", "（没有这一栏）")]
    assert [row | {"at": ""} for row in reading.indicators] == [row | {"at": ""} for row in honest.indicators]
    assert reading.indicators[0]["at"].split(",")[5] == "actual=J"


def test_29_a_deleted_column_is_missing(filled):
    """A deleted column is one finding, not one for every row."""
    filled.book["指标"].delete_cols(12)
    assert said(filled.read(), "value", "expected") == [("R-HEAD", "L3", "（缺）", "得分")]


def test_29_columns_in_another_order_are_fine(filled):
    """Order is not meaning."""
    honest = filled.read()
    page = filled.book["指标"]
    for row in range(3, 8):
        page.cell(row, 12).value, page.cell(row, 13).value = page.cell(row, 13).value, page.cell(row, 12).value
    reading = filled.read()
    assert reading.findings == []
    assert [r["self_score_cp"] for r in reading.indicators] == [r["self_score_cp"] for r in honest.indicators]


def test_30_a_deleted_row_is_missed(filled):
    """A deleted project is named by its code; its indicators are not held against the unit a second time."""
    filled.book["项目"].delete_rows(5)
    reading = filled.read()
    assert [(f.rule, f.project_code) for f in reading.findings] == [("R-ROWMISS", PIPES)]
    assert [row["project"] for row in reading.indicators] == [0, 0]


def test_31_an_added_row_goes_through_the_register(filled):
    """A project that was not issued is not accepted this way, nor are its indicators."""
    filled.book["项目"].insert_rows(6)
    for title, value in (("项目编码", "653000220R00000000009"), ("项目名称", "新项目"), ("全年执行数（B）", 3)):
        filled.type("项目", 6, title, value)
    filled.type("指标", 7, "项目编码", "653000220R00000000009")
    reading = filled.read()
    assert said(reading, "sheet", "value") == [
        ("R-ROWEXTRA", "B6", "项目", "653000220R00000000009"), ("R-ROWEXTRA", "A7", "指标", "653000220R00000000009")]
    assert len(reading.projects) == 2 and len(reading.indicators) == 3


def test_31_an_added_row_without_a_code_is_an_added_row(filled):
    """A row with a name and no code is no issued project either; a remark below the table is just a remark."""
    page = filled.book["项目"]
    page.insert_rows(6)
    page["C6"], page["F6"], page["A9"], page["C10"] = "新项目", 3, "填报人：张三", "联系电话：0908-1234567"
    assert said(filled.read(), "value") == [("R-ROWEXTRA", "B6", "新项目")]


def test_32_sorted_rows_are_fine(filled):
    """Rows are known by their codes."""
    honest = filled.read()
    page = filled.book["项目"]
    for column in range(1, 15):
        page.cell(4, column).value, page.cell(5, column).value = page.cell(5, column).value, page.cell(4, column).value
    reading = filled.read()
    assert reading.findings == []
    assert [p["project_code"] for p in reading.projects] == [PIPES, ROADS]
    assert {p["project_code"]: p["executed_fen"] for p in reading.projects} == {
        p["project_code"]: p["executed_fen"] for p in honest.projects}
    assert [row["project"] for row in reading.indicators] == [1, 1, 0, 0]


def test_33_a_project_filled_in_twice(filled):
    """The second row of one code is reported with the place of the first, and not counted."""
    page = filled.book["项目"]
    page.insert_rows(6)
    for column in range(1, 15):
        page.cell(6, column).value = page.cell(5, column).value
    reading = filled.read()
    assert said(reading, "expected", "project_code") == [("R-DUP", "B6", "B5", PIPES)]
    assert len(reading.projects) == 2


def test_34_merged_cells(filled):
    """Only the first of merged cells has a value: that is said once, not once for each blank."""
    filled.book["指标"].merge_cells("L4:L5")
    filled.book["指标"].merge_cells("A6:A7")
    reading = filled.read()
    assert said(reading, "value") == [("R-MERGE", "L4", "L4:L5"), ("R-MERGE", "A6", "A6:A7")]
    assert [row["project"] for row in reading.indicators] == [0, 0, 1, 1]
    assert [row["self_score_cp"] for row in reading.indicators] == [6000, None, 5000, 3600]


def test_35_data_on_another_sheet_is_asked_about(filled):
    """What stands on a sheet of the unit's own, or beside the table, has not been read, and the unit hears of it."""
    filled.book.create_sheet("补充数据")["B2"] = 100
    filled.book.create_sheet("Sheet2")
    filled.book["项目"]["Q5"] = "另有 3 万元在途"
    assert said(filled.read(), "sheet", "value") == [
        ("W-EXTRADATA", "Q5", "项目", "项目!Q5"), ("W-EXTRADATA", "B2", "补充数据", "补充数据")]


@pytest.mark.parametrize(("sheet", "title", "cell", "blank"), [
    ("项目", "全年执行数（B）", "F4", None), ("项目", "全年执行数（B）", "F4", "—"),
    ("项目", "实际完成情况", "M4", None), ("项目", "实际完成情况", "M4", "  "), ("项目", "年度总体目标", "L4", "暂无"),
    ("指标", "三级指标", "E4", None), ("指标", "年度指标值", "G4", None), ("指标", "分值", "K4", None),
    ("指标", "实际完成值", "I4", None), ("指标", "实际完成值", "I4", "N/A"), ("指标", "得分", "L4", "无"),
])
def test_36_37_a_required_cell_left_blank(filled, sheet, title, cell, blank):
    """Nothing, or a word that stands for nothing, where something is asked for."""
    reading = filled.type(sheet, 4, title, blank).read()
    assert said(reading, "sheet", "project_code") == [("R-REQ", cell, sheet, ROADS)]
    assert f"“{title}”" in reading.findings[0].message


def test_36_an_indicator_without_its_project(filled):
    """An indicator that names no project is asked for it."""
    reading = filled.type("指标", 4, "项目编码", None).read()
    assert said(reading) == [("R-REQ", "A4")] and len(reading.indicators) == 3


def test_36_a_qualitative_indicator_needs_its_tier(filled):
    """For an answer in words the tier is asked for, unless the words themselves tell it."""
    filled.type("指标", 5, "完成档次", None).type("指标", 5, "实际完成值", "修缮人行道三条，群众反映良好")
    assert said(filled.read()) == [("R-REQ", "J5")]
    reading = filled.type("指标", 5, "实际完成值", "部分达成").read()
    assert reading.findings == [] and reading.indicators[1]["tier"] == 2


def test_36_a_tier_beside_a_number_says_nothing(filled):
    """A quantitative indicator is scored by its number, whatever tier somebody has chosen for it."""
    reading = filled.type("指标", 4, "完成档次", "未达成且效果较差").read()
    assert reading.findings == [] and reading.indicators[0]["tier"] is None


def test_36_a_relation_may_stand_in_the_target(filled):
    """A sign before the target is as good as one in its own column."""
    filled.type("指标", 4, "指标性质", None).type("指标", 4, "年度指标值", ">=120")
    reading = filled.read()
    assert reading.findings == [] and reading.indicators[0]["relation"] == "≥"


def test_36_an_untouched_form_is_one_finding_a_project(clerk):
    """A form returned as issued says so once for each project, and not once for every cell."""
    reading = clerk().read()
    assert said(reading, "project_code") == [("R-REQ", "F4", ROADS), ("R-REQ", "F5", PIPES)]
    assert "“全部填报内容”没有填写" in reading.findings[0].message
    assert len(reading.projects) == 2 and len(reading.indicators) == 4


def test_36_one_untouched_project_among_others(filled):
    """The project that nobody has worked on is one finding; a project with one gap has that gap named."""
    for title in ("全年执行数（B）", "实际完成情况", "执行偏差原因及改进措施"):
        filled.type("项目", 5, title, None)
    for row in (6, 7):
        for title in ("实际完成值", "得分", "偏差原因分析及改进措施"):
            filled.type("指标", row, title, None)
    filled.type("指标", 4, "得分", None)
    assert said(filled.read(), "project_code") == [("R-REQ", "F5", PIPES), ("R-REQ", "L4", ROADS)]


def test_36_a_project_without_a_budget_owes_nothing_more(clerk, office):
    """A project cancelled to 0 is only listed (domain §A.15): its blanks are not asked about."""
    projects = office.projects()
    projects[1]["budget_fen"] = 0
    filled = clerk(office.issue(projects)).fill()
    for title in ("全年执行数（B）", "实际完成情况", "执行偏差原因及改进措施"):
        filled.type("项目", 5, title, None)
    for row in (6, 7):
        filled.type("指标", row, "实际完成值", None).type("指标", row, "得分", None)
    assert filled.read().findings == []


def test_36_the_empty_frame_is_no_indicator(clerk, office):
    """Rows laid out for a project without targets do not count until something is written into them."""
    filled = clerk(office.issue(indicators=[]))
    filled.fill()
    reading = filled.read()
    assert {row["row"] for row in reading.indicators} == {4, 5, 6, 7}
    assert {f.rule for f in reading.findings} == {"R-REQ"}


def test_37_a_word_for_nothing_where_nothing_is_asked(filled):
    """无 in an optional cell is a blank, and noted."""
    reading = filled.type("指标", 4, "偏差原因分析及改进措施", "无").read()
    assert said(reading, "value") == [("N-NULLWORD", "M4", "无")] and reading.indicators[0]["reason"] == ""


def test_38_an_error_is_not_a_blank(filled, read_back):
    """The reader shows #REF! as nothing; the unit is told that it is an error."""
    number, error = r'<c r="F4"([^>]*?)(?: t="n")?><v>[^<]*</v>', r'<c r="F4"\1 t="e"><v>#REF!</v>'
    reading = read_back(rewritten(filled.save(), SHEET, number, error))
    assert said(reading, "value") == [("R-ERRVAL", "F4", "#REF!")] and reading.projects[0]["executed_fen"] is None


def test_39_a_formula_that_was_never_calculated(filled):
    """A formula without a result has no value to take; our own formulas are never held against the unit."""
    reading = filled.type("项目", 4, "全年执行数（B）", None).read()
    filled.cell("项目", 4, "全年执行数（B）").value = "=1000+1"
    reading = filled.read()
    assert said(reading) == [("R-NOCALC", "F4")] and reading.projects[0]["executed_fen"] is None
    assert reading.projects[0]["total_cp"] is None


def test_40_a_formula_with_its_result(filled, read_back):
    """The result is taken, and a note says so."""
    filled.cell("项目", 4, "全年执行数（B）").value = "=1000+1"
    data = rewritten(filled.save(), SHEET, r"<f>1000\+1</f><v>?(</v>| ?/>)", "<f>1000+1</f><v>1001</v>")
    reading = read_back(data)
    assert said(reading) == [("N-FORMULA", "F4")] and reading.projects[0]["executed_fen"] == 1_001_000_000


@pytest.mark.parametrize(("sheet", "title", "typed", "rule", "field", "value"), [
    ("项目", "全年执行数（B）", "１２３４．５", "N-WIDTH", "executed_fen", 1_234_500_000),  # 41
    ("项目", "全年执行数（B）", "1，234.5", "N-TEXTNUM", "executed_fen", 1_234_500_000),  # 42
    ("项目", "全年执行数（B）", "12,34", "R-NUM", "executed_fen", None),  # 43
    ("项目", "全年执行数（B）", "￥1234.5", "N-TEXTNUM", "executed_fen", 1_234_500_000),  # 44
    ("项目", "全年执行数（B）", "12345000元", "W-UNIT", "executed_fen", 1_234_500_000),  # 45
    ("项目", "全年执行数（B）", "约1000", "R-NUM", "executed_fen", None),  # 49
    ("项目", "全年执行数（B）", -3, "R-NEG", "executed_fen", -3_000_000),  # 50
    ("项目", "全年执行数（B）", 1.2345678, "N-ROUND", "executed_fen", 1_234_568),  # 51
    ("项目", "全年执行数（B）", True, "R-TYPE", "executed_fen", None),  # 52
    ("项目", "全年执行数（B）", date(2022, 12, 31), "R-TYPE", "executed_fen", None),  # 52
    ("指标", "得分", 101, "R-RANGE", "self_score_cp", 10_100),  # 55
    ("指标", "得分", "很好", "R-NUM", "self_score_cp", None),
    ("指标", "指标性质", "大概", "R-RANGE", "relation", "≥"),
    ("指标", "完成档次", "优秀", "R-RANGE", "tier", None),
    ("指标", "偏差原因分析及改进措施", "长" * 501, "R-LEN", "reason", "长" * 500),  # 61
    ("指标", "偏差原因分析及改进措施", "=cmd|'/C calc'!A0", "N-TEXT", "reason", "=cmd|'/C calc'!A0"),  # 61
])
def test_41_to_61_what_the_normaliser_says_becomes_a_finding(filled, sheet, title, typed, rule, field, value):
    """One odd cell is one finding at that cell, with what was typed, and the row is read all the same."""
    reading = filled.type(sheet, 4, title, typed).read()
    assert [(f.rule, f.sheet, f.project_code) for f in reading.findings] == [(rule, sheet, ROADS)]
    assert (reading.projects if sheet == "项目" else reading.indicators)[0][field] == value


@pytest.mark.parametrize(("typed", "rule"), [
    ("1,234.5", "N-TEXTNUM"), ("约100", "R-NUM"), (-5, "R-NEG"), ("", "R-REQ"),
])
def test_what_was_read_before_is_said_again(filled, typed, rule):
    """A doubt is told at every cell and of every form, however often the same has stood in that column before."""
    form = filled.type("项目", 4, "全年执行数（B）", typed).type("项目", 5, "全年执行数（B）", typed)
    for _ in range(2):
        assert [one for one in said(form.read()) if one[0] == rule] == [(rule, "F4"), (rule, "F5")]


def test_true_is_no_number_though_it_equals_one(filled):
    """52: also below a cell that holds 1."""
    reading = filled.type("项目", 4, "全年执行数（B）", 1).type("项目", 5, "全年执行数（B）", True).read()
    assert [project["executed_fen"] for project in reading.projects] == [1_000_000, None]
    assert ("R-TYPE", "F5") in said(reading)


def test_58_a_code_turned_into_a_number(filled):
    """A spoilt code is reported once; its row is still known by its name."""
    reading = filled.type("项目", 5, "项目编码", 6.53e20).read()
    assert said(reading) == [("R-CODE", "B5")]
    assert [p["project_code"] for p in reading.projects] == [ROADS, PIPES]


def test_typed_totals_are_read_as_printed(filled):
    """Over our formulas a unit may type its own totals; they are read, to be checked against the sums."""
    filled.type("项目", 4, "总分", 99.5).type("项目", 4, "执行得分", 9.5).type("项目", 4, "执行率（B/A）", "99.5%")
    reading = filled.read()
    first = reading.projects[0]
    assert (first["total_cp"], first["execution_score_cp"], first["rate_bp"]) == (9950, 950, 9950)
    assert said(reading) == [("N-TEXTNUM", "G4")]


def test_the_limited_process_stays_small():
    """The reader runs in a process with little memory and no keys: no pandas, no writer, no signature."""
    heavy = ("pandas", "numpy", "xlsxwriter", "openpyxl", "tasks.forms.signature")
    code = f"import sys, tasks.forms.issued as m; m.issued_forms(); print([n for n in {heavy} if n in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

"""Forms that are tables: known by their headings wherever they stand, read cell by cell, every doubt at its cell."""

import json
from io import BytesIO

import openpyxl
import pytest

from config.findings import Tier
from config.forms_table import table_forms
from tasks.forms.book import open_book
from tasks.forms.layout import LIST_SHEET
from tasks.forms.reader import read_files
from tasks.forms.recognise import recognise
from tasks.forms.tables import table_frames
from tasks.forms.wire import pack, unpack
from tasks.rules.columns import cell_of
from tests.table_samples import plain_book, rows_of

FORMS = tuple(table_forms())
MONITORING = table_forms()["monitoring"].tables


def read(data, name="表.xlsx"):
    book, findings = open_book(name, data)
    return recognise(book, findings)


def told(reading):
    return [(one.rule, one.sheet, one.cell) for one in reading.findings]


def own(rows, table):
    """Rows without where they stand."""
    return [{name: row[name] for name in table.columns if name != "secrecy"} for row in rows]


@pytest.fixture
def clerk():
    """The monitoring form as somebody made it; `sheet(title)` to write into, `read()` to hand it in."""

    class Clerk:
        def __init__(self):
            self.book = openpyxl.load_workbook(BytesIO(plain_book("monitoring")))

        def sheet(self, title="项目监控"):
            return self.book[title]

        def column(self, heading, title="项目监控"):
            return next(c.column for c in self.sheet(title)[2] if str(c.value).startswith(heading))

        def put(self, heading, value, row=3, title="项目监控"):
            cell = self.sheet(title).cell(row, self.column(heading, title))
            cell.value = value
            return cell.coordinate

        def read(self):
            stream = BytesIO()
            self.book.save(stream)
            return read(stream.getvalue())

    return Clerk()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_known_by_its_headings_and_read_as_it_was_written(form):
    """No other form, not even the printed self-evaluation, takes it; a good one is read without a remark."""
    reading = read(plain_book(form))
    assert (reading.form, reading.layout, told(reading)) == (form, "table", [])
    for name, table in table_forms()[form].tables.items():
        assert own(reading.tables[name], table) == rows_of(table)
    assert (reading.unit_name, reading.fiscal_year) == ("克州交通运输局", 2023)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_survives_the_pipe(form):
    """Days, flags and numbers arrive as they were."""
    reading = read(plain_book(form))
    assert unpack(pack(reading), reading.file, reading.sha256) == reading


@pytest.mark.parametrize("change", [
    {"amount_fen": "1"}, {"found_on": "2023-02-30"}, {"exempt": 1}, {"fiscal_year": True}, {"row": None},
    {"severity": 3}, {"at": 5}, {"surprise": 1},
])
def test_a_cell_of_another_kind_is_refused_on_arrival(change):
    """Rows come from a process that has parsed hostile bytes."""
    reading = read(plain_book("audit_findings"))
    line = json.loads(pack(reading))
    line["tables"]["audit_findings"][0] |= change
    with pytest.raises(ValueError):
        unpack(json.dumps(line).encode(), "a", "")


@pytest.mark.parametrize("tables", [{"projects": []}, {"monitoring": [{}]}])
def test_a_table_of_no_form_is_refused_on_arrival(tables):
    """Nor may it invent tables, or leave out columns."""
    line = json.loads(pack(read(plain_book("monitoring")))) | {"tables": tables}
    with pytest.raises(ValueError):
        unpack(json.dumps(line).encode(), "a", "")


def test_it_is_read_in_the_limited_process(tmp_path):
    """The child knows the descriptions."""
    path = tmp_path / "监控.xlsx"
    path.write_bytes(plain_book("monitoring"))
    [reading] = read_files([(path.name, path)])
    assert (reading.form, len(reading.tables["monitoring"]), told(reading)) == ("monitoring", 3, [])


def test_order_of_columns_and_names_of_sheets_do_not_matter(clerk):
    """28: headings decide; extra columns, blank rows and totals are passed over."""
    sheet = clerk.sheet()
    sheet.title = "Sheet1"
    sheet.move_range("A1:M5", rows=2, cols=1)
    for row, words in ((9, "合计"), (11, "注：本表由各单位填报"), (12, "填报人：张三")):
        sheet.cell(row, 2).value = words
    cells = [[sheet.cell(r, c).value for r in range(4, 8)] for c in range(2, 15)]
    for place, column in enumerate(reversed(cells), 2):
        for row, value in enumerate(column, 4):
            sheet.cell(row, place).value = value
    for column in range(2, 15):
        for row in range(5, 8):
            sheet.cell(row, column).number_format = "General"
    reading = clerk.read()
    assert reading.form == "monitoring"
    codes = [row["project_code"] for row in reading.tables["monitoring"]]
    assert codes == [row["project_code"] for row in rows_of(MONITORING["monitoring"])]
    assert "R-REQ" not in {rule for rule, *_ in told(reading)}


def test_a_heading_is_known_in_any_of_its_words_and_the_printed_one_counts(clerk):
    """28: 1～5月 is 1—N月; a sheet that has both columns is read under the printed one."""
    at = clerk.column("1—N月执行数")
    clerk.sheet().cell(2, at).value = "1～5月执行数（万元）"
    assert clerk.read().tables["monitoring"][0]["executed_fen"] == rows_of(MONITORING["monitoring"])[0]["executed_fen"]
    clerk.sheet().cell(2, 20).value, clerk.sheet().cell(3, 20).value = "1—N月执行数（万元）", 7
    assert clerk.read().tables["monitoring"][0]["executed_fen"] == 7_000_000


def test_a_title_that_reads_like_a_heading_is_none():
    """28: one word in a row heads no table, though it is all that this one needs."""
    book = openpyxl.load_workbook(BytesIO(plain_book("overall_monitoring")))
    table = table_forms()["overall_monitoring"].tables["overall_progress_report"]
    sheet = book[table.title]
    sheet.insert_rows(1)
    sheet["A1"] = table.columns["conclusion"].headings[0]
    stream = BytesIO()
    book.save(stream)
    reading = read(stream.getvalue())
    assert [row["row"] for row in reading.tables["overall_progress_report"]] == [4, 5, 6] and told(reading) == []


@pytest.mark.parametrize("form", ["goal_reviews", "monitoring_reviews"])
def test_of_forms_with_the_same_headings_the_name_of_the_sheet_decides(form):
    """28: three words that fit several forms."""
    table = table_forms()[form].tables[form]
    book = openpyxl.load_workbook(BytesIO(plain_book(form)))
    sheet = book[table.title]
    for place, column in reversed(list(enumerate(table.columns.values(), 1))):
        if not column.needed:
            sheet.delete_cols(place)
    stream = BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).form == form


def test_a_number_above_the_table_is_no_name(clerk):
    """Whoever writes a number beside the unit's name has written a number."""
    clerk.sheet()["G1"] = 20230612
    reading = clerk.read()
    assert (reading.unit_name, reading.fiscal_year) == ("克州交通运输局", 2023)


def test_a_finding_can_name_a_cell_of_a_row(clerk):
    """`at` and `row` lead back to the cell."""
    cell = clerk.put("1—N月执行数", 7, row=4)
    row = clerk.read().tables["monitoring"][1]
    assert (row["executed_fen"], row["sheet"], cell_of(row["at"], "executed_fen", row["row"])) == (
        7_000_000, "项目监控", cell)


@pytest.mark.parametrize(("heading", "value", "rule", "expected"), [
    ("1—N月执行数", "约100", "R-NUM", ""), ("1—N月执行数", -5, "R-NEG", ""), ("1—N月执行数", None, "R-REQ", ""),
    ("1—N月执行数", "5亿元", "W-UNIT", "50000万元"), ("1—N月执行数", True, "R-TYPE", "金额"),
    ("计划执行进度", "120%", "R-RANGE", "0%—100%"), ("计划执行进度", 1.2, "R-RANGE", "0%—100%"),
    ("计划执行进度", "八成", "R-NUM", ""), ("预算下达日期", "2023-02-30", "R-DATE", "1949-10-01 至 2099-12-31"),
    ("偏差原因类别", "天气", "R-RANGE", "经费保障、制度保障、人员保障、硬件条件保障、其他"),
    ("项目编码", 6.53e20, "R-CODE", ""), ("备注", "#REF!", "R-ERRVAL", ""), ("原因说明", "长" * 2001, "R-LEN", "2000"),
])
def test_a_doubt_is_told_at_its_cell(clerk, heading, value, rule, expected):
    """One wrong cell, one finding that names it; the row stays."""
    cell = clerk.put(heading, value)
    reading = clerk.read()
    found = [one for one in reading.findings if one.tier is not Tier.HINT]
    assert [(one.rule, one.sheet, one.cell, one.expected) for one in found] == [(rule, "项目监控", cell, expected)]
    assert len(reading.tables["monitoring"]) == 3


def test_a_choice_is_kept_in_its_own_spelling(clerk):
    """Blanks and widths are no other word."""
    clerk.put("偏差原因类别", " 经费 保障\u3000")
    assert clerk.read().tables["monitoring"][0]["reason_kind"] == "经费保障"


def test_a_key_twice_is_told_with_its_first_cell(clerk):
    """33, also over two sheets of one table."""
    first = clerk.sheet().cell(3, 1).value
    cell = clerk.put("项目编码", first, row=5)
    copied = clerk.book.copy_worksheet(clerk.sheet())
    copied.title = "续表"
    copied.delete_rows(4, 2)
    found = [(one.rule, one.sheet, one.cell, one.expected) for one in clerk.read().findings]
    assert found == [("G-DUP", "项目监控", cell, "A3"), ("G-DUP", "续表", "A3", "项目监控!A3")]


def test_rows_without_a_key_are_no_doubles(clerk):
    """33: a blank is asked for, and two blanks are not the same project."""
    for row in (3, 4):
        clerk.put("项目编码", None, row=row)
    assert [(one.rule, one.cell) for one in clerk.read().findings] == [("R-REQ", "A3"), ("R-REQ", "A4")]


def test_a_merged_cell_speaks_for_what_it_covers(clerk):
    """34: no blank below it is also called empty."""
    at = clerk.column("1—N月执行数")
    clerk.sheet().merge_cells(start_row=3, end_row=5, start_column=at, end_column=at)
    assert [(one.rule, one.value) for one in clerk.read().findings] == [("R-MERGE", "E3:E5")]


@pytest.mark.parametrize(("span", "told_of"), [
    ("E3:F3", [("R-MERGE", "E3")]), ("E5:F5", [("R-MERGE", "E5")]), ("P3:Q4", []), ("B7:F7", []),
    ("E2:E3", [("R-REQ", "E3")]),
])
def test_a_merge_matters_where_it_swallows_a_cell_of_a_row(clerk, span, told_of):
    """34: in the first row and the last one; beside the table, in the line of totals and of headings it is nothing."""
    clerk.sheet()["A7"] = "合计"
    clerk.sheet().merge_cells(span)
    assert [(one.rule, one.cell) for one in clerk.read().findings] == told_of


def test_levels_may_be_merged_over_their_rows():
    """34: where a blank means the cell above, a merge is how clerks write it."""
    table = table_forms()["overall_targets"].tables["overall_indicators"]
    book = openpyxl.load_workbook(BytesIO(plain_book("overall_targets", {"overall_indicators": [
        row | {"level1": "产出指标", "level2": "数量指标"} for row in rows_of(table)]})))
    for name in ("level1", "level2"):
        at = 1 + list(table.columns).index(name)
        book[table.title].merge_cells(start_row=3, end_row=5, start_column=at, end_column=at)
    stream = BytesIO()
    book.save(stream)
    reading = read(stream.getvalue())
    assert {row["level1"] for row in reading.tables["overall_indicators"]} == {"产出指标"}
    assert "R-MERGE" not in {rule for rule, *_ in told(reading)}


def test_a_row_nobody_has_begun_is_one_finding(clerk):
    """As on the self-evaluation: not one complaint per cell."""
    for column in range(5, 14):
        clerk.sheet().cell(4, column).value = None
    [found] = clerk.read().findings
    assert (found.rule, found.cell, "全部填报内容" in found.message) == ("R-REQ", "E4", True)
    assert found.project_code == rows_of(MONITORING["monitoring"])[1]["project_code"]


def test_a_row_that_was_begun_is_asked_for_each_of_its_cells(clerk):
    """36: by their names, not for everything."""
    cells = [clerk.put(heading, None) for heading in ("1—N月执行数", "全年预计执行数")]
    found = clerk.read().findings
    assert [(one.rule, one.cell) for one in found] == [("R-REQ", cell) for cell in cells]
    assert not [one for one in found if "全部填报内容" in one.message]


@pytest.mark.parametrize(("emptied", "rule"), [(False, "R-SHEET"), (True, "R-REQ")])
def test_a_table_that_is_gone_or_empty_is_told(clerk, emptied, rule):
    """Unless its description says that it may be."""
    if emptied:
        clerk.sheet("指标监控").delete_rows(3, 9)
    else:
        del clerk.book["指标监控"]
    [found] = clerk.read().findings
    assert found.rule == rule and ("指标监控" in (found.expected, found.sheet))


def test_a_column_that_must_be_filled_in_and_is_gone_is_told(clerk):
    """29: where there is no cell to call empty, the heading is missed; a column one may leave empty may be missing."""
    sheet = clerk.sheet("指标监控")
    sheet.delete_cols(clerk.column("全年预计完成情况", "指标监控"))
    sheet.delete_cols(clerk.column("备注", "指标监控"))
    [found] = clerk.read().findings
    assert (found.rule, found.cell, found.expected) == ("R-HEAD", "A2", "全年预计完成情况")


def test_a_table_on_a_hidden_sheet_is_not_read_in_silence(clerk):
    """35."""
    copied = clerk.book.copy_worksheet(clerk.sheet())
    copied.title, copied.sheet_state = "草稿", "hidden"
    reading = clerk.read()
    assert told(reading) == [("W-EXTRADATA", "草稿", "")] and len(reading.tables["monitoring"]) == 3


def test_headings_alone_on_a_hidden_sheet_are_nothing_to_tell(clerk):
    """35: nobody's rows are overlooked there."""
    copied = clerk.book.copy_worksheet(clerk.sheet())
    copied.title, copied.sheet_state = "草稿", "hidden"
    copied.delete_rows(3, 9)
    assert told(clerk.read()) == []


@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_our_own_sheets_are_never_read_as_tables(clerk, state):
    """5: nor told of, whatever stands on the list that we put into a marked copy."""
    copied = clerk.book.copy_worksheet(clerk.sheet())
    copied.title, copied.sheet_state = LIST_SHEET, state
    reading = clerk.read()
    assert told(reading) == [] and len(reading.tables["monitoring"]) == 3


def test_the_unit_of_money_must_be_written_somewhere():
    """X10: above the table is as good as in the heading; nowhere is asked about."""
    assert "G-MONEY" in {rule for rule, *_ in told(read(plain_book("monitoring", unit="")))}
    book = openpyxl.load_workbook(BytesIO(plain_book("monitoring", unit="")))
    for sheet in book.worksheets:
        sheet["F1"] = "金额单位：元"
    stream = BytesIO()
    book.save(stream)
    reading = read(stream.getvalue())
    assert told(reading) == [] and reading.tables["monitoring"][0]["budget_fen"] == 100


@pytest.mark.parametrize("mark", ["秘密", "机密★1年", "内部"])
def test_a_file_with_a_secret_row_is_withheld_whole(clerk, mark):
    """X08: nothing of it is kept, whether its description has such a column or not."""
    sheet = clerk.sheet()
    sheet.cell(2, 20).value, sheet.cell(4, 20).value = "密级", mark
    reading = clerk.read()
    assert (told(reading), reading.tables, reading.withheld) == ([("F-SECRET", "", "")], {}, True)
    assert mark not in repr(reading) and "名称project_name1" not in repr(reading)


def test_an_open_row_is_no_secret(clerk):
    """公开 and nothing are fine."""
    sheet = clerk.sheet()
    sheet.cell(2, 20).value, sheet.cell(4, 20).value = "密级", "公开"
    assert told(clerk.read()) == []


def test_a_region_is_its_code_and_a_stranger_is_told():
    """653022, 阿克陶县 and 653022000 are one; 喀什 is none of ours."""
    form, name, column = next(
        (form, name, column) for form, one in table_forms().items() for name, table in one.tables.items()
        for column, described in table.columns.items() if described.read_as == "region")
    table = table_forms()[form].tables[name]
    book = openpyxl.load_workbook(BytesIO(plain_book(form)))
    place = list(table.columns).index(column) + 1
    for row, value in enumerate(("653022", "653022000", "喀什市"), 3):
        book[table.title].cell(row, place).value = value
    stream = BytesIO()
    book.save(stream)
    reading = read(stream.getvalue())
    assert [row[column] for row in reading.tables[name]] == ["653022", "653022", None]
    assert ("G-REGION", table.title) in [one[:2] for one in told(reading)]


def test_frames_hold_every_table_with_its_types(clerk):
    """Numbers Int64, flags bool, days dates, all else text; what nobody handed in is empty, with the same columns."""
    clerk.put("计划执行进度", None)
    clerk.put("预算下达日期", None)
    clerk.put("原因说明", None)
    frames = table_frames([(4, clerk.read())])
    rows, empty = frames["monitoring"], frames["audit_findings"]
    assert list(rows["reading"]) == [4, 4, 4] and list(rows["row"]) == [3, 4, 5]
    assert {name: str(kind) for name, kind in rows.dtypes.items()} | {
        "planned_bp": "Int64", "approved_on": "object", "reason": "str"} == {
            name: str(kind) for name, kind in rows.dtypes.items()}
    assert rows["planned_bp"].isna()[0] and rows["approved_on"][0] is None and rows["reason"][0] == ""
    assert len(empty) == 0 and str(empty["exempt"].dtype) == "bool" and str(empty["amount_fen"].dtype) == "Int64"
    assert set(frames) == {name for one in table_forms().values() for name in one.tables}
    assert set(table_frames([], "monitoring")) == set(MONITORING)



def test_a_list_that_is_no_table_of_ours_is_no_form(clerk):
    """A few headings in common are not enough."""
    for sheet in clerk.book.worksheets:
        sheet.delete_cols(5, 20)
    assert told(clerk.read()) == [("F-NOFORM", "", "")]

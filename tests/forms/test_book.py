"""Books as plain cells: true addresses, nothing shifted, and what the reader hides brought to light."""

import datetime as dt
import io

import pytest
import xlsxwriter

from flows.rehearsal.compound import old_workbook
from flows.rehearsal.package import PLAIN_ROWS, added, csv_text, plain_form, replaced
from tasks.forms.book import open_book

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook():
    """A function that makes a workbook: it is handed the book and its first sheet to write to."""

    def make(write):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            write(book, book.add_worksheet("自评表"))
        return out.getvalue()

    return make


def opened(data, name="自评表.xlsx"):
    book, findings = open_book(name, data)
    assert book is not None, findings
    return book


def test_cells_keep_their_addresses(workbook):
    """B2: leading blank rows and columns are not dropped, or every finding would name the wrong cell."""
    sheet = opened(workbook(lambda _, page: page.write("C4", "项目名称"))).sheets[0]
    assert sheet.rows[3][2] == "项目名称"
    assert [len(row) for row in sheet.rows] == [3, 3, 3, 3]


def test_values_come_as_what_they_are(workbook):
    """Numbers, texts, booleans and days are told apart."""

    def write(book, page):
        page.write_row(0, 0, ["0012", 12.5, True])
        page.write_datetime(0, 3, dt.datetime(2023, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert opened(workbook(write)).sheets[0].rows == [["0012", 12.5, True, dt.date(2023, 5, 1)]]


def test_error_values_stand_in_their_cells(workbook):
    """38: the reader shows #REF! as blank, which would read as not filled in."""

    def write(_, page):
        page.write_formula("B2", "=1/0", None, "#DIV/0!")
        page.write("C3", "完")

    sheet = opened(workbook(write)).sheets[0]
    assert (sheet.rows[1][1], sheet.odd) == ("#DIV/0!", {"B2": "error"})


def test_formulas_are_told_from_typed_numbers():
    """39, 40: with a cached value it counts, without one it was never calculated; an empty text is a value too."""
    cells = (
        b'<row r="90"><c r="A90"><f>1+1</f><v>2</v></c><c r="B90"><f>1+1</f><v></v></c><c r="C90"><f>1+1</f></c>'
        b'<c r="D90" t="str"><f>""</f><v></v></c><c r="E90"><f t="shared" si="0"/><v>3</v></c></row></sheetData>'
    )
    sheet = opened(replaced(plain_form(), SHEET, lambda xml: xml.replace(b"</sheetData>", cells))).sheets[0]
    assert sheet.odd == {"A90": "formula", "B90": "nocalc", "C90": "nocalc", "D90": "formula", "E90": "formula"}
    assert sheet.rows[89][0] == 2.0


@pytest.mark.parametrize(("shape", "percent"), [
    ("0%", True), ("0.00%", True), ("0.00_);[Red]-0.00%", True),
    ('0.00"%"', False), ("0.00\\%", False), ("0.00", False),
])
def test_percent_formats_are_known(workbook, shape, percent):
    """53: 1.0259 under a % format is 102.59 %; a % sign that is only printed behind the number changes nothing."""

    def write(book, page):
        page.write_number("B2", 1.0259, book.add_format({"num_format": shape}))
        page.write_blank("C2", None, book.add_format({"num_format": shape}))

    assert opened(workbook(write)).sheets[0].percent == (frozenset({"B2"}) if percent else frozenset())


def test_merged_ranges_stop_where_the_content_stops():
    """34: a range over the whole sheet must not become seventeen thousand million cells."""
    merged = b'</sheetData><mergeCells><mergeCell ref="A3:A4"/><mergeCell ref="B5:XFD1048576"/></mergeCells>'
    sheet = opened(replaced(plain_form(), SHEET, lambda xml: xml.replace(b"</sheetData>", merged))).sheets[0]
    assert sheet.merged == [(2, 0, 3, 0), (4, 1, len(PLAIN_ROWS) - 1, 7)]


def test_hidden_sheets_are_there_and_marked(workbook):
    """20, 35: the hidden sheet carries the signature, and what is typed on another hidden one is noticed."""

    def write(book, page):
        page.write("A1", "x")
        book.add_worksheet("字典").hide()
        book.add_worksheet("_meta").very_hidden()

    book = opened(workbook(write))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("自评表", False), ("字典", True), ("_meta", True)]


def test_a_sheet_named_with_special_characters_keeps_its_marks(workbook):
    """The name on the tab is escaped in the XML; formulas must still be found for it."""

    def write(book, page):
        page.write("A1", "x")
        book.add_worksheet("A&B “<表>”").write_formula("A1", "=1", None, 1)

    assert opened(workbook(write)).sheets[1].odd == {"A1": "formula"}


def test_an_external_link_is_noted_and_the_values_taken():
    """11: a warning, and the book is read."""
    book, findings = open_book("a.xlsx", added(plain_form(), {"xl/externalLinks/l1.xml": b"<e/>"}))
    assert [found.rule for found in findings] == ["W-EXTLINK"]
    assert book.sheets[0].rows[0][0] == "项目支出绩效自评表"


def test_an_old_workbook_reads_the_same():
    """17: .xls and .et give the same cells, with a hint."""
    for name in ("旧.xls", "旧.et"):
        book, findings = open_book(name, old_workbook("自评表", PLAIN_ROWS))
        assert [found.rule for found in findings] == ["N-XLS"]
        assert book.sheets[0].rows == opened(plain_form()).sheets[0].rows


def test_an_old_workbook_under_a_new_name_is_read_by_content():
    """18: the extension decides nothing."""
    book, findings = open_book("旧.xlsx", old_workbook("自评表", PLAIN_ROWS))
    assert (book.kind, [found.rule for found in findings]) == ("xls", ["N-XLS", "N-EXT"])


@pytest.mark.parametrize(("encoding", "noted"), [
    ("utf-8", []), ("utf-8-sig", []), ("gb18030", ["GB18030"]), ("gbk", ["GB18030"]), ("utf-16", ["UTF-16"]),
])
def test_csv_is_decoded_without_guessing(encoding, noted):
    """19: a BOM, else strict UTF-8, else GB18030, the superset of what Chinese Excel writes."""
    book, findings = open_book("表.csv", csv_text().encode(encoding))
    assert [found.value for found in findings] == noted
    assert book.sheets[0].rows[2][:2] == ["项目名称", "农村道路养护"]


def test_rare_characters_of_names_survive_gb18030():
    """19: 㛃 and 𠮷 are outside GBK; a unit's name must not break its file."""
    assert opened("单位,负责人\n站,㛃𠮷\n".encode("gb18030"), "表.csv").sheets[0].rows[1][1] == "㛃𠮷"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_may_be_separated_by_anything_usual(delimiter):
    """Tabs from WPS, semicolons from elsewhere."""
    words = f"项目{delimiter}金额\n路{delimiter}1\n"
    assert opened(words.encode(), "表.csv").sheets[0].rows == [["项目", "金额"], ["路", "1"]]


def test_broken_text_is_a_corrupt_file():
    """3, 19: bytes that are no text in any of these encodings."""
    book, findings = open_book("表.csv", b"\xff\xff\x80\x80,\xff")
    assert book is None
    assert findings[0].rule == "F-CORRUPT"

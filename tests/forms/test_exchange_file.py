"""Files of the integrated budget system: CSV and Excel without loss, read with every doubt at its cell (L02)."""

import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from config.interchange import interchange
from tasks.forms.exchange_file import read_tables, write_table
from tasks.rules.interchange import take_in

NAME = "PM_PERF_SELF_BGT"
TABLE = interchange().table(NAME)
SIGNS = some.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp"))
ROW = {"pro_code": "65300122T000000000001", "agency_code": "653001001", "fiscal_year": "2022",
       "found_type_code": "总额", "reply_amt": "9999999999999999.99", "eval_id": "000123"}


def cells(*rows):
    """A table as exported: every element, blank where a row says nothing."""
    return pd.DataFrame([{name: row.get(name, "") for name in TABLE.elements} for row in rows],
                        columns=list(TABLE.elements), dtype="str")


def workbook(rows, title="Sheet1"):
    """An Excel file as another system may write it."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=10)
@given(words=some.lists(some.text(SIGNS, max_size=20), max_size=4))
def test_what_is_written_is_read(suffix, words, tmp_path_factory):
    """Any text, leading zeros, eighteen digits of money, formulas that are none: the same cells come back."""
    path = tmp_path_factory.mktemp("out") / f"{NAME}{suffix}"
    table = cells(ROW, *({**ROW, "found_type_code": word, "reply_amt": "=1+1"} for word in words))
    write_table(path, NAME, table)
    [filed], findings = read_tables(path.name, path.read_bytes())
    assert findings == [] and filed.name == NAME
    pd.testing.assert_frame_equal(filed.cells, table)


def test_the_csv_is_utf_8_with_a_mark_and_the_sheet_bears_the_name(tmp_path):
    """As Excel in China opens them rightly."""
    write_table(tmp_path / "a.csv", NAME, cells(ROW))
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfeval_id,pro_code,")
    write_table(tmp_path / "a.xlsx", NAME, cells(ROW))
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [NAME]


def test_another_suffix_is_refused_before_anything_is_written(tmp_path):
    """The name says what to write."""
    with pytest.raises(ValueError, match=r"应以 \.csv 或 \.xlsx 结尾"):
        write_table(tmp_path / "a.pdf", NAME, cells(ROW))
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_known_by_its_sheet_its_file_or_its_elements():
    """In whatever order, in small or capital letters, under some title lines."""
    rows = [["自评预算执行"], [], [name.upper() for name in reversed(ROW)], list(reversed(ROW.values()))]
    for title, file in ((NAME, "a.xlsx"), ("导出", f"2022_{NAME}_v1.xlsx"), ("导出", "a.xlsx")):
        [filed], findings = read_tables(file, workbook(rows, title))
        assert (filed.name, filed.numbers, findings) == (NAME, [3], [])
        assert filed.cells.iloc[0].to_dict() == ROW


def test_a_file_without_any_table_says_which_there_are():
    """One finding, with the names to choose from."""
    found, [told] = read_tables("a.xlsx", workbook([["姓名", "金额"], ["甲", 1]]))
    assert found == [] and told.rule == "I-TABLE" and NAME in told.expected and told.value == "姓名、金额"


@pytest.mark.parametrize(("rows", "words"), [
    ([["姓名", None, "", "金额"]], "姓名、金额"), ([[None], ["甲", 1]], "空表"),
])
def test_its_first_words_tell_which_file_that_was(rows, words):
    """Blank cells are no words; a file that begins with a blank row has none."""
    assert read_tables("a.xlsx", workbook(rows))[1][0].value == words


def test_a_sheet_goes_by_its_own_name_before_the_name_of_the_file():
    """A file called by one table may hold another one beside it."""
    [filed], _ = read_tables("PM_PERF_SELF_EVAL.xlsx", workbook([list(ROW), list(ROW.values())], NAME))
    assert filed.name == NAME


def test_an_element_that_must_be_there_is_missed():
    """Known by the name of its sheet, but the unit is not in it."""
    [filed], findings = read_tables("a.xlsx", workbook([["pro_code", "fiscal_year"], ["X", 2022]], NAME))
    assert [(one.rule, one.value, one.expected) for one in findings] == [("I-ELEMENT", NAME, "agency_code")]
    assert [fault.rule for fault in take_in(filed.cells, filed.table).faults if fault.element == "agency_code"] == [
        "R-REQ"]


def test_numbers_and_days_of_excel_are_read_as_they_are_shown():
    """No exponent, no needless .0, days as yyyyMMdd."""
    heads = ["pro_code", "agency_code", "fiscal_year", "reply_amt", "cur_amt", "create_time"]
    [filed], findings = read_tables("a.xlsx", workbook(
        [heads, ["甲", 653001001, 2022, 1234567.89, 100, datetime(2023, 6, 10)], [None] * 6], NAME))
    assert findings == []  # a code of nine digits has lost none
    assert filed.cells[heads].to_numpy().tolist() == [["甲", "653001001", "2022", "1234567.89", "100", "20230610"]]


def test_a_code_that_excel_made_a_number_of_is_refused():
    """Its last digits are gone: R-CODE at the cell."""
    heads, row = ["pro_code", "agency_code", "fiscal_year"], [653001222000000000001, "653001001", 2022]
    _, [told] = read_tables("a.xlsx", workbook([["标题"], heads, row], NAME))
    assert (told.rule, told.sheet, told.cell) == ("R-CODE", NAME, "A3")


def test_sixteen_digits_are_too_many_for_a_code_and_not_for_an_amount():
    """Excel keeps fifteen: the first number beyond them is refused as a code; R-CODE is not said of money."""
    heads = ["pro_code", "agency_code", "fiscal_year", "reply_amt"]
    found = read_tables("a.xlsx", workbook(
        [heads, [10**15 - 1, "1", "2022", 10**15], [10**15, "1", "2022", 1]], NAME))[1]
    assert [(one.rule, one.cell) for one in found] == [("R-CODE", "A3")]


def test_yes_and_no_of_excel_are_one_and_two():
    """As the system writes a flag."""
    [filed], _ = read_tables("a.xlsx", workbook([[*ROW, "is_deleted"], *([*ROW.values(), yes] for yes in (
        True, False))], NAME))
    assert filed.cells["is_deleted"].tolist() == ["1", "2"]


def test_a_fault_is_told_at_its_cell_with_the_element():
    """A title, the headings, a row, a blank one: the second row of data is row 5."""
    rows = [["标题"], list(ROW), list(ROW.values()), [], [*list(ROW.values())[:4], "九百", "2"]]
    [filed], findings = read_tables("a.xlsx", workbook(rows, NAME))
    told = [filed.told("a.xlsx", fault) for fault in take_in(filed.cells, filed.table).faults]
    assert findings == [] and [(one.rule, one.cell, one.value) for one in told] == [
        ("R-NUM", "E5", "九百"), ("G-DUP", "D5", "总额")]


def test_a_row_that_bears_a_secrecy_mark_is_only_counted():
    """Nothing of it is kept, not even its code (X08); an open one and an unmarked one are read."""
    heads, row = [*ROW, "密级"], list(ROW.values())
    marks = ["秘密", "公开", None]
    [filed], findings = read_tables("a.xlsx", workbook(
        [heads, *([*row[:3], f"资金{n}", *row[4:], mark] for n, mark in enumerate(marks))], NAME))
    assert filed.cells["found_type_code"].tolist() == ["资金1", "资金2"] and filed.withheld == 1
    assert [(one.rule, one.value) for one in findings] == [("G-SECRET", "1")] and "资金0" not in str(findings)


def test_a_hostile_file_is_refused_at_the_door():
    """The guard stands before this reader too."""
    assert [one.rule for one in read_tables("a.xlsx", b"%PDF-1.7\n")[1]] == ["F-PDF"]
    assert [one.rule for one in read_tables("a.csv", b"")[1]] == ["F-EMPTY"]

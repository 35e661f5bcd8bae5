"""总台账 as a workbook: every record once, real dates and numbers, odd names as they are."""

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from reports.ledger_workbook import ledger_workbook
from tests.reports.shelves import NOTHING, ODD, a_shelf


@pytest.fixture(scope="module")
def book():
    """The workbook of the odd shelf."""
    return openpyxl.load_workbook(BytesIO(ledger_workbook(a_shelf())))


def rows(sheet):
    """Heading → value of every row."""
    heads = [str(cell.value).split("\n")[0] for cell in sheet[3]]
    return [dict(zip(heads, values, strict=True)) for values in sheet.iter_rows(min_row=4, values_only=True)
            if any(value is not None for value in values)]


def test_every_record_of_the_year_stands_on_its_sheet(book):
    """Owed, received, reviewed, wrong, graded, concluded, decided, told — and nothing twice."""
    assert {sheet.title: len(rows(sheet)) for sheet in book} == {
        "应报事项": 3, "报送件": 3, "审核意见": 1, "问题": 1, "自评等次": 1, "结论": 3, "建议和决定": 2, "通知": 3}


def test_what_is_owed_is_told_in_the_words_of_the_field(book):
    """Standing, days late, what came last; who owes nothing any more is not late."""
    first, second, third = rows(book["应报事项"])
    assert (first["现状"], first["逾期"], first["最近一份表"]) == ("按时报齐", 0, "收下")
    assert (second["现状"], second["逾期"], second["最近一份表"]) == ("逾期未报齐", 14, "退回修改")
    assert third["现状"] == "不需报" and first["实际期限"] == datetime(2023, 6, 12)


def test_decisions_stand_beside_their_proposals(book):
    """Who decided what when and why; money in 万元; what waits says so."""
    waits, decided = rows(book["建议和决定"])
    assert (waits["建议"], waits["金额"], waits["决定"], waits["决定人"]) == ("扣减预算", 12.3456, "待决定", None)
    assert (decided["决定"], decided["决定人"], decided["决定日期"]) == ("同意", "马局长", datetime(2023, 6, 12))
    assert rows(book["自评等次"])[0]["重算得分"] == 79.99


def test_odd_names_stay_as_they_are(book):
    """Text is text: no formula, no link, nothing cut; a file of nobody known is there, too."""
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=4) for cell in row
             if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"} and not any(cell.hyperlink for cell in cells)
    assert {*ODD} <= {cell.value for cell in cells}
    assert all(cell.quotePrefix for cell in cells if cell.value.startswith("="))
    assert rows(book["报送件"])[2]["单位名称"] == "（未知单位）"


def test_the_same_year_gives_the_same_bytes():
    """Whichever run wrote it; a year in which nothing has happened is a workbook, too."""
    assert ledger_workbook(a_shelf()) == ledger_workbook(a_shelf(ledger="9:cd", runs=[]))
    nothing = openpyxl.load_workbook(BytesIO(ledger_workbook(a_shelf(**NOTHING))))
    assert "（本表无内容）" in nothing["应报事项"]["A2"].value

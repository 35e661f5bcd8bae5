"""The finance side's own debts: what was handed in waits for a named person, by a day of its own (G01–G03, C03)."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from tests.flows.conftest import UNITS
from tests.flows.test_overall_targets import plan

A, B, _ = UNITS
FINANCE, CENTRE = "653001-CZ", "653000-JX@ats.example"
DEBT = f"SELECT state, effective_due, deadline_version FROM obligation WHERE unit_code = '{FINANCE}'"


def reviewed(form, **says):
    """The issued form as the finance department fills it in: unit → (verdict, reason, by whom)."""
    book = load_workbook(BytesIO(form))
    sheet = book["审核意见"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "报送件编号")
    place = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        name = sheet.cell(row[0].row, place["单位"]).value
        for heading, word in zip(("审核意见", "理由", "审核人"), says.get(name, ()), strict=False):
            sheet.cell(row[0].row, place[heading]).value = word
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_review_goes_out_comes_back_and_climbs_when_it_does_not(year):
    """Of two units one is passed, one sent back; what it hands in again waits anew, and at last the centre hears."""
    for unit in (A, B):
        year.hand_in(unit, plan(), datetime(2023, 2, 20, 11), f"整体目标{unit}.xlsx")
    year.run(date(2023, 2, 21), "publish", milestone="overall_targets")
    assert year.ask(DEBT) == [("owed", "2023-03-31", 1)]
    [asked] = [mail for mail in year.post.of(year.email(FINANCE)) if mail.subject.startswith("【待审核】")]
    assert "审核期限" in asked.words and "2023年3月31日" in asked.words
    [(_, form)] = asked.files

    said = reviewed(form, **{UNITS[A]: ("通过", "", "阿依古丽"), UNITS[B]: ("退回", "指标与职责无关", "阿依古丽")})
    year.hand_in(FINANCE, said, datetime(2023, 3, 6, 12), "审核表.xlsx")
    half = reviewed(form, **{UNITS[A]: ("通过", "", "阿依古丽")})
    year.hand_in(FINANCE, half, datetime(2023, 3, 6, 11), "审核表-先报一份.xlsx")  # the same word twice in one day
    year.run(date(2023, 3, 7), "publish", milestone="daily")
    assert year.ask("SELECT reviewer, verdict, reason FROM review ORDER BY id") == [
        ("阿依古丽", "accept", ""), ("阿依古丽", "return", "指标与职责无关")]
    year.run(date(2023, 3, 7), "publish", milestone="overall_targets")
    assert year.ask(DEBT) == [("met", "2023-03-31", 1)]
    states = dict(year.ask(f"SELECT unit_code, state FROM obligation WHERE unit_code <> '{FINANCE}'"))
    assert (states[A], states[B]) == ("met", "owed")
    back = year.mail(B, "退回修改")  # it had its receipt, and believed to be done
    assert all(said in back.words for said in ("经审核退回", "指标与职责无关", "阿依古丽", "不再作为正式数据"))
    own = (year.workspace / "inbox" / B / f"整体目标{B}.xlsx").read_bytes()
    assert back.files == ((f"整体目标{B}-退回修改.xlsx", own),) and "错误" not in back.words
    assert [one for one in year.mails(A) if "退回" in one] == []

    year.hand_in(B, plan(goal="改正后的目标"), datetime(2023, 3, 20, 12), "整体目标-改.xlsx")
    year.run(date(2023, 4, 18), "publish", milestone="overall_targets")
    assert year.ask(DEBT) == [("owed", "2023-04-03", 2)]  # ten working days after it came
    late = [mail for mail in year.post.of(CENTRE) if "阿图什市财政局" in mail.words]
    assert len(late) == 1 and "请督促报送" in late[0].words and "审核" in late[0].subject

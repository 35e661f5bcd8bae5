"""信息公开 through the verbs: an approval starts the clock, a sign-off opens the door, an address stops it."""

from datetime import date, datetime

from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
BUREAU = "653001-CZ"
GOALS = "项目支出绩效目标"


def approvals(*units, day=date(2023, 3, 1), kind="部门预算批复"):
    """The bureau's list of approvals."""
    return plain_book("approvals", {"approvals": [
        {"about_unit": unit, "kind": kind, "fiscal_year": 2023, "project_code": "", "approved_on": day, "number": "1号"}
        for unit in units]})


def review(unit, word="公开", reviewer="阿依古丽"):
    """A unit's sign-off of its goals and its overall goals."""
    return plain_book("disclosure_reviews", {"disclosure_reviews": [
        {"about_unit": unit, "what": what, "project_code": "", "classification": word, "basis": "",
         "reviewer": reviewer, "reviewed_on": date(2023, 3, 2)} for what in (GOALS, "整体支出绩效目标")]})


def publication(unit, day):
    """What a unit says it has published."""
    return plain_book("publications", {"publications": [
        {"about_unit": unit, "what": GOALS, "project_code": "", "url": "https://example.org/jx", "published_on": day,
         "publisher": ""}]})


def standing(year, what=GOALS):
    """The words in force about one kind of document, by unit."""
    rows = year.in_force("disclosure", "document")
    return {subject.split("|")[1]: row["verdict"] for subject, row in rows.items() if subject.startswith(what)}


def test_goals_go_public_with_the_budget(year):
    """Approved on 1 March: published in time, published late, and not published by somebody who never reviewed."""
    year.hand_in(BUREAU, approvals(A, B, C), datetime(2023, 3, 2, 10), "批复.xlsx")
    year.hand_in(A, review(A), datetime(2023, 3, 3, 10), "审查.xlsx")
    year.hand_in(B, review(B), datetime(2023, 3, 3, 10), "审查.xlsx")
    year.run(date(2023, 3, 6), "publish", milestone="disclosure")
    assert set(year.ask("SELECT form, state FROM submission")) == {
        ("approvals", "accepted"), ("disclosure_reviews", "accepted")}, (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert standing(year) == {A: "未到期", B: "未到期", C: "待定"}

    year.hand_in(A, publication(A, date(2023, 3, 20)), datetime(2023, 3, 20, 10), "公开.xlsx")
    year.hand_in(B, publication(B, date(2023, 3, 23)), datetime(2023, 3, 23, 10), "公开.xlsx")
    year.run(date(2023, 3, 24), milestone="disclosure")
    assert standing(year) == {A: "已公开", B: "逾期公开", C: "逾期未公开"}
    assert standing(year, "整体支出绩效目标") == {A: "逾期未公开", B: "逾期未公开", C: "逾期未公开"}
    page = (year.workspace / "reports/2023/disclosure/index.html").read_text()
    assert "项目支出绩效目标·公路养护站·单位公开" in page
    assert "1项没有保密审查结论，先不公开" in page and "2023年3月23日公开" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(date(2023, 3, 24), "publish", milestone="disclosure")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_what_is_classified_stays_and_nobody_signs_for_others(year):
    """Classified by its own unit: withheld. A neighbour's sign-off opens nothing; its approvals start no clock."""
    year.hand_in(BUREAU, approvals(A, B), datetime(2023, 3, 2, 10), "批复.xlsx")
    year.hand_in(C, approvals(C), datetime(2023, 3, 2, 10), "批复.xlsx")
    year.hand_in(A, review(A, "涉密"), datetime(2023, 3, 3, 10), "审查.xlsx")
    year.hand_in(C, review(B), datetime(2023, 3, 3, 11), "审查.xlsx")
    year.run(date(2023, 3, 6), "publish", milestone="disclosure")
    assert standing(year) == {A: "不予公开", B: "待定"}
    assert ("F-SENDER",) in year.ask("SELECT rule FROM finding")


def test_a_sign_off_without_a_name_comes_back(year):
    """“公开” that nobody signed is returned with its cell, and opens nothing."""
    year.hand_in(BUREAU, approvals(A), datetime(2023, 3, 2, 10), "批复.xlsx")
    year.hand_in(A, review(A, reviewer=""), datetime(2023, 3, 3, 10), "审查.xlsx")
    year.run(date(2023, 3, 6), "publish", milestone="disclosure")
    assert ("R-REQ", "保密审查", "F3") in year.ask("SELECT rule, sheet, cell FROM finding")
    assert standing(year) == {A: "待定"}

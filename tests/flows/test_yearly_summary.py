"""年度总结 through the verbs: each node takes its own form from its own senders (H01–H03, N01, N02, E01)."""

from datetime import date, datetime

from tests.table_samples import plain_book

BUREAU, TOP, CENTRE, FUNDS = "653001-CZ", "653000-CZ", "653000-JX", "653000-SB"
FLAGS = {"to_committee": True, "to_government": True}


def county(copied=True, day=date(2023, 11, 28)):
    """What a county's bureau records of its summary."""
    return plain_book("county_summaries", {"county_summaries": [
        {"region_code": "653001", "title": "2023年度总结", "number": "阿党发〔2023〕9号", "sent_on": day,
         "copied_finance": copied, **FLAGS}]})


def fund(projects=3):
    """The summary of the social insurance division."""
    return plain_book("fund_summaries", {"fund_summaries": [
        {"fund": "社会保险基金", "title": "2023年度总结", "reported_on": date(2023, 11, 27), "project_count": projects,
         "budget_fen": 100_000_000, "goal_count": 3, "monitored_count": 3, "evaluated_count": 3, "applied_count": 3,
         "problems": "指标偏粗", "measures": "细化指标"}]})


def standing(year, node, kind):
    """The words in force at a node about a kind of thing."""
    return {subject: row["verdict"] for subject, row in year.in_force("yearly_summary", kind, node).items()}


def owing(year):
    """Who owes what at which node."""
    return set(year.ask("SELECT node, unit_code, form, state FROM obligation WHERE milestone = 'yearly_summary'"))


def test_november_and_december(year):
    """Funds and counties side by side in November, each file to its node; the prefecture's report lists the gaps."""
    for node in ("funds", "counties"):
        year.run(date(2023, 11, 1), "publish", milestone="yearly_summary", node=node)
    assert owing(year) == {("funds", FUNDS, "fund_summaries", "owed"), ("counties", BUREAU, "county_summaries", "owed")}
    year.hand_in(BUREAU, county(copied=False), datetime(2023, 11, 28, 10), "总结.xlsx")
    year.hand_in(FUNDS, fund(), datetime(2023, 11, 28, 10), "总结.xlsx")
    for node in ("funds", "counties"):
        year.run(date(2023, 11, 29), "publish", milestone="yearly_summary", node=node)
    assert set(year.ask("SELECT node, form, state FROM submission")) == {
        ("funds", "fund_summaries", "accepted"), ("counties", "county_summaries", "accepted")}, (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert {row[3] for row in owing(year)} == {"met"}
    assert standing(year, "funds", "summary") == {"社会保险基金": "已报送", "国有资本经营预算": "待报送"}
    assert standing(year, "counties", "region")["653001"] == "要件不全"
    assert standing(year, "counties", "region")["653022"] == "待报送"

    year.hand_in(BUREAU, county(), datetime(2023, 11, 30, 10), "总结改.xlsx")
    year.run(date(2023, 11, 30), "publish", milestone="yearly_summary", node="counties")
    assert standing(year, "counties", "region")["653001"] == "已报送"

    year.run(date(2023, 12, 4), milestone="yearly_summary", node="prefecture")
    assert standing(year, "prefecture", "prefecture") == {"653000-0": "带缺口出稿"}
    page = (year.workspace / "reports/2023/yearly_summary/prefecture/index.html").read_text()
    assert "阿克陶县总结逾期未报" in page and "国有资本经营预算总结逾期未报" in page and "阿图什市总结" not in page
    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(date(2023, 12, 4), "publish", milestone="yearly_summary", node="prefecture")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_the_congress_is_told_in_june(year):
    """Every finance department owes it; without the score table it is not whole."""
    year.run(date(2023, 6, 1), "publish", milestone="yearly_summary")
    assert owing(year) == {("congress", code, "congress_reports", "owed") for code in (BUREAU, TOP)}
    report = {"region_code": "653001", "title": "报告", "reported_on": date(2023, 6, 28), "with_score_table": False,
              "with_key_reports": True}
    book = plain_book("congress_reports", {"congress_reports": [report]})
    year.hand_in(BUREAU, book, datetime(2023, 6, 29, 10), "报告.xlsx")
    year.run(date(2023, 7, 4), "publish", milestone="yearly_summary")
    assert standing(year, "congress", "congress")["653001"] == "材料不全"
    assert standing(year, "congress", "congress")["653000-0"] == "逾期未报"
    assert "07-04 逾期催报" in year.mails(TOP)

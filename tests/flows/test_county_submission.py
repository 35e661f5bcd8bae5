"""县市报送 through the verbs: a county hands in its package, supplements it, and files what it did with results."""

from datetime import date, datetime

from config.rulebook import rulebook
from tests.table_samples import plain_book

BUREAU, REGION = "653001-CZ", "653001"


def package(lacking=(), done=9):
    """The county's workbook, as its clerk typed it, without some works."""
    works = [work for work in rulebook(2023).parameters.words("county_submission.june_works") if work not in lacking]
    summary = [{"work": work, "due_count": 10, "done_count": done, "due_fen": 500_000_000, "done_fen": 450_000_000,
                "remark": ""} for work in works]
    report = {"title": "2023年上半年预算绩效管理工作报告", "number": "阿财字〔2023〕12号", "signer": "艾山",
              "signed_on": date(2023, 6, 5), "place": "报告.pdf"}
    evidence = {"category": "制度文件", "title": "预算绩效管理办法", "number": "", "dated": None, "place": "办法.pdf"}
    return plain_book("county_submission", {
        "county_reports": [report], "county_summary": summary, "county_evidence": [evidence]})


def standing(year, kind="region"):
    """The words in force about the county."""
    return year.ask("SELECT v.verdict FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id WHERE"
                    f" v.milestone = 'county_submission' AND v.kind = '{kind}' AND v.subject = '{REGION}'")


def test_a_county_hands_in_and_supplements(year):
    """Asked for in May; in time it is 待补报 until the monitoring is in, then 齐全; a rerun says nothing."""
    year.run(date(2023, 5, 22), "publish", milestone="county_submission")
    assert year.mails(BUREAU) == ["05-22 下发"] and year.mails("653000-CZ") == []
    assert standing(year) == [("未报",)]

    year.hand_in(BUREAU, package(["5月绩效监控"]), datetime(2023, 6, 9, 11), "报送.xlsx")
    year.run(date(2023, 6, 9), "publish", milestone="county_submission")
    assert year.ask("SELECT form, node, state FROM submission") == [("county_submission", "june", "accepted")], (
        year.ask("SELECT rule, sheet, cell, value, message FROM finding"))
    assert standing(year) == [("待补报",)]
    assert "06-09 回执" in year.mails(BUREAU)

    year.hand_in(BUREAU, package(), datetime(2023, 6, 19, 11), "补报.xlsx")
    year.run(date(2023, 6, 19), milestone="county_submission")
    assert standing(year) == [("齐全",)]
    assert year.ask("SELECT state, met FROM (SELECT o.id, s.state, s.day AS met FROM obligation o"
                    " JOIN obligation_step s ON s.obligation_id = o.id) WHERE state = 'met'") == [("met", "2023-06-09")]
    page = (year.workspace / "reports/2023/county_submission/june/index.html").read_text()
    assert "阿图什市财政局" in page and "齐全" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(date(2023, 6, 19), "publish", milestone="county_submission")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_package_that_contradicts_itself_comes_back(year):
    """More done than due: the cell is named, nothing of the file counts, and the debt stands."""
    year.run(date(2023, 5, 22), "publish", milestone="county_submission")
    year.hand_in(BUREAU, package(done=11), datetime(2023, 6, 9, 11), "报送.xlsx")
    year.run(date(2023, 6, 9), "publish", milestone="county_submission")
    assert year.ask("SELECT state FROM submission") == [("returned",)]
    found = set(year.ask("SELECT rule, sheet, cell FROM finding WHERE tier = '错误'"))
    assert ("R-ABOVE", "工作汇总", "C3") in found and len(found) == 16
    assert standing(year) == [("未报",)] and "06-09 退回修改" in year.mails(BUREAU)
    year.run(date(2023, 6, 13), "publish", milestone="county_submission")
    assert "06-13 逾期催报" in year.mails(BUREAU)


def test_results_are_filed_to_the_end_of_the_year(year):
    """F03 stands beside the package of November and may come until the last days of December."""
    year.run(date(2023, 11, 13), "publish", milestone="county_submission")
    assert standing(year, "filing") == [("待备案",)]
    filing = {"action": "扣减预算", "result_count": 3, "amount_fen": 50_000_000, "number": "阿财字〔2023〕40号",
              "filed_on": date(2023, 12, 18), "remark": ""}
    book = plain_book("county_filing", {"county_filings": [filing]})
    year.hand_in(BUREAU, book, datetime(2023, 12, 18, 11), "备案.xlsx")
    year.run(date(2023, 12, 18), "publish", milestone="county_submission")
    assert standing(year, "filing") == [("已备案",)], year.ask("SELECT form, state, node FROM submission")
    assert standing(year) == [("未报",)]

"""直达资金审核 through the verbs: the centre reviews and pushes, finance exports the platform; open stays open."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import insert

from tasks.store import ledger
from tasks.store.models import Project
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
CENTRE, BUREAU, REGION = "653000-JX", "653001-CZ", "653001"
DEBT = "SELECT state FROM obligation WHERE milestone = 'direct_funds_review'"
FRIDAY, MONDAY = date(2023, 6, 16), date(2023, 6, 19)


def funded(year, **funds):
    """Enter a project of this year for some units, and say what it is paid from."""
    with year.engine.begin() as conn:
        for unit, natures in funds.items():
            made = conn.execute(insert(Project).values(
                code=code(unit), name=f"{year.units[unit]}二期", unit_code=unit, fiscal_year=2023, funds=natures,
                initial_fen=100_000_000, budget_fen=100_000_000).returning(Project.id)).scalar_one()
            told = ledger.Happening("project.imported", code(unit), {}, "project", made)
            ledger.append(conn, None, datetime(2022, 12, 31), [told])


def code(unit):
    """This year's project of a unit that has special funds."""
    return f"{unit[:6]}23T{int(unit) + 10**9:012d}"


def review(unit, outcome="无问题", **more):
    """One row of the centre's table."""
    row = {"project_code": code(unit), "project_name": "", "unit_name": "", "outcome": outcome, "issue": "",
           "reviewer": "古丽", "reviewed_on": FRIDAY, "pushed_on": None, "pushed_to": "", "rectified_on": None,
           "remark": ""}
    return row | more


def reviewed(*rows):
    """The centre's workbook."""
    return plain_book("direct_funds_review", {"direct_funds_reviews": list(rows)})


def words(year, kind):
    """Subject → word, as it stands."""
    return dict(year.ask("SELECT v.subject, v.verdict FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
                         f" WHERE v.milestone = 'direct_funds_review' AND v.kind = '{kind}'"))


def test_every_project_is_reviewed_and_problems_are_pushed(year):
    """One of two is not full; a problem that is not pushed on the day is overdue; pushed and reviewed, all is full."""
    funded(year, **{A: "一般公共预算、直达资金", B: "直达资金", C: "一般公共预算"})
    year.run(date(2023, 6, 12), "publish", milestone="direct_funds_review")
    assert "06-12 下发" in year.mails(CENTRE) and year.mails(BUREAU) == []
    assert words(year, "project") == {code(A): "未审核", code(B): "未审核"}
    sheet = load_workbook(BytesIO(year.issued(CENTRE)))["直达资金审核"]
    listed = [cell.value for row in sheet for cell in row if str(cell.value).startswith("653001")]
    assert listed == [code(A), code(B)]  # whom the form asks about: not the third, which has other funds

    problem = review(A, "有问题", issue="资金滞留")
    year.hand_in(CENTRE, reviewed(problem), datetime(2023, 6, 16, 9), "审核.xlsx")
    year.run(FRIDAY, "publish", milestone="direct_funds_review")
    assert year.ask("SELECT state FROM submission") == [("accepted",)]
    assert words(year, "project") == {code(A): "有问题", code(B): "未审核"}
    assert (words(year, "push"), words(year, "region")[REGION]) == ({code(A): "待推送"}, "未全覆盖")
    assert year.ask(DEBT) == [("owed",)]
    year.run(MONDAY, "publish", milestone="direct_funds_review")
    assert words(year, "push") == {code(A): "推送逾期"}

    year.hand_in(CENTRE, reviewed(problem | {"pushed_on": MONDAY, "pushed_to": "阿图什市财政局"}, review(B)),
                 datetime(2023, 6, 19, 9), "审核2.xlsx")
    year.run(MONDAY, milestone="direct_funds_review")
    assert (words(year, "push"), words(year, "region")[REGION]) == ({code(A): "逾期推送"}, "全覆盖")
    assert year.ask(DEBT) == [("met",)]
    page = (year.workspace / "reports/2023/direct_funds_review/june/index.html").read_text()
    assert "逾期推送" in page and "全覆盖" in page and "资金滞留" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(MONDAY, "publish", milestone="direct_funds_review")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_review_that_nobody_signed_comes_back(year):
    """A conclusion without a reviewer, a problem without a word: the cells are named, and nothing is reviewed."""
    funded(year, **{A: "直达资金", B: "直达资金"})
    year.run(date(2023, 6, 12), "publish", milestone="direct_funds_review")
    year.hand_in(CENTRE, reviewed(review(A, reviewer=""), review(B, "有问题")), datetime(2023, 6, 16, 9), "审核.xlsx")
    year.run(FRIDAY, "publish", milestone="direct_funds_review")
    assert year.ask("SELECT state FROM submission") == [("returned",)]
    wrong = year.ask("SELECT rule, cell FROM finding WHERE tier = '错误'")
    assert set(wrong) == {("R-REQ", "F3"), ("R-REQ", "E4")}
    assert set(words(year, "project").values()) == {"未审核"}


def test_the_platform_export_shows_which_rural_projects_are_kept(year):
    """J03: kept with all links, kept without monitoring, not there at all."""
    funded(year, **{unit: "衔接资金" for unit in UNITS})
    rows = [{"project_code": code(unit), "goal_set": True, "monitored": unit == A, "self_evaluated": False,
             "exported_on": FRIDAY} for unit in (A, B)]
    year.run(date(2023, 6, 12), "publish", milestone="direct_funds_review")
    year.hand_in(BUREAU, plain_book("rural_platform", {"rural_platform": rows}), datetime(2023, 6, 16, 9), "导出.xlsx")
    year.run(FRIDAY, "publish", milestone="direct_funds_review")
    assert year.ask("SELECT form, state FROM submission") == [("rural_platform", "accepted")], (
        year.ask("SELECT rule, cell, message FROM finding"))
    assert words(year, "rural") == {code(A): "平台已管理", code(B): "平台缺环节", code(C): "未纳入平台"}

"""县市考核 through the verbs: July and December from what the year has left, penalties only where somebody signed."""

from datetime import date, datetime

from tests.flows.test_county_submission import package
from tests.table_samples import plain_book

BUREAU, CENTRE, REGION = "653001-CZ", "653000-JX", "653001"
JULY, DECEMBER = date(2023, 7, 10), date(2023, 12, 4)


def incident(number, kind="财政厅批评", **more):
    """One row of the centre's register."""
    return {"incident_no": number, "region_code": REGION, "division_code": "", "kind": kind,
            "occurred_on": date(2023, 9, 1), "basis": "新财绩〔2023〕9号", "about": "报送不及时", "recorded_by": "古丽",
            "withdrawn": False} | more


def standing(year, kind, node):
    """Subject → (word, score) of a kind at a node, as it stands."""
    found = year.ask("SELECT v.subject, v.verdict, v.score_cp FROM verdict v JOIN verdict_now s ON s.verdict_id ="
                     f" v.id WHERE v.milestone = 'county_assessment' AND v.kind = '{kind}' AND v.node = '{node}'")
    return {subject: tuple(rest) for subject, *rest in found}


def test_two_assessments_make_a_year(year):
    """No monitoring, no points, and the units are named; only a signed penalty counts; the year is ranked.

    Whatever is run again says nothing new.
    """
    year.run(date(2023, 5, 22), "publish", milestone="county_submission")
    year.run(date(2023, 5, 31), "publish", milestone="monitoring")
    year.hand_in(BUREAU, package(), datetime(2023, 6, 9, 9), "报送.xlsx")
    year.run(date(2023, 6, 9), "publish", milestone="county_submission")
    year.run(JULY, "publish", milestone="county_assessment")
    items = standing(year, "item", "july")
    assert items[f"{REGION}|绩效监控"] == ("未得分", 0) and items[f"{REGION}|报送及时、材料齐全"] == ("满分", 400)
    assert items[f"{REGION}|组织与制度建设"] == ("部分得分", 400)
    [(why,)] = year.ask("SELECT why FROM verdict WHERE subject LIKE '%绩效监控'")
    assert "单位报送监控0/3" in why and "公路养护站（5月监控）" in why
    july = standing(year, "region", "july")[REGION][1]

    year.run(DECEMBER, "publish", milestone="county_assessment")
    clean = standing(year, "region", "december")[REGION][1]
    book = plain_book("incidents", {"incidents": [incident("1", recorded_by="")]})
    year.hand_in(CENTRE, book, datetime(2023, 12, 5, 9), "事项.xlsx")
    year.run(date(2023, 12, 5), "publish", milestone="county_assessment")
    assert year.ask("SELECT rule, cell FROM finding f WHERE tier = '错误'") == [("R-REQ", "H3")]
    assert standing(year, "region", "december")[REGION][1] == clean

    book = plain_book("incidents", {"incidents": [incident("1")]})
    year.hand_in(CENTRE, book, datetime(2023, 12, 6, 9), "事项2.xlsx")
    year.run(date(2023, 12, 6), milestone="county_assessment")
    after = standing(year, "region", "december")[REGION][1]
    assert after == max(clean - 500, 0) < clean
    assert standing(year, "year", "december") == {REGION: ("第1名", (4 * july + 6 * after + 5) // 10)}
    page = (year.workspace / "reports/2023/county_assessment/december/index.html").read_text()
    assert "第1名" in page and "阿图什市·绩效监控" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(date(2023, 12, 6), milestone="county_assessment")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before

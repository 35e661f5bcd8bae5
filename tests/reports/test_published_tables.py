"""The tables beside a milestone's page: F8, the lists of the budget divisions, the sample on paper, the scores."""

from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from config.forms_table import table_forms
from config.routing import routing
from reports.published import published
from tests.reports.milestone_views import UNITS, view_of

COUNTIES = [code for code, region in routing().regions.items() if region.level == "county"]
ODD = ["补助$100_{x$", "<农业>局 & =cmd|", "=cmd|'/c calc'!A1", "长" * 300]


def opened(content):
    """The workbook as openpyxl reads it, its formulas as formulas."""
    return openpyxl.load_workbook(BytesIO(content))


def rows(sheet):
    """Every row below the header."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def summary(unit, work, due, done):
    """One line of a county's own table."""
    return {"unit_code": unit, "work": work, "due_count": due, "done_count": done, "due_fen": due * 1_000_000,
            "done_fen": done * 1_000_000, "remark": ODD[1]}


def projects(*regions):
    """One project for each region named, P1, P2 …"""
    return pd.DataFrame({
        "project_id": range(1, len(regions) + 1), "project_code": [f"P{n}" for n in range(1, len(regions) + 1)],
        "project_name": "饮水", "region_code": list(regions), "evaluated": True, "budget_fen": 300_000_000,
    })


@pytest.fixture(scope="module")
def f8():
    """F8 of two counties that have filed, one with figures that are not ours, and two that have not."""
    told = [summary("653001-CZ", "单位自评", 2, 1), summary("653001-CZ", "信息公开", 4, 4),
            summary("653022-CZ", "单位自评", 5, 5)]
    owing = pd.DataFrame({"unit_code": [f"{code}-CZ" for code in COUNTIES]})
    both = projects("653001", "653001", "653022")
    view = view_of("county_submission", [], "june", units=UNITS, debtors=owing, facts={
        "projects": both, "projects@before": both, "grades": pd.DataFrame({"project_id": [1]}),
        "monitoring": pd.DataFrame({"project_id": [1], "node": ["may"]}),
    }, tables={"county_summary": (table_forms()["county_submission"].tables["county_summary"], pd.DataFrame(told))})
    [content] = published(view).values()
    assert published(view) == {"县（市）预算绩效管理工作汇总表.xlsx": content}
    return opened(content)


def test_the_counties_stand_beside_each_other(f8):
    """Due, done and rate of each county and of all; an empty county has empty cells, not noughts."""
    first = rows(f8["个数汇总"])[0]
    assert first[:4] == ["单位自评", 2, 1, 0.5] and first[4:7] == [5, 5, 1]
    assert first[7:13] == [None] * 6 and first[13:16] == [7, 6, 0.8571]
    assert rows(f8["金额汇总"])[0][1:3] == [2, 1]


def test_every_county_has_its_own_table(f8):
    """Also who has not filed: with all works to fill in, and it says so; text that looks like a formula is text."""
    own = f8["阿图什市"]
    assert [row[:5] for row in rows(own)[:2]] == [[1, "单位自评", 2, 1, 0.5], [2, "信息公开", 4, 4, 1]]
    assert own["I4"].value == ODD[1] and own["I4"].data_type == "s"
    assert "没有报送" in f8["乌恰县"]["A2"].value and rows(f8["乌恰县"])[0][:3] == [1, "单位自评", None]


def test_what_a_county_says_is_held_against_the_store(f8):
    """阿图什市 reports what we have; 阿克陶县 five projects where we know one, and none of it done."""
    found = [row for row in rows(f8["与本系统核对"]) if row[0] and row[1]]
    assert found == [["阿克陶县", "单位自评", "应开展", 5, 1, 4], ["阿克陶县", "单位自评", "已开展", 5, 0, 5]]


def verdict(kind, subject, region="653001", **more):
    """One verdict about a project of a region."""
    return {"kind": kind, "subject": subject, "name": more.pop("name", "饮水"), "unit_code": f"{region}-CZ",
            "unit_name": "水利站", "region_code": region, "department_name": more.pop("department", "水利局")} | more


@pytest.fixture(scope="module")
def lists():
    """What follows from the results: two deductions, one of them approved, and a recovery of the verification."""
    cut = {"base_fen": 100_000_000, "ratio_bp": 1000, "taken_from": "project"}
    back = {"milestone": "verification", "node": "", "kind": "recovery", "subject": "P1", "proposal": "收回资金",
            "project_id": 1, "unit_code": "653022-CZ", "amount_fen": 7_500_000, "why": "依据",
            "detail": {"unspent_fen": 2_500_000, "unsupported_fen": 5_000_000}}
    view = view_of("results_application", [
        verdict("deduction", "P1", amount_fen=10_000_000, proposal="扣减预算", decision="approved", decided_by="马局长",
                detail=cut, score_cp=7999, name=ODD[0]),
        verdict("deduction", "P2", amount_fen=30_000_000, proposal="扣减预算", detail=cut, score_cp=5000, name=ODD[3]),
        verdict("priority", "P3", score_cp=9500), verdict("policy_advice", "P3", verdict="优先保障", score_cp=9500),
        verdict("policy_advice", "P2", verdict="取消", score_cp=5000),
        verdict("talk", "653022-CZ", "653022", proposal="约谈", name=ODD[2]),
        verdict("filing", "653001", verdict="已备案", name="阿图什市"),
    ], units=UNITS, facts={
        "projects": projects("653001", "653022", "653001"), "verdicts": pd.DataFrame([back]),
        "decisions": pd.DataFrame(columns=["milestone", "node", "kind", "subject", "proposal", "decision",
                                           "decided_by"]),
    })
    return {name.partition("-")[2]: opened(content) for name, content in published(view).items()}


def test_each_budget_division_gets_its_own_level(lists):
    """Five workbooks; what is another level's is not in it; a level without anything says so (X01)."""
    assert [name.removesuffix(".xlsx") for name in lists] == [one.name for one in routing().regions.values()]
    told = [" ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
            for book in lists.values()]
    assert [ODD[0] in one for one in told] == [False, True, False, False, False]
    assert "（本表无内容）" in lists["乌恰县.xlsx"]["扣减建议"]["A2"].value


def test_deductions_add_up_and_say_what_was_decided(lists):
    """万元 with the total of the department and of all; what waits is not mistaken for what was approved (X11)."""
    found = rows(lists["阿图什市.xlsx"]["扣减建议"])
    assert [row[4:9] for row in found[:3]] == [
        [ODD[0], 79.99, 100, 0.1, 10], [ODD[3], 50, 100, 0.1, 30], ["2个项目", None, None, None, 40]]
    assert [row[10:12] for row in found[:2]] == [["同意", "马局长"], ["待决定", None]]
    assert "待决定1个" in lists["阿图什市.xlsx"]["扣减建议"]["A2"].value


def test_recoveries_come_from_the_verification(lists):
    """With what is unspent and unsupported; the policies to change are not those that go on."""
    assert rows(lists["阿克陶县.xlsx"]["收回资金建议"])[0][5:9] == [2.5, 5, 7.5, "待决定"]
    assert [row[6] for row in rows(lists["阿图什市.xlsx"]["政策调整建议"]) if row[4]] == ["取消"]
    cell = lists["阿克陶县.xlsx"]["督促整改"]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (ODD[2], "s", True)
    assert rows(lists["州本级.xlsx"]["县（市）备案"])[0][:3] == [1, "阿图什市", "已备案"]


def test_the_sample_goes_out_on_paper():
    """The list with tickets, and a worksheet for each project: its core indicators, filled in as far as is known."""
    told = {"core": ["管网长度", "普及率"], "faults": [], "checked": 1}
    table = table_forms()["verification"].tables["worksheets"]
    done = {"project_code": "P1", "level3": "普及率", "checked": "95%", "conclusion": "属实", "evidence": ODD[1],
            "checked_by": "艾力", "checked_on": date(2023, 6, 15)}
    record = {"frame_count": 9, "frame_sha256": "ab" * 32, "drawn": ["P1"], "source_on": "2023-05-21"}
    view = view_of("verification", [
        verdict("frame", "P1", detail={"level": "653001", "department": "1"}),
        verdict("level", "653001", verdict="核查未完", detail={"record": record, "checks": 1}),
        verdict("draw", "P1", project_id=1, detail={"level": "653001", "round": "补足", "ticket": "66d0" * 16}),
        verdict("project", "P1", project_id=1, verdict="核查未完", detail=told, name=ODD[3]),
        verdict("project", "P[1/2 = cmd*", project_id=2, verdict="自评属实", detail=told),
    ], facts={"self_indicators": pd.DataFrame([
        {"project_id": 1, "level3": one, "target": "≥45公里", "actual": "45"} for one in told["core"]])},
        tables={"worksheets": (table, pd.DataFrame([done]))})
    files = published(view)
    listed = rows(opened(files["真实性核查抽查名单.xlsx"])["随机抽取"])[0]
    assert listed == [1, "阿图什市", "水利站", "P1", "饮水", "补足", "66d0" * 4, "核查未完"]
    assert opened(files["真实性核查底稿-阿图什市.xlsx"]).sheetnames == ["P1", "P_1_2 = cmd_"]
    sheet = opened(files["真实性核查底稿-阿图什市.xlsx"])["P1"]
    first, second = rows(sheet)[:2]
    assert first[:5] == [1, "管网长度", "≥45公里", "45", None]
    assert second[4:8] == ["95%", "属实", ODD[1], "艾力"] and f"{second[8]:%m-%d}" == "06-15"
    assert ODD[3] in sheet["A2"].value and "被核查单位负责人" in rows(sheet)[-1][0]


def test_the_scores_of_the_counties_show_what_was_counted():
    """Rank and points, and item by item so many of so many, with the names of what is lacking."""
    measure = {"title": "项目纳入监控", "source": "系统结论", "done": 1, "due": 3, "lacking": ["P1（5月监控）"] * 9}
    view = view_of("county_assessment", [
        verdict("region", "653001", score_cp=9217, why="应得", detail={
            "earned_cp": 9117, "possible_cp": 10_000, "bonus_cp": 100, "penalty_cp": 0}),
        verdict("year", "653001", score_cp=9329, detail={"rank": 1, "july_cp": 9496, "december_cp": 9217}),
        verdict("item", "653001|绩效监控", score_cp=467, detail={"points_cp": 1400, "measures": [measure]}),
        verdict("item", "653001|组织与制度建设", detail={"points_cp": 800, "measures": []}),
    ], "december", units=UNITS, facts={name: projects("653001") for name in ("projects", "projects@before")})
    [content] = published(view).values()
    book = opened(content)
    assert rows(book["全年排名"])[0][:5] == [1, "阿图什市", 94.96, 92.17, 93.29]
    none, item, total = rows(book["阿图什市"])[:3]
    assert none[1:5] == ["组织与制度建设", 8, None, "没有到期事项，不计入"]
    assert item[:8] == [2, "绩效监控", 14, 4.67, "项目纳入监控", 3, 1, 0.3333] and item[8].endswith("等9项")
    assert total[1:4] == ["合计（计入的）", 14, 4.67]

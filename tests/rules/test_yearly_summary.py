"""年度总结, scenario by scenario: loops, lists, summaries upwards, the congress (H01–H03, I01–I03, N01, N02, E01)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.rulebook import rulebook
from tasks.rules.yearly_summary import NEEDS, judge

SCENARIOS = "yearly_summary.yaml"
COUNTIES = ("653001", "653022", "653023", "653024")
FUNDS = ("社会保险基金", "国有资本经营预算")
REFS = {"目标": "goal_ref", "监控": "monitor_ref", "评价": "evaluation_ref"}
LISTED = {"fund_inventory": "政府投资基金", "debt_inventory": "地方政府债务", "ppp_inventory": "PPP"}
FINANCE = [{"code": f"{code}-CZ", "region_code": code, "kind": "finance"} for code in (*COUNTIES, "653000-0")]
FLAGS = ("to_committee", "to_government", "copied_finance")


def projects_of(known, hundredths):
    """P1 of the work year and Q1 of the year before, with the links they have."""
    lacking = known.get("缺", [])
    common = {"unit_code": "u1", "region_code": "653001", "funds": known.get("资金", "一般公共预算"), "budget_fen": 100}
    now = {**common, "project_id": 1, "project_code": "P1", "fiscal_year": 2023,
           "cancelled_reason": known.get("取消", "")}
    before = {**common, "project_id": 2, "project_code": "Q1", "fiscal_year": 2022}
    rated = "评价" not in lacking
    score = hundredths(known.get("得分", 85))
    return {
        "projects": [now], "projects@before": [before],
        "indicators": [{"project_id": 1}] * ("目标" not in lacking),
        "monitoring": [{"project_id": 1, "node": node} for node in ("may", "august") if node not in lacking],
        "results": [{"project_id": 2, "score_cp": score}] * rated, "grades": [{"project_id": 2}] * rated,
        "application_records": [{"subject": "Q1", "done_on": date(2023, 11, 1), **known.get("应用", {})}] * (
            "应用" in known),
        "decisions": [{"milestone": "results_application", "kind": known.get("决定的建议", "deduction"),
                       "subject": "Q1", "decision": known.get("决定", "")}],
        "units": [{"code": "f1", "region_code": "653001", "kind": "finance"}],
    }


def summaries(known):
    """Everything the prefecture's report draws on, but for what is lacking."""
    day = date(2023, 11, 30)
    sent = {"sent_on": known.get("上报"), **{flag: flag not in known.get("没有", []) for flag in FLAGS[:2]}}
    return {
        "units": FINANCE,
        "county_summaries": [{"unit_code": f"{code}-CZ", "region_code": code, "sent_on": day,
                              **dict.fromkeys(FLAGS, True)} for code in COUNTIES if code != known.get("缺县")],
        "fund_summaries": [{"fund": fund, "received_on": day, "project_count": 1}
                           for fund in FUNDS if fund != known.get("缺基金")],
        "verdicts": [{"milestone": "county_assessment", "node": "december", "kind": "region", "subject": code,
                      "score_cp": 9000} for code in COUNTIES if code != known.get("缺考核")],
        "prefecture_summaries": [sent] if "上报" in known else [],
    }


@pytest.mark.part("闭环")
def test_a_loop(scenario, book, handed, told, hundredths):
    """One fund: closed, broken, or none."""
    known, expected = scenario["已知"], scenario["结果"]
    found = told(judge(handed(NEEDS, **projects_of(known, hundredths)), book, date(2023, 11, 30), "funds"))
    for fund in FUNDS:
        ours = fund in known["资金"]
        row = found["fund", f"{fund}|653001" if ours else fund]
        assert row["verdict"] == (expected["结论"] if ours else "无项目"), row["why"]
        assert not ours or expected.get("理由", "") in row["why"]


@pytest.mark.part("基金总结")
def test_a_fund_summary(scenario, book, handed, told):
    """Both summaries, by the end of November."""
    known = scenario["已知"]
    row = {"unit_code": known.get("填报", "s1"), "fund": FUNDS[0], "received_on": known.get("报送")}
    rows = [row] * ("报送" in known)
    units = [{"code": "s1", "name": "社保科", "kind": "division"}, {"code": "s2", "name": "企业科", "kind": "division"}]
    found = told(judge(handed(NEEDS, fund_summaries=rows, units=units), book, known["日期"], "funds"))
    assert found["summary", FUNDS[0]]["verdict"] == scenario["结果"]["结论"]
    assert found["summary", FUNDS[1]]["verdict"] in ("待报送", "逾期未报")


def test_many_gaps_are_counted_and_a_project_without_a_link_is_named(book, handed, told, hundredths):
    """H01: graded or with a result is evaluated; of many open projects how many there are, of few not."""
    rows = projects_of({"资金": FUNDS[0], "缺": ["目标"]}, hundredths)
    few = told(judge(handed(NEEDS, **rows), book, date(2023, 11, 30), "funds"))["fund", f"{FUNDS[0]}|653001"]
    assert few["why"].endswith("缺绩效目标。")
    for lacking in ("grades", "results"):
        found = told(judge(handed(NEEDS, **rows | {lacking: []}), book, date(2023, 11, 30), "funds"))
        assert "缺评价" not in found["fund", f"{FUNDS[0]}|653001"]["why"], lacking
    rows["projects"] = [{**rows["projects"][0], "project_id": n, "project_code": f"P{n:02d}"} for n in range(10, 60)]
    many = told(judge(handed(NEEDS, **rows), book, date(2023, 11, 30), "funds"))["fund", f"{FUNDS[0]}|653001"]
    assert many["why"].endswith("等50个。")


def test_a_summary_counts_from_its_own_day_and_from_its_division(book, handed, told):
    """H03: sent today is sent; more links than projects are said, as many not; a unit of that name is no division."""
    counts = dict.fromkeys(("project_count", "goal_count", "monitored_count", "evaluated_count", "applied_count"), 3)
    units = [{"code": "s1", "name": "社保科", "kind": "division"}, {"code": "s9", "name": "社保科", "kind": "unit"}]

    def asked(day, **more):
        row = {"unit_code": "s1", "fund": FUNDS[0], "received_on": date(2023, 11, 20), **counts, **more}
        found = told(judge(handed(NEEDS, fund_summaries=[row], units=units), book, day, "funds"))
        return found["summary", FUNDS[0]]

    assert (asked(date(2023, 11, 20))["verdict"], asked(date(2023, 11, 19))["verdict"]) == ("已报送", "待报送")
    assert asked(date(2023, 11, 20))["detail"]["beyond"] == []
    assert asked(date(2023, 11, 20), goal_count=4, applied_count=None)["detail"]["beyond"] == ["goal_count"]
    assert asked(date(2023, 11, 20), unit_code="s9")["verdict"] == "待报送"


@pytest.mark.part("清单")
def test_an_inventory(scenario, book, handed, told, hundredths):
    """One entry, or one project that no list has."""
    known, expected = scenario["已知"], scenario["结果"]
    refs = {REFS[name]: "克财〔2023〕1号" for name in known.get("材料", [])}
    entry = {"item_no": "1", "region_code": "653001", "name": "基金", "project_code": known.get("项目", ""),
             "start_year": known.get("起始"), **refs}
    rows = projects_of(known, hundredths) | {known["表"]: [entry] * (known.get("清单") != "无")}
    found = told(judge(handed(NEEDS, **rows), book, date(2023, 11, 30), "funds"))
    subject = f"{LISTED[known['表']]}|653001|{'P1' if known.get('清单') == '无' else '1'}"
    row = found.get(("inventory", subject), {"verdict": "没有", "why": ""})
    assert known.get("清单") == "无" or ("inventory", f"{LISTED[known['表']]}|653001|P1") not in found
    assert row["verdict"] == expected["结论"], row["why"]
    assert expected.get("理由", "") in row["why"]


@pytest.mark.part("县市总结")
def test_a_county_summary(scenario, book, handed, told):
    """One county; the other three have sent nothing."""
    known, expected = scenario["已知"], scenario["结果"]
    flags = {flag: flag not in known.get("没有", []) for flag in FLAGS}
    row = {"unit_code": known.get("填报", "653001-CZ"), "region_code": "653001", "sent_on": known.get("报送"), **flags}
    facts = handed(NEEDS, county_summaries=[row] * ("报送" in known), units=FINANCE)
    found = told(judge(facts, book, known.get("日期", date(2023, 12, 5)), "counties"))
    assert set(found) == {("region", code) for code in COUNTIES}
    assert found["region", "653001"]["verdict"] == expected["结论"]
    assert expected.get("理由", "") in found["region", "653001"]["why"]
    assert found["region", "653022"]["verdict"] in ("待报送", "逾期未报")


@pytest.mark.part("自治州总结")
def test_the_report_of_the_prefecture(scenario, book, handed, told):
    """What it draws on, what is missing, whether it went up."""
    known, expected = scenario["已知"], scenario["结果"]
    found = told(judge(handed(NEEDS, **summaries(known)), book, known.get("日期", date(2023, 12, 28)), "prefecture"))
    row = found["prefecture", "653000-0"]
    assert row["verdict"] == expected["结论"], row["why"]
    assert len(row["detail"]["gaps"]) == expected.get("缺口", 0)
    assert expected.get("理由", "") in row["why"]


def test_the_figures_of_the_year_are_counted(book, handed, told):
    """Verdicts of other milestones by node, kind and word; the counties by score."""
    rows = summaries({}) | {"verdicts": [
        {"milestone": "monitoring", "node": "may", "kind": "project", "subject": code, "verdict": "合格"}
        for code in "AB"
    ] + [{"milestone": "county_assessment", "node": "december", "kind": "region", "subject": code, "verdict": "考核",
          "score_cp": score} for code, score in (("653001", 8000), ("653022", 9000))] + [
        {"milestone": milestone, "node": "", "kind": "unit", "subject": "u1", "verdict": "按时"}
        for milestone in ("self_evaluation", "daily", "yearly_summary")]}
    found = told(judge(handed(NEEDS, **rows), book, date(2023, 12, 28), "prefecture"))
    detail = found["prefecture", "653000-0"]["detail"]
    assert detail["figures"] == [["12月考核", "region", "考核", 2], ["5月监控", "project", "合格", 2],
                                 ["单位自评", "unit", "按时", 1]]
    assert detail["scores"] == [["阿克陶县", 9000, "考核"], ["阿图什市", 8000, "考核"]]


def test_the_report_counts_from_the_day_it_went_up(book, handed, told):
    """N02: sent up today is sent up; another node's, kind's or an empty score is no December assessment."""
    rows = summaries({"上报": date(2023, 12, 25)})
    for day, word in ((date(2023, 12, 25), "已上报"), (date(2023, 12, 24), "可出稿")):
        row = told(judge(handed(NEEDS, **rows), book, day, "prefecture"))["prefecture", "653000-0"]
        assert row["verdict"] == word
    for change in ({"node": "july"}, {"kind": "item"}, {"score_cp": None}, {"milestone": "daily"}):
        other = [{**row, **change} for row in rows["verdicts"][:1]] + rows["verdicts"][1:]
        found = told(judge(handed(NEEDS, **rows | {"verdicts": other}), book, date(2023, 12, 24), "prefecture"))
        assert found["prefecture", "653000-0"]["detail"]["gaps"] == ["阿图什市没有12月考核结果"], change


@pytest.mark.part("人大")
def test_a_report_to_the_congress(scenario, book, handed, told):
    """One finance department; the others have reported nothing."""
    known, expected = scenario["已知"], scenario["结果"]
    flags = {flag: flag not in known.get("没有", []) for flag in ("with_score_table", "with_key_reports")}
    row = {"unit_code": "653001-CZ", "region_code": "653001", "reported_on": known.get("报告"), **flags}
    facts = handed(NEEDS, congress_reports=[row] * ("报告" in known), units=FINANCE)
    found = told(judge(facts, book, known.get("日期", date(2023, 7, 10)), "congress"))
    assert found["congress", "653001"]["verdict"] == expected["结论"]
    assert expected.get("理由", "") in found["congress", "653001"]["why"]
    assert found["congress", "653022"]["verdict"] in ("待报告", "逾期未报")


def test_a_node_that_is_not_there_is_refused(book, handed):
    """A typo in the calendar is not silently an empty judgement."""
    with pytest.raises(KeyError):
        judge(handed(NEEDS), book, date(2023, 11, 30), "fund")


@given(some.lists(some.sampled_from(["目标", "may", "august", "评价"]), unique=True), some.data())
def test_a_missing_link_never_closes_a_loop(handed, hundredths, lacking, data):
    """Closed only when nothing is lacking; each further gap keeps it open."""
    known = {"资金": FUNDS[0], "缺": data.draw(some.permutations(lacking))}
    rows = judge(handed(NEEDS, **projects_of(known, hundredths)), rulebook(2023), date(2023, 11, 30), "funds").rows
    verdict = rows.set_index("subject").loc[f"{FUNDS[0]}|653001", "verdict"]
    assert (verdict == "闭环") == (not lacking)

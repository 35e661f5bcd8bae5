"""评价打分表 end to end: reviews go out and come back, findings are registered, grades fall, and each is explained."""

import json
from datetime import date, datetime
from io import BytesIO

import pandas as pd
from openpyxl import load_workbook
from sqlalchemy import text

from config.rulebook import rulebook
from tasks.rules.verdicts import verdicts
from tasks.store import verdicts as store
from tests.flows.conftest import TARGETS, UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
FINANCE = "653001-CZ"
APRIL, MAY, DUE, LATER = date(2023, 4, 3), date(2023, 5, 8), date(2023, 5, 31), date(2023, 7, 3)
RESULTS = ("SELECT v.unit_code, v.verdict, v.score_cp, v.rules FROM verdict v JOIN verdict_now s ON"
           " s.verdict_id = v.id WHERE v.milestone = 'score_table' AND v.kind = 'project' AND v.node = '{}'")
COUNTS = "SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice), (SELECT count(*) FROM decision)"


def reviews(year, scores, **changes):
    """Finance's reviews of the self-evaluations, by unit."""
    rows = [{"project_code": year.project(unit), "project_name": year.title(unit), "audited_cp": cp, "opinion": "",
             "reviewed_by": "古丽" if cp is not None else None, "reviewed_on": date(2023, 5, 8)} | changes
            for unit, cp in scores.items()]
    none = {"project_code": None, "reported_cp": None, "conclusion": None, "audited_cp": None, "opinion": None,
            "reviewed_by": None, "reviewed_on": None}
    return plain_book("score_reviews", {"score_reviews": rows, "report_reviews": [none]})


def finding(year, unit, **changes):
    """One finding of an audit, as registered."""
    return {
        "source": "审计", "document_no": "克审〔2023〕5号", "item_no": "1", "project_code": year.project(unit),
        "fiscal_year": 2022, "problem": "未按规定支付", "severity": "一般", "serious_by": None, "amount_fen": 10**7,
        "found_on": date(2023, 5, 10), "status": "未整改", "exempt": False, "exempt_by": None, "exempt_reason": None,
    } | changes


def results(year, node="v1"):
    """Unit → grade, score and rules of its project in a version."""
    return {unit: (verdict, cp, rules) for unit, verdict, cp, rules in year.ask(RESULTS.format(node))}


def evaluated(year):
    """Every unit has handed in its self-evaluation: 99.00 points by their own account."""
    year.run(date(2023, 3, 1), "publish")
    for unit in UNITS:
        year.hand_in(unit, year.form(unit), datetime(2023, 3, 20, 9))
    year.run(date(2023, 3, 20), "publish")


def test_reviews_findings_and_grades(year, jixiao):
    """A reviewed down, B with a serious finding, C with one nobody signed for: who is where, what waits for whom."""
    evaluated(year)
    year.run(MAY, "publish", milestone="score_table")
    assert dict(year.ask("SELECT unit_code, state FROM obligation WHERE milestone = 'score_table'"))[FINANCE] == "owed"
    listed = [cell.value for row in load_workbook(BytesIO(year.issued(FINANCE)))["自评表审核"] for cell in row]
    assert {year.title(unit) for unit in UNITS} <= set(listed)
    assert set(results(year).values()) == {("优秀", 9900, "")}

    year.hand_in(FINANCE, reviews(year, {A: 8550, B: 9500, C: 9500}), datetime(2023, 5, 9, 9), "审核.xlsx")
    found = [finding(year, B, severity="重大", serious_by="马局长"), finding(year, C, severity="重大", item_no="2")]
    audit = plain_book("audit_findings", {"audit_findings": found})
    year.hand_in(FINANCE, audit, datetime(2023, 5, 10, 9), "审计.xlsx")
    year.run(DUE, milestone="score_table")
    assert {state for (state,) in year.ask("SELECT state FROM submission WHERE unit_code = '653001-CZ'")} == {
        "accepted"}, year.ask("SELECT rule, cell, message FROM finding")
    assert results(year) == {
        A: ("良好", 8550, "X03 D04"), B: ("较差", 5999, "X03 E04 E03"), C: ("一般", 7999, "X03 E03")}
    page = (year.workspace / "reports/2023/score_table/v1/index.html").read_text()
    assert "建议列入较差" in page and "阿图什市财政局应审绩效自评表3份，已审3份" in page

    before = year.ask(COUNTS)
    for _ in range(2):
        year.run(DUE, "publish", milestone="score_table")
    assert year.ask(COUNTS) == before

    asked = jixiao("explain", year.project(B), "--work-year", 2023, "--json", on=DUE)
    told = json.loads(asked[1])
    assert asked[0] == 0 and told["final"] == {"score_cp": 5999, "grade": "较差"} == told["replayed"]
    assert [step["rule"] for step in told["steps"]] == ["D01", "X03", "E04", "E03"]
    assert told["recorded"]["node"] == "v1" and told["smallest_change"]["what"].endswith("改定为一般")
    code, shown, _ = jixiao("explain", year.title(C), "--work-year", 2023, on=DUE)
    assert code == 0 and "待定 E04" in shown and "与本单一致" in shown and "最小的改变：若" in shown
    assert jixiao("explain", "没有这个项目", "--work-year", 2023, on=DUE)[0] == 2

    [basis] = [key for key, in year.ask("SELECT basis_hash FROM verdict WHERE kind = 'serious'")]
    approved = ("approve", basis[:12], "--decision", "同意", "--by", "马局长", "--reason", "属实")
    assert jixiao(*approved, "--work-year", 2023, on=DUE)[0] == 0
    code, shown, _ = jixiao("explain", year.project(C), "--work-year", 2023, on=DUE)
    assert code == 1 and "与本单不同" in shown, "decided since, and the score table has not been run again"
    for _ in range(2):
        year.run(DUE, "publish", milestone="score_table")
        assert results(year)[C] == ("较差", 5999, "X03 E04 E03"), "the decision does not expire with the next run"
    assert jixiao("explain", year.project(C), "--work-year", 2023, on=DUE)[0] == 0


def monitored(year, unit):
    """The monitoring table of work year 2022 of a unit with one project of 100 万元 and its four indicators."""
    code, name = year.project(unit), year.title(unit)
    blank = {"planned_bp": None, "approved_on": None, "goal": "", "reason_kind": "", "reason": "", "note": "",
             "rate_bp": None, "relation": "", "project_code": code, "project_name": name}
    money = {"initial_fen": 10**8, "budget_fen": 10**8, "executed_fen": 42_000_000, "forecast_fen": 10**8}
    indicators = [
        blank | {"level1": level1, "level2": level2, "level3": level3, "target": target, "actual": "正常",
                 "forecast": target, "likelihood": "确定能"}
        for level1, level2, level3, _, target, *_ in TARGETS
    ]
    return plain_book("monitoring", {"monitoring": [blank | money], "monitoring_indicators": indicators})


def veto(year, unit):
    """What verification found out about a unit's project, as its milestone puts it into the books."""
    found = verdicts(pd.DataFrame([{
        "kind": "project", "subject": year.project(unit), "unit_code": unit, "verdict": "自评不实", "rules": "E05 E06",
        "project_id": year.ask(f"SELECT id FROM project WHERE code = '{year.project(unit)}'")[0][0],
        "why": "现场核实的数与自评不符。", "proposal": "一票否决",
    }]))
    judging = store.Judging(2023, "verification", "", date(2023, 6, 28), rulebook(2023).fingerprint)
    with year.engine.begin() as conn:
        [(run,)] = conn.execute(text("SELECT max(id) FROM run")).all()
        store.record(conn, run, datetime(2023, 6, 28, 12), judging, found)


def test_last_years_monitoring_and_a_veto(year, jixiao):
    """A filed at one node of 2022, B and C at none: two are capped (C05); C's self-evaluation was untrue (E06)."""
    year.run(date(2022, 5, 31), "publish", milestone="monitoring", work_year=2022)
    year.hand_in(A, monitored(year, A), datetime(2022, 6, 1, 9), "监控表.xlsx")
    year.run(date(2022, 6, 1), "publish", milestone="monitoring", work_year=2022)
    assert year.ask("SELECT state FROM submission") == [("accepted",)], year.ask("SELECT cell, message FROM finding")
    evaluated(year)
    veto(year, C)
    year.run(LATER, "publish", milestone="score_table")
    capped = ("一般", 7999, "C05")
    assert results(year, "v2") == {A: ("优秀", 9900, ""), B: capped, C: capped}
    [(basis,)] = year.ask("SELECT basis_hash FROM verdict WHERE milestone = 'verification'")
    approved = ("approve", basis[:12], "--decision", "同意", "--by", "马局长", "--reason", "核查属实")
    assert jixiao(*approved, "--work-year", 2023, on=LATER)[0] == 0
    year.run(LATER, "publish", milestone="score_table")
    assert results(year, "v2") == {A: ("优秀", 9900, ""), B: capped, C: ("较差", 0, "E06 C05")}
    told = {unit: json.loads(jixiao("explain", year.project(unit), "--work-year", 2023, "--json", on=LATER)[1])
            for unit in UNITS}
    assert told[A]["rules"] == [] and told[A]["smallest_change"]["grade"] == "良好"
    assert told[B]["smallest_change"]["kind"] == "rectification" and told[B]["steps"][1]["clause"] == "三（三）"
    assert told[C]["smallest_change"]["what"] == "对“一票否决”的建议改为不同意"
    assert [one["replayed"] == one["final"] for one in told.values()] == [True] * 3


def test_the_second_version_says_what_it_was_before(year):
    """A finding registered after v1 was frozen leaves v1 as it was; v2 has it, and tells the result of v1 (X05)."""
    evaluated(year)
    year.run(DUE, "publish", milestone="score_table")
    audit = plain_book("audit_findings", {"audit_findings": [finding(year, A)]})
    year.hand_in(FINANCE, audit, datetime(2023, 6, 2, 9), "审计.xlsx")
    year.run(date(2023, 6, 2), "publish", milestone="score_table")
    assert results(year)[A] == ("优秀", 9900, "")
    year.run(LATER, "publish", milestone="score_table")
    assert results(year)[A] == ("优秀", 9900, "") and results(year, "v2")[A] == ("一般", 7999, "E03 X05")
    assert results(year, "v2")[B] == ("优秀", 9900, "")
    before = year.ask(COUNTS)
    year.run(LATER, "publish", milestone="score_table")
    assert year.ask(COUNTS) == before

"""重点评价 end to end: candidates, an approved list, a procured evaluator, an accepted report whose score counts."""

from datetime import date, datetime

from config.forms_table import table_forms
from tasks.store import verdicts as store
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
FINANCE, LEVEL = "653001-CZ", "653001"
PAGE = "reports/2023/key_evaluation/index.html"


def papers(year, **tables):
    """The finance department's workbook; tables that are not given have no row."""
    described = table_forms()["key_evaluation"].tables
    return plain_book("key_evaluation", {
        name: tables.get(name) or [dict.fromkeys(table.columns)] for name, table in described.items()})


def candidate(year, unit, **changes):
    """One line of the candidates."""
    return {"project_code": year.project(unit), "project_name": year.title(unit), "decision_cp": 9000,
            "coverage_cp": 8000, "attention_cp": 7000, "chosen": True, "reason": ""} | changes


def evaluator(year, unit, **changes):
    """One line of the third parties."""
    return {"project_code": year.project(unit), "institution": "天山咨询", "uscc": "", "method": "公开招标",
            "contract_no": "2023-7", "contract_on": date(2023, 4, 25), "contract_fen": 5_000_000, "independent": True,
            "lead": "艾力"} | changes


def report(year, unit, **changes):
    """One line of the reports."""
    return {"project_code": year.project(unit), "project_name": year.title(unit), "score_cp": 7250,
            "decision_weight_cp": 2000, "process_weight_cp": 2000, "output_weight_cp": 3000, "benefit_weight_cp": 3000,
            "report_on": date(2023, 6, 20), "accepted_on": date(2023, 6, 28), "accepted_by": "古丽",
            "report": "重点评价报告.docx"} | changes


def standing(year, kind):
    """subject → verdict and score of the verdicts in force."""
    return {subject: (verdict, score) for subject, verdict, score in year.ask(
        "SELECT v.subject, v.verdict, v.score_cp FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
        f" WHERE v.milestone = 'key_evaluation' AND v.kind = '{kind}'")}


def hand_in(year, day, **tables):
    """The workbook comes in, and the milestone runs that day."""
    year.hand_in(FINANCE, papers(year, **tables), datetime(day.year, day.month, day.day, 9), f"重点评价{day}.xlsx")
    year.run(day, milestone="key_evaluation")


def decide(year, proposal, decision, day):
    """A named person decides the only proposal of that name."""
    [(verdict,)] = year.ask("SELECT v.id FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
                            f" WHERE v.proposal = '{proposal}'")
    with year.engine.begin() as conn:
        store.decide(conn, None, datetime(2023, day[0], day[1], 10), verdict, decision, "局长", "按程序")


def test_from_the_candidates_to_an_accepted_report(year):
    """With three projects in all, all three are the list; the list waits for approval, each report for acceptance."""
    year.run(date(2023, 4, 3), "publish", milestone="key_evaluation")
    assert standing(year, "procurement")[LEVEL] == ("应启动采购", None)
    assert standing(year, "region")[LEVEL] == ("未报名单", None)

    hand_in(year, date(2023, 4, 20), key_candidates=[candidate(year, unit) for unit in (A, B)])
    assert year.ask("SELECT state FROM submission") == [("accepted",)], year.ask("SELECT cell, message FROM finding")
    assert standing(year, "region")[LEVEL] == ("数量不足", None)
    hand_in(year, date(2023, 4, 26), key_candidates=[candidate(year, C)],
            third_parties=[evaluator(year, unit) for unit in UNITS])
    assert standing(year, "region")[LEVEL] == ("名单待批", None)
    decide(year, "重点评价名单", "approved", (4, 27))
    year.run(date(2023, 4, 28), "publish", milestone="key_evaluation")
    assert standing(year, "region")[LEVEL] == ("报告未齐", None)

    hand_in(year, date(2023, 6, 29), key_reports=[report(year, unit) for unit in UNITS])
    assert standing(year, "region")[LEVEL] == ("评价完成", None)
    assert standing(year, "project")[year.project(A)] == ("已验收", 7250)
    page = (year.workspace / PAGE).read_text()
    assert "选定3个项目，至少3个，已验收报告3个" in page and "评价名单" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    for day in (date(2023, 6, 29), date(2023, 6, 30)):
        year.run(day, "publish", milestone="key_evaluation")
    assert year.ask("SELECT count(*) FROM verdict") == [(before[0][0],)]


def test_an_evaluator_with_a_past_waits_for_a_decision(year):
    """Who helped with the targets may not evaluate; the low score counts until a person has it made anew."""
    year.run(date(2023, 4, 3), "publish", milestone="key_evaluation")
    past = {"project_code": year.project(A), "institution": "天山咨询", "uscc": "", "service": "绩效目标编制"}
    hand_in(year, date(2023, 6, 29), key_candidates=[candidate(year, A)], third_parties=[evaluator(year, A)],
            third_party_services=[past], key_reports=[report(year, A, score_cp=5500)])
    assert standing(year, "project")[year.project(A)] == ("机构不独立", 5500)
    assert standing(year, "conflict") == {year.project(A): ("机构不独立", None)}
    decide(year, "重新委托评价", "approved", (6, 30))
    year.run(date(2023, 7, 3), "publish", milestone="key_evaluation")
    assert standing(year, "project")[year.project(A)] == ("机构不独立", None)


def test_whoever_accepts_a_report_is_named(year):
    """A report accepted by nobody comes back with the cell."""
    year.run(date(2023, 4, 3), "publish", milestone="key_evaluation")
    hand_in(year, date(2023, 6, 29), key_reports=[report(year, A, accepted_by="")])
    assert year.ask("SELECT state FROM submission") == [("returned",)]
    assert year.ask("SELECT rule, cell FROM finding WHERE tier = '错误'") == [("R-REQ", "J3")]

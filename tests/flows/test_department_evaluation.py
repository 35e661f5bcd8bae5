"""部门评价 end to end: the selection goes out filled in, comes back, is reported on and reviewed."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from config.forms_table import table_forms
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

DEPARTMENT, B, C = UNITS
FINANCE = "653001-CZ"
WEIGHTS = {"decision_weight_cp": 2000, "process_weight_cp": 2000, "output_weight_cp": 3000, "benefit_weight_cp": 3000}
SELECTED = {"unit_name": "", "is_key": False, "is_one_off": False, "last_dept_eval_year": None, "reason": ""}


def april(day):
    """A morning of April 2023."""
    return datetime(2023, 4, day, 9)


def selection(year, chosen):
    """The department's selection among the three projects of its units, each of 100 万元."""
    return [SELECTED | {
        "project_code": year.project(unit), "project_name": year.title(unit), "budget_fen": 100_000_000,
        "chosen": unit in chosen,
    } for unit in UNITS]


def report(year, unit, **changes):
    """One line of the report table."""
    return {
        "project_code": year.project(unit), "project_name": year.title(unit), "score_cp": 8800, **WEIGHTS,
        "finished_on": date(2023, 4, 20), "evaluators": "买买提", "report": "部门评价报告.docx",
    } | changes


def review(year, unit, conclusion="通过", audited=8350):
    """Finance's review of one report."""
    return {"project_code": year.project(unit), "reported_cp": 8800, "conclusion": conclusion, "audited_cp": audited,
            "opinion": "", "reviewed_by": "古丽", "reviewed_on": date(2023, 5, 8)}


def debt(year):
    """The state of the department's debt."""
    [(state,)] = year.ask("SELECT state FROM obligation WHERE milestone = 'department_evaluation'")
    return state


def verdicts(year, kind):
    """subject → verdict, score of the verdicts in force."""
    return {subject: (verdict, score) for subject, verdict, score in year.ask(
        "SELECT v.subject, v.verdict, v.score_cp FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
        f" WHERE v.milestone = 'department_evaluation' AND v.kind = '{kind}'")}


def test_a_department_selects_reports_and_is_reviewed(year):
    """From the issued sheet to the score that finance has let pass; a rerun in between changes nothing."""
    year.run(date(2023, 4, 3), "publish", milestone="department_evaluation")
    assert year.ask("SELECT unit_code, state FROM obligation WHERE milestone = 'department_evaluation'") == [
        (DEPARTMENT, "owed")]
    issued = load_workbook(BytesIO(year.issued(DEPARTMENT)))
    listed = [cell.value for row in issued["部门评价选择表"] for cell in row]
    assert {year.title(unit) for unit in UNITS} <= set(listed)
    assert verdicts(year, "department")[DEPARTMENT][0] == "未报选择"
    assert list(verdicts(year, "project").values()) == [("建议选择", None)]

    none = [dict.fromkeys(table_forms()["department_evaluation"].tables["department_reports"].columns)]
    book = {"department_selection": selection(year, [B]), "department_reports": none}
    year.hand_in(DEPARTMENT, plain_book("department_evaluation", book), april(12), "选择表.xlsx")
    year.run(date(2023, 4, 12), "publish", milestone="department_evaluation")
    assert year.ask("SELECT state FROM submission") == [("accepted",)], year.ask("SELECT message FROM finding")
    assert (verdicts(year, "department")[DEPARTMENT][0], debt(year)) == ("报告未齐", "owed")  # only selected

    book["department_reports"] = [report(year, B)]
    year.hand_in(DEPARTMENT, plain_book("department_evaluation", book), april(20), "部门评价.xlsx")
    year.run(date(2023, 4, 20), "publish", milestone="department_evaluation")
    assert debt(year) == "met"
    assert verdicts(year, "department")[DEPARTMENT][0] == "审核未结"
    assert verdicts(year, "project") == {year.project(B): ("报告待审核", None)}

    year.hand_in(FINANCE, plain_book("score_reviews", {"score_reviews": [{
        "project_code": year.project(B), "project_name": year.title(B), "audited_cp": None, "opinion": "",
        "reviewed_by": "", "reviewed_on": None}], "report_reviews": [review(year, B)]}),
        datetime(2023, 5, 8, 9), "审核.xlsx")
    year.run(date(2023, 5, 8), "publish", milestone="score_table")
    year.run(date(2023, 5, 8), milestone="department_evaluation")
    assert verdicts(year, "department")[DEPARTMENT][0] == "评价完成"
    assert verdicts(year, "project") == {year.project(B): ("评价完成", 8350)}
    page = (year.workspace / "reports/2023/department_evaluation/index.html").read_text()
    assert "占本部门项目预算安排总额300.00万元的33.33%" in page

    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    for _ in range(2):
        year.run(date(2023, 5, 8), "publish", milestone="department_evaluation")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_report_whose_weights_are_wrong_comes_back(year):
    """The clerk is told which cell: the weights must be 100 in all, and 60 for output and benefit."""
    year.run(date(2023, 4, 3), "publish", milestone="department_evaluation")
    wrong = report(year, B, decision_weight_cp=1000)
    book = {"department_selection": selection(year, [B]), "department_reports": [wrong]}
    year.hand_in(DEPARTMENT, plain_book("department_evaluation", book), april(20), "部门评价.xlsx")
    year.run(date(2023, 4, 20), "publish", milestone="department_evaluation")
    assert year.ask("SELECT state FROM submission") == [("returned",)]
    [(rule, cell, value)] = year.ask("SELECT rule, cell, value FROM finding WHERE tier = '错误'")
    assert (rule, cell[0], value) == ("R-PARTS", "D", "90")
    assert "04-20 退回修改" in year.mails(DEPARTMENT)

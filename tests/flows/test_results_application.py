"""结果应用 through the verbs: proposals wait for a named person, are decided once, and are followed up to the end."""

from datetime import date, datetime

from tasks.store import verdicts
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
BUREAU, NOVEMBER = "653001-CZ", date(2023, 11, 1)


def scored(year, **audited):
    """Self-evaluations of last year's projects, and the score table that finance made of them."""
    for unit in audited:
        year.hand_in(unit, year.form(unit), datetime(2023, 3, 20, 10))
    year.run(date(2023, 3, 20), "publish")
    signed = {"opinion": "", "reviewed_by": "古丽", "reviewed_on": date(2023, 5, 19)}
    rows = [{"project_code": year.project(unit), "project_name": year.title(unit), "audited_cp": score_cp} | signed
            for unit, score_cp in audited.items()]
    sent_back = {"project_code": year.project(A), "reported_cp": None, "conclusion": "退回", "audited_cp": None}
    book = plain_book("score_reviews", {"score_reviews": rows, "report_reviews": [sent_back | signed]})
    year.hand_in(BUREAU, book, datetime(2023, 5, 19, 10), "审核.xlsx")
    year.run(date(2023, 5, 22), "publish", milestone="score_table")


def standing(year, kind):
    """Subject → (word, proposal, amount) of a kind, as it stands."""
    found = year.ask("SELECT v.subject, v.verdict, v.proposal, v.amount_fen FROM verdict v JOIN verdict_now s"
                     f" ON s.verdict_id = v.id WHERE v.milestone = 'results_application' AND v.kind = '{kind}'")
    return {subject: tuple(rest) for subject, *rest in found}


def decide(year, kind, choice, day):
    """A named person decides the one proposal of a kind."""
    with year.engine.begin() as conn:
        waiting = verdicts.waiting(conn, 2023, day)
        [one] = waiting[waiting["kind"] == kind].to_dict("records")
        verdicts.decide(conn, None, datetime.combine(day, datetime.min.time()), one["id"], choice, "局长", "会议研究")


def test_what_hurts_waits_for_a_person_and_is_followed_up(year):
    """75 is cut by a tenth, 59 altogether, 92 is listed; what is approved stays decided and is followed to its end."""
    scored(year, **{A: 7500, B: 5900, C: 9200})
    year.run(NOVEMBER, "publish", milestone="results_application")
    a, b, c = (year.project(unit) for unit in UNITS)
    cut = {a: 10_000_000, b: 100_000_000}
    assert standing(year, "deduction") == {one: ("建议扣减", "扣减预算", fen) for one, fen in cut.items()}
    assert standing(year, "remedy") == {a: ("建议书面整改", "书面整改", None)}
    assert standing(year, "talk") == {B: ("建议约谈", "约谈", None)} and {*standing(year, "circular")} == {B}
    assert {*standing(year, "priority")} == {c} and standing(year, "follow_up") == {}

    decide(year, "talk", "approved", NOVEMBER)
    year.run(NOVEMBER, "publish", milestone="results_application")
    assert standing(year, "follow_up") == {f"{B}|约谈": ("待落实", "", None)}
    before = year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    year.run(NOVEMBER, "publish", milestone="results_application")
    assert year.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before

    blank = {"done_fen": None, "done_on": None, "number": "", "handled_by": "古丽", "owner": "", "remark": ""}
    rows = [blank | {"subject": B, "action": "约谈", "done_on": date(2023, 11, 8)},
            blank | {"subject": a, "action": "书面整改", "owner": "站长"}]
    book = plain_book("results_application", {"application_records": rows})
    year.hand_in(BUREAU, book, datetime(2023, 11, 9, 10), "落实.xlsx")
    year.run(date(2023, 11, 9), milestone="results_application")
    assert standing(year, "follow_up") == {f"{B}|约谈": ("已落实", "", None)}
    assert [standing(year, "feedback")[one][0] for one in (a, b, c)] == ["反馈并整改", "待明确整改责任人", "反馈结果"]
    page = (year.workspace / "reports/2023/results_application/index.html").read_text()
    assert "预算扣减" in page and "10.00" in page and "局长" in page

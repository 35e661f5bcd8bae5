"""绩效监控 through the six verbs: forms out and in, a named person's verdict, rectification, and what is still open."""

from datetime import date, datetime

import pytest

from config.clock import rehearse
from tasks.approval import Approval, Choice
from tasks.decide import decide
from tasks.desk import at_desk
from tasks.request import Request
from tests.flows.conftest import UNITS
from tests.table_samples import plain_book

A, B, C = UNITS
FINANCE = "653001-CZ"
BLANK = {"planned_bp": None, "approved_on": None, "goal": "", "reason_kind": "", "reason": "", "note": "",
         "rate_bp": None, "relation": ""}
STANDING = ("SELECT v.unit_code, v.verdict FROM verdict v JOIN verdict_now s ON s.verdict_id = v.id"
            " WHERE v.kind = '{}' AND v.node = '{}'")


@pytest.fixture
def may(year):
    """The office on the day after the node of May, its forms sent out."""
    year.run(date(2023, 5, 31), "publish", milestone="monitoring")
    return year


def code(unit):
    """The project of a unit."""
    return f"{unit[:6]}23T{int(unit):012d}"


def table(year, unit, executed, **says):
    """The unit's form: its one project of 100 万元, all targets certain unless `says` is otherwise."""
    targets = year.ask("SELECT i.level1, i.level2, i.level3, i.target FROM project_indicator i JOIN project p"
                       f" ON p.id = i.project_id WHERE p.code = '{code(unit)}' ORDER BY i.seq")
    about = BLANK | {"project_code": code(unit), "project_name": year.title(unit)}
    money = {"initial_fen": 100_000_000, "budget_fen": 100_000_000, "forecast_fen": 100_000_000}
    rows = [about | {"level1": one, "level2": two, "level3": three, "target": target, "actual": "正常",
                     "forecast": target, "likelihood": "确定能"} | says for one, two, three, target in targets]
    return plain_book("monitoring", {
        "monitoring": [about | money | {"executed_fen": executed * 1_000_000}], "monitoring_indicators": rows})


def review(year, **verdicts):
    """The finance department's word on some projects."""
    empty = dict.fromkeys(("problems", "advice", "notified_on", "rectify_due", "note"))
    return plain_book("monitoring_reviews", {"monitoring_reviews": [
        empty | {"project_code": code(unit), "project_name": year.title(unit), "verdict": verdict,
                 "problems": problems, "reviewed_by": "阿依古丽", "reviewed_on": date(2023, 6, 15)}
        for unit, (verdict, problems) in verdicts.items()
    ], "rectification_reviews": [closing(year, C)]})


def closing(year, unit, outcome="销号"):
    """The finance department's word on one rectification."""
    return {"project_code": code(unit), "project_name": year.title(unit), "about_year": None, "for_node": "5月监控",
            "outcome": outcome, "opinion": "", "reviewed_by": "阿依古丽", "reviewed_on": date(2023, 6, 15)}


def standing(year, kind, node="may"):
    """Unit → verdict in force."""
    return dict(year.ask(STANDING.format(kind, node)))


def test_from_the_form_to_the_closed_rectification(may):
    """A is fine, B is behind without a reason, C is silent; finance judges, B mends, C counts as failed."""
    may.hand_in(A, table(may, A, 42), datetime(2023, 6, 1, 9), "监控表.xlsx")
    may.hand_in(B, table(may, B, 5), datetime(2023, 6, 12, 18), "监控表.xlsx")
    may.run(date(2023, 6, 13), milestone="monitoring")
    assert standing(may, "light") == {A: "绿灯", B: "红灯", C: "未报送"}
    assert standing(may, "project") == {A: "待审核", B: "待审核", C: "待报送"}
    assert standing(may, "unit") == {A: "按时报送", B: "按时报送", C: "逾期未报"}
    page = (may.workspace / "reports/2023/monitoring/may/index.html").read_text()
    assert "执行率落后序时进度36.67个百分点" in page and "建议不合格" in page

    verdicts = {A: ("合格", ""), B: ("不合格", "招标流标，没有备用方案")}
    may.hand_in(FINANCE, review(may, **verdicts), datetime(2023, 6, 15, 17), "监控审核表.xlsx")
    may.run(date(2023, 6, 20), "publish", milestone="monitoring")
    assert may.ask("SELECT form, state FROM submission WHERE unit_code = '653001-CZ'") == [
        ("monitoring_reviews", "accepted")], may.ask("SELECT rule, cell, value, message FROM finding")
    assert standing(may, "project") == {A: "合格", B: "不合格", C: "不合格"}
    assert standing(may, "rectification") == {B: "整改中", C: "已销号"}
    assert dict(may.ask("SELECT unit_code, state FROM obligation")) == {
        A: "met", B: "met", C: "owed", "653001-CZ": "met"}  # and the finance department its review

    mended = {"project_code": code(B), "project_name": may.title(B), "about_year": None, "for_node": "5月监控",
              "problem": "招标流标", "measures": "重新招标", "outcome": "已开工", "finished_on": date(2023, 7, 3),
              "owner": "站长", "note": ""}
    may.hand_in(B, plain_book("rectifications", {"rectifications": [mended]}), datetime(2023, 7, 4, 10), "整改表.xlsx")
    may.run(date(2023, 7, 5), "publish", milestone="monitoring")
    assert standing(may, "rectification")[B] == "已报待核"
    # B has been told of its light and of what it must put right, its division too, each once; finance owes a word again
    told = may.ask("SELECT unit_code, kind, rung, to_email, state FROM notice WHERE verdict_id IS NOT NULL ORDER BY id")
    assert told == [(B, kind, rung, to, "sent") for rung in ("light", "rectification")
                    for kind, to in (("verdict", may.email(B)), ("copy", "jjk@ats.example"))]
    [mail] = [mail for mail in may.post.of(may.email(B)) if "整改通知" in mail.subject]
    assert all(words in mail.words for words in (may.title(B), "招标流标", "阿图什市财政局核实销号", "书面形式"))
    assert mail.cc == () and may.title(A) not in mail.words
    [copy] = [mail for mail in may.post.of("jjk@ats.example") if "招标流标" in mail.words]
    assert may.title(B) in copy.words and may.title(A) not in copy.words and copy.files == ()
    assert may.ask("SELECT state, effective_due, due_reason FROM obligation WHERE unit_code = '653001-CZ'") == [
        ("owed", "2023-07-18", "7月4日才收到，按收到后10个工作日计算")]
    before = may.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)")
    may.run(date(2023, 7, 5), "publish", milestone="monitoring")
    assert may.ask("SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM notice)") == before


def test_a_form_without_a_reason_comes_back_with_the_cell(may):
    """有可能 without a reason is returned to the unit; what was wrong is named at its cell, and nothing is judged."""
    may.hand_in(A, table(may, A, 42, likelihood="有可能"), datetime(2023, 6, 1, 9), "监控表.xlsx")
    may.run(date(2023, 6, 1), "publish", milestone="monitoring")
    assert may.ask("SELECT state FROM submission") == [("returned",)]
    assert {rule for rule, in may.ask("SELECT rule FROM finding WHERE tier = '错误'")} == {"R-REQ"}
    assert standing(may, "light")[A] == "未报送" and "06-01 退回修改" in may.mails(A)


def test_nobody_but_finance_judges(may):
    """A unit's own review form is refused: its word about itself is no review."""
    may.hand_in(A, review(may, **{A: ("合格", "")}), datetime(2023, 6, 1, 9), "监控审核表.xlsx")
    may.run(date(2023, 6, 1), "publish", milestone="monitoring")
    assert may.ask("SELECT rule FROM finding WHERE tier = '拒收'") == [("F-SENDER",)]


def test_a_proposal_is_decided_once_and_stays_decided(may):
    """B's red light only proposes 不合格; the head agrees, and no later run asks again or takes it back."""
    may.hand_in(B, table(may, B, 5), datetime(2023, 6, 12, 18), "监控表.xlsx")
    may.run(date(2023, 6, 13), "publish", milestone="monitoring")
    [(basis,)] = may.ask("SELECT v.basis_hash FROM verdict v WHERE v.proposal = '不合格' AND v.unit_code = '653001002'")
    with rehearse(date(2023, 6, 14)), at_desk("daily", Request(work_year=2023)) as desk:
        decide.fn(desk, Approval(work_year=2023, proposal=basis[:16], choice=Choice.APPROVE, decided_by="马局长",
                                 reason="没有支出，也没有说明"))
    for day in (14, 15, 16):
        may.run(date(2023, 6, day), milestone="monitoring")
        assert standing(may, "project")[B] == "不合格" and standing(may, "rectification")[B] == "整改中"
    page = (may.workspace / "reports/2023/monitoring/may/index.html").read_text()
    assert "经审批认定不合格" in page and "没有待决定的建议" in page
    assert (may.workspace / "reports/2023/monitoring/may/整改通知清单（代拟稿）.xlsx").is_file()

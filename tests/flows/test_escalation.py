"""Escalation: a debt climbs to division and centre; the formal paper waits until somebody named signs it (X06, X11)."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.flows.conftest import UNITS
from tests.leaks import leaks

DEBTOR, OTHER, THIRD = UNITS
HEAD, DIVISION, COUNTY = "head@ats.example", "jjk@ats.example", "653001-CZ@ats.example"
TENTH, FIFTEENTH = date(2023, 4, 17), date(2023, 4, 24)  # working days after 03-31: 清明节, 肉孜节 in between
PAPER = "SELECT unit_code, kind, state, deadline_version, released_by, reason FROM notice WHERE kind = 'paper'"


@pytest.fixture
def late(year):
    """All three units are ten working days late; the debtor has a head."""
    year.add_person(DEBTOR, "head", HEAD, "站长")
    year.run(TENTH, "publish")
    return year


def chased(office, to):
    """【title】 of the mails to one address."""
    return [mail.subject[1:].partition("】")[0] for mail in office.post.of(to)]


def ruled(jixiao, number, decision, reason):
    """The exit code of deciding what has that number."""
    words = ("--decision", decision, "--by", "马局长", "--reason", reason, "--work-year", 2023)
    return jixiao("approve", number, *words, on=TENTH)[0]


def number(jixiao, year):
    """The numbers under which papers wait to be signed."""
    code, said, wrong = jixiao("approve", "--work-year", 2023, "--json", on=TENTH)
    assert code == 1, wrong
    return {row["subject"]: row["basis"] for row in json.loads(said) if row["proposal"] == "逾期通报"}


def test_the_tenth_day_goes_to_the_division_and_the_paper_waits(late):
    """One mail to the division tells of all three, without a form; the paper is put, and nobody gets it."""
    assert late.ask(f"{PAPER} ORDER BY unit_code")[0] == (
        DEBTOR, "paper", "held", 1, "", "正式文书，待署名的人签发（jixiao approve）")
    rungs = "SELECT rung, state, count(*) FROM notice WHERE kind = 'overdue' GROUP BY rung, state ORDER BY rung"
    assert late.ask(rungs) == [
        ("overdue_1", "superseded", 3), ("overdue_10", "sent", 3), ("overdue_3", "superseded", 3),
        ("overdue_7", "superseded", 3)]
    [mail] = late.post.of(DIVISION)
    assert "请督促报送" in mail.words and all(name in mail.words for name in UNITS.values()) and mail.files == ()
    assert not any("通报" in words for words in chased(late, HEAD))
    mails = list(late.post.all().values())
    assert leaks(mails, late.engine) == []  # the division reads of all three, each unit of itself
    form = next(mail for mail in mails if mail.files and late.email(OTHER) in mail.envelope)
    astray = [replace(mail, envelope=frozenset({late.email(THIRD)})),
              replace(form, envelope=form.envelope | {late.email(THIRD)}, subject="", words="")]
    assert all(any(UNITS[OTHER] in one for one in leaks([one], late.engine)) for one in astray)


def test_the_delivery_ledger_says_what_was_sent_or_not_and_why(late, jixiao):
    """Of one unit: the last rung speaks for the others, a paper waits, and in whose court the ball is."""
    code, said, wrong = jixiao("notices", "--unit", UNITS[OTHER], "--work-year", 2023, "--json", on=TENTH)
    told = json.loads(said)
    assert code == 0, wrong
    own = [row for row in told["notices"] if row["kind"] != "抄告"]
    assert [(row["rung"] or row["kind"], row["state_word"]) for row in own] == [
        ("下发", "已发送"), *[(title, "由后一级代替") for title in (
            "提醒", "提醒", "最后提醒", "逾期催报", "再次催报", "负责人催报")],
        ("提请科室督促", "已发送"), ("逾期通报", "待签发")]
    assert all("代替它的是“提请科室督促”" in row["why"] for row in told["notices"] if row["state"] == "superseded")
    [clock] = told["clocks"]
    assert (clock["holder"], clock["unit_days"], clock["finance_days"]) == ("单位", 0, 0)  # since today
    by_project = jixiao("notices", "--project", late.project(OTHER), "--work-year", 2023, "--json", on=TENTH)[1]
    assert json.loads(by_project) == told
    assert "待签发" in jixiao("notices", "--work-year", 2023, on=TENTH)[1]


def test_a_paper_leaves_when_it_is_signed_and_never_with_a_reminder(late, jixiao):
    """Signed with name and reason it goes to the head in a mail of its own; one that is refused never goes."""
    signed, refused = number(jixiao, late)[UNITS[DEBTOR]], number(jixiao, late)[UNITS[OTHER]]
    assert ruled(jixiao, signed, "同意", "局务会同意") == 0
    assert ruled(jixiao, refused, "不同意", "单位已说明") == 0
    assert ruled(jixiao, signed, "同意", "再签一次") == 1
    late.run(FIFTEENTH, "publish")
    papers = [mail for mail in late.post.all().values() if mail.subject.startswith("【逾期通报】")]
    assert [mail.to for mail in papers] == [(HEAD,)]
    assert "马局长" in papers[0].words and UNITS[OTHER] not in papers[0].words
    states = {unit: state for unit, _, state, *_ in late.ask(PAPER)}
    assert states[DEBTOR] == "sent" and states[OTHER] == "cancelled"
    [last] = [mail for mail in late.post.of(COUNTY) if UNITS[OTHER] in mail.words]
    assert "请督促报送" in last.words and "阿图什市财政局" in last.words


def test_a_settled_debt_takes_its_paper_back_and_an_extension_makes_a_new_one(late, jixiao):
    """Who has filed is not censured; who was granted a later day is not censured for the old one."""
    late.hand_in(OTHER, late.form(OTHER), datetime(2023, 4, 18, 10))
    words = ("--until", "2023-04-10", "--approver", "王局长", "--document", "克财绩〔2023〕9号", "--reason", "机构改革")
    assert jixiao("extend", DEBTOR, *words, "--work-year", 2023, on=date(2023, 4, 18))[0] == 0
    late.run(date(2023, 4, 18), "publish")
    states = {(unit, version): state for unit, _, state, version, *_ in late.ask(PAPER)}
    assert states[OTHER, 1] == states[DEBTOR, 1] == "cancelled"
    late.run(FIFTEENTH, "publish")  # ten working days after 04-10
    assert {(unit, version): state for unit, _, state, version, *_ in late.ask(PAPER)}[DEBTOR, 2] == "held"
    assert late.ask(f"SELECT DISTINCT due_on, deadline_version FROM notice WHERE unit_code = '{DEBTOR}'"
                    " AND kind = 'paper' ORDER BY 2") == [("2023-03-31", 1), ("2023-04-10", 2)]

"""What hurts somebody waits for a named person: on the form that goes out and comes back, or on the command line."""

from datetime import date, datetime
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from tasks.approval import Approval, Choice
from tasks.decide import Expired, decide
from tasks.desk import at_desk
from tasks.request import Request
from tasks.rules.verdicts import verdicts as shaped
from tasks.store import verdicts as store
from tests.flows.conftest import UNITS

A, B, C = UNITS
DAY = date(2023, 10, 9)
FORM = "reports/2023/results_application/待决定建议审批表.xlsx"


@pytest.fixture
def proposed(year, monkeypatch):
    """Three proposals to cut the budget of a project, as the milestone's rules make them of the facts."""
    year.amounts = dict.fromkeys(UNITS, 10_000_000)

    def judge(facts, book, as_of, node):
        rows = [{"kind": "project", "subject": unit, "unit_code": unit, "verdict": "建议扣减", "amount_fen": fen,
                 "rules": "F02", "why": "上年度评价结果75.00分，不到80分", "proposal": "扣减"}
                for unit, fen in year.amounts.items()]
        return shaped(pd.DataFrame(rows))

    monkeypatch.setattr("tasks.rules.results_application.judge", judge)
    year.run(DAY, milestone="results_application")
    return year


def filled(office, *rulings, path=FORM):
    """The form as its receivers fill it in: (row, decision, who, why)."""
    book = load_workbook(BytesIO((office.workspace / path).read_bytes()))
    sheet = book["建议"]
    for number, row in enumerate(sheet.iter_rows()):
        if row[0].value == "编号":
            head, places = number + 1, {cell.value: cell.column for cell in row}
    for row, *words in rulings:
        for heading, word in zip(("决定", "决定人", "理由"), words, strict=True):
            sheet.cell(head + row, places[heading]).value = word
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def decisions(office):
    """Who decided what about which subject."""
    return sorted(office.ask("SELECT v.subject, d.decision, d.decided_by, d.reason FROM decision d"
                             " JOIN verdict v ON v.id = d.verdict_id"))


def hand_in(office, content, sender="653000-CZ", day=DAY):
    """The filled form arrives in a finance department's folder, and the daily run takes it."""
    office.hand_in(sender, content, datetime(day.year, day.month, day.day, 10), f"审批表{len(content)}.xlsx")
    office.run(day, "publish", milestone="daily")


def test_the_form_comes_back_with_two_of_three_decided(proposed):
    """What is decided is recorded with name and reason and leaves the form; what is left open stays on it."""
    hand_in(proposed, filled(proposed, (1, "同意", "张局长", "按比例扣减"), (3, "不同意", "张局长", "已整改到位")))
    assert decisions(proposed) == [(A, "approved", "张局长", "按比例扣减"), (C, "rejected", "张局长", "已整改到位")]
    proposed.run(DAY, milestone="results_application")
    left = load_workbook(BytesIO((proposed.workspace / FORM).read_bytes()))["建议"]
    assert [row[3].value for row in left.iter_rows() if row[2].value == "扣减"] == [UNITS[B]]
    page = (proposed.workspace / "reports/2023/results_application/index.html").read_text()
    assert "扣减：同意" in page and "扣减：不同意" in page and "扣减：待决定" in page


def test_no_name_no_reason_no_decision(proposed):
    """A form with a decision that nobody stands for goes back whole: nothing of it counts."""
    hand_in(proposed, filled(proposed, (1, "同意", "张局长", "按比例扣减"), (2, "同意", "", "")))
    assert decisions(proposed) == []
    assert proposed.ask("SELECT f.rule, f.message FROM finding f ORDER BY f.id") == [
        ("K-WHO", "作了决定，却没有写决定人。请写明决定人；没有决定的，三栏都空着"),
        ("K-WHO", "作了决定，却没有写理由。请写明理由；没有决定的，三栏都空着")]


def test_a_decision_on_what_has_changed_is_returned(proposed):
    """Another amount is another proposal: the old form is told so, and nothing is decided."""
    form = filled(proposed, (1, "同意", "张局长", "按比例扣减"))
    proposed.amounts[A] = 20_000_000
    proposed.run(DAY, "publish", milestone="results_application")
    hand_in(proposed, form)
    assert decisions(proposed) == []
    assert [rule for rule, in proposed.ask("SELECT rule FROM finding")] == ["K-EXPIRED"]


def test_a_unit_cannot_decide_about_itself(proposed):
    """The form from a unit's own folder is refused, however well it is filled in."""
    hand_in(proposed, filled(proposed, (1, "不同意", "单位负责人", "我们没有问题")), sender=A)
    assert decisions(proposed) == []
    assert proposed.ask("SELECT state FROM submission") == [("refused",)]
    assert [rule for rule, in proposed.ask("SELECT rule FROM finding")] == ["F-SENDER"]


def test_a_locked_reason_cannot_be_rewritten(proposed):
    """Whoever changes what was proposed finds the form refused."""
    book = load_workbook(BytesIO((proposed.workspace / FORM).read_bytes()))
    for row in book["建议"].iter_rows():
        if row[2].value == "扣减":
            row[5].value = 0.01
    out = BytesIO()
    book.save(out)
    hand_in(proposed, out.getvalue())
    assert proposed.ask("SELECT state FROM submission") == [("refused",)]
    assert {rule for rule, in proposed.ask("SELECT rule FROM finding")} == {"F-SIG"}


def test_the_beginning_of_a_number_is_enough_if_only_one_has_it(proposed, jixiao, monkeypatch):
    """Two numbers begin alike: both are named, and neither is decided; too few signs are none."""
    real = store._hash
    monkeypatch.setattr(store, "_hash", lambda value: ("" if C in str(value) else "12345678") + real(value)[8 * (
        C not in str(value)):])
    proposed.amounts = dict.fromkeys(UNITS, 20_000_000)
    proposed.run(DAY, "publish", milestone="results_application")
    decided = ("--decision", "同意", "--by", "张局长", "--reason", "按比例扣减", "--work-year", 2023)
    bases = dict(proposed.ask("SELECT subject, substr(basis_hash, 1, 16) FROM verdict ORDER BY id"))
    code, _, err = jixiao("approve", "12345678", *decided, on=DAY)
    assert code == 2 and bases[A] in err and bases[B] in err and bases[C] not in err
    assert jixiao("approve", bases[C][:7], *decided, on=DAY)[0] == 2 and decisions(proposed) == []
    assert jixiao("approve", bases[C][:8], *decided, on=DAY)[0] == 0
    assert [row[0] for row in decisions(proposed)] == [C]


def test_the_same_proposal_of_two_nodes_has_two_numbers(proposed):
    """The same words about the same subject in May and in August are two questions."""
    rows = shaped(pd.DataFrame([{"kind": "project", "subject": A, "proposal": "不合格", "rules": "C03"}]))
    with proposed.engine.begin() as conn:
        [(run,)] = conn.execute(text("SELECT max(id) FROM run")).all()
        for node in ("may", "august"):
            judging = store.Judging(2023, "monitoring", node, DAY, "f" * 64)
            store.record(conn, run, datetime(2023, 9, 29, 12), judging, rows)
    assert len(set(proposed.ask("SELECT basis_hash FROM verdict WHERE milestone = 'monitoring'"))) == 2


def test_on_the_command_line_and_in_prefect(proposed, jixiao):
    """The list of what waits, one decision by its number, another through the deployment's form, and one too late."""
    code, out, _ = jixiao("approve", "--work-year", 2023, on=DAY)
    assert code == 1 and out.count("扣减") >= 3
    bases = [basis[:16] for basis, in proposed.ask("SELECT basis_hash FROM verdict ORDER BY subject")]
    code, _, err = jixiao("approve", bases[0], "--decision", "同意", "--by", "张局长", "--reason", "按比例扣减",
                          "--work-year", 2023, on=DAY)
    assert code == 0 and "已登记" in err
    code, _, err = jixiao("approve", bases[0], "--decision", "也许", "--by", "张局长", "--reason", "x", on=DAY)
    assert code == 2 and "只能是 同意、不同意" in err
    approval = Approval(work_year=2023, proposal=bases[1], choice=Choice.REJECT, decided_by="李局长", reason="已整改")
    with at_desk("daily", Request(work_year=2023)) as desk:
        decide.fn(desk, approval)
        with pytest.raises(Expired, match="依据可能已经变化"):
            decide.fn(desk, approval.model_copy(update={"proposal": "0" * 16}))
    assert [row[:3] for row in decisions(proposed)] == [(A, "approved", "张局长"), (B, "rejected", "李局长")]

"""What is told is what stands: at the address that is somebody's now, and of a file what was said of it last."""

from datetime import date, datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from sqlalchemy import update

from tasks.owing import unanswered
from tasks.rules.telling import BARRED
from tasks.rules.verdicts import verdicts as shaped
from tasks.store import verdicts
from tasks.store.models import Contact
from tests.flows.conftest import UNITS

A, B, C = UNITS
DAY = date(2023, 3, 1)


def register(office, unit, address):
    """Enter another address for the unit's contact."""
    with office.engine.begin() as conn:
        conn.execute(update(Contact).where(Contact.unit_code == unit).values(email=address))


def test_an_address_that_is_mended_twice_in_a_morning_gets_its_mail_once(office):
    """A's is mistyped and set right again; B's changes after the last run of the matter, before the mails leave."""
    new = "xin@ats.example"
    for unit, address in ((A, "cuowu@ats.example"), (A, office.email(A)), (B, office.email(B))):
        office.run(DAY, "publish", send=False)
        register(office, unit, address)
    office.run(DAY, "publish", send=False)
    register(office, B, new)
    office.run(DAY, "publish", milestone="daily")
    assert (office.mails(A), office.mails(B), office.mails(C)) == (["03-01 下发"], [], ["03-01 下发"])
    assert office.post.of("cuowu@ats.example") == office.post.of(new) == []
    office.run(DAY, "publish")
    assert [len(office.post.of(to)) for to in (office.email(A), office.email(B), new)] == [1, 0, 1]
    assert len(office.ask("SELECT 1 FROM event WHERE kind = 'notice.pending'")) == 6  # five put in, one put back


RECEIPT, RETURN = "receipt", "return"


@pytest.mark.parametrize(("checks", "person", "heard", "owes", "told"), [
    ("accepted", "", [], True, (RECEIPT, 0)), ("accepted", "", [RECEIPT], True, None),
    ("accepted", "accept", [RECEIPT], True, None), ("accepted", "return", [RECEIPT], True, (RETURN, 1)),
    ("accepted", "accept", [RECEIPT, RETURN], False, (RECEIPT, 2)), ("accepted", "return", [], True, (RETURN, 0)),
    ("accepted", "return", [RECEIPT, RETURN], True, None), ("accepted", "return", [RECEIPT], False, None),
    ("returned", "accept", [RETURN], False, (RECEIPT, 1)), ("returned", "return", [RETURN], True, None),
    ("refused", "", ["refused"], True, None),
])
def test_a_unit_hears_what_a_named_person_made_of_its_file(checks, person, heard, owes, told):
    """Each time it changes, and no second time; a return of what has been mended since is told to nobody."""
    file = {"id": 7, "state": checks, "verdict": person, "sha256": "f" * 64, "unit_code": A, "form": "", "node": ""}
    notices = pd.DataFrame({"submission_id": pd.array([7] * len(heard), dtype="Int64"), "kind": heard,
                            "state": ["sent"] * len(heard)})
    desk, debts = SimpleNamespace(form="", node=""), {A: SimpleNamespace(owed=owes)}
    found = [(one.kind, one.heard) for one in unanswered(desk, [file], notices, debts)]
    assert found == ([told] if told else [])


def test_a_decision_that_is_taken_back_in_time_is_told_to_nobody(year, monkeypatch):
    """Three cuts wait overnight; by morning one is rejected, and one is of a project that no mail may name (M05)."""
    evening = datetime(2023, 11, 1, 18)
    one = {"kind": "deduction", "verdict": "建议扣减", "rules": "F02", "why": "上年75.00分"}
    rows = [one | {"subject": year.project(unit), "unit_code": unit, "amount_fen": 100, "proposal": "扣减预算"}
            for unit in UNITS]
    monkeypatch.setattr("tasks.rules.results_application.judge", lambda *_: shaped(pd.DataFrame(rows)))
    for _ in "proposed", "approved":
        year.run(evening.date(), "publish", milestone="results_application", send=False)
        with year.engine.begin() as conn:
            known = {row["unit_code"]: row["id"] for row in verdicts.in_force(conn, 2023).to_dict("records")}
            for unit in UNITS:
                verdicts.decide(conn, None, evening, known[unit], "approved", "局长", "会议研究")
    with year.engine.begin() as conn:
        verdicts.decide(conn, None, evening, known[A], "rejected", "局长", "已整改到位")
    monkeypatch.setattr("tasks.claiming.secret", lambda *_: {year.project(C)})
    year.run(date(2023, 11, 2), "publish", milestone="daily")
    assert (year.mails(A), year.mails(B), year.mails(C)) == ([], ["11-02 扣减预算"], [])
    assert year.ask(f"SELECT DISTINCT state, reason FROM notice WHERE unit_code = '{C}'") == [("failed", BARRED)]

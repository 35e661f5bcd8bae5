"""What is told is what stands: at the address that is somebody's now, and of a file what was said of it last."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from sqlalchemy import update

from tasks.owing import unanswered
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

"""What waits is held against the directory until it leaves: nobody is forgotten, nobody's former address used."""

from datetime import date

from sqlalchemy import update

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
    for _ in range(2):
        office.run(DAY, "publish")
    assert [len(office.post.of(to)) for to in (office.email(A), office.email(B), new)] == [1, 0, 1]
    assert len(office.ask("SELECT 1 FROM event WHERE kind = 'notice.pending'")) == 6  # five put in, one put back

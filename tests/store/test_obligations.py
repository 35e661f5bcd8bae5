"""What is owed is made once, met and reopened, dated again, and every earlier day still looks as it did."""

from datetime import date

import pytest
from sqlalchemy import select

from tasks.store import deadlines, obligations
from tasks.store.engine import reading
from tasks.store.models import Deadline, Extension


def on(town, day):
    with reading(town.store) as conn:
        found = obligations.on_day(conn, 2023, "self_evaluation", "", day)
    return found.set_index("unit_code")


@pytest.fixture
def two(town, owed):
    """Units 101 and 102 owe their self-evaluation by 03-31."""
    with town.store.begin() as conn:
        assert obligations.ensure(conn, *town.by(), owed(["101", "102"])) == 2
    return town


def test_an_obligation_is_made_once(two, owed):
    """A rerun makes none; a unit that appears later gets its own."""
    with two.store.begin() as conn:
        assert obligations.ensure(conn, *two.by(), owed(["101", "102"])) == 0
        assert obligations.ensure(conn, *two.by(), owed(["101", "102", "103"])) == 1
    assert on(two, date(2023, 3, 1))["state"].tolist() == ["owed"] * 3
    assert two.verified() is None


def test_each_day_shows_what_was_owed_then(two):
    """Met on the 20th, returned on the 25th, met again on the 28th: each day says so, the first day is kept."""
    key = int(on(two, date(2023, 3, 1)).loc["101", "id"])
    with two.store.begin() as conn:
        assert obligations.meet(conn, *two.by(), [(key, date(2023, 3, 20))]) == 1
        assert obligations.meet(conn, *two.by(), [(key, date(2023, 3, 21))]) == 0
        assert obligations.reopen(conn, *two.by(), [(key, date(2023, 3, 25))]) == 1
        assert obligations.meet(conn, *two.by(), [(key, date(2023, 3, 28))]) == 1
    states = {day: on(two, date(2023, 3, day)).loc["101"] for day in (19, 20, 24, 25, 27, 28)}
    assert [states[day]["state"] for day in states] == ["owed", "met", "met", "owed", "owed", "met"]
    assert states[24]["met_on"] == date(2023, 3, 20) and states[28]["met_on"] == date(2023, 3, 28)
    assert states[27]["met_on"] is None
    assert states[28]["first_complete_on"] == date(2023, 3, 20)
    assert on(two, date(2023, 3, 28)).loc["102", "state"] == "owed"
    assert two.verified() is None


def test_a_reminder_is_true_only_while_the_same_deadline_is_owed(two, owed):
    """Met, or dated again: the reminder written before says nothing true any more."""
    first, second = (int(key) for key in on(two, date(2023, 3, 1))["id"])
    with two.store.begin() as conn:
        assert obligations.still_owed(conn, first, 1)
        obligations.meet(conn, *two.by(), [(first, date(2023, 3, 20))])
        assert not obligations.still_owed(conn, first, 1)
        later = owed(["102"], effective_due=date(2023, 4, 3))
        assert deadlines.redate(conn, *two.by(), date(2023, 3, 20), later) == 1
        assert not obligations.still_owed(conn, second, 1) and obligations.still_owed(conn, second, 2)


def test_a_holiday_announced_late_moves_only_open_deadlines_and_only_once(two, owed):
    """The calendar learns of a day off: open deadlines get a second version, what is met keeps its own."""
    key = int(on(two, date(2023, 3, 1)).loc["101", "id"])
    later = owed(["101", "102"], effective_due=date(2023, 4, 3), due_reason="03月31日为肉孜节，顺延")
    with two.store.begin() as conn:
        obligations.meet(conn, *two.by(), [(key, date(2023, 3, 10))])
        assert deadlines.redate(conn, *two.by(), date(2023, 3, 20), later) == 1
        assert deadlines.redate(conn, *two.by(), date(2023, 3, 21), later) == 0
    after, before = on(two, date(2023, 3, 20)), on(two, date(2023, 3, 19))
    assert after["effective_due"].tolist() == [date(2023, 3, 31), date(2023, 4, 3)]
    assert after.loc["102", "due_reason"].startswith("03月31日为肉孜节")
    assert before["effective_due"].tolist() == [date(2023, 3, 31)] * 2
    assert after["deadline_version"].tolist() == [1, 2]
    assert two.verified() is None


def test_an_extension_says_who_granted_it_and_outlives_the_calendar(two, owed):
    """Finance grants ten days: recorded with approver and paper, in force from that day, untouched by a redating."""
    key = int(on(two, date(2023, 3, 1)).loc["102", "id"])
    grant = deadlines.Grant(
        key, date(2023, 4, 10), date(2023, 4, 10), date(2023, 4, 10), "李局长", "克财绩〔2023〕8号", "机构合并",
        date(2023, 3, 28),
    )
    with two.store.begin() as conn:
        deadlines.extend(conn, *two.by(), grant)
        assert deadlines.redate(conn, *two.by(), date(2023, 3, 29), owed(["102"], written_due=date(2023, 4, 1))) == 0
        kept = conn.execute(select(Extension.approver, Extension.document, Extension.reason)).one()
        versions = conn.execute(select(Deadline.version, Deadline.source).where(Deadline.obligation_id == key)).all()
    assert tuple(kept) == ("李局长", "克财绩〔2023〕8号", "机构合并")
    assert sorted(map(tuple, versions)) == [(1, "calendar"), (2, "extension")]
    assert on(two, date(2023, 3, 28)).loc["102", "effective_due"] == date(2023, 4, 10)
    assert on(two, date(2023, 3, 27)).loc["102", "effective_due"] == date(2023, 3, 31)
    assert two.verified() is None


def test_a_waived_obligation_is_not_met(two):
    """What nobody owes can be neither met nor reminded of."""
    key = int(on(two, date(2023, 3, 1)).loc["101", "id"])
    with two.store.begin() as conn:
        assert obligations.waive(conn, *two.by(), [(key, date(2023, 3, 5))]) == 1
        assert obligations.meet(conn, *two.by(), [(key, date(2023, 3, 6))]) == 0
        assert not obligations.still_owed(conn, key, 1)
    assert on(two, date(2023, 3, 5)).loc["101", ["state", "met_on"]].tolist() == ["waived", None]


def test_what_was_waived_may_be_owed_again(two):
    """The unit has a project of that year after all."""
    key = int(on(two, date(2023, 3, 1)).loc["101", "id"])
    with two.store.begin() as conn:
        obligations.waive(conn, *two.by(), [(key, date(2023, 3, 5))])
        assert obligations.reopen(conn, *two.by(), [(key, date(2023, 3, 7))]) == 1
        assert obligations.reopen(conn, *two.by(), []) == 0
    assert [on(two, date(2023, 3, day)).loc["101", "state"] for day in (4, 5, 7)] == ["owed", "waived", "owed"]
    assert two.verified() is None

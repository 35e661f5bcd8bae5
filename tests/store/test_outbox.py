"""A notice is put in once, claimed by one sender, settled once; whoever dies in between leaves it to be found."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tasks.store import claims, obligations, outbox
from tasks.store.engine import open_store, reading
from tasks.store.outbox import Notice


@pytest.fixture
def notice(town):
    """The builder of forms to unit 101; `kind="reminder"` for what goes into one mail a day."""
    def build(key, **changed):
        return replace(Notice(
            key, f"<{key}@jixiao>", "issue", "self_evaluation", 2023, "jia@x.cn", town.at, town.at,
            {"单位": "教育局", "due": date(2023, 3, 31).isoformat()}, unit_code="101", cc=[("丁", "ding@x.cn")],
            due_on=date(2023, 3, 31), rung="issue",
        ), **changed)
    return build


def put(town, *notices):
    with town.store.begin() as conn:
        return outbox.put(conn, *town.by(), notices)


def claim(town, me="w1", now=None, **scope):
    """The first notice of the next mail, None when nothing waits."""
    return next(iter(town.claim(me, now, **scope)), None)


def settle(town, one, state="sent", **how):
    with town.store.begin() as conn:
        return outbox.settle(conn, *town.by(), one, state, **how)


def tally(town):
    with reading(town.store) as conn:
        return outbox.tally(conn)


def test_a_key_is_put_in_once(town, notice):
    """A rerun puts in what is new only; a notice in its key's second life is not one."""
    assert put(town, notice("a"), notice("b")) == 2
    assert put(town, notice("a"), notice("b"), notice("c", state="superseded", reason="由后一级代替")) == 1
    assert put(town) == 0
    assert tally(town) == {"pending": 2, "superseded": 1}
    assert town.verified() is None


def test_what_is_claimed_is_what_was_put_in(town, notice):
    """Facts, copies, dates and times come back as they went in, with the claim on top."""
    put(town, notice("a"))
    one = claim(town, "w1")
    assert one == replace(notice("a"), id=one.id, state="sending", attempts=1, claimed_by="w1", claimed_at=town.at,
                          dated_at=town.at)
    assert claim(town, "w2") is None


def test_the_oldest_that_may_leave_goes_first(town, notice):
    """Quiet hours hold one back, the others go in the order in which they were put in."""
    later = town.at + timedelta(hours=2)
    put(town, notice("a", not_before=later), notice("b"), notice("c"))
    assert [claim(town).key, claim(town).key, claim(town)] == ["b", "c", None]
    assert claim(town, now=later).key == "a"


def test_a_settled_notice_is_settled_for_good(town, notice):
    """Sent once: a second word on it, by whom ever, changes nothing."""
    put(town, notice("a"))
    one = claim(town)
    assert settle(town, one, body_sha256="b" * 64)
    assert not settle(town, one, "failed")
    assert tally(town) == {"sent": 1}
    with reading(town.store) as conn:
        row = outbox.of_milestone(conn, "self_evaluation", 2023).iloc[0]
    assert (row["sent_at"], row["body_sha256"]) == (town.at, "b" * 64)


def test_a_sender_that_lost_its_claim_cannot_settle(town, notice):
    """The first sender was thought dead and its notice released; the second one's word counts."""
    put(town, notice("a"))
    first = claim(town, "w1")
    with town.store.begin() as conn:
        assert [one.key for one in claims.stale(conn, town.at + timedelta(seconds=1))] == ["a"]
        assert claims.stale(conn, town.at) == []
        assert outbox.release(conn, *town.by(), first, town.at)
    second = claim(town, "w2")
    assert not settle(town, first)
    assert settle(town, second)
    assert second.attempts == 2


def test_a_transient_failure_waits_and_a_permanent_one_ends(town, notice):
    """451: back in the queue for later, with the error kept. 550: failed, for a person to see."""
    put(town, notice("a"))
    later = town.at + timedelta(minutes=5)
    one = claim(town)
    with town.store.begin() as conn:
        assert outbox.release(conn, *town.by(), one, later, error="451 greylisted")
    assert claim(town) is None
    again = claim(town, now=later)
    assert again.last_error == "451 greylisted"
    assert settle(town, again, "failed", error="550 no such user", reason="收件人不存在")
    assert tally(town) == {"failed": 1} and town.verified() is None


def test_an_uncertain_notice_waits_for_a_person(town, notice):
    """Nobody knows whether it left: it is not claimed again until somebody says so; then it counts as that."""
    put(town, notice("a"))
    one = claim(town)
    assert settle(town, one, "uncertain")
    assert claim(town) is None
    unsure = replace(one, state="uncertain")
    with town.store.begin() as conn:
        assert outbox.release(conn, *town.by(), unsure, town.at)
    assert settle(town, claim(town), "sent")
    assert town.verified() is None


def test_what_is_no_longer_true_is_withdrawn_unless_it_is_on_its_way(town, notice):
    """The unit has handed in: waiting reminders are cancelled; the one being sent is its sender's to settle."""
    put(town, notice("a"), notice("b"))
    sending = claim(town)
    with town.store.begin() as conn:
        assert outbox.withdraw(conn, *town.by(), [1, 2], "cancelled", "已报送") == 1
        assert outbox.withdraw(conn, *town.by(), [1, 2], "cancelled", "已报送") == 0
    assert tally(town) == {"sending": 1, "cancelled": 1}
    assert settle(town, sending, "cancelled", reason="已报送")
    assert town.verified() is None


def test_nothing_can_be_settled_as_waiting(town, notice):
    """`pending` and `sending` are no outcomes."""
    put(town, notice("a"))
    with pytest.raises(ValueError, match="sending"):
        settle(town, claim(town), "sending")


def test_one_that_was_tried_before_holds_up_nobody(town, notice):
    """It comes after those that nobody has tried yet, however old it is."""
    put(town, notice("a"), notice("b"))
    first = claim(town)
    with town.store.begin() as conn:
        outbox.release(conn, *town.by(), first, town.at)
    assert [claim(town).key, claim(town).key] == ["b", "a"]


def test_a_run_claims_what_is_its_own(town, notice, owed):
    """Of its year and regions, whatever the milestone; what still waits of the year before, and of no other year."""
    with town.store.begin() as conn:
        obligations.ensure(conn, *town.by(), owed(["101"]))
        obligations.ensure(conn, *town.by(), owed(["102"], region_code="653000-0"))
    years = [notice(str(year), work_year=year) for year in (2021, 2022, 2024)]
    put(town, *years, notice("other", milestone="monitoring"),
        notice("far", obligation_id=2), notice("near", obligation_id=1))

    def mine(*regions):
        one = claim(town, regions=regions)
        return one and one.key

    found = [mine("653022"), mine("653022"), *(mine() for _ in range(4))]
    assert found == ["near", None, "2022", "other", "far", None]
    assert tally(town) == {"sending": 4, "pending": 2}


def test_an_earlier_evening_shows_what_stood_then(town, notice):
    """Put in on the 1st, sent on the 3rd, another one cancelled: each day by the word of the ledger."""
    put(town, notice("a"), notice("b"))
    later = town.at + timedelta(days=2)
    first = claim(town)
    with town.store.begin() as conn:
        outbox.settle(conn, town.run, later, first, "sent")
        outbox.withdraw(conn, town.run, later, [2], "cancelled", "已报送")

    def seen(day):
        with reading(town.store) as conn:
            rows = outbox.on_day(conn, "self_evaluation", 2023, town.at.date() + timedelta(days=day))
        return [(row["key"], row["state"], row["sent_at"], row["reason"]) for row in rows.to_dict("records")]

    assert seen(-1) == []
    assert seen(1) == [("a", "pending", None, ""), ("b", "pending", None, "")]
    assert seen(2) == [("a", "sent", later, ""), ("b", "cancelled", None, "已报送")]


def test_many_senders_share_the_work_without_a_double(town, notice, url):
    """Six senders with connections of their own, 120 notices: each is claimed exactly once and settled."""
    put(town, *(notice(f"n{number}") for number in range(120)))

    def sender(name):
        engine, mine, scope = open_store(url), [], claims.Scope(2023)
        while True:
            with engine.begin() as conn:
                [one] = claims.take(conn, name, town.at, claims.waiting(conn, town.at, scope)) or [None]
            if one is None:
                engine.dispose()
                return mine
            with engine.begin() as conn:
                assert outbox.settle(conn, *town.by(), one, "sent")
            mine.append(one.key)

    with ThreadPoolExecutor(6) as pool:
        taken = [key for mine in pool.map(sender, map(str, range(6))) for key in mine]
    assert sorted(taken) == sorted(f"n{number}" for number in range(120))
    assert tally(town) == {"sent": 120} and town.verified() is None


def test_what_one_person_is_owed_goes_in_one_mail(town, notice):
    """The first of the day carries the other reminders to the same address, of any milestone, and no form or answer."""
    put(town, notice("a", kind="reminder"), notice("form"), notice("b", kind="overdue", milestone="monitoring"),
        notice("theirs", kind="reminder", to_email="yi@x.cn"),
        notice("later", kind="reminder", not_before=town.at + timedelta(hours=1)))
    assert [one.key for one in town.claim()] == ["form"]
    group = town.claim()
    assert [(one.key, one.carried_by) for one in group] == [("a", None), ("b", group[0].id)]
    assert [one.key for one in town.claim()] == ["theirs"]
    assert settle(town, group[0], body_sha256="b" * 64)
    assert tally(town) == {"sent": 2, "sending": 2, "pending": 1} and town.verified() is None


def test_the_second_digest_of_a_day_waits_for_the_next(town, notice):
    """Whoever was told today, or may have been, is told the rest tomorrow; a form or an answer does not wait."""
    put(town, notice("a", kind="reminder"))
    claim(town)
    put(town, notice("b", kind="verdict"), notice("receipt", kind="receipt"))
    later, tomorrow = town.at + timedelta(hours=3), town.at + timedelta(days=1)
    assert [claim(town, now=later).key, claim(town, now=later)] == ["receipt", None]
    assert claim(town, now=tomorrow).key == "b"


def test_a_digest_that_did_not_leave_goes_again_as_it_was(town, notice):
    """The same notices under the same first one; what came meanwhile does not join them, nor does a later claim win."""
    put(town, notice("a", kind="reminder"), notice("b", kind="reminder"))
    lead, _ = town.claim()
    put(town, notice("c", kind="reminder"))
    with town.store.begin() as conn:
        assert [one.key for one in claims.stale(conn, town.at + timedelta(seconds=1))] == ["a"]
        assert outbox.release(conn, *town.by(), lead, town.at, error="421")
    assert [one.key for one in town.claim()] == ["c"]  # what was tried comes last
    tomorrow = town.at + timedelta(days=1)
    again = town.claim(now=tomorrow)
    assert [(one.key, one.attempts) for one in again] == [("a", 2), ("b", 2)]
    assert not settle(town, lead) and settle(town, again[0], "uncertain")
    assert tally(town) == {"uncertain": 2, "sending": 1} and town.verified() is None


def test_whoever_loses_the_first_of_his_digest_goes_alone(town, notice):
    """The one that was to carry it is withdrawn while both wait for another try."""
    put(town, notice("a", kind="reminder"), notice("b", kind="reminder"))
    lead, _ = town.claim()
    with town.store.begin() as conn:
        outbox.release(conn, *town.by(), lead, town.at)
        outbox.withdraw(conn, *town.by(), [lead.id], "cancelled", "已报送")
    assert [(one.key, one.carried_by) for one in town.claim()] == [("b", None)]


@pytest.mark.parametrize(("unit", "cc"), [("101", []), ("102", [("丁", "ding@x.cn")]), ("102", [("戊", "wu@x.cn")])])
def test_a_person_has_one_mail_a_day_whoever_else_is_told(town, notice, unit, cc):
    """Matters of any units, with any people in copy, and what is copied to him; the next ones are for tomorrow."""
    put(town, notice("a", kind="overdue"), notice("b", kind="overdue", unit_code=unit, cc=cc), notice("c", kind="copy"))
    group = town.claim()
    assert [one.key for one in group] == ["a", "b", "c"] and settle(town, group[0])
    put(town, notice("d", kind="copy", unit_code="102"))
    assert claim(town) is None and claim(town, now=town.at + timedelta(days=1)).key == "d"


def test_a_formal_paper_is_held_until_somebody_lets_it_go(town, notice):
    """Who and when is sealed; once gone it is not held any more, and one that is no longer true is never let go."""
    put(town, notice("a", kind="paper", state="held"), notice("b", kind="paper", state="held"))
    assert claim(town) is None
    with town.store.begin() as conn:
        assert outbox.withdraw(conn, *town.by(), [2], "cancelled", "已报送") == 1
        assert [outbox.let_go(conn, *town.by(), key, "李局长") for key in ("a", "a", "b")] == [True, False, False]
    one = claim(town)
    assert (one.key, one.released_by, one.released_at) == ("a", "李局长", town.at)
    assert settle(town, one) and town.verified() is None
    town.sql("UPDATE notice SET released_by = '别人'")
    assert "被改动" in str(town.verified())


def test_what_did_not_arrive_goes_again_when_somebody_says_so(town, notice):
    """Only that, only once, and only what may be mailed at all; who says so otherwise than by mail is sealed."""
    put(town, notice("a"), notice("b", state="failed", reason="不得写进邮件"), notice("c"))
    for state in ("failed", "sent"):
        settle(town, claim(town), state)
    with town.store.begin() as conn:
        assert outbox.undelivered(conn, 2023)["key"].tolist() == ["a", "b"]
        again = [outbox.dealt_with(conn, town.at, number, "王芳", "已核对", again=True) for number in (1, 1, 2, 3)]
        assert again == [True, False, False, False]
        assert outbox.dealt_with(conn, town.at, 2, "王芳", "电话", again=False)
    assert claim(town).key == "a" and claim(town) is None
    assert town.verified() is None and tally(town) == {"sending": 1, "cancelled": 1, "sent": 1}
    town.sql("UPDATE notice SET released_by = '别人' WHERE id = 2")
    assert "被改动" in str(town.verified())

"""Promise 6: whoever changes, removes, reorders or adds a row behind the program's back is named."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tasks.store import intake, ledger, obligations, outbox, submissions
from tasks.store.engine import open_store, reading
from tasks.store.ledger import Happening, append
from tasks.store.models import Event
from tasks.store.models.base import canonical
from tasks.store.verify import verify


@pytest.fixture
def year(town, a_batch, owed):
    """A county in which something happened: obligations, two files, a review, a notice, ten plain events."""
    with town.store.begin() as conn:
        obligations.ensure(conn, *town.by(), owed(["101", "102"]))
        new = intake.record(conn, *town.by(), a_batch(("101", [1, 2], {}), ("102", [4], {})))
        key = int(new["submission_id"].iloc[0])
        submissions.review(conn, *town.by(), key, "王审核", "return", "佐证不足", date(2023, 3, 5))
        outbox.put(conn, *town.by(), [outbox.Notice(
            "k1", "m1", "reminder", "self_evaluation", 2023, "jia@x.cn", town.at, town.at, {"due": "2023-03-31"},
        )])
        append(conn, *town.by(), [Happening("note", f"第{n}件") for n in range(10)])
    assert town.verified() is None
    return town


def seq_of(town, kind):
    with reading(town.store) as conn:
        return conn.execute(select(Event.seq).where(Event.kind == kind).order_by(Event.seq)).scalars().all()


def test_events_are_numbered_without_a_gap_and_chained(year):
    """1, 2, 3 …; each carries the hash of the one before."""
    with reading(year.store) as conn:
        events = conn.execute(select(Event.seq, Event.prev_hash, Event.hash).order_by(Event.seq)).all()
        assert ledger.head(conn) == (events[-1].seq, events[-1].hash)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.prev_hash for event in events] == [ledger.GENESIS, *(event.hash for event in events[:-1])]


@pytest.mark.parametrize("column, value", [
    ("at", "2023-03-02 10:00:00.000000"), ("kind", "nothing"), ("subject", "别人"), ("payload", '{"a":1}'),
    ("state_hash", "0" * 64), ("run_id", None),
])
def test_a_changed_event_is_named(year, column, value):
    """Any column of any event changed by SQL: verify names that event."""
    seq = seq_of(year, "note")[4]
    assert year.sql(f"UPDATE event SET {column} = :value WHERE seq = :seq", value=value, seq=seq) == 1
    broken = year.verified()
    assert (broken.seq, broken.table) == (seq, "event") and f"第 {seq} 号" in broken.what


def test_the_first_of_several_is_named(year):
    """Two events changed: the earlier one is named."""
    first, second = seq_of(year, "note")[2], seq_of(year, "note")[7]
    for seq in (second, first):
        year.sql("UPDATE event SET subject = 'x' WHERE seq = :seq", seq=seq)
    assert year.verified().seq == first


def test_a_removed_event_is_named(year):
    """A gap in the numbers is a removed event."""
    seq = seq_of(year, "note")[4]
    year.sql("DELETE FROM event WHERE seq = :seq", seq=seq)
    assert year.verified().seq == seq and "被删除" in year.verified().what


def test_closing_the_gap_does_not_help(year):
    """Renumbered after a removal: the number is sealed too."""
    seq = seq_of(year, "note")[4]
    year.sql("DELETE FROM event WHERE seq = :seq", seq=seq)
    for later in range(seq + 1, seq + 6):
        year.sql("UPDATE event SET seq = seq - 1 WHERE seq = :seq", seq=later)
    assert year.verified().seq == seq


def test_swapped_events_are_named(year):
    """Two events that changed places: the first of them is named."""
    one, two = seq_of(year, "note")[3:5]
    for old, new in ((one, 10_000), (two, one), (10_000, two)):
        year.sql("UPDATE event SET seq = :new WHERE seq = :old", old=old, new=new)
    assert year.verified().seq == one


def test_an_event_replaced_with_a_matching_hash_is_named(year):
    """Who recomputes the hash of a forged event breaks the link to the next one."""
    seq = seq_of(year, "note")[4]
    with reading(year.store) as conn:
        row = list(conn.execute(select(*ledger.SEALED).where(Event.seq == seq)).one())
    row[4] = "伪造"
    year.sql("UPDATE event SET subject = '伪造', hash = :hash WHERE seq = :seq", hash=ledger.seal(row), seq=seq)
    broken = year.verified()
    assert broken.seq == seq and "换过" in broken.what


def test_a_whole_chain_written_anew_is_caught_by_a_head_kept_elsewhere(year):
    """The end cut off, or everything recomputed: only the printed head shows it, and it does."""
    with reading(year.store) as conn:
        printed = ledger.head(conn)
    last = seq_of(year, "note")[-1]
    year.sql("DELETE FROM event WHERE seq >= :seq", seq=last - 2)
    with reading(year.store) as conn:
        assert verify(conn) is None
        broken = verify(conn, printed)
        assert broken.seq == last - 2
    with year.store.begin() as conn:
        append(conn, *year.by(), [Happening("note", "另一件")] * 3)
        assert verify(conn) is None
        assert "重写" in verify(conn, printed).what


@pytest.mark.parametrize("statement, table", [
    ("UPDATE submission SET received_at = '2023-03-31 10:00:00.000000' WHERE id = 1", "submission"),
    ("UPDATE submission SET state = 'refused' WHERE id = 1", "submission"),
    ("UPDATE entry SET total_cp = total_cp + 1 WHERE id = 1", "submission"),
    ("UPDATE indicator SET self_score_cp = 5000 WHERE entry_id = 1 AND seq = 1", "submission"),
    ("DELETE FROM indicator WHERE entry_id = 1 AND seq = 1", "submission"),
    ("DELETE FROM finding WHERE submission_id = 1", "submission"),
    ("UPDATE review SET verdict = 'accept' WHERE id = 1", "review"),
    ("DELETE FROM review WHERE id = 1", "review"),
    ("UPDATE notice SET to_email = 'x@y.cn' WHERE id = 1", "notice"),
    ("UPDATE notice SET state = 'sent' WHERE id = 1", "notice"),
    ("UPDATE obligation SET effective_due = '2023-12-31' WHERE id = 1", "obligation"),
    ("UPDATE deadline SET effective_due = '2023-12-31' WHERE obligation_id = 1", "obligation"),
    ("UPDATE project SET budget_fen = 1 WHERE id = 1", "project"),
    ("UPDATE run SET operator = '李四' WHERE id = 1", "run"),
])
def test_a_changed_state_row_is_named(year, statement, table):
    """Facts, verdicts, notices, deadlines, budgets, operators: each change behind the ledger's back is named."""
    assert year.sql(statement)
    broken = year.verified()
    assert (broken.table, broken.id) == (table, 1) and broken.seq is not None


def test_a_smuggled_row_is_named(year):
    """A row nobody recorded, copied from a good one, is found too."""
    year.sql(
        "INSERT INTO review (submission_id, reviewer, verdict, reason, decided_on)"
        " VALUES (2, '王审核', 'accept', '', '2023-03-06')",
    )
    broken = year.verified()
    assert (broken.table, broken.seq) == ("review", None) and "不是由本系统写入" in broken.what


def test_sending_a_notice_is_no_tampering(year):
    """Claims, retries and the outcome are the system's own doing and leave the proof whole."""
    [one] = year.claim("w1")
    assert year.verified() is None
    with year.store.begin() as conn:
        assert outbox.release(conn, *year.by(), one, year.at, error="421")
    [two] = year.claim("w2", year.at + timedelta(days=1))
    with year.store.begin() as conn:
        assert outbox.settle(conn, *year.by(), two, "sent", body_sha256="b" * 64)
    assert year.verified() is None
    year.sql("UPDATE notice SET body_sha256 = '' WHERE id = 1")
    assert year.verified().table == "notice"


def test_what_is_rolled_back_left_no_event(town):
    """A run that fails half-way leaves the chain as it was."""
    with reading(town.store) as conn:
        before = ledger.head(conn)
    with pytest.raises(RuntimeError), town.store.begin() as conn:
        append(conn, *town.by(), [Happening("note", "x")])
        raise RuntimeError
    with reading(town.store) as conn:
        assert ledger.head(conn) == before
    assert town.verified() is None


def test_an_event_about_a_row_that_is_not_there_is_refused(town):
    """Nobody can record what does not exist."""
    with pytest.raises(KeyError), town.store.begin() as conn:
        append(conn, *town.by(), [Happening("review", "x", {}, "review", 99)])


def test_appenders_at_the_same_time_queue_up(town, url):
    """Eight writers, twenty events each: one chain of all of them, in order and whole."""
    def writer(number):
        engine = open_store(url)
        for n in range(20):
            with engine.begin() as conn:
                append(conn, *town.by(), [Happening("note", f"{number}-{n}")])
        engine.dispose()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(writer, range(8)))
    assert len(seq_of(town, "note")) == 160
    assert town.verified() is None


def test_the_canonical_text_of_a_value_is_one():
    """Order of keys never matters; Chinese stays readable; what JSON cannot say is refused."""
    assert canonical({"b": 1, "a": "县"}) == canonical({"a": "县", "b": 1}) == '{"a":"县","b":1}'
    assert canonical([date(2023, 3, 31)]) == '["2023-03-31"]'
    with pytest.raises(ValueError):
        canonical(float("nan"))
    with pytest.raises(TypeError):
        canonical(object())

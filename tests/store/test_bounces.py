"""What came back is in the books: the notice, those that travelled with it, or the copy; and nothing is forged."""

from datetime import date
from types import SimpleNamespace

import pytest

from tasks.mail.bounces import Bounce
from tasks.sending import take_back
from tasks.store import bounces, outbox
from tasks.store.outbox import Notice

WORDS = "5.1.1 550 User unknown"


@pytest.fixture
def sent(town):
    """A mail that left with two notices in it, and one that is somebody else's."""
    def notice(key, **more):
        return Notice(key, f"<{key}@jixiao>", "issue", "self_evaluation", 2023, "Jia@x.cn", town.at, town.at,
                      unit_code="101", cc=[("丁", "ding@x.cn")], due_on=date(2023, 3, 31), **more)

    with town.store.begin() as conn:
        outbox.put(conn, *town.by(), [notice("carrier"), notice("other")])
    for notices in (town.claim(), town.claim()):
        with town.store.begin() as conn:
            outbox.settle(conn, *town.by(), notices[0], "sent")
    with town.store.begin() as conn:
        outbox.put(conn, *town.by(), [notice("carried", carried_by=1, state="sent")])
    return town


def come_back(town, message_id, address):
    with town.store.begin() as conn:
        return bounces.come_back(conn, *town.by(), message_id, address, WORDS)


def rows(town):
    with town.store.begin() as conn:
        found = outbox.of_milestone(conn, "self_evaluation", 2023)
    return {row["key"]: (row["state"], row["reason"], row["last_error"]) for row in found.to_dict("records")}


def test_a_mail_that_came_back_takes_all_its_notices_with_it(sent):
    """Sealed in the ledger, with the server's words; a second report changes nothing."""
    assert come_back(sent, "<carrier@jixiao>", "jia@X.cn") == 2
    assert come_back(sent, "<carrier@jixiao>", "jia@x.cn") == 0
    found = rows(sent)
    assert found["carrier"] == found["carried"] == ("bounced", bounces.REASON, WORDS)
    assert found["other"][0] == "sent" and sent.verified() is None


def test_a_copy_that_came_back_is_noted_and_the_mail_stays_sent(sent):
    """Whoever owes has been told; the division has not, and the row says so once."""
    assert come_back(sent, "<carrier@jixiao>", "ding@x.cn") == come_back(sent, "<carrier@jixiao>", "ding@x.cn") == 0
    assert rows(sent)["carrier"] == ("sent", f"抄送地址被退回：ding@x.cn（{WORDS}）", "")
    assert sent.verified() is None


@pytest.mark.parametrize(("message_id", "address"), [
    ("<carrier@jixiao>", "somebody@else.cn"), ("<unknown@jixiao>", "jia@x.cn"), ("", "")])
def test_a_report_about_what_was_never_sent_changes_nothing(sent, message_id, address):
    """Anybody can write one: the id and the address must be those of one mail of ours."""
    before = rows(sent)
    assert come_back(sent, message_id, address) == 0 and rows(sent) == before


def test_what_still_waits_cannot_come_back(town):
    """A report about a mail that never left is a forgery, whatever it knows."""
    with town.store.begin() as conn:
        outbox.put(conn, *town.by(), [Notice("a", "<a@jixiao>", "receipt", "self_evaluation", 2023, "jia@x.cn",
                                             town.at, town.at)])
    assert come_back(town, "<a@jixiao>", "jia@x.cn") == 0 and rows(town)["a"][0] == "pending"


class Mailbox:
    """A return mailbox with letters in plain words: of an address the mail went to, of another, of who knows what."""

    trouble, unclear = "", ["3月27日 a@x.cn《系统退信》"]

    def __init__(self, *_):
        """Whatever it is configured with."""

    def fetch(self):
        """Two that say which mail of ours they are about, one about nobody's mail."""
        return [Bounce("<carrier@jixiao>", "jia@x.cn", WORDS, plain=True), Bounce("<x@y>", "a@b.cn", WORDS, plain=True),
                Bounce("<other@jixiao>", "inner@y.cn", WORDS, plain=True)]

    def done(self):
        """It was read."""


def test_what_cannot_be_attributed_is_told_to_whoever_looks_at_the_run(sent, tmp_path, monkeypatch):
    """The clear one is in the books; the address behind an alias and the unclear letter are for a person; no other."""
    monkeypatch.setattr("tasks.sending.Returns", Mailbox)
    desk = SimpleNamespace(settings=None, workspace=tmp_path, engine=sent.store, run_id=sent.run, outcome={})
    take_back(desk, live=True)
    assert {key: row[0] for key, row in rows(sent).items()} == {
        "carrier": "bounced", "carried": "bounced", "other": "sent"}
    told = desk.outcome["said"]
    assert [words.rpartition("：")[2] for words in told] == ["3月27日 a@x.cn《系统退信》", WORDS]
    assert all("人工" in words for words in told) and "inner@y.cn" in told[1]

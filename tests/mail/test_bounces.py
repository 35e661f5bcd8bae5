"""Bounces as facts: what a server says of a mail it could not deliver, and nothing else that lands in the mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.settings import Settings
from tasks.mail.bounces import Bounce, bounces
from tasks.mail.returns import Returns
from tests.mail.faulty_server import PASSWORD
from tests.mail.letters import QQ, letter
from tests.mail.reports import OURS, nested, report
from tests.mail.servers import mailbox

WORDS = "5.1.1 550 5.1.1 <jyj@x.example>: Recipient address rejected: User unknown"
BACK = Bounce(OURS, "jyj@x.example", WORDS)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_says_which_mail_which_address_and_why(kind):
    """Whole mail or headers only: the Message-ID is our key, the words are the server's."""
    assert bounces(report(kind=kind)) == [BACK]


def test_each_address_of_a_report_is_told_once():
    """Two receivers of one mail failed, one of them twice, a third was only delayed."""
    block = "\n\n".join(
        f"Final-Recipient: RFC822;{address}\nAction: {action}\nStatus: 5.0.0"
        for address, action in (("a@x.example", "failed"), ("B@x.example", "Failed"), ("a@x.example", "failed"),
                                ("c@x.example", "delayed"), ("d@x.example", "delivered")))
    assert [one.address for one in bounces(report(block=block))] == ["a@x.example", "b@x.example"]


def test_the_address_it_was_sent_to_counts_not_the_one_behind_it():
    """A list or an alias: the address inside is not in our books."""
    block = ("Original-Recipient: rfc822; jyj@x.example\nFinal-Recipient: rfc822; inner@y.example\nAction: failed\n"
             "Status: 5.2.2\nDiagnostic-Code: smtp; 552 mailbox full")
    assert bounces(report(block=block)) == [Bounce(OURS, "jyj@x.example", "5.2.2 552 mailbox full")]


def test_who_it_claims_to_be_from_does_not_matter():
    """Anybody can write a From line; it is not read, let alone answered."""
    assert bounces(report(sender="财政厅厅长 <boss@czt.example>")) == bounces(report(sender=""))


@pytest.mark.parametrize("other", [
    b"", b"\0\xff", b"Subject: out of office\r\nIn-Reply-To: " + OURS.encode() + b"\r\n\r\nBack on Monday.",
    report(message_id=""), report(message_id="no brackets"), report(block=""), report(address="nobody"),
    report(action="relayed"), report().replace(b"multipart/report", b"multipart/mixed"),
    report().replace(b"message/delivery-status", b"text/plain"), report().replace(b'boundary="B"', b""),
    report().replace(b"\r\n--B", b"\r\n--C"), nested(3), nested(5_000),
], ids=range(14))
def test_what_is_no_report_is_no_bounce(other):
    """An answer, a delay, a forgery without an id, a report about somebody else's mail, nonsense five thousand deep."""
    assert bounces(other) == []


def test_the_words_are_one_short_line():
    """They are shown to people and stored: no line ends, no direction marks, no novel."""
    [one] = bounces(report(diagnostic="smtp; 550 <script>\u202e " + "没有此人 " * 500))
    assert len(one.words) <= 300 and one.words.isprintable()


@given(some.data())
def test_no_change_of_a_report_stops_the_reader(data):
    """Bytes cut, doubled and overwritten anywhere: an answer, always, and only about an id that stands in the mail."""
    raw = bytearray(report(body="\r\n".join(data.draw(some.lists(some.text(max_size=20), max_size=3)))))
    for _ in range(data.draw(some.integers(0, 6))):
        at = data.draw(some.integers(0, len(raw) - 1))
        raw[at:at + data.draw(some.integers(0, 30))] = data.draw(some.binary(max_size=20))
    for one in bounces(bytes(raw)):
        assert one.message_id.encode() in bytes(raw) and "@" in one.address


@pytest.fixture
def returns(imap, papers, tmp_path):
    """A reader of the folder 退信 of a user of its own."""
    def reader(user, **changes):
        chosen = Settings(_env_file=None, **{
            "workspace": tmp_path, "archive_address": "a@x.example", **mailbox(imap, papers),
            "bounce_folder": "Returns", "bounce_user": user, "bounce_password": PASSWORD, **changes})
        return Returns(chosen, tmp_path / f"{user}.json")
    return reader


def test_what_came_back_is_read_once_and_left_as_it_is(imap, returns):
    """Among other mails; nothing is marked, moved or answered; what comes later is read later."""
    for raw in (b"Subject: hello\r\n\r\nhello", report(), nested(5_000), letter(QQ), report("kz@x.example")):
        imap.deliver(raw, "jx", "Returns")
    one = returns("jx")
    assert [back.address for back in one.fetch()] == ["jyj@x.example", "kz@x.example"] and one.trouble == ""
    assert [words.partition("《")[2] for words in one.unclear] == ["系统退信》"]
    assert len(returns("jx").fetch()) == 2  # not written down yet: again
    one.done()
    assert returns("jx").fetch() == []
    imap.deliver(report("ws@x.example"), "jx", "Returns")
    assert [back.address for back in returns("jx").fetch()] == ["ws@x.example"]
    assert len(imap.flags("jx")) == 6 and all(name.startswith("new/") for name in imap.flags("jx"))


def test_a_long_absence_is_worked_off_in_pieces(imap, returns, monkeypatch):
    """So many mails in one go; a mail larger than the limit is read as far as it goes."""
    monkeypatch.setattr("tasks.mail.returns.MOST_MAILS", 2)
    for number in range(3):
        imap.deliver(report(f"u{number}@x.example", body="x" * 300_000), "ws", "Returns")
    seen = []
    for _ in range(3):
        one = returns("ws")
        seen.append([back.address for back in one.fetch()])
        one.done()
    assert seen == [["u0@x.example", "u1@x.example"], ["u2@x.example"], []]


@pytest.mark.parametrize(("change", "said"), [
    ({"bounce_folder": ""}, ""), ({"bounce_password": "wrong"}, "读不了"), ({"archive_port": 9}, "读不了"),
    ({"bounce_folder": "Nowhere"}, "读不了"), ({"archive_ca_file": ""}, "读不了"),
])
def test_a_mailbox_that_cannot_be_read_says_so(imap, returns, change, said):
    """No mailbox is no trouble; a wrong password is."""
    one = returns("jx2", **change)
    assert one.fetch() == [] and said in one.trouble and bool(one.trouble) == bool(said)

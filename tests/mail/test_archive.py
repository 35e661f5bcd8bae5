"""Evidence from a real archive mailbox: what is there was taken, what is not there in time was not."""

from datetime import datetime, timedelta

import pytest

from config import clock
from config.settings import Settings
from config.strict import ConfigError
from tasks.mail.faults import Config, Transient
from tasks.mail.post import Letter, Post
from tests.mail.faulty_server import PASSWORD
from tests.mail.servers import mailbox, submission

NOW = datetime(2023, 3, 27, 11, tzinfo=clock.BEIJING)
ARCHIVE = "cundang@czj.example"


@pytest.fixture
def chosen(server, imap, papers, tmp_path):
    """Settings of an office that is live, with an archive."""
    def choose(**changes):
        return Settings(_env_file=None, **{
            "workspace": tmp_path, "mail_live": True, "mail_allow": "*@x.example", "archive_address": ARCHIVE,
            **submission(server, papers), **mailbox(imap, papers), **changes})
    return choose


@pytest.fixture
def moment(monkeypatch):
    """A clock that stands still: moment(minutes) sets it so long after NOW."""
    def at(minutes):
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=minutes))
    at(0)
    return at


def a_letter(number, to="jyj@x.example"):
    """One mail."""
    return Letter(("教育局", to), (), f"【催报】{number}", "<p>请报送。</p>", "请报送。", (),
                  f"<{number:064x}@czj.example>", NOW, {})


def post(chosen, tmp_path, **changes):
    """The post with everything set."""
    return Post(chosen(**changes), tmp_path / "outbox", live=True)


def test_what_left_is_found_in_the_archive_at_once(chosen, server, imap, moment, tmp_path):
    """The copy travels in the same transaction, unseen by whoever reads the mail, and proves that it was taken."""
    with post(chosen, tmp_path) as one:
        assert one.send(a_letter(1)) == {}
        [copy] = server.log.copies
        assert copy.receivers == ["jyj@x.example", ARCHIVE] and b"cundang" not in copy.raw
        imap.deliver(copy.raw)
        assert one.taken(a_letter(1).message_id, live=True, claimed_at=NOW) is True
    assert imap.flags() and all(name.startswith("new/") for name in imap.flags())  # nobody has touched it


def test_what_is_not_there_was_not_taken_once_the_settle_time_has_passed(chosen, imap, moment, tmp_path):
    """Before that, and without a word when its sending began, nobody knows; a substring of an id finds nothing."""
    imap.deliver(f"Message-ID: {a_letter(21).message_id}\r\n\r\n.".encode())
    with post(chosen, tmp_path) as one:
        for minutes, known in ((0, None), (9, None), (10, False), (90, False)):
            moment(minutes)
            assert one.taken(a_letter(2).message_id, live=True, claimed_at=NOW) is known
        assert one.taken(a_letter(2).message_id, live=True) is None
        imap.deliver(f"Message-ID: {a_letter(2).message_id}\r\n\r\n.".encode())  # it comes while we are connected
        assert one.taken(a_letter(2).message_id, live=True, claimed_at=NOW) is True


def test_what_the_sink_kept_needs_no_archive(chosen, tmp_path, moment):
    """A mail that may not leave stays in the sink, without a copy to anybody, and the sink says so at once."""
    with post(chosen, tmp_path, mail_allow="*@y.example") as one:
        assert one.way(a_letter(3)) == "sink"
        one.send(a_letter(3))
        assert one.taken(a_letter(3).message_id, live=True, claimed_at=NOW) is True
    [kept] = (tmp_path / "outbox").glob("*.eml")
    assert "cundang" not in kept.read_text()


def test_starttls_is_as_good(chosen, imap, moment, tmp_path):
    """Port 143 with STARTTLS, verified as well."""
    moment(10)
    with post(chosen, tmp_path, archive_tls="starttls", archive_port=imap.starttls) as one:
        assert one.taken(a_letter(4).message_id, live=True, claimed_at=NOW) is False


@pytest.mark.parametrize("change", [
    {"archive_ca_file": ""}, {"archive_host": "localhost"}, {"archive_password": "wrong"},
    {"archive_folder": "没有这个文件夹"}, {"archive_port": 9}, {"archive_password": "密码"},
])
def test_a_mailbox_that_cannot_be_asked_proves_nothing(chosen, moment, tmp_path, change):
    """A certificate nobody vouches for, another host's, a wrong password, no folder, no server: never "not taken"."""
    moment(90)
    with post(chosen, tmp_path, **change) as one:
        assert one.taken(a_letter(5).message_id, live=True, claimed_at=NOW) is None
        assert "查不了" in one.archive.trouble and PASSWORD not in one.archive.trouble


def test_a_mailbox_that_is_silent_is_not_waited_for_twice(chosen, moment, tmp_path, monkeypatch):
    """One time-out for a long queue, not one for each mail."""
    asked = []
    monkeypatch.setattr("tasks.mail.archive.opened", lambda account: asked.append(account) or _silent())
    with post(chosen, tmp_path) as one:
        assert [one.taken(a_letter(n).message_id, live=True, claimed_at=NOW) for n in range(9)] == [None] * 9
    assert len(asked) == 1


def _silent():
    raise TimeoutError("timed out")


@pytest.mark.parametrize(("archive", "fault"), [("refuse@x.example", Config), ("grey@x.example", Transient)])
def test_nothing_leaves_that_the_archive_refuses(chosen, server, tmp_path, moment, archive, fault):
    """Else it would be taken for never sent, and sent again."""
    with post(chosen, tmp_path, archive_address=archive) as one, pytest.raises(fault, match="存档"):
        one.send(a_letter(6))
    assert server.log.copies == []


@pytest.mark.parametrize("archive", ["*@*", "*@x.example", "cundang", "cundang@czj.example,b@x.example"])
def test_an_archive_that_is_no_address_opens_nothing(chosen, tmp_path, archive):
    """It is on the list by being named, so it must be one address and never a pattern."""
    with post(chosen, tmp_path, archive_address=archive) as one:
        assert one.way(a_letter(7)) == one.way(a_letter(7, "somebody@else.example")) == "sink"


def test_an_archive_that_gets_nothing_is_refused(monkeypatch, tmp_path):
    """Asked, it would say of every mail that it was not taken."""
    from config.settings import settings

    monkeypatch.setenv("JIXIAO_ARCHIVE_HOST", "127.0.0.1")
    with pytest.raises(ConfigError, match="archive_address"):
        settings(tmp_path)

"""How fast mails leave: so many at once, then so many a minute, and so many a day; by a clock that stands still."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from config import clock
from tasks.mail.pace import Pace

NOON = datetime(2023, 3, 27, 12, tzinfo=clock.BEIJING)


@pytest.fixture
def now(monkeypatch):
    """A clock that only sleeping moves; `now[0]` is the moment."""
    moment = [NOON]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def sender(tmp_path, now):
    """A sender with an account, as many as wanted; all share one file."""
    def sleep(seconds):
        now[0] += timedelta(seconds=seconds)

    def start(per_minute=20, per_day=0, account="jx@smtp.example:587"):
        return Pace(tmp_path / "outbox" / ".pace.json", account, per_minute, per_day, sleep)

    return start


def send(pace, mails):
    """Send so many; the words of the one that had to stop, if one had."""
    for _ in range(mails):
        if said := pace.turn():
            return said
        pace.count()
    return ""


def test_a_bucketful_leaves_at_once_and_then_so_many_a_minute(sender, now):
    """Twenty in no time, sixty more in three minutes."""
    pace = sender()
    send(pace, 20)
    assert now[0] == NOON
    send(pace, 60)
    assert now[0] - NOON == timedelta(minutes=3)


def test_what_was_not_used_fills_the_bucket_and_no_more(sender, now):
    """An hour's rest gives twenty at once, not twelve hundred."""
    send(sender(), 20)
    now[0] += timedelta(hours=1)
    send(sender(), 21)
    assert now[0] - NOON == timedelta(hours=1, seconds=3)


def test_two_senders_and_a_restart_share_one_bucket(sender, now):
    """The limit is the server's: it does not care how many of us there are."""
    for _ in range(4):
        one, other = sender(), sender()
        send(one, 10)
        send(other, 10)
    assert now[0] - NOON == timedelta(minutes=3)


def test_senders_at_the_same_moment_lose_no_count(sender, tmp_path):
    """Eight of them, each with a line of its own to the file."""
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda _: sender(per_minute=0).count(), range(400)))
    assert json.loads((tmp_path / "outbox" / ".pace.json").read_text())["sent"] == 400


def test_without_a_limit_nobody_waits(sender, now):
    """A relay of one's own."""
    assert send(sender(per_minute=0), 500) == "" and now[0] == NOON


def test_the_days_last_mail_says_so_and_the_next_day_goes_on(sender, now):
    """The rest is not sent and not counted; at midnight in Beijing the account is fresh."""
    assert send(sender(per_day=5), 9) == "今天已发出 5 封，到了每日上限（JIXIAO_MAIL_PER_DAY=5），其余的明天再发"
    now[0] = NOON.replace(hour=23, minute=59)
    assert send(sender(per_day=5), 1) != ""
    now[0] += timedelta(minutes=1)
    assert send(sender(per_day=5), 5) == "" and send(sender(per_day=5), 1) != ""


def test_another_account_has_a_bucket_of_its_own(sender, now):
    """Limits are counted per account."""
    send(sender(per_day=20), 20)
    assert send(sender(per_day=20, account="other@smtp.example:587"), 20) == "" and now[0] == NOON


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"account": 1}', "\0\0", '{"at": "yesterday"}'])
def test_a_broken_file_is_a_full_bucket(sender, tmp_path, broken):
    """It holds no mail; a sender never stops over it."""
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / ".pace.json").write_text(broken)
    assert send(sender(), 20) == ""


def test_a_clock_set_back_holds_nobody_up(sender, now):
    """No tokens for time that ran backwards, and no endless wait either."""
    send(sender(), 20)
    now[0] -= timedelta(days=2)
    send(sender(), 1)
    assert now[0] == NOON - timedelta(days=2) + timedelta(seconds=3)

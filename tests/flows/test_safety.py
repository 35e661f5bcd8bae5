"""The safety catch as a whole: out of the box no socket is opened to another machine, and no name writes a mail."""

import ipaddress
import re
import socket
import sys
from datetime import date, datetime
from email import message_from_bytes, policy

import pytest

from config import clock
from config.settings import Settings
from flows.commands.watch import watch
from tasks.mail.faults import Config
from tasks.mail.post import Letter, Post
from tasks.mail.returns import Returns
from tests.flows.conftest import Office

EVIL = "evil@elsewhere.example"
NASTY = {
    "653001001": f"养护站<script>alert(1)</script>\r\nBcc: {EVIL}",
    "653001002": f"../../水利站\"><img src=http://elsewhere.example/x>, <{EVIL}>",
    "653001003": "{{ 7*7 }}{% raw %}=?utf-8?q?=0D=0ABcc=3A_" + EVIL + "?=",
}
WATCHED, SEEN = [False], []


def _listen(event, args):
    """Every way out of this process: a name asked for, a socket connected or sent to. Hooks cannot be taken off."""
    if WATCHED[0] and event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        SEEN.append(args[0] if event.startswith("socket.get") else args[1])


sys.addaudithook(_listen)


def elsewhere(target):
    """Whether this is another machine. A path is a socket of this one."""
    host = target[0] if isinstance(target, tuple) else target
    host = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost" and not host.startswith(("/", "\0"))


@pytest.fixture
def sockets():
    """What was dialled while the test ran; the test fails by itself where that was another machine."""
    SEEN.clear()
    WATCHED[0] = True
    yield SEEN
    WATCHED[0] = False
    assert [target for target in SEEN if elsewhere(target)] == []


@pytest.fixture
def nasty(tmp_path, office, monkeypatch):
    """Three units whose names, and whose contacts' names, are attacks; everything as it comes out of the box."""
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(tmp_path / "nasty"))
    town = Office(tmp_path / "nasty", 2022, NASTY)
    for code, name in NASTY.items():
        town.add_person(code, "head", f"head{code}@ats.example", name)
    yield town
    assert town.broken() is None
    town.engine.dispose()


def test_out_of_the_box_nothing_dials_another_machine_and_no_name_writes_a_mail(nasty, sockets, monkeypatch):
    """A day that counts as real, with the settings as they come: forms and overdue notices land in the sink."""
    monkeypatch.setattr(clock, "rehearsing", lambda: False)
    nasty.run(date(2023, 3, 1))
    nasty.hand_in("653001001", b"PK\3\4 no workbook", datetime(2023, 3, 2, 9), 'a"_Bcc: x.xlsx')
    nasty.run(date(2023, 4, 10))
    watch(nasty.workspace, True, False)
    kept = [path.read_bytes() for path in (nasty.workspace / "outbox").glob("*.eml")]
    assert len(kept) >= 6 and len(sockets) >= 2  # the sink itself was dialled
    for raw in kept:
        mail = message_from_bytes(raw, policy=policy.default)
        assert EVIL not in mail["X-Envelope-To"] and mail["Bcc"] is None
        assert {one.domain for one in mail["To"].addresses} == {"ats.example"}
        page = mail.get_body(("html",)).get_content()
        assert not re.search(r"<script|<img|href=.{0,9}http://elsewhere|\b49\b", page)
        names = [part.get_filename() or "" for part in mail.iter_attachments()]
        assert not [name for name in names if re.search(r'[\\/:*?"<>|\r\n]|^\.', name)]


def test_live_without_a_host_of_ones_own_reaches_none(tmp_path, monkeypatch):
    """Switch and list alone: the host of the settings cannot exist, and is the only one that is asked for."""
    asked = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_, **__: asked.append(host) or _unknown())
    chosen = Settings(_env_file=None, workspace=tmp_path, mail_live=True, mail_allow="*@*")
    letter = Letter(("", "a@real.example.org"), (), "x", "x", "x", (), "<" + "a" * 9 + "@x.example>",
                    datetime(2023, 3, 1, tzinfo=clock.BEIJING), {})
    with Post(chosen, tmp_path / "outbox", live=True) as post, pytest.raises(Config):
        post.send(letter)
    assert set(asked) == {"you-forgot-the-outbox.invalid"}
    assert Returns(chosen, tmp_path / "r.json").fetch() == [] and len(asked) == 1  # nor any mailbox


def _unknown():
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize(("target", "far"), [
    (("127.0.0.1", 25), False), (("::1", 25, 0, 0), False), ("/run/x", False), (("192.0.2.1", 25), True),
    ("smtp.real.example", True), (("10.0.0.8", 587), True), (b"czj.example", True), ("localhost", False)])
def test_the_guard_knows_another_machine(target, far):
    """What the guard above would let pass and what it would not."""
    assert elsewhere(target) is far

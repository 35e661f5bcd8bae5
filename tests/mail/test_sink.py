"""The sink: every mail on disk before it is acknowledged, each copy in sight."""

import os
import socket
import stat
import threading
from email import message_from_bytes, policy

import pytest

from tasks.mail.faults import Transient
from tasks.mail.sink import Sink, file_stem, keep
from tasks.mail.transport import Mailer

SENDER = {"jx@czj.example.cn": "克州财政局财政绩效评价中心"}


@pytest.fixture
def folder(tmp_path):
    """Where the mails land; the sink makes it."""
    return tmp_path / "outbox" / "mail"


@pytest.fixture
def sink(folder):
    """A running sink."""
    with Sink(folder) as sink:
        yield sink


@pytest.fixture
def mailer(sink):
    """Our transport, pointed at the sink."""
    with Mailer(SENDER, None, "127.0.0.1", sink.port, tls="none") as mailer:
        yield mailer


def test_a_mail_is_kept_as_it_came_with_its_envelope(mailer, folder, letter):
    """The file is the mail, and says whom it really went to, Bcc included."""
    args = letter(bcc=["archive@x.example.cn"], attachments=[("自评表.xlsx", b"PK\3\4")])
    assert mailer.send(**args) == {}
    (file,) = folder.glob("*.eml")
    assert file.name == args["message_id"].strip("<>") + ".eml"
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Subject"] == args["subject"]
    assert mail["X-Envelope-From"] == "jx@czj.example.cn"
    assert mail["X-Envelope-To"] == "jyj@wqx.example.cn, archive@x.example.cn"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["自评表.xlsx"]


def test_a_second_copy_is_seen_as_one(mailer, folder, letter):
    """The proof that nothing is sent twice needs a place where twice would show."""
    args = letter()
    for _ in range(3):
        mailer.send(**args)
    mailer.send(**letter())
    stem = args["message_id"].strip("<>")
    assert {f"{stem}.eml", f"{stem}.2.eml", f"{stem}.3.eml"} < {file.name for file in folder.glob("*.eml")}
    assert len(list(folder.glob("*.eml"))) == 4


def test_names_do_not_depend_on_the_time_of_day(tmp_path):
    """The same mails give the same files, in whatever run."""
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        for mail in (b"Message-ID: <1@x>\r\n\r\n", b"Message-ID: <1@x>\r\n\r\n", b"Subject: no id\r\n\r\n"):
            keep(tmp_path / place, mail)
    assert sorted(os.listdir(tmp_path / "a")) == sorted(os.listdir(tmp_path / "b"))


def test_the_acknowledgement_comes_after_the_file(folder, sink, mailer, letter, monkeypatch):
    """fsync of the file, then of the folder, then 250: a power cut after the answer loses nothing."""
    kinds, real = [], os.fsync

    def watched(handle):
        seen = os.fstat(handle)
        kinds.append("folder" if stat.S_ISDIR(seen.st_mode) else f"file of {seen.st_size} bytes")
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    mailer.send(**letter())
    (file,) = folder.iterdir()
    assert kinds == [f"file of {file.stat().st_size} bytes", "folder"]


def test_a_full_disk_is_a_passing_fault(sink, mailer, folder, letter, monkeypatch):
    """The mail is not lost: the sender is told to try again."""

    def full(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Transient, match="No space"):
            mailer.send(**letter())
    assert list(folder.iterdir()) == []
    assert mailer.send(**letter()) == {}


def test_four_senders_at_once_lose_nothing(sink, folder, letter):
    """Workers share the sink, some with the same Message-ID."""
    same = letter()

    def work():
        with Mailer(SENDER, None, "127.0.0.1", sink.port, tls="none") as mailer:
            for _ in range(10):
                mailer.send(**letter())
                mailer.send(**same)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = list(folder.iterdir())
    assert len(files) == 80
    assert sum(file.name.startswith(same["message_id"][1:-1]) for file in files) == 40


@pytest.mark.parametrize(
    ("hostile", "neighbour"),
    [
        ("../../x@y", "_._.._x@y"), ("/etc/passwd", "_etc_passwd"), (".hidden", "_hidden"), ("a b", "a_b"),
        ("a\0b", "a_b"), ("x" * 300, "x" * 301), ("中文@x", "______@x"), ("CON:@x", "CON_@x"), ("", " "),
    ],
)
def test_a_hostile_message_id_stays_in_the_folder_and_stays_its_own(tmp_path, hostile, neighbour):
    """A Message-ID comes from whoever sends: as a file name it is tamed, and never taken for another's second copy."""
    box = tmp_path / "box"
    box.mkdir()
    paths = [keep(box, f"Message-ID: <{name}>\r\n\r\n".encode()) for name in (hostile, neighbour)]
    assert {path.parent for path in paths} == {box}
    assert not any(path.name.endswith(".2.eml") for path in paths)
    assert all(not path.name.startswith(".") and len(path.name) < 150 for path in paths)
    assert os.listdir(tmp_path) == ["box"]


def test_only_the_header_names_the_file():
    """A Message-ID quoted in the body is none."""
    assert file_stem(b"Subject: x\r\n\r\nMessage-ID: <1@x>\r\n").startswith("no-id-")
    assert file_stem(b"Subject: x\r\nmessage-id: <1@x>\r\n\r\n") == "1@x"


def test_stopped_means_stopped_even_with_a_sender_on_the_line(folder, letter):
    """A demo that ends must not hang on a connection somebody keeps open."""
    sink = Sink(folder)
    sink.start()
    port = sink.port
    mailer = Mailer(SENDER, None, "127.0.0.1", port, tls="none")
    mailer.send(**letter())
    stopping = threading.Thread(target=sink.stop, daemon=True)
    stopping.start()
    stopping.join(5)
    assert not stopping.is_alive()
    with pytest.raises(Transient):
        mailer.send(**letter())
    assert len(list(folder.iterdir())) == 1


def test_it_listens_on_this_machine_only(sink):
    """Nobody else on the network is to reach it."""
    assert [door.getsockname()[0] for door in sink._server.server.sockets] == ["127.0.0.1"]


def test_a_taken_port_is_said_at_once(sink, tmp_path):
    """Two dev inboxes on one port."""
    with pytest.raises(OSError):
        Sink(tmp_path, sink.port).start()
    with socket.create_connection(("127.0.0.1", sink.port), 1) as line:
        assert line.recv(3) == b"220"

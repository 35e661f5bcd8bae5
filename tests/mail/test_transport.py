"""The transport against a real server: the line itself, and every fault told by its right name."""

import inspect
import socket
import ssl
import time
from pathlib import Path

import pytest

from tasks.mail import transport
from tasks.mail.faults import Ambiguous, Config, Permanent, Transient
from tasks.mail.transport import Mailer

SENDER = {"jx@czj.example.cn": "克州财政局财政绩效评价中心"}


def one(address, name="某单位"):
    """A single receiver."""
    return {address: name}


def test_one_connection_carries_all_mails_and_is_closed_politely(server, mailer, letter):
    """Defect 1: stock yagmail dials for every mail and drops the line without QUIT."""
    for _ in range(3):
        assert mailer.send(**letter()) == {}
    mailer.close()
    assert len({copy.peer for copy in server.log.copies}) == 1
    assert server.log.commands.count("QUIT") == 1


def test_the_line_is_dialled_again_after_so_many_mails(server, trust, letter):
    """Servers close a line after some number of mails; we come first."""
    with Mailer(SENDER, "secret", "127.0.0.1", server.port, context=trust, mails_per_connection=2) as mailer:
        for _ in range(4):
            mailer.send(**letter())
    ports = [copy.peer for copy in server.log.copies]
    assert ports[0] == ports[1] != ports[2] == ports[3]


def test_a_line_that_died_while_idle_is_dialled_again_without_a_fault(server, mailer, letter):
    """The server times an idle connection out; the next mail must not pay for that."""
    mailer.send(**letter())
    mailer.smtp.sock.shutdown(socket.SHUT_RDWR)
    assert mailer.send(**letter()) == {}
    assert len({copy.peer for copy in server.log.copies}) == 2


def test_a_line_lost_after_the_mail_is_ambiguous_and_leaves_one_copy(server, mailer, letter):
    """Defect 3: stock yagmail sends three copies, sleeps 18 seconds and returns False."""
    start = time.monotonic()
    with pytest.raises(Ambiguous):
        mailer.send(**letter(to=one("dropdata@x.example.cn")))
    assert time.monotonic() - start < 3
    assert len(server.log.copies) == 1


def test_silence_after_the_mail_is_ambiguous_within_the_time_limit(server, trust, letter):
    """Defect 7: stock yagmail has no time-out at all."""
    with Mailer(SENDER, "secret", "127.0.0.1", server.port, context=trust, timeout=0.5) as mailer:
        start = time.monotonic()
        with pytest.raises(Ambiguous):
            mailer.send(**letter(to=one("hang@x.example.cn")))
        assert 0.4 < time.monotonic() - start < 3
    assert len(server.log.copies) == 1


def test_nobody_waits_for_ever_by_default():
    """Defect 7: the time limit is there without being asked for."""
    assert inspect.signature(Mailer).parameters["timeout"].default == 30.0


@pytest.mark.parametrize("local", ["dropearly", "dropcmd"])
def test_a_line_lost_before_the_mail_is_transient(server, mailer, letter, local):
    """Nothing was handed over, so another try is safe."""
    with pytest.raises(Transient):
        mailer.send(**letter(to=one(f"{local}@x.example.cn")))
    assert server.log.copies == []


def test_a_mail_that_broke_off_half_way_is_transient(server, mailer, letter, monkeypatch):
    """Without its last line a mail is not a mail: the server has nothing."""
    mailer.login()
    real = mailer.smtp.send

    def break_off(data):
        if len(data) < 1000:
            return real(data)
        real(data[:500])
        mailer.smtp.close()
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(mailer.smtp, "send", break_off)
    with pytest.raises(Transient):
        mailer.send(**letter(html="<p>长</p>" * 500))
    assert server.log.copies == []


@pytest.mark.parametrize(
    ("local", "fault", "code"),
    [
        ("refuse", Permanent, 550),
        ("grey", Transient, 451),
        ("busy", Transient, 421),
        ("data4", Transient, 451),
        ("data5", Permanent, 554),
        ("odd", Ambiguous, -1),
    ],
)
def test_every_answer_has_its_fault(mailer, letter, local, fault, code):
    """Defect 4: stock yagmail answers {}, {address: …}, False or any of six exceptions."""
    with pytest.raises(fault) as caught:
        mailer.send(**letter(to=one(f"{local}@x.example.cn")))
    assert caught.value.code == code


def test_success_is_an_empty_dict_and_partial_refusal_names_the_address(server, mailer, letter):
    """Defect 4: what is returned is always the refused addresses, nothing else."""
    assert mailer.send(**letter()) == {}
    refused = mailer.send(**letter(cc=one("refuse@x.example.cn")))
    assert refused == {"refuse@x.example.cn": (550, "5.1.1 no such user")}
    assert server.log.copies[1].receivers == ["jyj@wqx.example.cn"]


def test_all_refused_is_transient_when_one_refusal_is(mailer, letter):
    """A greylisted address gets its second chance although the other one is dead."""
    with pytest.raises(Transient) as caught:
        mailer.send(**letter(to=one("refuse@x.example.cn"), cc=one("grey@x.example.cn")))
    assert set(caught.value.refused) == {"refuse@x.example.cn", "grey@x.example.cn"}


def test_an_archive_that_accepts_does_not_make_a_refused_mail_sent(server, mailer, letter):
    """A copy in the archive is the evidence of delivery: there must be none for a mail nobody got."""
    with pytest.raises(Permanent):
        mailer.send(**letter(to=one("refuse@x.example.cn"), bcc=["archive@x.example.cn"]))
    assert server.log.copies == []
    mailer.send(**letter(bcc=["archive@x.example.cn"]))
    (copy,) = server.log.copies
    assert copy.receivers == ["jyj@wqx.example.cn", "archive@x.example.cn"]
    assert b"archive@" not in copy.raw


def test_a_failed_mail_is_never_kept_for_a_second_sending(mailer, letter):
    """Defect 5: `send_unsent` breaks on its second entry; ours never has a first."""
    for local in ("dropdata", "data5", "dropearly"):
        with pytest.raises((Ambiguous, Permanent, Transient)):
            mailer.send(**letter(to=one(f"{local}@x.example.cn")))
    assert mailer.unsent == []


def test_a_refusal_keeps_the_line_and_clears_the_table(server, mailer, letter):
    """RSET after a refusal: the next mail goes over the same line, to its own receivers only."""
    mailer.send(**letter())
    for local in ("refuse", "data5", "grey"):
        with pytest.raises((Permanent, Transient)):
            mailer.send(**letter(to=one(f"{local}@x.example.cn")))
    mailer.send(**letter(to=one("next@x.example.cn")))
    assert server.log.commands.count("RSET") == 3
    assert len({copy.peer for copy in server.log.copies}) == 1
    assert server.log.copies[-1].receivers == ["next@x.example.cn"]


@pytest.mark.parametrize("local", ["busy", "dropdata", "dropearly", "odd"])
def test_after_a_broken_line_the_next_mail_dials_again(server, mailer, letter, local):
    """A line of unknown state is never used again."""
    mailer.send(**letter())
    with pytest.raises((Ambiguous, Transient)):
        mailer.send(**letter(to=one(f"{local}@x.example.cn")))
    assert mailer.send(**letter()) == {}
    assert server.log.copies[0].peer != server.log.copies[-1].peer


def test_a_line_that_is_only_a_dot_does_not_end_the_mail(server, mailer):
    """Base64 has no dots, but the transport does not rely on that."""
    mailer.login()
    mailer._attempt_send(["a@x.example.cn"], b"Subject: x\r\n\r\n.\r\n..\r\n.end\r\n")
    assert server.log.copies[0].raw == b"Subject: x\r\n\r\n.\r\n..\r\n.end\r\n"


def test_a_certificate_nobody_vouches_for_is_refused(server, letter):
    """Defect 6: stock yagmail accepts any certificate, hence any listener in the middle."""
    with Mailer(SENDER, "secret", "127.0.0.1", server.port) as mailer, pytest.raises(Config, match="certificate"):
        mailer.send(**letter())
    assert "MAIL" not in server.log.commands


def test_a_certificate_for_another_host_is_refused(server, trust, letter):
    """Defect 6: trusting the authority is not enough, the name must be right."""
    with Mailer(SENDER, "secret", "localhost", server.port, context=trust) as mailer, pytest.raises(Config):
        mailer.send(**letter())


def test_tls_from_the_first_byte_is_verified_too(tls_server, trust, letter):
    """Defect 6 on port 465."""
    where = ("127.0.0.1", tls_server.port)
    with Mailer(SENDER, "secret", *where, tls="ssl") as mailer, pytest.raises(Config):
        mailer.send(**letter())
    with Mailer(SENDER, "secret", *where, tls="ssl", context=trust) as mailer:
        assert mailer.send(**letter()) == {}


def test_without_starttls_nothing_goes_in_clear(plain_server, trust, letter):
    """A server (or a thief) that does not offer STARTTLS gets neither the password nor the mail."""
    with Mailer(SENDER, "secret", "127.0.0.1", plain_server.port, context=trust) as mailer, pytest.raises(Config):
        mailer.send(**letter())
    assert plain_server.log.commands == []


def test_a_password_never_crosses_a_network_in_clear():
    """tls="none" with a password is for this machine only."""
    with pytest.raises(Config, match="未加密"):
        Mailer(SENDER, "secret", "mail.example.cn", 25, tls="none")


def test_a_wrong_password_stops_the_queue(server, trust, letter):
    """535 concerns every mail, not this one."""
    with Mailer(SENDER, "wrong", "127.0.0.1", server.port, context=trust) as mailer, pytest.raises(Config) as caught:
        mailer.send(**letter())
    assert caught.value.code == 535


@pytest.mark.parametrize("password", [None, "密码"])
def test_a_missing_or_unspeakable_password_stops_the_queue_and_asks_no_terminal(server, trust, letter, password):
    """Stock yagmail asks the terminal for a missing password, where a worker waits for ever."""
    with Mailer(SENDER, password, "127.0.0.1", server.port, context=trust) as mailer, pytest.raises(Config):
        mailer.send(**letter())


def test_no_login_on_offer_stops_the_queue(plain_server, letter):
    """A password for a server that wants none means that it is the wrong server."""
    with Mailer(SENDER, "secret", "127.0.0.1", plain_server.port, tls="none") as mailer, pytest.raises(Config):
        mailer.send(**letter())


def test_a_sender_the_server_does_not_allow_stops_the_queue(server, trust, letter):
    """553 at MAIL FROM would meet every mail."""
    args = {"context": trust, "envelope_from": "banned@czj.example.cn"}
    with Mailer(SENDER, "secret", "127.0.0.1", server.port, **args) as mailer, pytest.raises(Config) as caught:
        mailer.send(**letter())
    assert caught.value.code == 553


def test_a_mail_over_the_servers_size_limit_is_permanent(server, mailer, letter):
    """552 is about this mail: the queue goes on."""
    with pytest.raises(Permanent) as caught:
        mailer.send(**letter(attachments=[("大.bin", b"x" * 800_000)]))
    assert caught.value.code == 552
    assert "DATA" not in server.log.commands
    assert mailer.send(**letter()) == {}


def test_a_server_that_is_down_is_transient(trust, letter):
    """It will be back; the mail waits."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = taken.getsockname()
        with Mailer(SENDER, "secret", *where, context=trust) as mailer, pytest.raises(Transient):
            mailer.send(**letter())


@pytest.mark.parametrize(
    ("failure", "fault"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), Config),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), Transient),
        (TimeoutError("timed out"), Transient),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), Transient),
        (ssl.SSLError(1, "wrong version number"), Config),
        (UnicodeError("label too long"), Config),
    ],
)
def test_a_dial_that_fails_is_told_by_what_it_says(monkeypatch, letter, failure, fault):
    """Name server, time, TLS: what passes is transient, what will not pass stops the queue."""

    def dial(*args, **kwargs):
        raise failure

    monkeypatch.setattr(transport.Mailer, "connection", dial)
    with Mailer(SENDER, None, "127.0.0.1", 25, tls="none") as mailer, pytest.raises(fault):
        mailer.send(**letter())


def test_login_name_and_envelope_sender_may_differ_from_the_address(server, trust, letter):
    """Stock yagmail logs in as the From address and nothing else."""
    names = {"login_name": "DOMAIN\\svc", "envelope_from": "bounce@czj.example.cn"}
    with Mailer(SENDER, "secret", "127.0.0.1", server.port, context=trust, **names) as mailer:
        mailer.send(**letter())
    (copy,) = server.log.copies
    assert copy.sender == "bounce@czj.example.cn"
    assert server.log.logins == [b"DOMAIN\\svc"]
    assert copy.mail["From"].addresses[0].addr_spec == "jx@czj.example.cn"


def test_a_busy_tls_line_does_not_wait_for_acknowledgements(mailer):
    """Nagle's algorithm costs 40 ms a mail."""
    mailer.login()
    assert mailer.smtp.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    "address",
    ["张三@x.cn", "a@某某.cn", "a@x.cn ", "a@x.cn\n", "a@x.cn,b@x.cn", "<a@x.cn>", "a@x", "a\n@x.cn", "*@x.cn", ""],
)
def test_an_address_that_is_none_is_permanent_and_never_dials(server, mailer, letter, address):
    """Stock yagmail lets 张三@x.cn through and dies later in UnicodeEncodeError."""
    for key in ("to", "cc"):
        with pytest.raises(Permanent):
            mailer.send(**letter(**{key: {address: "某"}}))
    with pytest.raises(Permanent):
        mailer.send(**letter(bcc=[address]))
    assert "MAIL" not in server.log.commands


def test_a_mail_to_nobody_is_permanent_and_does_not_go_to_ourselves(server, mailer, letter):
    """`to=None` makes stock yagmail mail the sender."""
    with pytest.raises(Permanent):
        mailer.send(**letter(to={}))
    assert server.log.copies == []


def test_a_sender_that_is_no_address_stops_the_queue():
    """`user` without @ becomes …@gmail.com in stock yagmail."""
    with pytest.raises(Config):
        Mailer({"jx": "某局"}, None, "127.0.0.1", 25)


def test_nobody_imports_the_standard_library_client():
    """yagmail is the only way to a mail server."""
    sources = Path(inspect.getsourcefile(Mailer)).parent.glob("*.py")
    imports = [line for source in sources for line in source.read_text().splitlines() if "import" in line]
    assert len(imports) > 20
    assert not [line for line in imports if "smtplib" in line]

"""The four ways in which a mail can fail, each with what to do next; and how a failure is told to be one of them."""

import socket
import ssl
from collections.abc import Mapping

Refused = dict[str, tuple[int, str]]  # address → (reply code, what the server said)

_WANTS_LOGIN = (530, 534, 535, 538)  # RFC 4954 §6: about who we are, not about what we send
_TOO_BIG = 552  # RFC 1870 §6.1


class MailFault(Exception):
    """A mail was not (certainly) accepted. `code` is the server's reply, `refused` its word on each address."""

    def __init__(self, says: str, code: int | None = None, refused: Mapping[str, tuple[int, str]] | None = None):
        super().__init__(says)
        self.code = code
        self.refused: Refused = dict(refused or {})


class Transient(MailFault):
    """Certainly not accepted, may be next time. Do: put the row back to pending with a back-off; tell nobody yet."""


class Permanent(MailFault):
    """Certainly not accepted, and never will be as it stands. Do: mark the row failed and give a person a task."""


class Ambiguous(MailFault):
    """The mail was handed over whole and no answer came: accepted or not, nobody knows.

    Do: never simply send again. Look for evidence (archive mailbox, relay log) after the settle time; without evidence
    a reminder may go again with the same Message-ID and the same Date, a formal paper is parked as `uncertain`.
    """


class Config(MailFault):
    """Not this mail is wrong but the set-up: no mail would pass. Do: stop the queue, leave the row pending, alert."""


def said(code: int, reply: bytes) -> str:
    """The server's words, fit to be stored and shown."""
    return f"{code} {' '.join(reply.decode('utf-8', 'replace').split())[:300]}"


def by_code(where: str, code: int, reply: bytes) -> MailFault:
    """A refusal of one mail: 4xx passes, 5xx stays, and a server that wants another login first refuses everybody."""
    return _kind(code)(f"{where}：{said(code, reply)}", code)


def by_sender(code: int, reply: bytes) -> MailFault:
    """A refusal at MAIL FROM concerns our own address, hence every mail, unless the server says that it passes (4xx)
    or that this one mail is too big."""
    if code == _TOO_BIG or code // 100 == 4:
        return by_code("服务器未接收发件请求", code, reply)
    return Config(f"服务器不接受本发件地址：{said(code, reply)}", code)


def by_recipients(refused: Refused) -> MailFault:
    """Every addressee refused: worth another try as soon as one of the refusals is passing (greylisting)."""
    codes = [code for code, _ in refused.values()]
    code = next((code for code in codes if code // 100 == 4), codes[0])
    listed = "；".join(f"{address}（{said(code, reply.encode())}）" for address, (code, reply) in refused.items())
    return _kind(code)(f"收件地址被拒：{listed}", code, refused)


def by_archive(address: str, code: int, reply: str) -> MailFault:
    """The archive refused its copy: of this mail (4xx) or, as far as one can see, of every one."""
    words = f"存档邮箱拒收，没有存档的邮件不发：{address}（{said(code, reply.encode())}）"
    return Transient(words, code) if code // 100 == 4 else Config(words, code)


def at_login(fault: OSError | UnicodeError, linked: bool) -> MailFault:
    """A failure to connect, to secure the connection or to log in. `linked`: the connection is still standing.

    The connection's own exception classes are not imported: all are OSErrors, and what they carry says more than their
    names. A reply has `smtp_code`. A lost link has an errno, or has closed the connection behind it. What is left,
    raised on a standing connection with neither, is the client's own refusal to go on: no STARTTLS or AUTH on offer.
    """
    code = getattr(fault, "smtp_code", None)
    if isinstance(code, int):
        words = said(code, getattr(fault, "smtp_error", b""))
        if code // 100 == 4:
            return Transient(f"邮件服务器暂不受理：{words}", code)
        return Config(f"邮件服务器拒绝登录（请核对账号、授权码和端口）：{words}", code)
    if _is_setup(fault, linked):
        return Config(f"邮件服务器设置有误（请核对地址、端口、证书和登录方式）：{fault}")
    return Transient(f"连不上邮件服务器：{fault}")


def _kind(code: int) -> type[MailFault]:
    return Config if code in _WANTS_LOGIN else Transient if code // 100 == 4 else Permanent


def _is_setup(fault: OSError | UnicodeError, linked: bool) -> bool:
    if isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return False  # the other side hung up in the middle of the handshake
    if isinstance(fault, UnicodeError | ssl.SSLError):
        return True  # a password or host name beyond ASCII; a certificate that does not verify
    if isinstance(fault, socket.gaierror):
        return fault.errno == socket.EAI_NONAME  # no such host, as against a name server that does not answer
    return linked and fault.errno is None and not isinstance(fault, TimeoutError)

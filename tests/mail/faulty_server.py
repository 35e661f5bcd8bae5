"""A real mail server for the tests: STARTTLS with a certificate of its own authority, AUTH, and faults on request.

The local part of a receiver orders the fault: refuse@ grey@ busy@ dropearly@ (at RCPT), dropcmd@ (at DATA),
data4@ data5@ odd@ (after the mail), dropdata@ hang@ (after the mail, without an answer).
"""

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "secret"
AT_RCPT = {"refuse": "550 5.1.1 no such user", "grey": "451 4.7.1 greylisted", "busy": "421 4.3.2 shutting down"}
DROPS = ("dropearly", "dropcmd")  # before it has the mail
AFTER_DATA = {"data4": "451 4.3.0 try again", "data5": "554 5.6.0 rejected", "odd": "hello?"}


@dataclass
class Copy:
    """One mail as the server took it."""

    sender: str
    receivers: list
    raw: bytes
    peer: tuple

    @property
    def mail(self):
        """The mail parsed by today's rules, as a careful client reads it."""
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class Log:
    """What the server has seen, in order: mails it took, commands, login names."""

    copies: list = field(default_factory=list)
    commands: list = field(default_factory=list)
    logins: list = field(default_factory=list)


class Faulty(SMTP):
    """aiosmtpd that writes down each command and can hang up at DATA."""

    async def smtp_DATA(self, arg):
        self.event_handler.log.commands.append("DATA")
        if "dropcmd" in DROPS and any(address.startswith("dropcmd@") for address in self.envelope.rcpt_tos):
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Handler:
    """Takes mails, or does what the local part asks for."""

    def __init__(self):
        self.log = Log()

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.log.commands.append("MAIL")
        if address.startswith("banned@"):
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.partition("@")[0]
        if local == "dropearly" and local in DROPS:
            server.transport.abort()
        if local in AT_RCPT:
            return AT_RCPT[local]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_RSET(self, server, session, envelope):
        self.log.commands.append("RSET")
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        self.log.commands.append("QUIT")
        return "221 Bye"

    async def handle_DATA(self, server, session, envelope):
        local = next((a.partition("@")[0] for a in envelope.rcpt_tos), "")
        if local in AFTER_DATA:
            return AFTER_DATA[local]
        self.log.copies.append(Copy(envelope.mail_from, envelope.rcpt_tos, envelope.original_content, session.peer))
        if local == "dropdata":
            server.transport.abort()
        if local == "hang":
            await asyncio.sleep(60)
        return "250 OK"


class Server(Controller):
    """The server on a port of the system's choice."""

    def factory(self):
        return Faulty(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    @property
    def log(self):
        """What it has seen so far."""
        return self.handler.log


def authenticator(server, session, envelope, mechanism, data):
    """Right name and right password; aiosmtpd hangs the client unless a failure says `handled=False`."""
    good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    server.event_handler.log.logins.append(data.login)
    return AuthResult(success=good, handled=False)


def certificate(folder):
    """An authority and a server certificate for 127.0.0.1 signed by it: (CA file, server context)."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in ("test authority", "127.0.0.1")]
    now = datetime.now(UTC)

    def sign(name, key, extensions):
        paper = x509.CertificateBuilder().subject_name(name).issuer_name(names[0]).public_key(key.public_key())
        paper = paper.serial_number(x509.random_serial_number())
        paper = paper.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        for extension, critical in extensions:
            paper = paper.add_extension(extension, critical)
        return paper.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    subject = x509.SubjectKeyIdentifier.from_public_key(authority.public_key())
    ca = sign(names[0], authority, [(x509.BasicConstraints(True, 0), True), (usage, True), (subject, False)])
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = sign(names[1], own, [(host, False), (issuer, False)])
    key = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(ca)
    (folder / "server.pem").write_bytes(key + leaf)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")
    return folder / "ca.pem", context


def run(**kwargs):
    """Start a server and hand it out; stop it afterwards."""
    server = Server(Handler(), hostname="127.0.0.1", port=0, **kwargs)
    server.start()
    try:
        yield server
    finally:
        server.stop()

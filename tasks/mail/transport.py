"""The way out: yagmail as a base class, with each of its thirteen measured defects closed."""

import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal, Self

import yagmail

from tasks.mail import faults
from tasks.mail.address import valid_address
from tasks.mail.compose import compose
from tasks.mail.dialogue import envelope, hand_over
from tasks.mail.faults import Ambiguous, Config, MailFault, Permanent, Refused, Transient

Tls = Literal["starttls", "ssl", "none"]
People = Mapping[str, str]  # address → display name


class Mailer(yagmail.SMTP):  # type: ignore[misc]
    """One sender with one connection, kept from mail to mail. Not for several threads at once.

    `sender` is {address: display name}; `password` None means a server that wants no login. TLS is verified against
    `context` (default: the system's authorities); `tls="none"` is for a relay or a sink on this machine. `timeout` in
    seconds bounds every wait for the server; after `mails_per_connection` mails the line is dialled again. Dials on
    first use. Raises Config for a sender address that is none and for a password that would travel in clear.
    """

    smtp: Any  # the connection, or None

    def __init__(
        self,
        sender: People,
        password: str | None,
        host: str,
        port: int,
        *,
        tls: Tls = "starttls",
        context: ssl.SSLContext | None = None,
        login_name: str | None = None,
        envelope_from: str | None = None,
        local_hostname: str | None = None,
        timeout: float = 30.0,
        mails_per_connection: int = 100,
    ) -> None:
        ((address, name),) = sender.items()
        self.login_name = login_name or address
        self.envelope_from = envelope_from or address
        if not (valid_address(address) and valid_address(self.envelope_from)):
            raise Config(f"发件地址不是有效的邮箱地址：{address}、{self.envelope_from}")
        if password is not None and tls == "none" and not _is_this_machine(host):
            raise Config(f"到 {host} 的连接未加密，不能在上面发送密码")
        # Loading the system's authorities takes 50 ms: not for a line that will not be secured.
        verified = {"context": context or ssl.create_default_context()} if tls != "none" else {}
        super().__init__(
            {address: name}, password, host, port,
            smtp_skip_login=True,  # login() below does it: under its own name, and never by asking a terminal
            smtp_ssl=tls == "ssl", smtp_starttls=verified if tls == "starttls" else False,
            local_hostname=local_hostname or address.partition("@")[2], timeout=timeout,
            **(verified if tls == "ssl" else {}),
        )
        self.mails_per_connection = mails_per_connection
        self._left = 0

    def send(
        self,
        to: People,
        subject: str,
        html: str,
        attachments: Sequence[tuple[str, bytes]] = (),
        *,
        text: str,
        message_id: str,
        date: datetime,
        cc: People | None = None,
        bcc: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Refused:
        """Send one mail in one attempt. Returns the refused addresses of a mail that the server took; {}: none.

        `html` and `text` are the two readings of the body, never paths; `attachments` are (name, bytes). Addresses in
        `bcc` (an archive) do not count as reached: when all of `to` and `cc`, or one of `bcc`, are refused, nothing is
        sent.
        Raises Transient, Permanent, Ambiguous or Config, each of which says what to do; ValueError as `compose` does.
        """
        addressees = [*to, *(cc or {})]
        wrong = [address for address in [*addressees, *bcc] if not valid_address(address)]
        if wrong or not to:
            raise Permanent(f"收件地址无效：{'、'.join(map(repr, wrong)) or '没有收件人'}")
        mail = compose(
            (self.user, self.useralias), to, subject, html, attachments,
            text=text, message_id=message_id, date=date, cc=cc, headers=headers,
        )
        self.login()
        return self._attempt_send(addressees, mail, bcc)

    def login(self) -> None:
        """Dial, secure the line and log in, unless the line still stands. Raises Transient or Config."""
        if self._left > 0 and self._answers():
            return
        self.close()
        try:
            super().login()
            # Nagle and delayed ACK cost 40 ms a mail on a TLS line.
            self.smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.smtp.ehlo_or_helo_if_needed()  # stock yagmail greets only where it starts TLS or logs in
            if self.credentials is not None:
                self.smtp.login(self.login_name, self.credentials)
        except (OSError, UnicodeError) as fault:
            linked = self._linked()
            self._drop()
            raise faults.at_login(fault, linked) from fault
        self._left = self.mails_per_connection

    def close(self) -> None:
        """Hang up politely, if there is anybody to be polite to. The next mail dials again."""
        if self._linked():
            with suppress(OSError):
                self.smtp.quit()
        self._drop()

    def __enter__(self) -> Self:
        return self

    def _attempt_send(self, addressees: Sequence[str], mail: bytes, bcc: Sequence[str] = ()) -> Refused:
        """One attempt, and no other: yagmail's own sends up to three copies when the line breaks after the mail."""
        self._left -= 1
        try:
            refused = envelope(self.smtp, self.envelope_from, addressees, bcc, len(mail))
            hand_over(self.smtp, mail)
        except MailFault as fault:
            self._recover(fault)
            raise
        except OSError as fault:
            self._drop()
            raise Transient(f"邮件交付前连接中断：{fault}") from fault
        self.num_mail_sent += 1
        return refused

    def _recover(self, fault: MailFault) -> None:
        """After a refusal the line is reset and kept; after anything else its state is unknown and it is dropped."""
        try:
            if isinstance(fault, Ambiguous) or fault.code == 421 or self.smtp.rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _linked(self) -> bool:
        return self.smtp is not None and self.smtp.sock is not None

    def _answers(self) -> bool:
        try:
            return self._linked() and bool(self.smtp.noop()[0] == 250)
        except OSError:
            return False

    def _drop(self) -> None:
        if self.smtp is not None:
            self.smtp.close()
        self.smtp, self._left, self.is_closed = None, 0, True


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

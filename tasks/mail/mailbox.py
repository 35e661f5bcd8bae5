"""A mailbox read over IMAP: always over verified TLS, always read-only, never waited for without end."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls
from pydantic import SecretStr

# What a mailbox that cannot be asked raises: no line, no TLS, no login, no such folder, nonsense instead of an answer.
CANNOT_ASK = (OSError, ImapToolsError, imaplib.IMAP4.error, UnicodeError, ValueError)
TIMEOUT = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Account:
    """One folder of one account, and how it is reached."""

    host: str
    port: int
    tls: Literal["ssl", "starttls"]
    user: str
    password: SecretStr
    ca_file: str
    folder: str


@contextmanager
def opened(account: Account, timeout: float = TIMEOUT) -> Iterator[BaseMailBox]:
    """The folder, open for reading only: what is read stays unread. Raises one of CANNOT_ASK."""
    context = ssl.create_default_context(cafile=account.ca_file or None)
    dial = MailBox if account.tls == "ssl" else MailBoxStartTls
    box = dial(account.host, account.port, timeout, ssl_context=context)
    try:
        box.login(account.user, account.password.get_secret_value(), initial_folder=None)
        box.folder.set(account.folder, readonly=True)
        yield box
    finally:
        try:
            box.logout()
        except CANNOT_ASK:
            box.client.shutdown()

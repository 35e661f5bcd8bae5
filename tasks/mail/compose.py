"""One mail as bytes: HTML with its text twin, attachments with their right types, headers as given.

Built from the classic `email.mime` parts, not `EmailMessage`: that one's folding (3.11.7) loses blanks between the
encoded words of a Chinese subject, and it is a quarter slower. The same arguments give the same bytes, so that a mail
sent again is a copy of the first.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email import policy
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from hashlib import sha256

from tasks.mail.attachment import attachment
from tasks.mail.header import encoded, mailbox

# Without 'none', re-folding breaks long content types ("…officedocument.sp readsheetml.sheet").
_WIRE = policy.SMTP.clone(refold_source="none")
_OURS = {"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "sender", "return-path"}
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_MESSAGE_ID = re.compile(r"<(?=.{3,200}>)[A-Za-z0-9.=_+-]+@[A-Za-z0-9.-]+>")


def compose(
    sender: tuple[str, str],
    to: Mapping[str, str],
    subject: str,
    html: str,
    attachments: Sequence[tuple[str, bytes]] = (),
    *,
    text: str,
    message_id: str,
    date: datetime,
    cc: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Compose a mail. `sender` is (address, name); `to` and `cc` map addresses, already valid, to display names;
    `attachments` are (file name, bytes); `headers` come on top of the usual ones.

    Raises ValueError for what only a programmer gets wrong: a Message-ID that is none, a date without its time zone,
    a header that is ours to write.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"not a Message-ID: {message_id!r}")
    if date.tzinfo is None:
        raise ValueError("the date of a mail needs its time zone")
    mail = _body(html, text, attachments, key=sha256(message_id.encode()).hexdigest()[:24])
    mail["From"] = mailbox(*sender)
    for header, people in (("To", to), ("Cc", cc or {})):
        if people:
            mail[header] = ",\n ".join(mailbox(address, name) for address, name in people.items())
    mail["Subject"] = encoded(subject, "Subject")
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        if not _HEADER.fullmatch(name) or name.lower() in _OURS or name.lower().startswith("content-"):
            raise ValueError(f"not a header to add: {name!r}")
        mail[name] = encoded(value, name)
    return mail.as_bytes(policy=_WIRE)


def _body(html: str, text: str, attachments: Sequence[tuple[str, bytes]], key: str) -> MIMEMultipart:
    """The parts. The boundaries come from `key`; "_" cannot occur in base64, which is all that stands between them."""
    twins = [MIMEText(_lines(text), "plain", "utf-8"), MIMEText(_lines(html), "html", "utf-8")]
    body = MIMEMultipart("alternative", f"=_a{key}", twins)
    if not attachments:
        return body
    return MIMEMultipart("mixed", f"=_m{key}", [body, *(attachment(name, data) for name, data in attachments)])


def _lines(text: str) -> str:
    """CRLF line ends, since no relay can put them right inside base64; lone surrogates as "?"."""
    return re.sub(r"\r\n?|\n", "\r\n", text).encode("utf-8", "replace").decode()

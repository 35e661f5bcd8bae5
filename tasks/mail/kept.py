"""A mail that was kept, read for showing: tolerant, since anything may land in a sink."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from config.clock import BEIJING
from tasks.mail.attachment import safe_name
from tasks.mail.header import clean


class Person(NamedTuple):
    """One address of a header, with its display name or ""."""

    name: str
    address: str


class Enclosure(NamedTuple):
    """One attached file; `name` is fit for a file system."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What a reader sees of one mail. `kind` is what its subject says in 【】; `hidden` got it without being named."""

    file: Path
    message_id: str
    date: datetime  # Beijing time; that of the file where the mail has none
    sender: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    hidden: tuple[str, ...]
    kind: str
    subject: str  # without the 【】
    text: str
    html: str
    enclosures: tuple[Enclosure, ...]

    @property
    def snippet(self) -> str:
        """The beginning of the text in one line."""
        return clean(self.text[:400])[:90]


def read_kept(file: Path) -> Kept:
    """Read one `.eml`. Never refuses one: what cannot be decoded is shown as well as it can be. Raises OSError."""
    mail = message_from_bytes(file.read_bytes())
    parts = [part for part in mail.walk() if not part.is_multipart()]
    sender, to, cc = (_people(mail, header) for header in ("From", "To", "Cc"))
    named = {person.address for person in (*to, *cc)}
    kind, subject = _kind(_words(mail.get("Subject")))
    return Kept(
        file=file,
        message_id=_words(mail.get("Message-ID")),
        date=_date(mail, file),
        sender=sender,
        to=to,
        cc=cc,
        hidden=tuple(person.address for person in _people(mail, "X-Envelope-To") if person.address not in named),
        kind=kind,
        subject=subject,
        text=_body(parts, "text/plain"),
        html=_body(parts, "text/html"),
        enclosures=tuple(_enclosures(parts)),
    )


def _words(value: object) -> str:
    """A header value decoded; as it stands where it cannot be."""
    raw = str(value or "")
    try:
        return clean(str(make_header(decode_header(raw))))
    except (LookupError, ValueError, HeaderParseError):
        return clean(raw)


def _people(mail: Message, header: str) -> tuple[Person, ...]:
    values = [str(value) for value in mail.get_all(header, [])]
    return tuple(Person(_words(name), clean(address)) for name, address in getaddresses(values) if address)


def _kind(subject: str) -> tuple[str, str]:
    found = re.match(r"【([^】]{1,12})】\s*(.*)", subject)
    return (found[1].strip(), found[2]) if found else ("", subject)


def _date(mail: Message, file: Path) -> datetime:
    try:
        date = parsedate_to_datetime(str(mail.get("Date")))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(BEIJING)  # -0000 is UTC (RFC 5322 §3.3)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(file.stat().st_mtime, BEIJING)


def _body(parts: list[Message], kind: str) -> str:
    texts = (part for part in parts if part.get_content_type() == kind and not part.get_filename())
    return next((_decoded(part) for part in texts), "")


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    try:
        text = data.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode()  # UTF-7 can smuggle in lone surrogates


def _enclosures(parts: list[Message]) -> Iterator[Enclosure]:
    taken: set[str] = set()
    for number, part in enumerate(parts, 1):
        title = part.get_filename()
        if not title and part.get_content_disposition() != "attachment" and part.get_content_maintype() == "text":
            continue
        data = part.get_payload(decode=True)
        name = safe_name(_words(title))
        name = f"{number}-{name}" if name.lower() in taken else name
        taken.add(name.lower())
        yield Enclosure(name, data if isinstance(data, bytes) else b"")

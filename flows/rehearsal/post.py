"""What a unit finds in its mailbox: the mails of the outbox, read with nothing but Python's own e-mail package."""

from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import cast

from config.clock import BEIJING


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it was kept, and the envelope it came in."""

    message_id: str
    day: date
    subject: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    envelope: frozenset[str]
    words: str  # text and HTML
    files: tuple[tuple[str, bytes], ...]


def read_mail(path: Path) -> Mail:
    """Read one `.eml`."""
    mail = message_from_bytes(path.read_bytes(), policy=default)
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text" and not part.is_attachment()]
    files = [(part.get_filename() or "", part.get_payload(decode=True)) for part in mail.iter_attachments()]
    return Mail(
        str(mail["Message-ID"]).strip(), parsedate_to_datetime(str(mail["Date"])).astimezone(BEIJING).date(),
        str(mail["Subject"]), _addresses(mail, "To"), _addresses(mail, "Cc"),
        frozenset(_addresses(mail, "X-Envelope-To")),
        "\n".join(part.get_content() for part in parts), tuple((name, cast(bytes, data)) for name, data in files),
    )


class Mailboxes:
    """All mails of an outbox, read once each; later looks read only what is new."""

    def __init__(self, outbox: Path) -> None:
        self._outbox, self._read = outbox, dict[str, Mail]()

    def all(self) -> dict[str, Mail]:
        """File name → mail, the new ones included."""
        for path in sorted(self._outbox.glob("*.eml")):
            if path.name not in self._read:
                self._read[path.name] = read_mail(path)
        return self._read

    def of(self, address: str) -> list[Mail]:
        """The mails to one address, the oldest first; of one day a form comes before a return of it."""
        mine = [mail for mail in self.all().values() if address in mail.envelope]
        return sorted(mine, key=lambda mail: mail.day)

    def form(self, unit: str, address: str) -> bytes:
        """The latest form that the unit was sent. Raises IndexError when it never got one."""
        return self._forms(unit, address)[-1]

    def first_form(self, unit: str, address: str) -> bytes:
        """The first form that the unit was sent. Raises IndexError when it never got one."""
        return self._forms(unit, address)[0]

    def _forms(self, unit: str, address: str) -> list[bytes]:
        return [data for mail in self.of(address) for name, data in mail.files if name.endswith(f"-{unit}.xlsx")]

    def returned(self, address: str) -> bytes:
        """Its own workbook as it last came back, with the wrong cells marked. Raises IndexError when none did."""
        return [data for mail in self.of(address) for name, data in mail.files if name.endswith("-退回修改.xlsx")][-1]


def _addresses(mail: EmailMessage, header: str) -> tuple[str, ...]:
    return tuple(address for _, address in getaddresses([str(one) for one in mail.get_all(header, [])]))

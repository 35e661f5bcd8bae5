"""The post: hands each mail to the server the safety catch allows, and can say afterwards whether one was taken."""

import ssl
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from config import clock
from config.settings import Settings
from tasks.mail.archive import Archive
from tasks.mail.catch import Way, route
from tasks.mail.pace import Pace
from tasks.mail.sink import Sink, file_stem
from tasks.mail.transport import Mailer

People = Sequence[tuple[str, str]]  # (name, address)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail ready to leave; `message_id` and `date` are the notice's own, the same however often it is tried."""

    to: tuple[str, str]  # (name, address)
    cc: People
    subject: str
    html: str
    text: str
    attachments: Sequence[tuple[str, bytes]]
    message_id: str
    date: datetime
    headers: Mapping[str, str]


class Post:
    """One open connection per way out. Without the live switch all mail lands in `folder`, through a real SMTP server.

    `live` comes from the caller, who knows whether a day is only rehearsed. What leaves is paced and copied to the
    archive; what stays is neither. Use as a context manager.
    """

    def __init__(self, chosen: Settings, folder: Path, *, live: bool) -> None:
        self.settings, self.folder, self.live = chosen, folder, live
        self._open = ExitStack()
        self._mailers: dict[Way, Mailer] = {}
        self.archive = self._open.enter_context(Archive(chosen))
        account = f"{chosen.smtp_user or chosen.mail_address}@{chosen.smtp_host}:{chosen.smtp_port}"
        self._pace = Pace(folder / ".pace.json", account, chosen.mail_per_minute, chosen.mail_per_day)

    def turn(self) -> str:
        """Wait for the next mail's turn; in Chinese why none may leave any more today, "" when one may."""
        return self._pace.turn() if self.live else ""

    def way(self, letter: Letter) -> Way:
        """Where this mail may go, with its copy for the archive: that address is on the list by being named."""
        addresses = [letter.to[1], *(address for _, address in letter.cc), *self._copies]
        return route(addresses, self.live, (*self.settings.mail_allow, *self._copies))

    @property
    def _copies(self) -> list[str]:
        return [self.archive.address] if self.archive.address else []

    def send(self, letter: Letter) -> dict[str, tuple[int, str]]:
        """Send once; the refused addresses of a mail that was taken. Raises the faults of tasks.mail.faults."""
        way = self.way(letter)
        if way == "live":
            self._pace.count()
        refused: dict[str, tuple[int, str]] = self._mailer(way).send(
            {letter.to[1]: letter.to[0]}, letter.subject, letter.html, letter.attachments, text=letter.text,
            message_id=letter.message_id, date=letter.date, cc={address: name for name, address in letter.cc},
            bcc=self._copies if way == "live" else (), headers=letter.headers,
        )
        return refused

    def taken(self, message_id: str, *, live: bool, claimed_at: datetime | None = None) -> bool | None:
        """Whether a mail of unknown fate was taken; None: not to be known, or not yet.

        The sink can tell at once. Of a real server (`live`) only an archive mailbox knows: what is there was taken;
        what is not there was not, once the settle time has passed since `claimed_at`, when its sending began. Nobody
        is asked while mails must not leave.
        """
        name = file_stem(f"Message-ID: {message_id}\n\n".encode())
        if (self.folder / f"{name}.eml").exists():
            return True
        if not (live and self.live):
            return None if live else False
        settle = timedelta(minutes=self.settings.archive_settle_minutes)
        settled = claimed_at is not None and clock.now() - claimed_at >= settle
        held = self.archive.holds(message_id)
        return None if held is False and not settled else held

    def _mailer(self, way: Way) -> Mailer:
        if way not in self._mailers:
            self._mailers[way] = self._live() if way == "live" else self._to_sink()
            self._open.callback(self._mailers[way].close)
        return self._mailers[way]

    def _live(self) -> Mailer:
        one = self.settings
        context = ssl.create_default_context(cafile=one.smtp_ca_file or None)
        password = one.smtp_password.get_secret_value() or None
        return Mailer(
            {one.mail_address: one.mail_name}, password, one.smtp_host, one.smtp_port, context=context,
            tls="starttls" if one.smtp_tls else "none", login_name=one.smtp_user or None,
            envelope_from=one.bounce_address or None, timeout=one.smtp_timeout,
        )

    def _to_sink(self) -> Mailer:
        sink = self._open.enter_context(Sink(self.folder))
        return Mailer({self.settings.mail_address: self.settings.mail_name}, None, "127.0.0.1", sink.port, tls="none")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

"""The return mailbox: what came back since it was last read. Nothing in it is answered, moved or marked."""

import json
from dataclasses import replace
from pathlib import Path

from imap_tools import BaseMailBox

from config.settings import Settings
from tasks.mail.archive import account
from tasks.mail.bounces import Bounce
from tasks.mail.mailbox import CANNOT_ASK, opened
from tasks.mail.returned import returned

MOST_MAILS = 500  # in one go; the rest is for the next one
MOST_BYTES = 200_000  # of one mail: the report stands before the mail that came back


class Returns:
    """The bounces of one mailbox. `file` remembers how far it was read; lost, everything is read again, to no harm."""

    def __init__(self, chosen: Settings, file: Path) -> None:
        self.file = file
        self.trouble = ""  # why the mailbox could not be read, in Chinese
        self.unclear: list[str] = []  # mails that came back and do not say which or to whom: a person must look
        self._read: dict[str, int] = {}
        self._folder = chosen.bounce_folder
        self._account = replace(account(chosen), folder=chosen.bounce_folder)
        if chosen.bounce_user:
            self._account = replace(self._account, user=chosen.bounce_user, password=chosen.bounce_password)

    def fetch(self) -> list[Bounce]:
        """What came back since; [] where no mailbox is configured or it cannot be read, then `trouble` says why."""
        if not self._folder:
            return []
        try:
            with opened(self._account) as box:
                return self._fetched(box)
        except CANNOT_ASK as fault:
            self.trouble = f"退信邮箱读不了：{fault}"
            return []

    def done(self) -> None:
        """What was fetched is in the books: do not fetch it again."""
        if self._read:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(self._read), encoding="utf-8")

    def _fetched(self, box: BaseMailBox) -> list[Bounce]:
        validity = box.folder.status(self._folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        last = self._last(validity)
        new = sorted(uid for uid in map(int, box.uids(f"UID {last + 1}:*")) if uid > last)[:MOST_MAILS]
        found = [returned(_beginning(box, uid)) for uid in new]
        self.unclear = [one.unclear for one in found if one.unclear]
        self._read = {"validity": validity, "last": new[-1]} if new else {}
        return [bounce for one in found for bounce in one.bounces]

    def _last(self, validity: int) -> int:
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            return int(kept["last"]) if kept["validity"] == validity else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0


def _beginning(box: BaseMailBox, uid: int) -> bytes:
    """The first part of a mail; b"" for one that has gone meanwhile. PEEK: it stays unread."""
    _, found = box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    return next((one[1] for one in found if isinstance(one, tuple)), b"")

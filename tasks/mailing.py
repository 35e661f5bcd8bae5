"""Mailing: from what one claim has taken to the one mail that leaves; several notices become a digest."""

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from reports.mails import Mail, compose, digest
from tasks.desk import Desk
from tasks.letters import Enclosures, Letters
from tasks.mail.post import Letter
from tasks.store import claims
from tasks.store.engine import reading as consistently
from tasks.store.outbox import Notice

LONGEST_THREAD = 20  # Message-IDs in one header
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Mailing:
    """Writes the mails of one run. What a milestone's letters need is read once, when its first one is written."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._letters: dict[tuple[str, str, int], Letters] = {}

    def letter(self, group: Sequence[Notice]) -> tuple[Letter, str]:
        """The mail of a claim under the Message-ID and Date of its first notice, and the SHA-256 of what it says."""
        lead = group[0]
        matters = [(one.kind, *self._matter(one)) for one in group]
        said = [(kind, facts) for kind, facts, _ in matters]
        mail = compose(*said[0]) if len(said) == 1 else digest(said)
        enclosures = _once([file for *_, files in matters for file in files])
        copies = [] if lead.kind in claims.DAILY else list(lead.cc)
        return Letter(
            (lead.to_name, lead.to_email), copies, mail.subject, mail.html, mail.text, enclosures,
            lead.message_id, lead.dated_at or lead.created_at, self._headers(group),
        ), _sha256(mail)

    def _matter(self, notice: Notice) -> tuple[dict[str, object], Enclosures]:
        """Facts and files of one notice, from the letters of its own milestone, node and work year."""
        own = (notice.milestone, notice.work_year) == (self.desk.milestone, self.desk.work_year)
        about = (notice.milestone, notice.node or (self.desk.node if own else ""), notice.work_year)
        if about not in self._letters:
            self._letters[about] = Letters(self.desk.about(*about))
        return self._letters[about].matter(notice)

    def _headers(self, group: Sequence[Notice]) -> dict[str, str]:
        """Nobody's machine is to answer it; and it replies to the mails that brought the forms it is about."""
        headers = HEADERS | {"Reply-To": self.desk.settings.replies_to}
        with consistently(self.desk.engine) as conn:
            begun = claims.threads(conn, group)[-LONGEST_THREAD:]
        return headers | {"In-Reply-To": begun[0], "References": " ".join(begun)} if begun else headers


def _once(files: Enclosures) -> Enclosures:
    """Each file once; another one of the same name gets a number."""
    kept: dict[str, bytes] = {}
    for name, data in files:
        path, number = PurePosixPath(name), 1
        while kept.get(name, data) != data:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        kept[name] = data
    return list(kept.items())


def _sha256(mail: Mail) -> str:
    return hashlib.sha256("\0".join((mail.subject, mail.html, mail.text)).encode()).hexdigest()

"""Evidence: every mail that leaves is copied to an archive mailbox, which can say afterwards whether it came."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from imap_tools import AND, BaseMailBox, Header

from config.settings import Settings
from tasks.mail.mailbox import CANNOT_ASK, Account, opened


class Archive:
    """The archive mailbox; dialled when first asked. Use as a context manager."""

    def __init__(self, chosen: Settings) -> None:
        self.address = chosen.archive_address
        self._account = account(chosen)
        self._open = ExitStack()
        self._box: BaseMailBox | None = None
        self.trouble = ""  # why it could not be asked, in Chinese

    def holds(self, message_id: str) -> bool | None:
        """Whether a mail with this Message-ID is there; None when the mailbox cannot be asked.

        One that could not be asked once is not asked again: every mail of a long queue would wait for it.
        """
        if self.trouble or not self._account.host:
            return None
        try:
            self._box = self._box or self._open.enter_context(opened(self._account))
            self._box.client.noop()  # only then does a standing connection see what came since
            return bool(self._box.uids(AND(header=Header("Message-ID", message_id))))
        except CANNOT_ASK as fault:
            self.trouble = f"存档邮箱查不了：{fault}"
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()


def account(chosen: Settings) -> Account:
    """Where the archive is."""
    return Account(chosen.archive_host, chosen.archive_port, chosen.archive_tls, chosen.archive_user,
                   chosen.archive_password, chosen.archive_ca_file, chosen.archive_folder)

"""A mail server that keeps everything and passes nothing on: for the demo, for development, for what must stay in."""

import asyncio
import os
import re
import socket
from collections.abc import Awaitable
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>\r\n]+)>", re.IGNORECASE | re.MULTILINE)


class Sink:
    """An SMTP server on 127.0.0.1 that writes each mail into `folder` as `.eml`, and answers once it is on disk.

    A file is named after its Message-ID, a further copy `<id>.2.eml` and so on: a mail sent twice is seen at once. The
    envelope, Bcc included, heads the file as `X-Envelope-From` and `X-Envelope-To`. With `port` 0 the system chooses
    one, and `port` says which. Use as a context manager, or `start` and `stop`.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen, in a thread of its own. Raises OSError at once when the port is taken."""
        self.folder.mkdir(parents=True, exist_ok=True)
        door = socket.create_server(("127.0.0.1", self.port))
        self.port = int(door.getsockname()[1])
        self._server = _Server(self.folder, door)
        self._server.start()

    def stop(self) -> None:
        """Stop listening and hang up; a mail that was not acknowledged by now may or may not have been kept."""
        if self._server is not None:
            self._server.stop(no_assert=True)
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def keep(folder: Path, mail: bytes) -> Path:
    """Write one mail under the first free name of its Message-ID: whole or not at all, on disk when this returns."""
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part") as part:
        part.write(mail)
        part.flush()
        os.fsync(part.fileno())
        stem = file_stem(mail)
        for number in count(1):
            path = folder / (f"{stem}.eml" if number == 1 else f"{stem}.{number}.eml")
            try:
                os.link(part.name, path)  # unlike a rename, this never takes the place of another copy
            except FileExistsError:
                continue
            break
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # the name too
    finally:
        os.close(handle)
    return path


def file_stem(mail: bytes) -> str:
    """The Message-ID as a file name, short and tame; with its hash where taming changed it, else two might collide."""
    head = mail.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    found = _MESSAGE_ID.search(head)
    if not found:
        return f"no-id-{sha256(mail).hexdigest()[:16]}"
    tame = re.sub(r"[^A-Za-z0-9@._+=-]|^\.", "_", found[1].decode("latin-1"))[:120]
    return tame if tame.encode() == found[1] else f"{tame[:100]}-{sha256(found[1]).hexdigest()[:12]}"


class _Keeper:
    """The hook of aiosmtpd: keep, then acknowledge."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        lines = [f"X-Envelope-From: {envelope.mail_from}", f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}", ""]
        head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
        try:
            keep(self.folder, head + (envelope.original_content or b""))
        except OSError as fault:
            return f"452 4.3.1 not kept: {fault.strerror}"
        return "250 OK"


class _Server(Controller):
    """A controller at a door that is already open: so port 0 works, and a taken port fails at once, not after 5 s."""

    def __init__(self, folder: Path, door: socket.socket) -> None:
        super().__init__(_Keeper(folder), hostname="127.0.0.1", port=door.getsockname()[1])
        self.door = door

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.door)

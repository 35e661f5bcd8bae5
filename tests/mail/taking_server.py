"""A mail server in a process of its own that writes down the Message-ID of all it takes, then waits a moment to say so.

`python -m tests.mail.taking_server <log> [<home of the IMAP server> <its two ports>]`: prints its port. A mail that
names the archive among its receivers is delivered there before it is acknowledged, as a real server would.
"""

import asyncio
import os
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.mail.imap_server import Imap

ARCHIVE = "cundang@czj.example"
PAUSE = 0.004  # seconds between taking a mail and saying so: whoever dies meanwhile does not know


class Taker:
    """Takes everything."""

    def __init__(self, log, archive):
        self.log, self.archive = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), archive

    async def handle_DATA(self, server, session, envelope):
        os.write(self.log, f"{message_from_bytes(envelope.original_content)['Message-ID']}\n".encode())
        if self.archive and ARCHIVE in envelope.rcpt_tos:
            self.archive.deliver(envelope.original_content)
        await asyncio.sleep(PAUSE)
        return "250 OK"


class Server(Controller):
    """On a port of the system's choice."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


if __name__ == "__main__":
    told = sys.argv[2:]
    server = Server(Taker(sys.argv[1], Imap(Path(told[0]), map(int, told[1:])) if told else None), "127.0.0.1", 0)
    server.start()
    print(server.port, flush=True)
    sys.stdin.read()  # until whoever started it is gone
    server.stop()

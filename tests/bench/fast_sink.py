"""A mail server that says yes and forgets: as fast as Python gets, in a process of its own. Prints its port.

With a file of key and certificate it offers STARTTLS, and then a login: any will do.
"""

import asyncio
import ssl
import sys


class Sink(asyncio.Protocol):
    """SMTP as far as a client needs it."""

    def __init__(self, papers: ssl.SSLContext | None = None) -> None:
        self.papers, self.more = papers, b"STARTTLS" if papers else b"OK"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.held, self.mail = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.held += data
        while True:
            if self.mail:
                end = self.held.find(b"\r\n.\r\n")
                if end < 0:
                    self.held = self.held[-4:]
                    return
                self.held, self.mail = self.held[end + 5:], False
                self.transport.write(b"250 taken\r\n")
            line, found, rest = self.held.partition(b"\r\n")
            if not found:
                return
            self.held = rest
            self.answer(line[:4].upper())

    def answer(self, verb: bytes) -> None:
        self.mail = verb == b"DATA"
        said = {b"EHLO": b"250-sink\r\n250 " + self.more, b"DATA": b"354 go on", b"QUIT": b"221 bye", b"AUTH": b"235 come in",
                b"STAR": b"220 go on"}
        if verb == b"STAR":
            self.transport.pause_reading()
            self.securing = asyncio.ensure_future(self.secure())
        self.transport.write(said.get(verb, b"250 ok") + b"\r\n")

    async def secure(self) -> None:
        """From here on the line is secured."""
        loop = asyncio.get_running_loop()
        self.transport = await loop.start_tls(self.transport, self, self.papers, server_side=True)
        self.more = b"AUTH PLAIN"


async def main() -> None:
    papers = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if sys.argv[1:] else None
    if papers:
        papers.load_cert_chain(sys.argv[1])
    server = await asyncio.get_running_loop().create_server(lambda: Sink(papers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started it is gone


if __name__ == "__main__":
    asyncio.run(main())

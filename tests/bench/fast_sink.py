"""A mail server that says yes and forgets: as fast as Python gets, in a process of its own. Prints its port."""

import asyncio
import sys


class Sink(asyncio.Protocol):
    """SMTP as far as a client needs it."""

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
        said = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n")
        self.transport.write(said)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started it is gone


if __name__ == "__main__":
    asyncio.run(main())

"""The door of Prefect's server: whoever presses Submit while its database is busy is served a moment later."""

import asyncio

import pytest

from flows.service.server import Patient


class Busy:
    """A server that is busy for so many requests, then counts what it was asked; it raises what it answers with 503."""

    def __init__(self, times):
        self.times, self.bodies, self.paths = times, [], []

    async def __call__(self, scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        self.bodies.append(body)
        self.paths.append(scope.setdefault("path_left", scope["path"]))
        busy = len(self.bodies) <= self.times
        await send({"type": "http.response.start", "status": 503 if busy else 201, "headers": []})
        await send({"type": "http.response.body", "body": b"busy" if busy else b"done"})
        if busy:
            raise OSError("database is locked")


def asked(server, *parts, **patience):
    """What a browser gets that sends its request in so many parts: the messages of the answer."""
    mail = [{"type": "http.request", "body": part, "more_body": part is not parts[-1]} for part in parts]
    answer = []

    async def receive():
        return mail.pop(0)

    async def send(message):
        answer.append(message)

    asyncio.run(Patient(server, pause=0, **patience)({"type": "http", "path": "/runs"}, receive, send))
    return answer


@pytest.mark.parametrize("times", [0, 1, 5])
def test_a_request_is_asked_again_until_the_server_has_time(times):
    """The same words each time, and one answer: the good one."""
    server = Busy(times)
    start, body = asked(server, b'{"as_of": ', b'"2023-04-20"}')
    assert (start["status"], body["body"]) == (201, b"done")
    assert server.bodies == [b'{"as_of": "2023-04-20"}'] * (times + 1)
    assert set(server.paths) == {"/runs"}


def test_patience_has_an_end():
    """A server that stays busy says so itself, once."""
    server, answer = Busy(99), []
    with pytest.raises(OSError, match="locked"):
        answer += asked(server, b"", tries=3)
    assert len(server.bodies) == 3


def test_another_fault_is_not_asked_again():
    """Only a busy database: what is wrong stays wrong, and the server's log hears of it."""
    seen = []

    async def broken(scope, receive, send):
        seen.append(await receive())
        await send({"type": "http.response.start", "status": 500, "headers": []})
        raise ValueError("no such deployment")

    with pytest.raises(ValueError, match="no such"):
        asked(broken, b"x")
    assert len(seen) == 1


def test_websockets_pass():
    """The worker's channel is not a request."""
    passed = []

    async def socket(scope, receive, send):
        passed.append((scope["type"], await receive()))

    async def receive():
        return {"type": "websocket.connect"}

    asyncio.run(Patient(socket)({"type": "websocket"}, receive, None))
    assert passed == [("websocket", {"type": "websocket.connect"})]

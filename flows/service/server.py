"""The Prefect server behind a patient door: a request that its SQLite is too busy for is made again, not refused.

Prefect answers 503 when two writers meet in SQLite, and its own clients ask again. Its pages do not: an operator who
presses Submit at that moment sees nothing happen (PrefectHQ/prefect#18934). So the door asks again for everybody.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUSY = 503
TRIES, PAUSE = 40, 0.25  # ten seconds in all: of fifty Submits on two busy cores the slowest took three


class Patient:
    """An ASGI application that repeats a request to `inner` while the answer is 503, and gives the last answer.

    A refused transaction was rolled back whole, so that asking again does nothing twice.
    """

    def __init__(self, inner: ASGIApp, tries: int = TRIES, pause: float = PAUSE) -> None:
        """`pause` is in seconds."""
        self.inner, self.tries, self.pause = inner, tries, pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Websockets and the lifespan pass through untouched."""
        if scope["type"] != "http":
            return await self.inner(scope, receive, send)
        asked = await _whole(receive)
        for left in reversed(range(self.tries)):
            if await self._served(scope, [asked], receive, send, last=not left):
                return None
            await asyncio.sleep(self.pause)
        return None

    async def _served(self, scope: Scope, unread: list[Message], receive: Receive, send: Send, last: bool) -> bool:
        """Ask once; whether the answer went out. One that says busy is kept back unless it is the last."""
        busy = False

        async def read() -> Message:
            return unread.pop() if unread else await receive()

        async def answer(message: Message) -> None:
            nonlocal busy
            busy = busy or (message.get("status") == BUSY and not last)
            if not busy:
                await send(message)

        try:
            await self.inner(dict(scope), read, answer)
        except Exception:
            if not busy:  # the server raises what it has already answered, for the log
                raise
        return not busy


async def _whole(receive: Receive) -> Message:
    """The request's body in one message, so that it can be given again; or the news that the asker has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message
        body += message.get("body", b"")
        if not message.get("more_body"):
            return {"type": "http.request", "body": body, "more_body": False}


def serve() -> None:
    """Run Prefect's server on the address its settings name, until ended."""
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    told = get_current_settings().server
    uvicorn.run(Patient(create_app(final=True)), host=told.api.host, port=told.api.port,
                timeout_keep_alive=told.api.keepalive_timeout, log_level=told.logging_level.lower())

"""The reading room: serves the reports and the dev inbox of one workspace on 127.0.0.1, and nothing else of it."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

OPEN = ("/reports/", "/outbox/")
POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data: 'self'; frame-src 'self' data:"


class Reader(SimpleHTTPRequestHandler):
    """Only the two folders people read; never the database, the inbox or the stored files."""

    def send_head(self):  # type: ignore[no-untyped-def]
        """Refuse everything outside the open folders, before any path is looked at."""
        path = unquote(urlsplit(self.path).path)
        if path == "/":
            self.path = "/reports/"
        elif not path.startswith(OPEN) or "/." in path:
            return self.send_error(404)
        return super().send_head()

    def end_headers(self) -> None:
        """Fresh pages, no scripts: mails and forms carry other people's text."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: whoever reads is nobody's business."""


def serve(workspace: Path, port: int) -> None:
    """Serve until ended."""
    for folder in ("reports", "outbox"):
        (workspace / folder).mkdir(parents=True, exist_ok=True)
    ThreadingHTTPServer(("127.0.0.1", port), partial(Reader, directory=str(workspace))).serve_forever()

"""Chinese HTML mails with a workbook: our transport beside yagmail's own send(), one reused connection, and the limit.

Once over a plain line, as to a relay on this machine, and once as to a provider: STARTTLS, verified, and a login.
"""

import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import yagmail

from config.clock import BEIJING
from tasks.mail.compose import compose
from tasks.mail.transport import Mailer
from tests.bench.measure import interleaved
from tests.bench.table import Line
from tests.mail.faulty_server import PASSWORD, certificate

SENDER = {"jx@czj.example.cn": "克州财政局财政绩效评价中心"}
AT = datetime(2023, 3, 24, 9, 30, tzinfo=BEIJING)
ROWS = "".join(f"<tr><td>{n}</td><td>农村公路养护项目（{n}）</td><td>尚未报送</td></tr>" for n in range(12))
HTML = (f"<!doctype html><html><body><p>请于 3 月 31 日前报送 2022 年度项目支出绩效自评表。</p><table>{ROWS}</table>"
        "<p>填好的表放回原处即可，有疑问请直接回复本邮件。</p></body></html>")
TEXT = "请于 3 月 31 日前报送 2022 年度项目支出绩效自评表。\n" + "农村公路养护项目：尚未报送\n" * 12
NOTE = ("Mails: Chinese HTML of 1.5 KB, a 20 KB workbook, to a server on this machine in a process of its own. Ours has a "
        "text twin besides, right attachment headers, and dials anew after 100 mails; yagmail is spared its premailer. "
        "The limit: one ready mail over one connection of the standard library, again and again, with nothing composed. Over STARTTLS "
        "all verify the certificate and log in; the limit sends without Nagle's delay, as ours does and yagmail does not.")


@dataclass(frozen=True, slots=True)
class Door:
    """Where the mails go; with `papers`, the authority to trust, the line is secured and wants a login."""

    port: int
    papers: ssl.SSLContext | None

    @property
    def password(self) -> str | None:
        return PASSWORD if self.papers else None


class Reused(yagmail.SMTP):
    """yagmail with the one change everybody makes first: the connection is kept."""

    def login(self) -> None:
        if self.smtp is None:
            super().login()


def lines(quick: bool) -> Iterator[Line]:
    """Seconds by the clock: most of it is composing, the rest waiting for the server."""
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        book = Path(folder) / "自评表.xlsx"
        book.write_bytes(b"PK\3\4" + bytes(range(256)) * 80)
        authority, _ = certificate(Path(folder))
        with _sink() as port:
            yield from _side_by_side(Door(port, None), 200 if quick else 2_000, book)
        with _sink(Path(folder) / "server.pem") as port:
            yield from _side_by_side(Door(port, ssl.create_default_context(cafile=authority)), 50 if quick else 400, book)


def _side_by_side(door: Door, mails: int, book: Path) -> Iterator[Line]:
    costs = interleaved({
        "ours": partial(_ours, door, mails, book), "stock": partial(_yagmail, yagmail.SMTP, door, mails, book),
        "reused": partial(_yagmail, Reused, door, mails, book), "raw": partial(_raw, door, mails, _ready(book)),
    }, 3)
    work = f"{mails:,} Chinese mails with a workbook{', STARTTLS and login' if door.papers else ''}"
    for name, reference, bar in (("stock", "yagmail send()", 1), ("reused", "yagmail, one connection", 1.9),
                                 ("raw", "the limit: sent, not composed", None)):
        yield Line(work, costs["ours"].wall, reference, costs[name].wall, bar, unit="s", note=NOTE)


def _ours(door: Door, mails: int, book: Path) -> None:
    data, tls = book.read_bytes(), "starttls" if door.papers else "none"
    with Mailer(SENDER, door.password, "127.0.0.1", door.port, tls=tls, context=door.papers) as mailer:
        for number in range(mails):
            refused = mailer.send(
                {f"jb{number:04}@unit.example.cn": "某某县教育局财务股"},
                f"【催报】2022 年度项目支出绩效自评表 {number}", HTML,
                [(book.name, data)], text=TEXT, message_id=f"<{number:064x}@czj.example.cn>", date=AT,
            )
            if refused:
                raise RuntimeError(f"the sink refused {refused}")


def _yagmail(kind: type[yagmail.SMTP], door: Door, mails: int, book: Path) -> None:
    client = kind(SENDER, door.password, "127.0.0.1", door.port, smtp_ssl=False, smtp_skip_login=door.papers is None,
                  smtp_starttls={"context": door.papers} if door.papers else False)
    for number in range(mails):
        client.send(f"jb{number:04}@unit.example.cn", f"【催报】2022 年度项目支出绩效自评表 {number}", HTML, str(book),
                    prettify_html=False)
    client.close()


def _ready(book: Path) -> bytes:
    """One of our mails as bytes."""
    return compose(
        next(iter(SENDER.items())), {"jb@unit.example.cn": "某某县教育局财务股"}, "【催报】2022 年度项目支出绩效自评表", HTML,
        [(book.name, book.read_bytes())], text=TEXT, message_id=f"<{0:064x}@czj.example.cn>", date=AT,
    )


def _raw(door: Door, mails: int, ready: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", door.port) as line:
        if door.papers:
            line.starttls(context=door.papers)
            line.login(next(iter(SENDER)), PASSWORD)
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(mails):
            line.sendmail("jx@czj.example.cn", [f"jb{number:04}@unit.example.cn"], ready)


@contextmanager
def _sink(papers: Path | None = None) -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("fast_sink.py")), *([str(papers)] if papers else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()

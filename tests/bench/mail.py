"""Chinese HTML mails with a workbook: our transport beside yagmail's own send(), one reused connection, and the limit."""

import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import yagmail

from config.clock import BEIJING
from tasks.mail.compose import compose
from tasks.mail.transport import Mailer
from tests.bench.measure import interleaved
from tests.bench.table import Line

SENDER = {"jx@czj.example.cn": "克州财政局财政绩效评价中心"}
AT = datetime(2023, 3, 24, 9, 30, tzinfo=BEIJING)
ROWS = "".join(f"<tr><td>{n}</td><td>农村公路养护项目（{n}）</td><td>尚未报送</td></tr>" for n in range(12))
HTML = (f"<!doctype html><html><body><p>请于 3 月 31 日前报送 2022 年度项目支出绩效自评表。</p><table>{ROWS}</table>"
        "<p>填好的表放回原处即可，有疑问请直接回复本邮件。</p></body></html>")
TEXT = "请于 3 月 31 日前报送 2022 年度项目支出绩效自评表。\n" + "农村公路养护项目：尚未报送\n" * 12
NOTE = ("Mails: Chinese HTML of 1.5 KB, a 20 KB workbook, to a server on this machine in a process of its own. Ours has a "
        "text twin besides, right attachment headers, and dials anew after 100 mails; yagmail is spared its premailer. "
        "The limit: one ready mail over one connection of the standard library, again and again, with nothing composed.")


class Reused(yagmail.SMTP):
    """yagmail with the one change everybody makes first: the connection is kept."""

    def login(self) -> None:
        if self.smtp is None:
            super().login()


def lines(quick: bool) -> Iterator[Line]:
    """Seconds by the clock: most of it is composing, the rest waiting for the server."""
    mails, reps = (200, 3) if quick else (2_000, 3)
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder, _sink() as port:
        book = Path(folder) / "自评表.xlsx"
        book.write_bytes(b"PK\3\4" + bytes(range(256)) * 80)
        costs = interleaved({
            "ours": partial(_ours, port, mails, book), "stock": partial(_yagmail, yagmail.SMTP, port, mails, book),
            "reused": partial(_yagmail, Reused, port, mails, book), "raw": partial(_raw, port, mails, _ready(book)),
        }, reps)
    for name, reference, bar in (("stock", "yagmail send()", 1), ("reused", "yagmail, one connection", 1.9),
                                 ("raw", "the limit: sent, not composed", None)):
        yield Line(f"{mails:,} Chinese mails with a workbook", costs["ours"].wall, reference, costs[name].wall, bar,
                   unit="s", note=NOTE)


def _ours(port: int, mails: int, book: Path) -> None:
    data = book.read_bytes()
    with Mailer(SENDER, None, "127.0.0.1", port, tls="none") as mailer:
        for number in range(mails):
            refused = mailer.send(
                {f"jb{number:04}@unit.example.cn": "某某县教育局财务股"},
                f"【催报】2022 年度项目支出绩效自评表 {number}", HTML,
                [(book.name, data)], text=TEXT, message_id=f"<{number:064x}@czj.example.cn>", date=AT,
            )
            if refused:
                raise RuntimeError(f"the sink refused {refused}")


def _yagmail(kind: type[yagmail.SMTP], port: int, mails: int, book: Path) -> None:
    client = kind(SENDER, None, "127.0.0.1", port, smtp_starttls=False, smtp_ssl=False, smtp_skip_login=True)
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


def _raw(port: int, mails: int, ready: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number in range(mails):
            line.sendmail("jx@czj.example.cn", [f"jb{number:04}@unit.example.cn"], ready)


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("fast_sink.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()

"""The transport under test, before servers that behave well and badly (see `faulty_server`)."""

import ssl
from datetime import datetime, timedelta, timezone

import pytest

from tasks.mail.transport import Mailer
from tests.mail.faulty_server import PASSWORD, authenticator, run

SENDER = {"jx@czj.example.cn": "克州财政局财政绩效评价中心"}


@pytest.fixture
def trust(papers):
    """A client context that verifies against our authority only."""
    return ssl.create_default_context(cafile=papers[0])


@pytest.fixture
def plain_server():
    """A server that offers neither STARTTLS nor AUTH."""
    yield from run()


@pytest.fixture
def tls_server(papers):
    """TLS from the first byte, as on port 465."""
    yield from run(ssl_context=papers[1], authenticator=authenticator, auth_require_tls=False)


@pytest.fixture
def mailer(server, trust):
    """Our transport, logged in where it belongs."""
    with Mailer(SENDER, PASSWORD, "127.0.0.1", server.port, context=trust, timeout=5) as mailer:
        yield mailer


@pytest.fixture
def letter():
    """The arguments of an ordinary mail; each call numbers a new one, keywords replace what a test is about."""
    numbers = iter(range(1, 10_000))

    def build(**changes):
        args = {
            "to": {"jyj@wqx.example.cn": "乌恰县教育局财务股"},
            "subject": "【催报】 2023 年度项目支出绩效自评表",
            "html": "<!doctype html>\n<html><body>\n<p>请于 3 月 31 日前报送。</p>\n</body></html>\n",
            "text": "请于 3 月 31 日前报送。\n",
            "message_id": f"<{next(numbers):064x}@czj.example.cn>",
            "date": datetime(2024, 3, 25, 9, 30, tzinfo=timezone(timedelta(hours=8))),
        }
        return args | changes

    return build

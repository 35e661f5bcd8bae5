"""The servers of an office that is live, as fixtures for every test: a submission port and an archive mailbox."""

import pytest

from tests.mail import imap_server
from tests.mail.faulty_server import PASSWORD, authenticator, certificate, run


@pytest.fixture(scope="session")
def papers(tmp_path_factory):
    """The CA file a client trusts and the context a server uses."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(papers):
    """STARTTLS and AUTH, both required: how a real submission port behaves; it does what a receiver's name says."""
    tls = {"require_starttls": True, "tls_context": papers[1]}
    yield from run(**tls, auth_required=True, authenticator=authenticator, data_size_limit=1_000_000)


@pytest.fixture(scope="module")
def imap(papers):
    """The server of archive and return mailbox."""
    if imap_server.DOVECOT is None:
        pytest.skip("没有安装 dovecot，IMAP 邮箱的测试略过")
    yield from imap_server.run(papers[0].parent)


def submission(server, papers):
    """The settings that lead to the submission port and trust it."""
    return {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_password": PASSWORD,
            "smtp_ca_file": str(papers[0])}


def mailbox(imap, papers):
    """The settings that lead to the archive's mailbox and trust it."""
    return {"archive_host": "127.0.0.1", "archive_port": imap.ssl, "archive_user": "cundang",
            "archive_password": PASSWORD, "archive_ca_file": str(papers[0])}


def set_live(patch, **chosen):
    """These settings in the environment, on a day that counts as real, with leave to write to *@ats.example."""
    for name, value in {"mail_live": True, "mail_allow": "*@ats.example", **chosen}.items():
        patch.setenv(f"JIXIAO_{name.upper()}", str(value))
    patch.setattr("config.clock.rehearsing", lambda: False)

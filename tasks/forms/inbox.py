"""The inbox folder and the store of bytes: what has arrived, from whom, and a copy of it that nobody can change."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.clock import BEIJING
from tasks import whole

UNFINISHED = (".tmp", ".part", ".crdownload", ".filepart")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")  # would break a line or hide


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file in the inbox. `sender` is the name of the folder it lies in: `inbox/<unit code>/…`, "" without one."""

    path: Path
    sender: str
    sha256: str
    size: int
    received_at: datetime

    @property
    def name(self) -> str:
        """Its name, fit to be stored and shown."""
        return shown_name(self.path.name)


def arrivals(inbox: Path, until: datetime) -> Iterator[Arrival]:
    """Every finished file that had arrived by `until`, oldest first; names that start with . or ~ are being written.

    A file that vanishes, or cannot be read, while this looks at it is left to the next run.
    """
    for moment, path in sorted(_dated(inbox, inbox, until)):
        if content := _fingerprint(path):
            folders = path.relative_to(inbox).parts[:-1]
            yield Arrival(path, shown_name(folders[0]) if folders else "", *content, moment)


def anything_since(inbox: Path, sender: str, after: datetime, until: datetime) -> bool:
    """Whether somebody has put a finished file into a folder of his own after one moment and by another."""
    return any(after < moment for moment, _ in _dated(inbox, inbox / sender, until))


def shown_name(raw: str) -> str:
    """A file name as people read it: GBK bytes from an old Windows decoded, what nobody can see replaced by "_"."""
    try:
        name = os.fsencode(raw).decode()
    except UnicodeDecodeError:
        name = os.fsencode(raw).decode("gb18030", "replace")
    return _UNSEEN.sub("_", name)


def kept(store: Path, sha256: str) -> Path:
    """Where the bytes of a hash are, or will be, kept."""
    return store / sha256[:2] / sha256


def keep(store: Path, arrival: Arrival) -> bool:
    """Copy an arrival into the store under its hash; a copy is complete or not there. False: the file has changed."""
    target = kept(store, arrival.sha256)
    if target.exists():
        return True
    content = b""
    with suppress(OSError):
        content = arrival.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != arrival.sha256:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.put(target, content, durable=True)
    return True


def _fingerprint(path: Path) -> tuple[str, int] | None:
    """SHA-256 and size of the bytes as they are now, however many there are; None when there are none to be had."""
    with suppress(OSError), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
    return None


def _dated(inbox: Path, folder: Path, until: datetime) -> Iterator[tuple[datetime, Path]]:
    """Every finished file in a folder of the inbox, and below it, that was there by `until`, with its moment."""
    paths = [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    dated = [(_received(path), path) for path in paths if not _unfinished(path.relative_to(inbox))]
    return ((moment, path) for moment, path in dated if moment is not None and moment <= until)


def _received(path: Path) -> datetime | None:
    """When the inbox took it in (docs/decisions/0004); None for what is no file, or no longer there."""
    with suppress(OSError):
        about = path.lstat()
        if stat.S_ISREG(about.st_mode):
            return datetime.fromtimestamp(about.st_mtime, BEIJING).replace(microsecond=0)
    return None


def _unfinished(path: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.parts) or path.suffix.lower() in UNFINISHED

"""The inbox folder and the store of bytes: what has arrived, from whom, and a copy of it that nobody can change."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.clock import BEIJING

UNFINISHED = (".tmp", ".part", ".crdownload", ".filepart")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file in the inbox. `sender` is the name of the folder it lies in: `inbox/<unit code>/…`, "" without one."""

    path: Path
    sender: str
    sha256: str
    size: int
    received_at: datetime


def arrivals(inbox: Path, until: datetime) -> Iterator[Arrival]:
    """Every finished file that had arrived by `until`, oldest first; names that start with . or ~ are being written."""
    found = []
    for path in inbox.rglob("*") if inbox.is_dir() else ():
        if path.is_symlink() or not path.is_file() or _unfinished(path.relative_to(inbox)):
            continue
        moment = datetime.fromtimestamp(path.stat().st_mtime, BEIJING).replace(microsecond=0)
        if moment <= until:
            found.append((moment, path))
    for moment, path in sorted(found):
        folders = path.relative_to(inbox).parts[:-1]
        content = path.read_bytes()
        yield Arrival(path, folders[0] if folders else "", hashlib.sha256(content).hexdigest(), len(content), moment)


def kept(store: Path, sha256: str) -> Path:
    """Where the bytes of a hash are, or will be, kept."""
    return store / sha256[:2] / sha256


def keep(store: Path, arrival: Arrival) -> bool:
    """Copy an arrival into the store under its hash; a copy is complete or not there. False: the file has changed."""
    target = kept(store, arrival.sha256)
    if target.exists():
        return True
    content = arrival.path.read_bytes() if arrival.path.exists() else b""
    if hashlib.sha256(content).hexdigest() != arrival.sha256:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.{os.getpid()}")
    with half.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    half.replace(target)
    return True


def _unfinished(path: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.parts) or path.suffix.lower() in UNFINISHED

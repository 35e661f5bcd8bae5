"""Files that are there whole or not at all, also with two runs at once writing the same one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from uuid import uuid4


def put(path: Path, content: bytes | str, *, durable: bool = False) -> bool:
    """Replace a file: whoever has it open keeps the old one. `durable`: it outlives a power cut. Raises OSError.

    Unless it must be durable, a file that says the same already is left alone, with its time; False then.
    """
    data = content.encode() if isinstance(content, str) else content
    if not durable and _says(path, data):
        return False
    draft = path.with_name(f".{path.name}.{uuid4().hex}.part")
    with draft.open("wb") as out:
        out.write(data)
        if durable:
            out.flush()
            os.fsync(out.fileno())
    draft.replace(path)
    return True


@contextmanager
def alone(path: Path) -> Iterator[TextIO]:
    """Open a file that nobody else has open so meanwhile, in this process or another: whoever comes second waits.

    A holder that dies holds nothing any more. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def _says(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False

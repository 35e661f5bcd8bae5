"""Files that are there whole or not at all, also with two runs at once writing the same one."""

import os
from pathlib import Path
from uuid import uuid4


def put(path: Path, content: bytes | str, *, durable: bool = False) -> None:
    """Replace a file: whoever has it open keeps the old one. `durable`: it outlives a power cut. Raises OSError."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}.part")
    with draft.open("wb") as out:
        out.write(content.encode() if isinstance(content, str) else content)
        if durable:
            out.flush()
            os.fsync(out.fileno())
    draft.replace(path)

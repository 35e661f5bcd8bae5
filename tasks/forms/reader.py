"""Files into readings: untrusted bytes are parsed in limited processes, and one that kills its process costs itself."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tasks.forms.guard import oversize
from tasks.forms.limited import Died, Limited, command
from tasks.forms.limits import Limits
from tasks.forms.reading import Reading
from tasks.forms.wire import ReadFailed, unpack
from tasks.rules.finding import finding

SECONDS = 20.0
MEMORY = 1 << 30
_TICK = 0.05  # seconds between two looks of the watchman
_PER_WORKER = 20  # files that are worth one more process
_RETIRE = 2_000  # files after which a child is replaced, so that nothing adds up


def read_files(
    files: Sequence[tuple[str, Path]], *, workers: int | None = None, seconds: float = SECONDS, memory: int = MEMORY,
    limits: Limits | None = None, progress: Callable[[int], None] | None = None,
) -> list[Reading]:
    """One reading for each (shown name, path), in their order; whatever a file does, the others are read.

    `seconds` of wall time and `memory` bytes are granted to each; `progress` hears how many are done. A file that
    cannot be read within them, or at all, is F-READER with the reason. Never raises for what is in a file; RuntimeError
    when the limited process itself cannot start.
    """
    limits = limits or Limits()
    most = workers or min(os.cpu_count() or 1, -(-len(files) // _PER_WORKER))
    readings = []
    with Readers(command(limits, seconds, memory), seconds, limits) as readers, _threads(max(most, 1)) as pool:
        for done, reading in enumerate(pool.map(readers.read, files), 1):
            readings.append(reading)
            if progress:
                progress(done)
    return readings


def read_one(path: Path) -> Reading:
    """The reading of one file, through the same limited process."""
    return read_files([(path.name, path)])[0]


@contextmanager
def _threads(most: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that take no further file once something has gone wrong here."""
    pool = ThreadPoolExecutor(most, thread_name_prefix="reader")
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


class Readers:
    """One child per thread, started by the command `start`, replaced when it dies, all ended at the end."""

    def __init__(self, start: Sequence[str], seconds: float, limits: Limits) -> None:
        self._start, self._seconds, self._limits = start, seconds, limits
        self._mine = threading.local()
        self._children: set[Limited] = set()
        self._over = threading.Event()
        self._watchman = threading.Thread(target=self._watch, name="reader-watchman", daemon=True)

    def __enter__(self) -> "Readers":
        self._watchman.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watchman.join()
        for child in self._children:
            child.close()

    def read(self, file: tuple[str, Path]) -> Reading:
        """The reading of one file. Bytes and hash are taken once, so that they belong together."""
        name, path = file
        try:
            size = path.stat().st_size
            if too_large := oversize(name, size, self._limits):
                with path.open("rb") as stream:
                    return Reading(name, hashlib.file_digest(stream, "sha256").hexdigest(), findings=too_large)
            data = path.read_bytes()
        except OSError as fault:
            return _unread(name, "", f"文件取不到：{fault.strerror}")
        return self._asked(name, data, hashlib.sha256(data).hexdigest())

    def _asked(self, name: str, data: bytes, sha256: str) -> Reading:
        """Ask a child; then a fresh one, when the first had served others before and may have died of them."""
        child = self._child()
        fresh = child.served == 0
        try:
            return unpack(child.ask(name, data), name, sha256)
        except ReadFailed as fault:
            return _unread(name, sha256, str(fault))
        except Died as death:
            self._drop(child)
            return _unread(name, sha256, str(death)) if fresh or death.late else self._asked(name, data, sha256)
        except ValueError:
            self._drop(child)
            return _unread(name, sha256, "读取程序答复无效")

    def _child(self) -> Limited:
        child: Limited | None = getattr(self._mine, "child", None)
        if child is not None and child.served >= _RETIRE:
            self._drop(child)
            child = None
        if child is None:
            child = Limited(self._start, self._seconds)
            self._children.add(child)
            child.ready()
            self._mine.child = child
        return child

    def _drop(self, child: Limited) -> None:
        self._mine.child = None
        self._children.discard(child)
        child.close()

    def _watch(self) -> None:
        while not self._over.wait(_TICK):
            for child in tuple(self._children):
                child.overdue()


def _unread(name: str, sha256: str, reason: str) -> Reading:
    return Reading(name, sha256, findings=[finding("F-READER", file=name, value=reason)])

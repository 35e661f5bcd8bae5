"""A process that may die: one child that reads untrusted files within limits, seen from its parent."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tasks.forms.limits import MEGABYTE, Limits
from tasks.forms.wire import READY

ROOT = Path(__file__).resolve().parents[2]
_START = 60.0  # seconds to load the interpreter and our code
_LONGEST = 128 * MEGABYTE  # of an answer
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH")  # no secret of the parent's environment goes along


class Died(Exception):
    """The child ended, or was ended, before it answered; the text says why, in Chinese."""

    def __init__(self, reason: str, late: bool = False) -> None:
        super().__init__(reason)
        self.late = late


class Limited:
    """One child. Its methods are called by one thread; `overdue` by a watchman as well."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        """Start the child; `seconds` are granted per file."""
        self.served = 0
        self._seconds = seconds
        self._late = False
        self._lock = threading.Lock()
        self._deadline: float | None = time.monotonic() + _START
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        )

    def ready(self) -> None:
        """Wait until the child has loaded. Raises RuntimeError when it cannot: that is our fault, no file's."""
        try:
            line = self._line()
        except Died as death:
            raise RuntimeError(f"表格读取进程无法启动：{death}") from None
        if line != READY:
            raise RuntimeError("表格读取进程无法启动：应答不符")

    def ask(self, name: str, data: bytes) -> bytes:
        """The line that answers one file. Raises Died; the child is then of no more use."""
        request = json.dumps({"name": name, "size": len(data)}).encode() + b"\n"
        assert self._process.stdin is not None  # noqa: S101  (opened as a pipe above)
        with self._lock:
            self._deadline = time.monotonic() + self._seconds
        try:
            self._process.stdin.write(request + data)
            self._process.stdin.flush()
        except OSError:
            raise self._death() from None
        line = self._line()
        self.served += 1
        return line

    def overdue(self) -> bool:
        """End the child when its time is over; true when that was so."""
        with self._lock:
            if self._deadline is None or time.monotonic() < self._deadline:
                return False
            self._deadline, self._late = None, True
        self._process.kill()
        return True

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def _line(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline(_LONGEST)
        with self._lock:
            self._deadline = None
        if not line.endswith(b"\n"):
            raise self._death() if len(line) < _LONGEST else Died("读取程序答复过长")
        return line

    def _death(self) -> Died:
        self._process.kill()
        code = self._process.wait()
        if self._late or -code == signal.SIGXCPU:
            return Died(f"超过 {self._seconds:g} 秒", late=True)
        return Died("超过内存上限" if -code == signal.SIGABRT else f"读取程序异常退出（{code}）")


def command(limits: Limits, seconds: float, memory: int) -> list[str]:
    """How to start the child."""
    options = {"limits": asdict(limits), "seconds": seconds, "memory": memory, "parent": os.getpid()}
    return [sys.executable, "-P", "-B", "-m", "tasks.forms.child", json.dumps(options)]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": path, "PYDANTIC_DISABLE_PLUGINS": "__all__"}  # a tenth of the start

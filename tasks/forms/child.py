"""The limited process: reads one workbook after the other from its input and answers each with one line.

Started by `tasks.forms.limited`; never imports pandas. A request is one line of JSON, {"name": …, "size": …}, and then
that many bytes; the answer is one line of `tasks.forms.wire`. The first line it writes says that it is ready.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import sys
from typing import BinaryIO

from config.findings import catalogue
from tasks.forms.book import open_book
from tasks.forms.limits import Limits
from tasks.forms.reading import Reading
from tasks.forms.recognise import recognise, warm
from tasks.forms.wire import READY, pack, pack_failure

_PR_SET_PDEATHSIG = 1


def answer(name: str, data: bytes, limits: Limits) -> bytes:
    """The line that answers one file. A fault of ours is an answer too; only the interpreter's death is not."""
    try:
        book, findings = open_book(name, data, limits)
        return pack(recognise(book, findings) if book else Reading(name, findings=findings))
    except MemoryError:
        os.abort()  # as the reader's own allocations end: the parent tries again in a fresh process
    except BaseException as fault:  # Rust panics are no Exceptions
        return pack_failure(f"读取程序出错：{type(fault).__name__} {fault}"[:200])


def serve(requests: BinaryIO, answers: BinaryIO, limits: Limits, seconds: float) -> None:
    """Answer requests until their end."""
    while line := requests.readline():
        request = json.loads(line)
        _limit_cpu(seconds)
        answers.write(answer(request["name"], requests.read(request["size"]), limits))
        answers.flush()


def main(options: str) -> None:
    """Take the protocol's channel for ourselves, load everything, then give up what is not needed, and serve."""
    settings = json.loads(options)
    _die_with(settings["parent"])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints from now on does not speak for us
    warm()
    catalogue()
    gc.freeze()
    _confine(settings["memory"])
    answers.write(READY)
    answers.flush()
    serve(sys.stdin.buffer, answers, Limits(**settings["limits"]), settings["seconds"])


def _confine(memory: int) -> None:
    """No more than `memory` bytes of addresses, no file written, no dump left behind, few files open."""
    bounds = {resource.RLIMIT_AS: memory, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 32}
    for what, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows not all of them
            resource.setrlimit(what, (most, most))


def _limit_cpu(seconds: float) -> None:
    """The kernel ends us when this file takes that much processor time, even when nobody watches any more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _die_with(parent: int) -> None:
    """End when the parent ends, however it ends (Linux; elsewhere the end of the input and the CPU limit do)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])

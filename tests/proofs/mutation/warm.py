"""The tests, collected and run once; after that each broken function costs a fork and the tests that ran through it."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from types import CodeType, FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from flows.commands.clause_evidence import named
from tests.proofs.mutation.suspects import ROOT, Suspect, forget

PATIENCE = 20  # seconds more than the tests of one broken function need; whoever takes them hangs, which is noticed too
FEW = settings(deadline=None, max_examples=8, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
               suppress_health_check=list(HealthCheck))


@dataclass(eq=False, slots=True)
class Proof:
    """One test: which rules it names itself, which its file names, what it ran through, and how long it took."""

    item: Any
    own: frozenset[str]
    of_file: frozenset[str]
    seconds: float = 0.0
    through: set[tuple[str, str]] = field(default_factory=set)

    @property
    def rules(self) -> frozenset[str]:
        """The rules it speaks for: its own, or those of its file when it names none."""
        return self.own or self.of_file


@dataclass(slots=True)
class Bench:
    """A pytest plugin that hands the collected tests to `work` instead of running them through."""

    work: Callable[["Bench"], None]
    proofs: list[Proof] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  # without anything broken

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything once to warm up and to see who runs through what; then work."""
        self.proofs = [_proof(item) for item in session.items]
        for proof in self.proofs:
            forget()
            began = perf_counter()
            if not _passes(proof.item, self._other(proof), proof.through):
                self.failed.append(proof.item.nodeid)
            proof.seconds = perf_counter() - began
        self.work(self)
        return True

    def _other(self, proof: Proof) -> Any:
        """A test of the same file, for which the fixtures of the whole session are kept."""
        return self.proofs[0].item if proof is self.proofs[-1] else self.proofs[self.proofs.index(proof) + 1].item

    def noticed(self, suspect: Suspect, code: CodeType, proofs: Sequence[Proof]) -> Proof | None:
        """The first of these tests that fails when the function has this code, in a process of its own."""
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            os.close(reading)
            self._try(suspect, code, proofs, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            word = told.read()
        os.waitpid(child, 0)
        return None if word == b"-" else proofs[int(word or 0)]  # nothing said: it hung, or fell dead

    def _try(self, suspect: Suspect, code: CodeType, proofs: Sequence[Proof], writing: int) -> None:
        signal.alarm(PATIENCE + int(2 * sum(proof.seconds for proof in proofs)))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        forget()
        suspect.alive.__code__ = code
        word = b"-"
        # Each is told which comes next: else pytest finds fixtures left standing, and that would count as noticed.
        following = [*(proof.item for proof in proofs[1:]), self.proofs[0].item]
        for number, (proof, then) in enumerate(zip(proofs, following, strict=False)):
            if not _passes(proof.item, then):
                word = str(number).encode()
                break
        os.write(writing, word)
        os._exit(0)


def warmed(tests: Sequence[str], work: Callable[[Bench], None]) -> Bench:
    """Collect the tests, warm up, and work. Raises AssertionError when there are none."""
    bench = Bench(work)
    quiet = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-k", "not postgresql"]
    pytest.main([*quiet, "--rootdir", str(ROOT), *tests], plugins=[bench])
    assert bench.proofs, "no test was collected"
    return bench


def _proof(item: Any) -> Proof:
    case = item.callspec.params.get("scenario") if hasattr(item, "callspec") else None
    said = case.get("规则", ()) if isinstance(case, dict) else ()
    if hasattr(item.obj, "hypothesis"):
        item.obj._hypothesis_internal_use_settings = FEW
    own = named(item.function.__doc__ or "") | ({said} if isinstance(said, str) else set(said))
    return Proof(item, frozenset(own), frozenset(named(item.module.__doc__ or "")))


def _passes(item: Any, following: Any, through: set[tuple[str, str]] | None = None) -> bool:
    """Whether a test passes; `through` learns which functions of the house it ran through."""
    house = f"{ROOT}/tasks/"

    def seen(frame: FrameType, event: str, _: Any) -> None:  # and nothing of what goes on inside
        if event == "call" and frame.f_code.co_filename.startswith(house) and through is not None:
            through.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    sys.settrace(seen if through is not None else None)
    try:
        reports = runtestprotocol(item, log=False, nextitem=following)
    finally:
        sys.settrace(None)
    return all(report.outcome != "failed" for report in reports)

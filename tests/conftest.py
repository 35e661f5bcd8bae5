"""For all tests: how laws are tried, and in which order the machine's cores are kept busy."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

# How long an example takes on a busy machine proves nothing. `make prove` tries every law on many more.
for profile, cases in (("jixiao", 8), ("thorough", 200)):
    settings.register_profile(profile, deadline=None, max_examples=cases, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jixiao")

pytest_plugins = ("tests.flows.prefect_service", "tests.mail.servers")

# The files that take longest. Side by side they start first, so that no core waits for one of them at the end.
LONG = ("test_prefect_ui.py", "test_verb.py", "test_kill.py", "test_reruns.py", "test_window.py", "test_milestone.py",
        "test_year.py", "test_rehearsal.py", "test_cli.py", "test_reader.py", "test_score_table.py",
        "test_monitoring.py", "test_approval.py", "test_annotate.py", "test_sending.py", "test_key_evaluation.py",
        "test_ledger.py")


SHARING = {"tests/flows/test_verb.py": "tests/flows/test_prefect_ui.py"}  # need a Prefect server: one for both


class Files(LoadFileScheduling):
    """Side by side file by file, but those that share what is dear to start one after the other in one process."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return SHARING.get(file, file)


def pytest_xdist_make_scheduler(config, log) -> Files:
    """How the files are given out."""
    return Files(config, log)


def pytest_collection_finish(session) -> None:
    """What was imported lives as long as the tests do, and need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """What is left belongs to a process about to end: pytest need not look through it five times."""
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """As many as there are cores: one more imports everything once more, and takes longer in all."""
    return os.cpu_count() or 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items) -> None:
    """Cheap to dear where one process runs everything; the dearest first where several do."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))

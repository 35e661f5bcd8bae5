"""Processes that outlive the command that started them: remembered by pid and birth, ended with their children."""

import json
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil


def remembered(notebook: Path) -> dict[str, psutil.Process]:
    """The processes of the notebook that still live; a pid that now belongs to somebody else does not count."""
    found: dict[str, psutil.Process] = {}
    for name, (pid, born) in (json.loads(notebook.read_text()) if notebook.exists() else {}).items():
        try:
            process = psutil.Process(pid)
            if abs(process.create_time() - born) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                found[name] = process
        except psutil.NoSuchProcess:
            continue
    return found


def start(notebook: Path, name: str, command: Sequence[str], env: Mapping[str, str], log: Path) -> psutil.Process:
    """Start one process in a session of its own, its output in `log`, and write it into the notebook."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        # The command and its environment are ours; SIGINT is restored because a worker that ignores it never stops.
        child = subprocess.Popen(  # noqa: S603
            command, env=dict(env), stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=_heed_interrupts,
        )
    process = psutil.Process(child.pid)
    living = remembered(notebook) | {name: process}
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.write_text(json.dumps({key: [p.pid, p.create_time()] for key, p in living.items()}))
    return process


def end(processes: Sequence[psutil.Process], patience: float = 10) -> None:
    """End processes and all their descendants: asked first, killed when they do not listen."""
    family: dict[int, psutil.Process] = {}
    for process in processes:
        try:
            family |= {child.pid: child for child in (process, *process.children(recursive=True))}
        except psutil.NoSuchProcess:
            continue
    for process in family.values():
        _signal(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(list(family.values()), timeout=patience)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

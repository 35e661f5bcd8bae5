"""All that `make up` starts, on free ports: one for every test of a process that needs a Prefect server."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest

from config.clock import now
from tests.flows.conftest import Office

ENDS = ExitStack()


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """An office of this year, and the ports of server and pages; ended with `make down`."""
    office = Office(tmp_path_factory.mktemp("up") / "ws", now().year - 1)
    ports = _free(), _free()
    env = os.environ | {"JIXIAO_WORKSPACE": str(office.workspace)}
    command = [sys.executable, "-m", "flows.service"]
    up = subprocess.run([*command, "up", "--port", str(ports[0]), "--pages", str(ports[1])],
                        env=env, capture_output=True, text=True)
    assert up.returncode == 0, up.stdout + up.stderr
    ENDS.callback(_down, command, env)
    yield office, *ports
    ENDS.close()


def pytest_runtest_teardown(item, nextitem) -> None:
    """It ends with the last test in a row that asks for it: a server that nobody uses keeps a core busy."""
    if "service" in item.fixturenames and "service" not in getattr(nextitem, "fixturenames", ()):
        ENDS.close()


def _down(command, env):
    down = subprocess.run([*command, "down"], env=env, capture_output=True, text=True)
    assert "已停止 server" in down.stdout


def _free():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]

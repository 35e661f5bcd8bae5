"""`python -m flows.service up|down`: start everything and say where it is; stop all that was started."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import typer
from rich.console import Console

from config.settings import settings
from flows.service.processes import end, remembered, start
from flows.service.surroundings import REPOSITORY, online

app = typer.Typer(add_completion=False, help="启动与停止服务")
say = Console()
POOL = "jixiao"
PORT, PAGES = int(os.environ.get("JIXIAO_PORT", "4200")), int(os.environ.get("JIXIAO_PAGES", "4280"))


@app.command()
def up(port: int = PORT, pages: int = PAGES) -> None:
    """Start the Prefect server, deploy every milestone, start one worker and the reading room."""
    workspace = settings().workspace
    notebook, logs = workspace / ".service" / "processes.json", workspace / ".service"
    if remembered(notebook):
        say.print("服务已经在运行；先 `make down` 再 `make up`。")
        raise typer.Exit(2)
    env = online(workspace, port) | {"JIXIAO_PAGES_URL": f"http://127.0.0.1:{pages}"}
    prefect = [sys.executable, "-m", "prefect"]
    try:
        say.print("启动 Prefect 服务（首次约 10 秒）…")
        start(notebook, "server", [sys.executable, "-m", "flows.service", "server"], env, logs / "server.log")
        _await(f"http://127.0.0.1:{port}/api/health", logs / "server.log")
        say.print("部署各节点 …")
        _call([*prefect, "work-pool", "create", POOL, "--type", "process", "--overwrite"], env)
        _call([*prefect, "--no-prompt", "deploy", "--all"], env)
        _call([sys.executable, "-m", "flows.service.janitor"], env)
        start(notebook, "worker", [*prefect, "worker", "start", "--pool", POOL, "--name", "jixiao", "--limit", "2"],
              env, logs / "worker.log")
        start(notebook, "pages", [sys.executable, "-m", "flows.service", "pages", "--port", str(pages)],
              env, logs / "pages.log")
        _await(f"http://127.0.0.1:{pages}/reports/", logs / "pages.log")
    except Exception as fault:
        end(list(remembered(notebook).values()))
        say.print(f"[red]没有启动成功，已全部停止：[/]{fault}")
        raise typer.Exit(3) from None
    say.print(f"\n  运行与重跑（Prefect）   http://127.0.0.1:{port}/deployments\n"
              f"  报告与台账              http://127.0.0.1:{pages}/reports/\n"
              f"  本地发件箱              http://127.0.0.1:{pages}/outbox/\n\n停止：make down")


@app.command()
def down() -> None:
    """Stop everything that `up` started, and nothing else."""
    notebook = settings().workspace / ".service" / "processes.json"
    living = remembered(notebook)
    # The worker goes first, so that it can still tell the server what became of its runs.
    for name in ("worker", "pages", "server"):
        if name in living:
            end([living[name]])
            say.print(f"已停止 {name}")
    notebook.unlink(missing_ok=True)
    if not living:
        say.print("没有正在运行的服务。")


@app.command(hidden=True)
def server() -> None:
    """Serve Prefect (started by `up`, which says where in the environment)."""
    from flows.service.server import serve

    serve()


@app.command(hidden=True)
def pages(port: int = PAGES) -> None:
    """Serve the reading room (started by `up`)."""
    from flows.service.reading_room import serve

    serve(settings().workspace, port)


def _await(address: str, log: Path, patience: float = 90) -> None:
    """Wait until an address of ours answers. Raises RuntimeError naming the log when it does not."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        try:
            with urlopen(address, timeout=2):  # noqa: S310  (our own http address)
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} 没有应答，详见 {log}")


def _call(command: list[str], env: dict[str, str]) -> None:
    """Run one command to its end. Raises RuntimeError with what it said when it fails."""
    done = subprocess.run(  # noqa: S603  (our own command)
        command, env=env, cwd=REPOSITORY, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[2:5])}：{(done.stderr or done.stdout)[-2000:]}")


if __name__ == "__main__":
    app()

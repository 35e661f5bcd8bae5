"""`jixiao run`: one milestone, through the running Prefect server or, without one, a temporary server of its own."""

import os
from importlib import import_module, util
from pathlib import Path
from typing import Any

from rich.console import Console

from config.calendar import the_calendar
from config.settings import settings
from flows.service.surroundings import offline


def run_milestone(milestone: str, request: dict[str, Any], workspace: Path | None) -> int:
    """Run it; 0 when it completed. Raises ConfigError for a milestone that the calendar does not know."""
    title = the_calendar().milestone(milestone).title
    say = Console(stderr=True)
    if util.find_spec(f"flows.{milestone}") is None:
        say.print(f"“{title}”还没有流程，目前可以运行的只有 self_evaluation（单位自评）。")
        return 2
    surroundings(workspace)
    flow = getattr(import_module(f"flows.{milestone}"), milestone)
    from tasks.request import Request

    flow(Request(**request))
    folder = settings().workspace / "reports"
    say.print(f"{title}：已完成。报告在 {folder}")
    return 0


def surroundings(workspace: Path | None) -> None:
    """Point this process at its workspace and, where no Prefect server is named, at a temporary one."""
    if workspace is not None:
        os.environ["JIXIAO_WORKSPACE"] = str(workspace)
    if "PREFECT_API_URL" not in os.environ:
        for name, value in offline(settings().workspace).items():
            os.environ.setdefault(name, value)

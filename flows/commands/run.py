"""`jixiao run`: one milestone, through the running Prefect server or, without one, a temporary server of its own."""

import gc
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console

from config import clock
from config.calendar import the_calendar
from config.routing import routing
from config.rulebook import rulebook
from config.settings import settings
from config.strict import complaint
from flows.service.surroundings import offline
from tasks.mail.faults import MailFault


def run_milestone(milestone: str, request: dict[str, Any], workspace: Path | None) -> int:
    """Run it; 0 when it completed, 2 for a request that cannot be met, 3 when no mail can leave.

    Raises ConfigError for a milestone that the calendar does not know, and for a wrong rulebook.
    """
    title = the_calendar().milestone(milestone).title
    say = Console(stderr=True, highlight=False, soft_wrap=True)
    if wrong := _wrong(request):
        say.print(wrong, markup=False)
        return 2
    rulebook(request["work_year"] or (request["as_of"] or clock.today()).year)
    surroundings(workspace)
    flow = getattr(import_module(f"flows.{milestone}"), milestone)
    from tasks.request import Request

    try:
        flow(Request(**request))
    except ValidationError as fault:
        say.print(complaint(fault, "运行参数"), markup=False)
        return 2
    except MailFault as fault:
        say.print(f"{title}：已入账，但信件发不出去，运行中止；排除后再运行一次即可，不会重复。{fault}", markup=False)
        return 3
    say.print(f"{title}：已完成。报告在 {settings().workspace / 'reports'}")
    return 0


def _wrong(request: dict[str, Any]) -> str:
    """Why this cannot be run, in Chinese; "" when it can."""
    today, names = clock.today(), [region.name for region in routing().regions.values()]
    if request["as_of"] and request["as_of"] > today:
        return f"截至日期 {request['as_of']} 还没有到（今天是 {today}）；请改为今天或更早的日期"
    if strange := [name for name in request["regions"] if name not in names]:
        return f"没有区划“{'、'.join(strange)}”，可选：{'、'.join(names)}"
    return ""


# A run imports half a million objects that live as long as it does: looking through them again and again for garbage
# took a quarter of the rehearsal's time.
SELDOM = (50_000, 20, 50)


def surroundings(workspace: Path | None) -> None:
    """Point this process at its workspace and, where no Prefect server is named, at a temporary one."""
    gc.set_threshold(*SELDOM)
    if workspace is not None:
        os.environ["JIXIAO_WORKSPACE"] = str(workspace)
    if "PREFECT_API_URL" not in os.environ:
        for name, value in offline(settings().workspace).items():
            os.environ.setdefault(name, value)

"""How a milestone runs (DESIGN §4): six verbs in this order, the same for every one; which one is all that differs."""

from collections.abc import Callable

from prefect import Flow, flow

from config.calendar import the_calendar
from tasks.check import check
from tasks.collect import collect
from tasks.desk import at_desk
from tasks.judge import judge
from tasks.last_year import left_open
from tasks.notify import notify
from tasks.publish import publish
from tasks.record import record
from tasks.request import Request
from tasks.verb import run_name

Body = Callable[[Request], None]


def go_round(name: str, request: Request) -> None:
    """Run one milestone once. Raises ConfigError for a wrong rulebook, MailFault when no mail can leave."""
    with at_desk(name, request) as desk:
        filed = collect(desk)
        checked = check(desk, filed)
        judged = judge(desk, checked)
        recorded = record(desk, checked, judged)
        told = notify(desk)
        publish(desk, recorded, told)


def finish_last_year(request: Request) -> None:
    """In the first days of a year: run once more what the work year before left open. Whoever runs next sends it."""
    for name, again in left_open(request):
        go_round(name, again)


def milestone(body: Body) -> Flow[[Request], None]:
    """Make a flow of a function that bears the name of a milestone; its title is the calendar's."""
    title = the_calendar().milestone(body.__name__).title
    steps = "收表 → 核对 → 评定 → 入账 → 通知 → 出表"
    return flow(name=title, flow_run_name=run_name(title), description=steps)(body)

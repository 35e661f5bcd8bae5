"""`jixiao status`: the front page in the terminal — today's work, the year, the counties, who is late, what waits."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console

from config import clock
from config.rulebook import rulebook
from flows.commands.status_print import print_status, still_owed
from flows.commands.workspace import store_url
from reports.site.front import FrontView
from reports.site.owing import Tally
from reports.site.pages import front
from reports.site.records import Debt
from reports.site.shelf import Shelf
from tasks.shelf import front_shelf
from tasks.store.engine import open_store, reading


def show_status(work_year: int | None, workspace: Path | None, as_json: bool) -> int:
    """Print what the front page of the ledger shows, from the same view; 1 when somebody is late.

    Raises ConfigError as `store_url` does.
    """
    today = clock.today()
    book = rulebook(work_year or today.year)
    with reading(open_store(store_url(workspace))) as conn:
        shelf = front_shelf(conn, book, today)
    view = front(shelf)
    if as_json:
        print(json.dumps(_told(shelf, view), ensure_ascii=False, indent=1, default=str))  # noqa: T201
    else:
        print_status(Console(highlight=False), shelf, view)
    return int(any(debt.late for debt in shelf.debts if debt.state == "owed"))


def _told(shelf: Shelf, view: FrontView) -> dict[str, Any]:
    """The facts of the page for machines: money in fen, rates in hundredths of a percent."""
    mails = Counter(one.state for one in shelf.notices)
    return {
        "work_year": view.work_year, "as_of": view.as_of, "ledger": view.ledger, "total": view.total.total,
        "waiting": view.waiting, "mails": mails, "held": len(view.held), "all": _counted(view.total),
        "owed": [_owed(shelf, debt) for debt in still_owed(shelf)],
        "work": [{"matter": one.matter, "count": one.many, "measure": one.measure, "tone": one.tone, "do": one.do,
                  "first": [[who.name, who.about] for who in one.first], "rerun": one.rerun} for one in view.work],
        "year": [{"matter": bar.matter, "opens": bar.opens, "due": bar.due, "state": bar.word} | _counted(bar.tally)
                 for bar in view.bars],
        "counties": [{"name": one.name, "score_cp": one.score_cp, "waiting": one.waiting} | _counted(one.tally)
                     for one in view.counties],
        "money": [{"what": one.what, "counts": one.counts, "fen": one.fen} for one in view.money],
    }


def _counted(one: Tally) -> dict[str, int | None]:
    return one._asdict() | {"complete_bp": one.complete_bp, "timely_bp": one.timely_bp}


def _owed(shelf: Shelf, debt: Debt) -> dict[str, Any]:
    unit, last = shelf.units.get(debt.unit_code), shelf.newest.get((debt.unit_code, debt.milestone, debt.node))
    return {
        "milestone": debt.milestone, "node": debt.node, "matter": shelf.matter(*debt.key),
        "unit_code": debt.unit_code, "unit_name": unit.name if unit else "", "due": debt.effective,
        "last_file": last.state if last else "", "overdue_days": debt.late,
    }

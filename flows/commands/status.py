"""`jixiao status`: who owes, who was sent back, which mail did not leave."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from config import clock
from config.rulebook import Rulebook, rulebook
from config.settings import settings
from tasks.rules.deadlines import days_late
from tasks.store import obligations, outbox
from tasks.store.engine import open_store, reading
from tasks.store.frames import records

MILESTONE = "self_evaluation"


def show_status(work_year: int | None, workspace: Path | None, as_json: bool) -> int:
    """Print the open obligations, the latest first, and the tally of the outbox; 1 when somebody is late."""
    today = clock.today()
    book = rulebook(work_year or today.year)
    engine = open_store(settings(workspace).url)
    with reading(engine) as conn:
        debts = records(obligations.on_day(conn, book.work_year, MILESTONE, "", today))
        mails = outbox.tally(conn)
    rows = sorted((_row(debt, today, book) for debt in debts if debt["state"] == "owed"),
                  key=lambda row: -row["overdue_days"])
    if as_json:
        print(json.dumps({"owed": rows, "total": len(debts), "mails": mails}, ensure_ascii=False, indent=1))  # noqa: T201
        return int(any(row["overdue_days"] for row in rows))
    table = Table("单位", "期限", "逾期工作日", title=f"单位自评：{len(debts)} 个单位应报，{len(rows)} 个未报齐")
    for row in rows[:50]:
        table.add_row(row["unit_name"], row["due"], str(row["overdue_days"] or ""))
    say = Console()
    say.print(table)
    if len(rows) > 50:
        say.print(f"……另有 {len(rows) - 50} 个，见情况页或 --json")
    said = "，".join(f"{STATES.get(state, state)} {count}" for state, count in sorted(mails.items()))
    say.print(f"通知：{said or '还没有'}")
    return int(any(row["overdue_days"] for row in rows))


STATES = {"sent": "已发送", "pending": "待发送", "sending": "发送中", "failed": "发送失败", "uncertain": "待人工核实",
          "cancelled": "已取消", "superseded": "由后一级代替"}


def _row(debt: dict[str, Any], today: date, book: Rulebook) -> dict[str, Any]:
    due = debt["effective_due"]
    return {"unit_code": debt["unit_code"], "unit_name": debt["unit_name"], "due": due.isoformat(),
            "overdue_days": days_late(due, today, book)}

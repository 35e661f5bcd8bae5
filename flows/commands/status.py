"""`jixiao status`: who owes, who was sent back, which mail did not leave."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from config import clock
from config.rulebook import Rulebook, rulebook
from flows.commands.folded import folded
from flows.commands.workspace import store_url
from tasks.rules.deadlines import days_late
from tasks.store import obligations, outbox, submissions, verdicts
from tasks.store.engine import open_store, reading
from tasks.store.frames import records

MOST_ROWS = 50
FILES = {"": "未收到", "accepted": "已收下一部分", "returned": "退回修改", "refused": "拒收", "outdated": "旧表"}
MAILS = {"sent": "已发送", "pending": "待发送", "sending": "发送中", "failed": "发送失败", "uncertain": "待人工核实",
         "cancelled": "已取消", "superseded": "由后一级代替"}


def show_status(work_year: int | None, workspace: Path | None, as_json: bool) -> int:
    """Print the open obligations, the latest first, and the tally of the outbox; 1 when somebody is late.

    Raises ConfigError as `store_url` does.
    """
    today = clock.today()
    book = rulebook(work_year or today.year)
    with reading(open_store(store_url(workspace))) as conn:
        debts = records(obligations.of_year(conn, book.work_year, today))
        files = records(submissions.of_year(conn, book.work_year, today))
        waiting = len(verdicts.waiting(conn, book.work_year, today))
        mails = outbox.tally(conn)
    last = {_of(file): file["state"] for file in files}  # the oldest first
    rows = [_row(debt, last.get(_of(debt), ""), today, book) for debt in debts if debt["state"] == "owed"]
    rows.sort(key=lambda row: -row["overdue_days"])
    total = sum(debt["state"] != "waived" for debt in debts)
    if as_json:
        told = {"owed": rows, "total": total, "waiting": waiting, "mails": mails}
        print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        _print(rows, total, waiting, mails)
    return int(any(row["overdue_days"] for row in rows))


def _of(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["unit_code"], row["milestone"], row["node"]


def _row(debt: dict[str, Any], last: str, today: date, book: Rulebook) -> dict[str, Any]:
    due = debt["effective_due"]
    milestone = book.calendar.milestone(debt["milestone"])
    matter = milestone.node(debt["node"]).title or milestone.title
    return {"milestone": debt["milestone"], "node": debt["node"], "matter": matter, "unit_code": debt["unit_code"],
            "unit_name": debt["unit_name"], "due": due.isoformat(), "last_file": last,
            "overdue_days": days_late(due, today, book)}


def _print(rows: list[dict[str, Any]], total: int, waiting: int, mails: dict[str, int]) -> None:
    table = folded(f"应报事项 {total} 项，未报齐 {len(rows)} 项", "事项", "单位", "期限", "逾期工作日", "最近一份表")
    for row in rows[:MOST_ROWS]:
        late = str(row["overdue_days"] or "")
        table.add_row(row["matter"], row["unit_name"], row["due"], late, FILES[row["last_file"]])
    say = Console()
    say.print(table)
    if len(rows) > MOST_ROWS:
        say.print(f"……另有 {len(rows) - MOST_ROWS} 项，见情况页或 --json")
    said = "，".join(f"{MAILS.get(state, state)} {count}" for state, count in sorted(mails.items()))
    say.print(f"通知：{said or '还没有'}")
    if waiting:
        say.print(f"待人工决定的建议：{waiting} 条，见 jixiao approve")

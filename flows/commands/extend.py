"""`jixiao extend`: record that finance granted a unit a later day (X07)."""

from datetime import date, timedelta
from pathlib import Path

from rich.console import Console

from config import clock
from config.rulebook import Rulebook, rulebook
from flows.commands.workspace import store_url
from tasks.rules.deadlines import deadline, node_on, on_day
from tasks.store import deadlines, obligations
from tasks.store.engine import open_store


def grant(
    unit: str, until: date, approver: str, document: str, reason: str, milestone: str, work_year: int | None,
    workspace: Path | None,
) -> int:
    """Move the unit's deadline; 1 with the reason when it cannot be moved. Raises ConfigError as `store_url` does."""
    today, say = clock.today(), Console(stderr=True, highlight=False, soft_wrap=True)
    book = rulebook(work_year or today.year)
    node = node_on(book.calendar.milestone(milestone), today, book)
    last = _last_day(milestone, node, book)
    with open_store(store_url(workspace)).begin() as conn:
        debts = obligations.on_day(conn, book.work_year, milestone, node, today)
        mine = debts[debts["unit_code"] == unit]
        if mine.empty:
            say.print(f"单位 {unit} 在 {book.work_year} 年没有这项应报事项；请核对编码，或先 jixiao run {milestone}")
            return 1
        row = mine.iloc[0]
        if not row["effective_due"] < until <= last:
            say.print(f"现行期限 {row['effective_due']}，最晚可延到 {last}；{until} 不在此范围")
            return 1
        due = on_day(until, book)
        deadlines.extend(conn, None, clock.now(), deadlines.Grant(
            int(row["id"]), until, due.effective, due.remind_from, approver, document, reason, today))
    say.print(f"已登记：{row['unit_name']} 延期至 {due.effective}（{approver}，{document}）")
    return 0


def _last_day(milestone: str, name: str, book: Rulebook) -> date:
    """So many days after the deadline of the calendar, however often it is asked for. Raises ConfigError."""
    node = book.calendar.milestone(milestone).node(name)
    return deadline(node, book).effective + timedelta(days=book.parameters.number("extension.max_days"))

"""`jixiao extend`: record that finance granted a later day to a unit, or to a finance office for its review (X07)."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from rich.console import Console

from config import clock
from config.forms_table import table_forms
from config.rulebook import rulebook
from flows.commands.workspace import store_url
from tasks.rules.deadlines import node_on, on_day
from tasks.store import deadlines, obligations
from tasks.store.engine import open_store


def grant(
    unit: str, until: date, approver: str, document: str, reason: str, milestone: str, work_year: int | None,
    workspace: Path | None, *, form: str = "", received: date | None = None,
) -> int:
    """Move the deadline of what the unit owes; 1 with the reason when it cannot be moved.

    `form`, `received`: which of the reviews that an office owes, by name of the form and day of arrival. Raises
    ConfigError as `store_url` does.
    """
    today, say = clock.today(), Console(stderr=True, highlight=False, soft_wrap=True)
    book = rulebook(work_year or today.year)
    with open_store(store_url(workspace)).begin() as conn:
        node = node_on(book.calendar.milestone(milestone), today, book)
        owed = obligations.of_unit(conn, unit, book.work_year, milestone, node, today)
        mine = _which(owed, form, received)
        if mine.empty:
            say.print(f"单位 {unit} 在 {book.work_year} 年没有这项应报事项；请核对编码，或先 jixiao run {milestone}")
            return 1
        if len(mine) > 1:
            say.print(f"单位 {unit} 有{len(mine)}项，请用 --form 和 --received 写明是哪一项：")
            for one in mine.to_dict("records"):
                say.print(f"  {_called(one['form'])}，{one['occasion']} 收到，期限 {one['effective_due']}")
            return 1
        row, most = mine.iloc[0], timedelta(days=book.parameters.number("extension.max_days"))
        last = deadlines.by_calendar(conn, int(row["id"])) + most
        if not row["effective_due"] < until <= last:
            say.print(f"现行期限 {row['effective_due']}，最晚可延到 {last}；{until} 不在此范围")
            return 1
        due = on_day(until, book)
        deadlines.extend(conn, None, clock.now(), deadlines.Grant(
            int(row["id"]), until, due.effective, due.remind_from, approver, document, reason, today))
    say.print(f"已登记：{row['unit_name']} 延期至 {due.effective}（{approver}，{document}）")
    return 0


def _which(debts: pd.DataFrame, form: str, received: date | None) -> pd.DataFrame:
    """Those meant; of several only what is still owed."""
    if form:
        debts = debts[[form in (one, _called(one)) for one in debts["form"]]]
    if received:
        debts = debts[debts["occasion"] == received.isoformat()]
    return debts[debts["state"] == "owed"] if len(debts) > 1 else debts


def _called(form: str) -> str:
    described = table_forms().get(form)
    return described.title if described else form

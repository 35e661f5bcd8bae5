"""`jixiao resend`: the mails that did not arrive, and a named person's word on each."""

import json
from pathlib import Path

import typer
from rich.console import Console

from config import clock
from flows.commands.folded import folded
from flows.commands.workspace import store_url
from reports.site.words import NOTICES
from tasks.store import outbox
from tasks.store.engine import open_store, reading
from tasks.store.frames import records

COLUMNS = ("id", "unit_code", "milestone", "kind", "to_name", "to_email", "state", "reason", "last_error")


def show_undelivered(work_year: int | None, workspace: Path | None, as_json: bool) -> int:
    """Every mail that did not arrive or may not have; 1 when there are any. Raises ConfigError as `store_url` does."""
    with reading(open_store(store_url(workspace))) as conn:
        found = records(outbox.undelivered(conn, work_year or clock.today().year))
    if as_json:
        typer.echo(json.dumps([{name: row[name] for name in COLUMNS} for row in found], ensure_ascii=False))
        return int(bool(found))
    table = folded(f"没有送到的通知：{len(found)} 封", "编号", "单位", "收件人", "结果", "原因")
    for row in found:
        why = "；".join(filter(None, (row["reason"], row["last_error"])))
        table.add_row(str(row["id"]), row["unit_code"] or "", f"{row['to_name']} {row['to_email']}",
                      NOTICES[row["state"]][0], why)
    Console().print(table if found else "没有未送到的通知。")
    return int(bool(found))


def deal_with(number: int, by: str, reason: str, told: bool, workspace: Path | None) -> int:
    """Record what a named person decided about one mail; 1 when it is none that did not arrive, 2 without a reason."""
    say = Console(stderr=True, highlight=False, soft_wrap=True)
    if not by.strip() or not reason.strip():
        say.print("须写明经办人（--by）和理由（--reason）")
        return 2
    with open_store(store_url(workspace)).begin() as conn:
        if not outbox.dealt_with(conn, clock.now(), number, by, reason, again=not told):
            say.print(f"第 {number} 号通知不是没有送到的，或者从来不能寄（没有邮箱的先登记联系人，不得写进邮件的"
                      "由专人告知）；用 jixiao resend 看现有的")
            return 1
    say.print(f"已登记：第 {number} 号通知{'已另行告知，不再发信' if told else '下次运行时再发'}，经办人{by}")
    return 0

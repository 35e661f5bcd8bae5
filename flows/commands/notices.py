"""`jixiao notices`: everything somebody was or was not sent and why, and whose court the ball was in."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import frozen
from rich.console import Console

from config import clock
from config.rulebook import rulebook
from flows.commands.folded import folded
from flows.commands.workspace import store_url
from tasks.delivery import ball, delivered
from tasks.store import library, outbox
from tasks.store.engine import open_store, reading
from tasks.store.frames import records

MOST = 200  # rows on the screen; --json has them all


@frozen
class Asked:
    """What is asked about: a unit or a project by code or a part of its name, "" for all."""

    unit: str = ""
    project: str = ""


def show_notices(asked: Asked, work_year: int | None, workspace: Path | None, as_json: bool) -> int:
    """Print the delivery ledger; 1 when a mail could not be delivered or nobody knows whether it was.

    Raises ConfigError as `store_url` does.
    """
    today = clock.today()
    book = rulebook(work_year or today.year)
    with reading(open_store(store_url(workspace))) as conn:
        rows, clocks = delivered(conn, book, today), records(ball(conn, book, today))
        owners = library.owners(conn, book.work_year) | library.owners(conn, book.work_year - 1)
        known = [library.register(conn, one) for one in (book.work_year, book.work_year - 1)]
    names = {code: name for one in known for code, name in zip(one["project_code"], one["project_name"], strict=True)}
    units = {owners[code] for code, name in names.items() if asked.project and asked.project in (code, name)}
    rows, clocks = ([row for row in some if _meant(row, asked, units)] for some in (rows, clocks))
    if as_json:
        print(json.dumps({"notices": rows, "clocks": clocks}, ensure_ascii=False, indent=1, default=_plain))  # noqa: T201
    else:
        _print(rows, clocks)
    return int(any(row["state"] in outbox.UNDELIVERED for row in rows))


def _meant(row: dict[str, Any], asked: Asked, units: set[str]) -> bool:
    """Whether a row is of the unit asked about, or of the unit that has the project."""
    by_unit = not asked.unit or asked.unit == row["unit_code"] or asked.unit in row["unit_name"]
    return by_unit and (not asked.project or row["unit_code"] in units)


def _print(rows: list[dict[str, Any]], clocks: list[dict[str, Any]]) -> None:
    say = Console()
    table = folded(f"投递台账：{len(rows)} 条通知", "日期", "单位", "事项", "通知", "收件人", "结果", "原因")
    for row in rows[-MOST:]:
        day = row["sent_at"] or row["created_at"]
        matter = f"{row['matter']}{'·' if row['about'] else ''}{row['about']}"
        table.add_row(f"{day:%Y-%m-%d %H:%M}", row["unit_name"], matter, row["rung"] or row["kind"], row["to"],
                      row["state_word"], row["why"])
    say.print(table)
    if len(rows) > MOST:
        say.print(f"只列最近 {MOST} 条，全部见投递台账页或 --json")
    turns = folded("球在谁手（工作日）", "单位", "事项", "现在", "自", "单位用时", "财政用时", "最近")
    for row in clocks[:MOST]:
        turns.add_row(row["unit_name"], row["matter"], row["holder"] or "已办结", f"{row['since']}",
                      str(row["unit_days"]), str(row["finance_days"]), row["last"])
    say.print(turns)


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")

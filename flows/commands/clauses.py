"""`jixiao clauses`: every rule of the notice: its clause, its strength, who does it, where it lives, what proves it."""

import json
from typing import Any

from rich.console import Console

from config import clock
from config.calendar import the_calendar
from config.parameters import parameters
from config.rules import the_rules
from flows.commands.clause_evidence import lives, proofs
from flows.commands.folded import folded

STATUS = {"automated": "自动", "manual": "人工", "unconfirmed": "自动（参数待确认）"}


def show_clauses(work_year: int | None, as_json: bool) -> int:
    """Print the catalogue as it stands in a work year. Raises ConfigError for a parameter that is not there."""
    rows = clauses(work_year or clock.today().year)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))  # noqa: T201
        return 0
    table = folded("通知各条及落实情况", "编号", "条款", "力度", "内容", "状态", "程序", "证明")
    for row in rows:
        table.add_row(
            row["id"], row["clause"], row["strength"], row["title"], STATUS[row["status"]], _modules(row["lives"]),
            f"{len(row['tests'])} 项" if row["tests"] else "",
        )
    say = Console()
    say.print(table)
    for row in rows:
        _foot(say, row)
    tally = {status: sum(row["status"] == status for row in rows) for status in STATUS}
    said = "，".join(f"{STATUS[status]} {count}" for status, count in tally.items())
    say.print(f"共 {len(rows)} 条：{said}", highlight=False)
    return 0


def clauses(work_year: int) -> list[dict[str, Any]]:
    """One row per rule, in the order of the notice. Raises ConfigError for a parameter that is not there."""
    law, where, proved = parameters(work_year), lives(), proofs()
    on_calendar: dict[str, list[str]] = {}
    for name, milestone in the_calendar().milestones.items():
        for rule in milestone.rules:
            on_calendar.setdefault(rule, []).append(name)
    return [
        {
            "id": key, "clause": rule.clause, "title": rule.title, "strength": rule.strength,
            "status": rule.standing(law), "unconfirmed": rule.unconfirmed(law), "reason": rule.reason,
            "help": rule.help, "milestones": on_calendar.get(key, []), "lives": where.get(key, []),
            "tests": proved.get(key, []),
        }
        for key, rule in the_rules().items()
    ]


def _modules(paths: list[str]) -> str:
    return "、".join(path.removeprefix("tasks/").removesuffix(".py") for path in paths)


def _foot(say: Console, row: dict[str, Any]) -> None:
    """What the table has no room for: why by hand, and what is not confirmed yet."""
    if row["reason"]:
        say.print(f"{row['id']} 人工：{row['reason']}。{row['help']}。", markup=False, highlight=False, soft_wrap=True)
    elif row["unconfirmed"]:
        say.print(f"{row['id']} 待确认：{'、'.join(row['unconfirmed'])}", markup=False, highlight=False, soft_wrap=True)

"""`jixiao calendar`: the year with both dates of every deadline, and what is wrong with it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from config import clock
from config.calendar import on
from config.findings import Tier
from config.rulebook import rulebook
from config.rules import the_rules
from config.strict import ConfigError
from flows.commands.folded import folded
from reports.year_calendar import calendars, file_name
from tasks import whole
from tasks.rules.calendar_lint import Fault, lint
from tasks.rules.deadlines import deadline


def show_calendar(work_year: int | None, as_json: bool) -> int:
    """Print all deadlines of a work year in the order of time."""
    rows = sorted(_rows(work_year or clock.today().year), key=lambda row: (row["due"], row["milestone"]))
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))  # noqa: T201
        return 0
    table = folded(f"{rows[0]['work_year']} 年预算绩效管理日历", "节点", "书面期限", "实际期限", "说明", "规则")
    for row in rows:
        note = row["reason"] or ("暂定" if row["provisional"] else "")
        table.add_row(row["title"], row["written"], row["due"], note, " ".join(row["rules"]))
    console = Console()
    console.print(table)
    for note in dict.fromkeys(row["provisional"] for row in rows if row["provisional"]):
        console.print(f"[yellow]暂定[/]：{note}")
    return 0


def write_calendars(work_year: int | None, role: str, out: Path) -> int:
    """Write the year as .ics, one file per role and one of all, or the one asked for; 2 for a role there is not."""
    year = work_year or clock.today().year
    found = calendars(rulebook(year))
    say = Console(soft_wrap=True, highlight=False)
    if role and role not in found:
        say.print(f"没有“{role}”这个角色，有：{'、'.join(found)}", markup=False)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    for name in [role] if role else found:
        place = out / file_name(year, name)
        whole.put(place, found[name])
        say.print(str(place), markup=False)
    return 0


def lint_calendar(work_year: int | None, as_json: bool) -> int:
    """Print what is wrong with the calendar of a work year; 1 when something must be put right, else 0."""
    year = work_year or clock.today().year
    try:
        faults = lint(rulebook(year), the_rules().keys())
    except ConfigError as wrong:  # not even readable: its message names file and key
        faults = [Fault(Tier.ERROR, "", "", str(wrong))]
    if as_json:
        print(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=1))  # noqa: T201
    else:
        say = Console(soft_wrap=True, highlight=False)
        for fault in faults:
            say.print(f"{fault.tier} {fault.says}", markup=False)
        say.print(f"{year} 年日历：{len(faults)} 处提示或错误" if faults else f"{year} 年日历没有问题")
    return int(any(fault.tier is Tier.ERROR for fault in faults))


def _rows(work_year: int) -> list[dict[str, Any]]:
    book = rulebook(work_year)
    found = []
    for name, milestone in book.calendar.milestones.items():
        for node in milestone.nodes:
            due = deadline(node, book)
            found.append({
                "work_year": work_year, "milestone": name, "node": node.node,
                "title": milestone.called(node),
                "opens": on(node.opens, work_year).isoformat(), "written": due.written.isoformat(),
                "due": due.effective.isoformat(), "reason": due.reason, "provisional": due.provisional,
                "cut_off": on(node.cut_off, work_year).isoformat() if node.cut_off else None,
                "rules": list(milestone.rules),
            })
    return found

"""`jixiao open-year`: carry over what the last work year left, and say what must be decided first."""

from pathlib import Path
from typing import Any

from rich.console import Console

from config import clock
from flows.commands.run import run_milestone
from flows.commands.workspace import store_url
from reports.wording import KINDS
from tasks.rules.opening import MILESTONE, undecided
from tasks.rules.rulings import SHORT
from tasks.store import verdicts
from tasks.store.engine import open_store, reading
from tasks.store.frames import records


def open_work_year(work_year: int, workspace: Path | None, operator: str, reason: str) -> int:
    """Run the opening; 1 while an inherited question is undecided, else as `run_milestone`. Raises ConfigError."""
    address = store_url(workspace)
    request: dict[str, Any] = {
        "work_year": work_year, "as_of": None, "regions": [], "operator": operator, "reason": reason, "send": True,
        "node": "",
    }
    if failed := run_milestone(MILESTONE, request, workspace):
        return failed
    with reading(open_store(address)) as conn:
        found = verdicts.in_force(conn, work_year)
        decided = verdicts.decisions(conn, work_year, clock.today())
    asked = records(undecided({"verdicts": found, "decisions": decided}))
    carried = records(found[found["milestone"] == MILESTONE])
    numbers = {(row["kind"], row["subject"]): row["basis_hash"][:SHORT] for row in carried}
    say = Console(highlight=False, soft_wrap=True)
    say.print(f"{work_year} 年开账：结转 {len(numbers)} 项，其中 {len(asked)} 项尚未决定，有关项目暂不评定" if asked
              else f"{work_year} 年开账：结转 {len(numbers)} 项，没有尚未决定的")
    for row in asked:
        number = numbers[row["kind"], row["subject"]]
        asks = _how(number, row["proposal"])
        say.print(f"  {KINDS[row['kind']]} {row['subject']}：{row['why']}{asks}", markup=False)
    return int(bool(asked))


def _how(number: str, proposal: str) -> str:
    return f"请决定：“{proposal}”，同意还是不同意（jixiao approve {number}）" if proposal else ""

"""The lines of the bench: printed as a table, kept as JSON and Markdown."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

HEADS = ("work", "ours", "reference", "ratio", "bar", "kept?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `ours` and `theirs` are in `unit`; `bar` is what their ratio, or `ours` alone, must not exceed."""

    work: str
    ours: float
    reference: str = ""
    theirs: float | None = None
    bar: float | None = None
    unit: str = "s CPU"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def kept(self) -> bool | None:
        """Whether the bar holds: on the ratio, or on the value itself where there is no reference."""
        measured = self.ours if self.theirs is None else self.ratio
        return None if self.bar is None or measured is None else measured <= self.bar

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        theirs = "" if self.theirs is None else f"{self.reference} {_number(self.theirs)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        bar = "" if self.bar is None else f"≤ {self.bar:g}" + ("" if self.theirs is not None else f" {self.unit}")
        kept = {True: "yes", False: "NO", None: ""}[self.kept]
        return self.work, f"{_number(self.ours)} {self.unit}", theirs, ratio, bar, kept


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"


def show(lines: Sequence[Line], say: Console) -> None:
    """Print the table; what a bar missed stands in red."""
    table = Table(*HEADS, show_lines=False)
    for line in lines:
        table.add_row(*line.cells(), style="red" if line.kept is False else "")
    say.print(table)
    for note in dict.fromkeys(line.note for line in lines if line.note):
        say.print(f"  {note}", style="dim")


def keep(lines: Sequence[Line], folder: Path, *, quick: bool) -> None:
    """Write bench.json and bench.md."""
    folder.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.platform(), "quick": quick,
               "at": datetime.now(UTC).isoformat(timespec="seconds"), "arguments": sys.argv[1:]}
    rows = [asdict(line) | {"ratio": line.ratio, "kept": line.kept} for line in lines]
    text = json.dumps({"machine": machine, "lines": rows}, ensure_ascii=False, indent=1)
    (folder / "bench.json").write_text(text + "\n", encoding="utf-8")
    body = [HEADS, ("-",) * len(HEADS), *(line.cells() for line in lines)]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in body)
    notes = "\n".join(f"- {note}" for note in dict.fromkeys(line.note for line in lines if line.note))
    about = f"Python {machine['python']}, {machine['system']}, {machine['at']}{', quick' if quick else ''}"
    (folder / "bench.md").write_text(f"{about}\n\n{table}\n\n{notes}\n", encoding="utf-8")

"""`make bench`: every bar beside its reference, in one run. `python -m tests.bench --quick` takes under a minute."""

import argparse
from importlib import import_module
from pathlib import Path

from rich.console import Console

from tests.bench.table import Line, keep, show

PARTS = ("start", "forms", "mail", "store", "rules", "effects", "checks", "prefecture")
BUILD = Path(__file__).parents[2] / "build"


def main() -> None:
    """Measure the parts asked for, all by default; the exit status says nothing about bars."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[[], *PARTS], help="which lines; all by default")
    asked.add_argument("--quick", action="store_true", help="a tenth of the sizes, no prefecture")
    chosen = asked.parse_args()
    parts = chosen.parts or [part for part in PARTS if not (chosen.quick and part == "prefecture")]
    say, lines = Console(), list[Line]()
    for part in parts:
        with say.status(f"{part} …"):
            for line in import_module(f"tests.bench.{part}").lines(chosen.quick):
                lines.append(line)
                say.print(" · ".join(filter(None, line.cells())), highlight=False)
    show(lines, say)
    keep(lines, BUILD, quick=chosen.quick)
    say.print(f"{BUILD / 'bench.md'} · {BUILD / 'bench.json'}")


if __name__ == "__main__":
    main()

"""`make prove`: every proof, or those that are named; exits 1 when one does not hold."""

import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
say = Console()


def main(names: list[str]) -> int:
    """Run the named proofs (none: all) and print what each has shown."""
    every = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("__"))
    unknown = set(names) - set(every)
    if unknown:
        say.print(f"no such proof: {'、'.join(sorted(unknown))}; there are {'、'.join(every)}")
        return 2
    table, sound = Table("proof", "shown", "figure", "holds"), True
    for name in names or every:
        say.print(f"[bold]{name}[/] …")
        began = perf_counter()
        shown = import_module(f"tests.proofs.{name}").prove()
        for what, figure, holds in shown:
            table.add_row(name, what, figure, "yes" if holds else "[red]NO[/]")
            sound = sound and holds
        say.print(f"  {perf_counter() - began:.0f} s")
        if not shown:
            table.add_row(name, "nothing", "", "[red]NO[/]")
            sound = False
    say.print(table)
    return 0 if sound else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

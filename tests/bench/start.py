"""The command line's start: how long `jixiao --help` takes, and that it loads nothing heavy."""

import subprocess
import sys
from collections.abc import Iterator

from tests.bench.measure import interleaved
from tests.bench.table import Line

HEAVY = ("prefect", "pandas", "great_expectations", "sqlalchemy", "numpy")
LOOK = (
    "import sys; sys.argv = ['jixiao', '--help']\n"
    "from flows.__main__ import app\n"
    "try: app()\n"
    "except SystemExit: pass\n"
    f"print(*[name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
)


def lines(quick: bool) -> Iterator[Line]:
    """Against a bare interpreter that imports typer alone."""
    costs = interleaved({
        "ours": lambda: _run("-m", "flows", "--help"), "typer": lambda: _run("-c", "import typer, typer.main"),
    }, 3 if quick else 7)
    yield Line("jixiao --help", costs["ours"].cpu, "import typer", costs["typer"].cpu)
    loaded = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stderr.split()
    which = ", ".join(loaded) or f"none of {', '.join(HEAVY)}"
    yield Line(f"heavy modules that it loads: {which}", len(loaded), bar=0, unit="")


def _run(*words: str) -> None:
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)

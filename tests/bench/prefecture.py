"""One milestone of a whole prefecture, as `jixiao demo --size prefecture` runs it: seconds by verb, and memory."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flows.commands.demo import _apart as apart_from_any_office
from flows.rehearsal.measure import Measured, stage_of, two_days
from tests.bench.table import Line

NOTE = ("Prefecture: 1,000 units, 12,000 projects, 147,000 indicators, through Prefect with a temporary server. Day one "
        "issues 1,000 signed workbooks by mail; on day two every unit hands in its own, and gets a receipt. What came of "
        "it is compared with what was filled in, row by row. Memory is that of all processes, server and readers included.")


def lines(quick: bool) -> Iterator[Line]:
    """By day and verb; the bars are the aim of the project: three minutes and 3 GiB for both days."""
    size = "county" if quick else "prefecture"
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder, apart_from_any_office(Path(folder)):
        days, compared = two_days(stage_of(size, Path(folder)), lambda _: None)
    wrong = [difference for one in compared for difference in one.differences]
    if wrong:
        raise RuntimeError(f"the run differs from what was filled in: {wrong[:3]}")
    for name, day in zip(("forms go out", "forms come in"), days, strict=True):
        for verb, seconds in day.verbs.items():
            yield Line(f"{size}, {name}: {verb}", seconds, unit="s")
        yield Line(f"{size}, {name}: start and end", _around(day), unit="s")
    yield Line(f"{size}, both days", sum(day.seconds for day in days), bar=180, unit="s", note=NOTE)
    yield Line(f"{size}, peak memory", max(day.peak for day in days) / 2**20, bar=3 * 1024, unit="MB")


def _around(day: Measured) -> float:
    """Imports, the temporary server, and what Prefect does between the verbs."""
    return day.seconds - sum(day.verbs.values())

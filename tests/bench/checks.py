"""Great Expectations: how often it is called in a run, and what checking the files of a whole prefecture takes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from config.rulebook import rulebook
from expectations.self_evaluation import examine_self_evaluation
from tasks.forms.frames import frames
from tasks.forms.reader import read_files
from tasks.forms.reading import Reading
from tasks.rules.self_evaluation import assess
from tests.bench.forms import written
from tests.bench.measure import interleaved
from tests.bench.table import Line

NOTE = ("Checks: assess() is the arithmetic of our own masks, examine() the masks and Great Expectations, which must agree; "
        "one validate() per frame, whole up to 100,000 rows, the suspects and a sample beyond.")


def lines(quick: bool) -> Iterator[Line]:
    """validate() calls with few and with many files; seconds of checking them."""
    units, reps = (100, 3) if quick else (1_000, 3)
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        issued, printed = written(Path(folder), 100)
        readings = read_files([(path.name, path) for path in [*issued, *printed]])
    some, many = readings[:20], _as_many(readings, units)
    with _counted() as calls:
        for files in (some, many):
            _examined(files)
            yield Line(f"validate() calls for {len(files):,} files", calls.pop("calls"), bar=2, unit="")
    projects, indicators = frames(enumerate(many))
    law = rulebook(2023).parameters
    facts = assess(projects, indicators, law)
    names = [reading.file for reading in many]
    costs = interleaved({
        "assess": lambda: assess(projects, indicators, law), "examine": lambda: examine_self_evaluation(*facts, names),
    }, reps)
    work = f"{len(projects):,} projects, {len(indicators):,} indicators"
    yield Line(f"examine() of {work}", costs["examine"].cpu, "assess()", costs["assess"].cpu, note=NOTE)


def _as_many(readings: list[Reading], units: int) -> list[Reading]:
    """The issued workbooks over and over: so many units with twelve projects each."""
    issued = [reading for reading in readings if reading.layout == "issued"]
    return [issued[number % len(issued)] for number in range(units)]


def _examined(readings: list[Reading]) -> None:
    projects, indicators = frames(enumerate(readings))
    examine_self_evaluation(*assess(projects, indicators, rulebook(2023).parameters), [one.file for one in readings])


@contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """How often anything is validated, by Great Expectations' own account."""
    batch: Any = import_module("great_expectations.datasource.fluent.interfaces").Batch
    original, seen = batch.validate, dict[str, int]()

    def validate(self: Any, *args: Any, **kwargs: Any) -> Any:
        seen["calls"] = seen.get("calls", 0) + 1
        return original(self, *args, **kwargs)

    batch.validate = validate
    try:
        yield seen
    finally:
        batch.validate = original

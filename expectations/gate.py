"""The gate: every row is checked by masks, and Great Expectations answers for them, in one call per frame and run.

GX costs 0.3 s per call and ten times the masks per row (notes/perf.md §2.3), so it sees the whole frame up to `WHOLE`
rows, and above that the suspects and a fixed sample of the others. Its answer counts; where it differs from the masks
one of the two is broken, and nothing is concluded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.declare import Check, expectation, mask, seen
from expectations.outcome import ROW_COUNT, SuiteFault, unexpected_rows

WHOLE = 100_000  # rows up to which GX sees everything
SAMPLE = 5_000  # rows without any suspicion that it sees beyond that
SEED = 20_180_930
Positions = npt.NDArray[np.intp]


def examine(checks: Sequence[Check], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All hits: `check` (its position in `checks`), `rule`, `frame` and `row` (position in its frame), in that order.

    One `validate()` per frame that has checks, whatever is in it; none at all when nothing has come in.
    Raises SuiteFault when Great Expectations and the masks disagree.
    """
    found: dict[int, Positions] = {}
    if any(map(len, frames.values())):
        for name, frame in frames.items():
            numbers = [number for number, check in enumerate(checks) if check.frame == name]
            rows = examine_frame([checks[number] for number in numbers], frame)
            found |= dict(zip(numbers, rows, strict=True))
    return _as_hits(checks, found)


def _as_hits(checks: Sequence[Check], found: Mapping[int, Positions]) -> pd.DataFrame:
    """Positions by check as rows, in the order of the checks."""
    order = sorted(found)
    of = np.repeat(np.array(order, dtype=np.intp), [len(found[number]) for number in order])
    rules = np.array([check.rule for check in checks], dtype=object)
    names = np.array([check.frame for check in checks], dtype=object)
    rows = np.concatenate([found[number] for number in order]) if order else np.zeros(0, dtype=np.intp)
    return pd.DataFrame({"check": of, "rule": rules[of], "frame": names[of], "row": rows})


def examine_frame(checks: Sequence[Check], frame: pd.DataFrame) -> list[Positions]:
    """For each check, the rows of one frame that break it: one `validate()`."""
    masks = [mask(check, frame) for check in checks]
    rows = rows_to_see(masks, len(frame))
    answers = asked(checks, frame, rows)
    for check, own in zip(checks, masks, strict=True):
        _agree(check, rows[answers[check.name]], own)
    return [rows[answers[check.name]] for check in checks]


def examine_once(checks: Sequence[Check], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """As `examine`, but all frames are laid side by side: one `validate()` for all of them, none when all are empty."""
    asking = {number: check for number, check in enumerate(checks) if len(frames[check.frame])}
    masks = {number: mask(check, frames[check.frame]) for number, check in asking.items()}
    rows = {
        name: rows_to_see([masks[n] for n, check in asking.items() if check.frame == name], len(frame))
        for name, frame in frames.items()
    }
    found = dict(zip(asking, side_by_side(list(asking.values()), frames, rows), strict=True)) if asking else {}
    for number, check in asking.items():
        _agree(check, found[number], masks[number])
    return _as_hits(checks, found)


def side_by_side(
    checks: Sequence[Check], frames: Mapping[str, pd.DataFrame], rows: Mapping[str, Positions],
) -> list[Positions]:
    """What Great Expectations says of each check: rows of its frame. Shorter frames end in what no check minds."""
    index = pd.RangeIndex(max(len(own) for own in rows.values()))
    named = [replace(check, column=f"{check.frame}/{check.column}") for check in checks]
    columns = {
        one.name: seen(check, frames[check.frame], rows[check.frame]).reindex(
            index, fill_value=0.0 if check.kind == "not_null" else np.nan)
        for one, check in zip(named, checks, strict=True)
    }
    answers = unexpected_rows(_validate(named, pd.DataFrame(columns, index=index)), list(columns))
    return [rows[check.frame][found] for check, found in zip(checks, answers.values(), strict=True)]


def _agree(check: Check, found: Positions, own: "npt.NDArray[np.bool_]") -> None:
    """Raises SuiteFault when Great Expectations and the mask differ."""
    if not np.array_equal(found, np.flatnonzero(own)):
        raise SuiteFault(f"系统故障：规则 {check.name} 的两种核对结果不一致，本次核对作废，请联系系统维护人员")


def rows_to_see(masks: Sequence["npt.NDArray[np.bool_]"], size: int) -> Positions:
    """All rows, or in a large frame all suspects and the same sample of the others for the same input."""
    if size <= WHOLE:
        return np.arange(size)
    suspect = np.logical_or.reduce([*masks, np.zeros(size, dtype=bool)])
    clean = np.flatnonzero(~suspect)
    sample = np.random.default_rng(SEED).choice(clean, size=min(SAMPLE, len(clean)), replace=False)
    return np.sort(np.concatenate([np.flatnonzero(suspect), sample]))


def asked(checks: Sequence[Check], frame: pd.DataFrame, rows: Positions) -> dict[str, Positions]:
    """What Great Expectations says of these rows: check name → positions within `rows`."""
    table = pd.DataFrame({check.name: seen(check, frame, rows) for check in checks}, index=pd.RangeIndex(len(rows)))
    return unexpected_rows(_validate(checks, table), [check.name for check in checks])


def _validate(checks: Sequence[Check], table: pd.DataFrame) -> Any:
    """One validation in a context of its own: threads that share one get each other's results (notes/perf.md §2.5)."""
    gx: Any = import_module("great_expectations")  # seconds: only who validates pays
    bars: Any = import_module("great_expectations.data_context.types.base").ProgressBarsConfig
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = bars(globally=False)
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": table})
    count = gx.expectations.ExpectTableRowCountToEqual(value=len(table), meta={"check": ROW_COUNT})
    suite = gx.ExpectationSuite(name="suite", expectations=[count, *map(expectation, checks)])
    return batch.validate(suite, result_format="COMPLETE")

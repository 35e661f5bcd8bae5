"""Several sets of verdicts as one: completed before they are put together, so that nothing missing becomes NaN."""

from collections.abc import Iterable

import pandas as pd

from tasks.rules.verdicts import Verdicts, verdicts


def stacked(parts: Iterable[Verdicts]) -> Verdicts:
    """One after the other, in the order given, on a RangeIndex. No parts give empty verdicts."""
    complete = [verdicts(part.rows, part.steps) for part in parts]
    rows = [part.rows for part in complete if len(part.rows)] or [verdicts(pd.DataFrame()).rows]
    steps = [part.steps for part in complete if len(part.steps)] or [verdicts(pd.DataFrame()).steps]
    return Verdicts(pd.concat(rows, ignore_index=True), pd.concat(steps, ignore_index=True))

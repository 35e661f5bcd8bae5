"""What a milestone publishes so that anybody can check it: `files` of `reports/published/<milestone>.py`."""

from importlib import import_module
from importlib.util import find_spec

import pandas as pd


def published(milestone: str, verdicts: pd.DataFrame) -> dict[str, bytes]:
    """File name → content; `verdicts` are those in force of the milestone's node, with `detail`."""
    name = f"reports.published.{milestone}"
    found: dict[str, bytes] = import_module(name).files(verdicts) if find_spec(name) else {}
    return found

"""Which cells a form has at all: what is not on the paper cannot be missing from it."""

import numpy as np
import pandas as pd

from tasks.rules.columns import places
from tasks.rules.scoring import Mask


def cells_present(rows: pd.DataFrame, fields: tuple[str, ...]) -> dict[str, Mask]:
    """`has_<field>` for every field: whether the row's `at` gives it a cell. Rows of one layout are parsed once."""
    number, layouts = pd.factorize(rows["at"].to_numpy(dtype=object))
    there = [places(at).keys() for at in layouts]
    return {f"has_{field}": np.array([field in layout for layout in there], dtype=bool)[number] for field in fields}

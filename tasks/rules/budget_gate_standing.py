"""How a row stands at the gate, and how reviews are found: the newest by the project's own finance department."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tasks.rules.budget_gate_asked import KEY
from tasks.rules.given import Mask, given, newest
from tasks.rules.own_level import by_own_finance
from tasks.rules.verdicts import Facts

BLOCKED, WAITING, CAPPED, OPEN = range(4)  # the lowest of a row's standings is the one that holds


def reviews_of(
    facts: Facts, table: str, columns: Mapping[str, str], rows: pd.DataFrame, order: Sequence[str], **only: str,
) -> pd.DataFrame:
    """The newest signed review of each row, on the index of `rows`, <NA> and NaT where there is none.

    `order` is what newest means; of two equal ones the worse verdict holds. `only` keeps the rows with a value.
    """
    found = given(facts, table, columns)
    for name, value in only.items():
        found = found[(found[name] == value).to_numpy(dtype=bool)]
    own = by_own_finance(found, rows, facts, KEY)
    last = newest(own.assign(grade=own["verdict"].map(GRADE)), KEY, (*order, "grade"))
    at = pd.MultiIndex.from_frame(rows[KEY])
    return last.set_index(KEY).reindex(at).set_index(rows.index)


# The higher, the worse: sorted last, it holds.
GRADE = {
    "支持": 0, "予以支持": 0, "部分支持": 1, "调整完善后支持": 1, "不支持": 2, "不予支持": 2,
    "通过": 0, "退回修改": 1, "不通过": 2,
}


def arrived_after(rows: pd.DataFrame, last: pd.DataFrame) -> Mask:
    """Whether what is to be reviewed came in after its newest review did: it waits again, whatever that review said."""
    same = (rows["received_on"] == last["received_on"]) & (rows["submission_id"] > last["submission_id"])
    later = (rows["received_on"] > last["received_on"]) | same
    return np.asarray(later.astype("boolean").fillna(False).to_numpy(dtype=bool))

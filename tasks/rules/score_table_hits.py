"""打分表: which projects something speaks against, and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tasks.rules.whole import Positions


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Positions of the projects that something speaks against, rising, each once, and what it is, in words."""

    at: Positions
    facts: tuple[str, ...]
    amounts: tuple[int, ...] = ()  # fen, where money is named


class Places:
    """Where a project stands among the projects judged, by its code or by its id."""

    def __init__(self, projects: pd.DataFrame) -> None:
        self.codes = pd.Index(projects["project_code"])
        self.ids = pd.Index(projects["project_id"].astype("Int64").to_numpy(dtype=np.int64, na_value=-1))

    def of_codes(self, rows: pd.DataFrame) -> Positions:
        """Positions by project_code; -1 where it is not judged."""
        return np.asarray(self.codes.get_indexer(pd.Index(rows["project_code"])), dtype=np.intp)

    def of_ids(self, rows: pd.DataFrame) -> Positions:
        """Positions by project_id; -1 where it is not judged."""
        wanted = rows["project_id"].astype("Int64").to_numpy(dtype=np.int64, na_value=-2)
        return np.asarray(self.ids.get_indexer(pd.Index(wanted)), dtype=np.intp)


def hits(at: Positions, facts: Iterable[str], amounts: Iterable[int] = ()) -> Hits:
    """One entry per project, its facts joined in an order of their own, so that the order of rows never matters."""
    said: dict[int, set[str]] = {}
    money: dict[int, int] = {}
    for place, fact in zip(at.tolist(), facts, strict=True):
        said.setdefault(place, set()).add(fact)
    for place, fen in zip(at.tolist(), amounts, strict=False):
        money[place] = money.get(place, 0) + fen
    order = sorted(said)
    return Hits(np.array(order, dtype=np.intp), tuple("；".join(sorted(said[place])) for place in order),
                tuple(money.get(place, 0) for place in order))


def both(one: Hits, other: Hits) -> Hits:
    """Two lists of hits as one."""
    return hits(np.concatenate([one.at, other.at]), (*one.facts, *other.facts), (*one.amounts, *other.amounts))

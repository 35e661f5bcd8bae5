"""Points in cells that are merged over several indicators: shared out only where nothing has to be guessed.

A weight and a score for several rows together stand at the first of them, the others get 0 of 0: every sum stays
right. A score for several weights, or the other way round, is shared out when all points were given; else R-MERGE.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Protocol

from tasks.forms.cells import Cells
from tasks.forms.grid import address
from tasks.forms.page import Place

_FIELDS = {"weight": "weight_cp", "score": "self_score_cp"}


class Line(Protocol):
    """One indicator and the cells of its points."""

    values: dict[str, Any]
    places: dict[str, Place | None]


def settle(lines: Sequence[Line], cells: Cells) -> None:
    """Put right the points of all rows that share a cell. Changes `values`."""
    for name, other in (("score", "weight"), ("weight", "score")):
        for place, group in groupby(lines, key=lambda line: line.places.get(name)):
            rows = list(group)
            if place is None or len(rows) < 2:
                continue
            if len({row.places.get(other) for row in rows}) == 1:
                _first_only(rows, name)
            else:
                _shared_out(rows, _FIELDS[name], _FIELDS[other], place, cells)


def _first_only(rows: Sequence[Line], name: str) -> None:
    for row in rows[1:]:
        if row.values[_FIELDS[name]] is not None:
            row.values[_FIELDS[name]] = 0


def _shared_out(rows: Sequence[Line], shared: str, own: str, place: Place, cells: Cells) -> None:
    points = [row.values[own] for row in rows]
    whole = rows[0].values[shared]
    full = None not in points and whole == sum(points)
    if whole is not None and not full:
        top, left, bottom, right = cells.page.span(*place)
        cells.note("R-MERGE", place, value=f"{address(top, left)}:{address(bottom, right)}")
    for row in rows:
        row.values[shared] = row.values[own] if full else None

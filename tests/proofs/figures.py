"""Figures agree: a whole year rehearsed, and every figure of its pages, workbooks and papers held against the database.

A year rehearsed already can be named (see `tests.rehearsed`); otherwise one is, which takes minutes.
"""

from collections import Counter

from tests.figures.agree import claims
from tests.figures.broken import broken
from tests.figures.claim import Claim
from tests.rehearsed import rehearsed_year

WORK_YEAR = 2023


def prove() -> list[tuple[str, str, bool]]:
    """One line per kind of reading matter, and one for each figure that was falsified on purpose and found."""
    workspace = rehearsed_year()
    found = list(claims(workspace, WORK_YEAR))
    lines = [_line(kind, found) for kind in dict.fromkeys(map(_kind, found))]
    return [*lines, *broken(workspace, WORK_YEAR)]


def _line(kind: str, found: list[Claim]) -> tuple[str, str, bool]:
    mine = [one for one in found if _kind(one) == kind]
    wrong = [f"{one.place} {one.what}: {one.shown} ≠ {one.stored}" for one in mine if not one.holds]
    places = Counter(one.place for one in mine)
    return f"{kind} agree with the database", "; ".join(wrong)[:400] or (
        f"{len(mine)} claims in {len(places)} places"), not wrong


def _kind(one: Claim) -> str:
    return {"html": "pages", "xlsx": "workbooks", "docx": "papers"}.get(one.place.rpartition(".")[2], "pages")

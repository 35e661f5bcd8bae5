"""Precedence, caps, vetoes and grades with every rule that fired, on bare columns, beside the same by hand in numpy."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import rulebook
from tasks.rules.score_table_effects import EFFECTS, SOURCES, settle
from tests.bench.measure import interleaved
from tests.bench.table import Line

NOTE = ("Effects: four scores a project (Int64 with missing values), four effects with before and after of each that fired. "
        "By hand: plain arrays, the same result and the same records. The bar of DESIGN §10 is 0.3 times DuckDB, which its notes "
        "measured at ten times the arithmetic by hand, so that the bar is 3.")
SHARES = {"E04": 0.02, "E06": 0.01, "C05": 0.10, "E03": 0.28}  # 411,000 fired rules in a million projects


def lines(quick: bool) -> Iterator[Line]:
    """One line: both must come to the same scores, grades and number of records."""
    projects, reps = (100_000, 3) if quick else (1_000_000, 5)
    luck = np.random.default_rng(1)
    plain = {name: np.where(luck.random(projects) < known, luck.integers(0, 10_001, projects), -1)
             for name, known in zip(SOURCES, (0.98, 0.9, 0.2, 0.01), strict=True)}
    frame = pd.DataFrame({name: pd.arrays.IntegerArray(cp, cp < 0) for name, cp in plain.items()})
    masks = {rule: luck.random(projects) < share for rule, share in SHARES.items()}
    law, found = rulebook(2023).parameters, dict[str, Any]()

    def ours() -> None:
        done = settle(frame, {one.rule: np.flatnonzero(masks[one.rule]) for one in EFFECTS}, law)
        found["ours"] = done.cp, done.grade, sum(len(stage.at) for stage in done.stages)

    def by_hand() -> None:
        found["by hand"] = _by_hand(plain, masks)

    costs = interleaved({"ours": ours, "by hand": by_hand}, reps)
    for mine, theirs in zip(found["ours"], found["by hand"], strict=True):
        if not np.array_equal(mine, theirs):
            raise RuntimeError("the rules and the arithmetic by hand come to different results")
    work = f"caps, vetoes, grades of {projects:,} projects, {found['ours'][2]:,} fired rules"
    yield Line(work, costs["ours"].cpu, "numpy by hand", costs["by hand"].cpu, 3, note=NOTE)


def _by_hand(plain: dict[str, Any], masks: dict[str, Any]) -> tuple[Any, Any, int]:
    """X03 and X04 as one writes them down once: the last source there is, then minima, each record kept."""
    cp = np.full(len(masks["E04"]), -1)
    for name in SOURCES:
        cp = np.where(plain[name] >= 0, plain[name], cp)
    grade = np.searchsorted([6_000, 8_000, 9_000], cp, side="right").astype(np.int8)
    grade[cp < 0] = -1
    records = 0
    for rule, top in {"E04": 5_999, "E06": 0, "C05": 7_999, "E03": 7_999}.items():
        at = np.flatnonzero(masks[rule])
        before, was = cp[at], grade[at]
        after = np.where(before < 0, top if rule in ("E04", "E06") else -1, np.minimum(before, top))
        now = np.where(after < 0, -1, np.minimum(np.where(was < 0, 3, was), 0 if top < 6_000 else 1)).astype(np.int8)
        now = np.where(after < 0, -1, np.minimum(now, np.searchsorted([6_000, 8_000, 9_000], after, side="right")))
        cp[at], grade[at] = after, now
        records += len([rule, at, before, after, was, now][1])
    return cp, grade, records

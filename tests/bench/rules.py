"""The rules on columns: points of every indicator, sums and grades, beside the same arithmetic by hand in numpy."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from config.rulebook import rulebook
from tasks.rules.columns import RELATIONS
from tasks.rules.grading import grade_codes
from tasks.rules.scoring import indicator_points
from tasks.rules.whole import sum_by
from tests.bench.measure import interleaved
from tests.bench.table import Line

NOTE = ("Rules: from typed frames (texts for relations, missing values) to points, totals and grades. By hand: plain integer "
        "arrays without a missing value, relations as codes, whole arrays at once. The bar of DESIGN §10 names DuckDB, which "
        "is no dependency of ours; its notes measured it at twice the arithmetic by hand, so that 2.5 times DuckDB is 5.")
PER_PROJECT = 8


def lines(quick: bool) -> Iterator[Line]:
    """One line: both must come to the same grades."""
    projects, reps = (100_000, 3) if quick else (1_000_000, 3)
    frame, plain = _indicators(projects * PER_PROJECT)
    home = np.repeat(np.arange(projects), PER_PROJECT)
    law = rulebook(2023).parameters
    grades: dict[str, Any] = {}

    def ours() -> None:
        points = indicator_points(frame, law)
        grades["ours"] = grade_codes(sum_by(home, points["score_cp"], projects), law)

    def by_hand() -> None:
        grades["by hand"] = _by_hand(plain, home, projects)

    costs = interleaved({"ours": ours, "by hand": by_hand}, reps)
    if not np.array_equal(grades["ours"], grades["by hand"]):
        raise RuntimeError("the rules and the arithmetic by hand come to different grades")
    work = f"points of {len(frame):,} indicators, grades of {projects:,} projects"
    yield Line(work, costs["ours"].cpu, "numpy by hand", costs["by hand"].cpu, 5, note=NOTE)


def _indicators(rows: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The same rows twice: as the frame of a milestone, and as bare arrays."""
    luck = np.random.default_rng(1)
    relation = luck.choice(4, rows, p=(0.6, 0.15, 0.1, 0.15)).astype(np.int8)
    weight = luck.choice(np.array([500, 800, 1000, 1500, 2000]), rows)
    target = luck.integers(1, 1_000, rows)
    plain = {
        "relation": relation, "weight": weight, "target": target, "actual": target * luck.integers(40, 130, rows) // 100,
        "tier": luck.integers(1, 4, rows), "filed": weight * luck.integers(50, 101, rows) // 100,
    }
    words = relation == RELATIONS.index("定性")
    frame = pd.DataFrame({
        "relation": pd.Series(np.array(RELATIONS, dtype=object)[relation], dtype="str"),
        "target_value": pd.arrays.IntegerArray(target, words), "actual_value": pd.arrays.IntegerArray(plain["actual"], words),
        "tier": pd.arrays.IntegerArray(plain["tier"], ~words), "weight_cp": pd.Series(weight, dtype="Int64"),
        "self_score_cp": pd.Series(plain["filed"], dtype="Int64"),
    })
    return frame, plain


def _by_hand(rows: dict[str, Any], home: Any, projects: int) -> Any:
    """domain §1.3 as one writes it down once for known data: ≥ B/A, ≤ A/B, = 1 − |B − A|/A, tiers by their floors."""
    weight, target, actual, relation = rows["weight"], rows["target"], rows["actual"], rows["relation"]
    part = np.where(relation == 0, np.minimum(actual, target),
                    np.where(relation == 1, np.minimum(target, actual), np.maximum(target - np.abs(actual - target), 0)))
    whole = np.where(relation == 1, np.maximum(actual, 1), target)
    points = np.where((relation == 1) & (actual <= target), weight, (2 * weight * part + whole) // (2 * whole))
    floor, above = np.array([8_000, 6_000, 0])[rows["tier"] - 1], np.array([10_000, 8_000, 6_000])[rows["tier"] - 1]
    low, high = -(-weight * floor // 10_000), -(-weight * above // 10_000) - (rows["tier"] > 1)
    points = np.where(relation == 3, np.clip(rows["filed"], low, np.maximum(low, high)), points)
    return np.searchsorted([6_000, 8_000, 9_000], np.bincount(home, points, projects), side="right")

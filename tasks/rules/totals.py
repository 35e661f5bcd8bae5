"""Sums of one form: weights against 100, the filed total against its parts, the recomputed total (domain §1.3)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters
from tasks.rules.grading import UNGRADED, grade_codes, grade_names
from tasks.rules.printed import points_gap, step
from tasks.rules.scoring import Ints
from tasks.rules.whole import Positions, between, count_by, int64, ints, sum_by

Columns = dict[str, "pd.Series[Any]"]
PARTS = {"output_cp": "产出", "benefit_cp": "效益", "satisfaction_cp": "满意", "cost_cp": "成本"}
MOST_SLACK = 25  # cp that one-decimal scores may add up to in a total, whatever their number


def weight_sums(forms: pd.DataFrame, rows: pd.DataFrame, home: Positions, law: Parameters) -> Columns:
    """`execution_full_cp`, `weight_total_cp` and `weight_gap_cp` (total − 100, 0 within the rounding of decimals).

    Where no 分值 is printed for the execution it has what the law gives it, if just that is missing to 100; otherwise
    it counts for nothing. Weights cut to two decimals (16.67 × 6) may miss 100 by half a hundredth each.
    """
    total, lawful = law.number("scoring.total_cp"), law.number("scoring.execution_weight_cp")
    weights = between(rows["weight_cp"], 0, total)
    indicators, known = ints(sum_by(home, weights, len(forms)))
    execution, printed = ints(forms["execution_weight_cp"])
    implied = known & ~printed & (total - indicators == lawful)
    execution = np.where(implied, lawful, execution)
    gap = indicators + execution - total
    decimals = count_by(home, ints(weights)[0] % 10 != 0, len(forms)) + (execution % 10 != 0)
    return {
        "execution_full_cp": int64(execution, execution > 0),
        "weight_total_cp": int64(indicators + execution, known),
        "weight_gap_cp": int64(np.where(np.abs(gap) <= decimals // 2, 0, gap), known),
    }


def point_sums(forms: pd.DataFrame, rows: pd.DataFrame, home: Positions, law: Parameters) -> Columns:
    """`filed_total_cp`, `total_gap_cp`, `score_cp`, `score_grade`, `total_grade`, `grade_gap` and `gap_cp`."""
    total, n = law.number("scoring.total_cp"), len(forms)
    block = forms["execution_full_cp"].notna().to_numpy(dtype=bool)
    due, has_due = ints(forms["execution_due_cp"])
    filed, has_filed = ints(forms["execution_score_cp"])
    own, has_own = ints(sum_by(home, between(rows["self_score_cp"], 0), n))
    whole = has_own & (~block | has_filed | has_due)
    sums = own + np.where(block, np.where(has_filed, filed, due), 0)
    score, scored = ints(sum_by(home, rows["score_cp"], n))
    straight = (forms["weight_gap_cp"] == 0).to_numpy(dtype=bool, na_value=False)
    scored = scored & straight & forms["evaluated"].to_numpy() & (~block | has_due)
    score = np.minimum(score + np.where(block, due, 0), total)
    printed, has_printed = ints(forms["total_cp"])
    own_total = int64(np.where(has_printed, printed, sums), has_printed | whole)
    return {
        "filed_total_cp": int64(sums, whole),
        "total_gap_cp": int64(_total_gap(forms, rows, home, sums, law), whole & has_printed),
        "score_cp": int64(score, scored),
        "gap_cp": own_total - int64(score, scored),
        **_graded(forms["grade"], own_total, int64(score, scored), law),
    }


def _total_gap(forms: pd.DataFrame, rows: pd.DataFrame, home: Positions, sums: Ints, law: Parameters) -> Ints:
    """Printed total − the sum of its parts; each computed part printed with one decimal may hide half a tenth."""
    scores, known = ints(rows["self_score_cp"])
    computed = known & (step(scores) == 10) & (scores != ints(rows["weight_cp"])[0])
    hidden = np.minimum(5 * count_by(home, computed, len(forms)), MOST_SLACK)
    inferred = forms["execution_score_cp"].isna().to_numpy() & forms["execution_full_cp"].notna().to_numpy()
    due, least, most = (ints(forms[f"execution_{name}_cp"])[0] for name in ("due", "low", "high"))
    low = sums - hidden - np.where(inferred, due - least, 0)
    high = sums + hidden + np.where(inferred, most - due, 0)
    full, tolerance = law.number("scoring.total_cp"), law.number("self_evaluation.score_tolerance_cp")
    return points_gap(ints(forms["total_cp"])[0], low, high, full, tolerance)


def _graded(
    printed: "pd.Series[Any]", own_total: "pd.Series[Any]", score: "pd.Series[Any]", law: Parameters,
) -> dict[str, Any]:
    """Grades of the filed and of the recomputed total, and whether the printed grade is not the filed one's."""
    own = grade_codes(own_total, law)
    said = _said(printed, law)
    return {
        "score_grade": grade_names(grade_codes(score, law), law),
        "total_grade": grade_names(own, law),
        "grade_gap": int64(said - own, (said != UNGRADED) & (own != UNGRADED)),
    }


def _said(printed: "pd.Series[Any]", law: Parameters) -> npt.NDArray[np.int64]:
    """Grade code of what a form prints, in regional or national words; UNGRADED for anything else."""
    names = [law.words("grading.labels"), law.words("grading.national_labels")]
    codes = {word: len(words) - 1 - place for words in names for place, word in enumerate(words)}
    return np.array([codes.get(word.strip(), UNGRADED) for word in printed], dtype=np.int64)


def part_sums(rows: pd.DataFrame, home: Positions, n: int) -> Columns:
    """Recomputed points by first-level indicator: 产出, 效益, 满意度, 成本; <NA> where a form has none of the kind."""
    place, words = pd.factorize(rows["level1"].to_numpy(dtype=object))
    kinds = np.array([next((part for part, word in PARTS.items() if word in name), "") for name in words], dtype=object)
    of = kinds[place] if len(words) else np.empty(0, dtype=object)
    return {part: sum_by(home, rows["score_cp"], n, of == part) for part in PARTS}

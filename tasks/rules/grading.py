"""Grades from points: 优秀 90, 良好 80, 一般 60, decided on the two-decimal total (domain §1.2)."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.parameters import Parameters

UNGRADED = -1


def grade_codes(total_cp: "pd.Series[Any]", law: Parameters) -> npt.NDArray[np.int8]:
    """Grade codes of totals in cp: 3 best … 0 worst, -1 where there is no total. A lower bound belongs to its band."""
    rising = np.array(sorted(law.numbers("grading.cut_offs_cp")), dtype=np.int64)
    codes = np.searchsorted(rising, total_cp.to_numpy(dtype=np.int64, na_value=-1), side="right").astype(np.int8)
    return np.where(total_cp.notna().to_numpy(dtype=bool), codes, UNGRADED).astype(np.int8)


def grade_names(codes: npt.NDArray[np.int8], law: Parameters) -> npt.NDArray[np.object_]:
    """The words for grade codes; "" for the ungraded."""
    words = np.array([*reversed(law.words("grading.labels")), ""], dtype=object)
    return words[codes]


def grades(total_cp: "pd.Series[Any]", law: Parameters) -> npt.NDArray[np.object_]:
    """The words for totals in cp."""
    return grade_names(grade_codes(total_cp, law), law)

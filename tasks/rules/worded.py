"""Chinese sentences put together by column: parts that hold, joined row by row."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.rules.given import Mask

Words = npt.NDArray[np.object_]


def said_day(days: "pd.Series[Any]") -> Words:
    """“6月12日” for each day, "" where there is none."""
    known = {day: f"{day.month}月{day.day}日" for day in days.dropna().unique()}
    return np.array([known.get(day, "") for day in days], dtype=object)


def texts(mask: Mask, words: Any) -> Words:
    """The words where the mask holds, "" elsewhere: `words` is one text or one for each row."""
    return np.where(mask, words, "").astype(object)


def joined(*parts: Words) -> Words:
    """The texts that are there, with “；” between, row by row."""
    return np.array(["；".join(filter(None, row)) for row in zip(*parts, strict=True)], dtype=object)


def percent(bp: Any) -> Words:
    """“41.67%” for hundredths of a percent."""
    return np.array([f"{value // 100}.{value % 100:02d}%" for value in np.asarray(bp, dtype=np.int64)], dtype=object)

"""What Great Expectations answers, and how it fails: the one module that knows the shape of its results.

Of the traps in notes/perf.md §2.5 these end here: an error inside an expectation comes back as a quiet failure without
a count (5), results come back in another order than asked (9), an empty or exchanged frame passes everything (4, 1),
row labels are numpy scalars or, on a bad index, whole Series (3, 10).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

ROW_COUNT = "row count"
Positions = npt.NDArray[np.intp]


class SuiteFault(RuntimeError):
    """The checks themselves do not work: nothing may be concluded about any form. The message is for the operator."""


def unexpected_rows(outcome: Any, names: Iterable[str]) -> dict[str, Positions]:
    """Check name → positions of the rows that broke it, ascending, for every name asked.

    Raises SuiteFault when an expectation failed to run, is missing, or looked at another number of rows than it got.
    """
    answers = {str(one.expectation_config.meta["check"]): one for one in outcome.results}
    if ROW_COUNT not in answers or not answers[ROW_COUNT].success:
        raise SuiteFault("系统故障：核对时的行数与交付的行数不一致，本次核对作废")
    return {name: _rows(name, answers.get(name)) for name in names}


def _rows(name: str, answer: Any) -> Positions:
    if answer is None:
        raise SuiteFault(f"系统故障：规则 {name} 没有得到核对结果")
    found = answer.result
    if found.get("unexpected_count") is None or "unexpected_index_list" not in found:
        raise SuiteFault(f"系统故障：规则 {name} 无法执行：{_reason(answer.exception_info)}")
    labels = found["unexpected_index_list"] or []
    try:
        rows = np.array(sorted(int(label) for label in labels), dtype=np.intp)
    except (TypeError, ValueError):
        raise SuiteFault(f"系统故障：规则 {name} 的核对结果无法定位到行") from None
    if len(rows) != found["unexpected_count"]:
        raise SuiteFault(f"系统故障：规则 {name} 报告 {found['unexpected_count']} 行有误，却只列出 {len(rows)} 行")
    return rows


def _reason(info: Any) -> str:
    """The first message in exception_info, which is flat for an expectation and nested by metric for its parts."""
    if not isinstance(info, dict):
        return "原因不明"
    parts = [info, *(part for part in info.values() if isinstance(part, dict))]
    return next((str(p["exception_message"]) for p in parts if p.get("exception_message")), "原因不明")

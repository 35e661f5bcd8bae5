"""Great Expectations may answer strangely in many ways; all of them stop the run, none passes for a good form."""

from types import SimpleNamespace

import numpy as np
import pytest

from expectations.outcome import ROW_COUNT, SuiteFault, unexpected_rows


def answer(check, result=None, success=True, info=None):
    """One result as Great Expectations shapes it."""
    return SimpleNamespace(
        expectation_config=SimpleNamespace(meta={"check": check}), success=success, result=result or {},
        exception_info=info or {"raised_exception": False, "exception_message": None})


def outcome(*answers, counted=True):
    """A whole validation, the row count somewhere in it."""
    return SimpleNamespace(results=[*answers, answer(ROW_COUNT, {"observed_value": 9}, success=counted)])


def rows(*labels, count=None):
    """The result of an expectation on a column."""
    return {"unexpected_count": len(labels) if count is None else count, "unexpected_index_list": list(labels)}


def test_answers_are_told_apart_by_name_not_by_order():
    """They come back grouped by column."""
    found = unexpected_rows(outcome(answer("乙", rows(3)), answer("甲", rows(1, 0))), ["甲", "乙"])
    assert {name: where.tolist() for name, where in found.items()} == {"甲": [0, 1], "乙": [3]}


def test_labels_are_plain_positions():
    """Numpy scalars come in, positions for `iloc` go out."""
    (found,) = unexpected_rows(outcome(answer("甲", rows(np.int64(4)))), ["甲"]).values()
    assert found.dtype == np.intp and found.tolist() == [4]


def test_no_wrong_row_is_an_empty_list():
    """None and [] mean the same."""
    result = {"unexpected_count": 0, "unexpected_index_list": None}
    assert unexpected_rows(outcome(answer("甲", result)), ["甲"])["甲"].tolist() == []


@pytest.mark.parametrize(("strange", "message"), [
    (outcome(), "规则 甲 没有得到核对结果"),
    (outcome(answer("甲", rows(1)), counted=False), "行数与交付的行数不一致"),
    (SimpleNamespace(results=[answer("甲", rows(1))]), "行数与交付的行数不一致"),
    (outcome(answer("甲")), "规则 甲 无法执行：原因不明"),
    (outcome(answer("甲", {"unexpected_count": None})), "规则 甲 无法执行"),
    (outcome(answer("甲", {"unexpected_count": 3})), "规则 甲 无法执行"),
    (outcome(answer("甲", info={"raised_exception": True, "exception_message": "boom"})), "无法执行：boom"),
    (outcome(answer("甲", info={"a metric": {"exception_message": "deep boom"}})), "无法执行：deep boom"),
    (outcome(answer("甲", info="?")), "原因不明"),
    (outcome(answer("甲", rows(1, 2, count=5))), "报告 5 行有误，却只列出 2 行"),
    (outcome(answer("甲", rows("第一行"))), "无法定位到行"),
    (outcome(answer("甲", rows([1, 2]))), "无法定位到行"),
])
def test_a_strange_answer_stops_the_run(strange, message):
    """In Chinese, naming the rule: this is for the operator, not for a unit."""
    with pytest.raises(SuiteFault, match=f"系统故障：.*{message}"):
        unexpected_rows(strange, ["甲"])

"""The gate: Great Expectations answers for every row the masks name, in a fixed number of calls."""

import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest

from expectations import gate
from expectations.declare import WORDS, Check, mask, seen
from expectations.gate import examine, examine_frame, rows_to_see
from expectations.outcome import SuiteFault
from expectations.self_evaluation import CHECKS

SMALL = (
    Check("R-REQ", "project", "amount", "not_null", "amount", when=("asked",)),
    Check("R-RANGE", "project", "amount", "between", "amount", low=0, high=10),
    Check("R-ROWEXTRA", "project", "standing", "in_set", "standing", words=("在库", "未核对")),
    Check("R-REQ", "project", "name", "matches", "name", pattern=WORDS, when=("asked",)),
)


@pytest.fixture
def small():
    """A frame in which each row breaks another check of SMALL; the last three are what nobody minds."""
    return pd.DataFrame({
        "amount": pd.array([None, 11, -1, 5, 5, None, 10], dtype="Int64"),
        "standing": pd.array(["在库", "在库", "在库", "不在库", "在库", "在库", None], dtype=object),
        "name": ["甲", "乙", "丙", "丁", "\u3000—", "", "3 号路\n"],
        "asked": [True, True, True, True, True, False, True],
    })


@pytest.fixture
def validations(monkeypatch):
    """The number of rows of every `validate()` call."""
    from great_expectations.datasource.fluent.interfaces import Batch

    calls, real = [], Batch.validate

    def counted(batch, *args, **kwargs):
        calls.append(len(batch.data.dataframe))
        return real(batch, *args, **kwargs)

    monkeypatch.setattr(Batch, "validate", counted)
    return calls


def test_each_kind_of_check_names_its_rows(small):
    """Conditions hold, and only a check for presence minds a missing value."""
    found = examine(SMALL, {"project": small})
    assert found.to_dict("list") == {
        "check": [0, 1, 1, 2, 3], "rule": ["R-REQ", "R-RANGE", "R-RANGE", "R-ROWEXTRA", "R-REQ"],
        "frame": ["project"] * 5, "row": [0, 1, 2, 3, 4]}


def test_planted_errors_are_found_by_both(new_pile):
    """Every check has its planted error; Great Expectations on the full frame and the masks name the same rows."""
    frames = dict(zip(("project", "indicator"), planted(new_pile).assessed(REGISTER), strict=True))
    for name, frame in frames.items():
        checks = [check for check in CHECKS if check.frame == name]
        answers = gate.asked(checks, frame, np.arange(len(frame)))
        masks = {check.name: np.flatnonzero(mask(check, frame)).tolist() for check in checks}
        assert {check: rows.tolist() for check, rows in answers.items()} == masks
        assert [check for check, rows in masks.items() if not rows] == []


def test_the_number_of_calls_does_not_depend_on_the_number_of_files(new_pile, validations):
    """One call per frame for one file, and for forty."""
    for files in (1, 40):
        pile = new_pile()
        for _ in range(files):
            pile.add()
        pile.examined()
        assert validations == [files, 3 * files]
        validations.clear()


def test_no_file_no_call(new_pile, validations):
    """A day on which nothing came in does not wait for Great Expectations."""
    assert examine(CHECKS, dict(zip(("project", "indicator"), new_pile().assessed(), strict=True))).empty
    assert validations == []


def test_a_frame_without_rows_passes(form, validations):
    """Forms without a single indicator: the second frame is empty, and that is no fault."""
    form(rows=[]).examined()
    assert validations == [1, 0]


def test_a_large_frame_shows_suspects_and_a_sample(small, monkeypatch, validations):
    """Above the limit Great Expectations sees every suspect and some others, and the answer is the same."""
    large = pd.concat([*[small.iloc[[6]]] * 250, small, *[small.iloc[[6]]] * 250], ignore_index=True)
    whole = examine(SMALL, {"project": large})
    monkeypatch.setattr(gate, "WHOLE", 100)
    monkeypatch.setattr(gate, "SAMPLE", 20)
    pd.testing.assert_frame_equal(examine(SMALL, {"project": large}), whole)
    assert validations == [507, 5 + 20]


def test_the_sample_is_the_same_every_time(monkeypatch):
    """A rerun on the same rows asks about the same rows: nothing hangs on chance."""
    monkeypatch.setattr(gate, "WHOLE", 100)
    monkeypatch.setattr(gate, "SAMPLE", 20)
    masks = [np.arange(1000) % 100 == 7]
    first, second = rows_to_see(masks, 1000), rows_to_see(masks, 1000)
    assert np.array_equal(first, second)
    assert len(first) == 30 and set(range(7, 1000, 100)) <= set(first.tolist())


@pytest.mark.parametrize("broken", [
    lambda check, frame: np.zeros(len(frame), dtype=bool),  # sees nothing
    lambda check, frame: np.ones(len(frame), dtype=bool),  # sees ghosts
])
def test_a_disagreement_is_a_fault_of_the_system(small, monkeypatch, broken):
    """Nothing is concluded when the two ways of checking differ."""
    monkeypatch.setattr(gate, "mask", broken)
    with pytest.raises(SuiteFault, match="系统故障：规则 R-REQ:amount 的两种核对结果不一致"):
        examine(SMALL, {"project": small})


def test_an_expectation_that_cannot_run_is_a_fault_of_the_system(small, monkeypatch):
    """Great Expectations reports a missing column as a quiet failure; it must not pass for wrong data."""
    monkeypatch.setattr(gate, "seen", lambda check, frame, rows: pd.Series(["甲"] * len(rows), dtype=object))
    with pytest.raises(SuiteFault, match=r"系统故障：规则 R-RANGE:amount 无法执行：.+"):
        examine_frame(SMALL[1:2], small)


def test_a_missing_column_is_a_fault_of_the_system(small, monkeypatch):
    """The other quiet failure."""
    real = gate.expectation
    monkeypatch.setattr(gate, "expectation", lambda check: real(check).copy(update={"column": "没有这一列"}))
    with pytest.raises(SuiteFault, match=r"系统故障：规则 R-RANGE:amount 无法执行：.+没有这一列"):
        examine_frame(SMALL[1:2], small)


def test_threads_do_not_get_each_others_results(small):
    """Prefect runs tasks in threads; with one shared context a third of such answers is another batch's."""
    frames = [small.iloc[[0, *[6] * n, 1]].reset_index(drop=True) for n in range(12)]
    start = threading.Barrier(4)

    def one(number):
        if number < 4:
            start.wait()
        found = examine(SMALL, {"project": frames[number]})
        return found[["check", "row"]].to_numpy().tolist()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(12)))
    assert answers == [[[0, 0], [1, n + 1]] for n in range(12)]


def test_a_frame_with_a_foreign_index_is_counted_by_position(small):
    """After a concat the labels repeat; hits are positions."""
    shuffled = small.set_index(pd.Index([3, 3, 0, 0, 9, 9, 9]))
    assert examine(SMALL, {"project": shuffled})["row"].tolist() == [0, 1, 2, 3, 4]


def test_only_what_a_check_looks_at_is_passed_on(small):
    """One column per check, harmless where the check does not apply."""
    column = seen(SMALL[0], small, np.array([0, 5]))
    assert column.isna().tolist() == [True, False]
    assert seen(SMALL[3], small, np.array([4, 5])).isna().tolist() == [False, True]


def test_checks_have_names_of_their_own():
    """Within a frame; Great Expectations tells its answers apart by them. What silences a check exists."""
    for frame in ("project", "indicator"):
        names = [check.name for check in CHECKS if check.frame == frame]
        rules = {check.rule for check in CHECKS if check.frame == frame}
        assert len(names) == len(set(names))
        assert {one for check in CHECKS if check.frame == frame for one in check.unless} <= rules | {*names}


def test_nothing_is_printed(form, capfd):
    """No progress bars in the logs."""
    form().examined()
    assert version("great_expectations").startswith("1.24.")
    assert capfd.readouterr().out == ""


REGISTER = pd.DataFrame({
    "project_code": ["P1", "P2"], "unit_code": ["U1", "U2"], "project_name": ["乡村道路养护", "别家的项目"],
    "budget_fen": pd.array([100_000_000, 1], dtype="Int64"),
})


def planted(new_pile):
    """A pile that breaks every check at least once, with good forms between."""
    pile, wan = new_pile(), 1_000_000
    projects = [
        {"project_name": ""}, {"budget_fen": None}, {"executed_fen": None}, {"execution_score_cp": None},
        {"total_cp": None}, {"initial_fen": -1}, {"budget_fen": -1}, {"executed_fen": -1}, {"execution_score_cp": -1},
        {"execution_weight_cp": -1}, {"total_cp": 20_000}, {"project_code": "P9"}, {"project_code": "P2"},
        {"budget_fen": 1}, {"budget_fen": 10**12}, {"executed_fen": 1, "rate_bp": 9000}, {"executed_fen": 10**12},
        {"budget_fen": 0}, {"budget_fen": 90 * wan}, {"executed_fen": 0}, {"executed_fen": 10 * wan}, {"grade": "差"},
    ]
    indicators = [
        {"level3": ""}, {"target": ""}, {"actual": ""}, {"weight_cp": None}, {"self_score_cp": None}, {"weight_cp": -1},
        {"self_score_cp": -1}, {"target_value": 0}, {"self_score_cp": 9000}, {"actual_value": 50},
        {"self_score_cp": 10}, {"actual_value": 50, "self_score_cp": 2500}, {"actual_value": 500}, {"weight_cp": 10},
    ]
    for project in projects:
        pile.add(**project).add()
    for indicator in indicators:
        pile.add(indicator).add()
    pile.add(reading=0).add(rows=[]).add(rows=[dict(pile.JUDGED, tier=3)])
    blank = dict(pile.MEASURED, actual="", self_score_cp=None)
    return pile.add(rows=[blank], executed_fen=None)

"""What a good 项目支出绩效自评表 (F2) looks like, and what is said where one is not (domain §1.3, X10)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from expectations.declare import WORDS, Check, Frame
from expectations.gate import examine
from expectations.word import findings, unsaid
from tasks.rules.finding import Finding
from tasks.rules.register import FOREIGN, LISTED, PLAUSIBLE, TOO_LARGE, TOO_SMALL, UNCHECKED, UNLISTED

SLIPS = ("R-UNIT-01", "R-UNIT-02")


def _written(frame: Frame, field: str, label: str) -> Check:
    """A text that must not be blank, where the form has a cell for it."""
    when = ("evaluated", "begun", f"has_{field}")
    return Check("R-REQ", frame, field, "matches", field, pattern=WORDS, when=when, label=label)


def _filled(frame: Frame, field: str, label: str, *when: str) -> Check:
    """A number that must not be missing, where the form has a cell for it."""
    asked = ("evaluated", "begun", f"has_{field}", *when)
    return Check("R-REQ", frame, field, "not_null", field, when=asked, label=label)


def _not_negative(frame: Frame, field: str) -> Check:
    return Check("R-NEG", frame, field, "between", field, low=0, value=field)


def _points(frame: Frame, field: str) -> Check:
    """Points between 0 and 100."""
    return Check("R-RANGE", frame, field, "between", field, low=0, high=10_000, value=field, limit="0—100")


def _agrees(
    rule: str, frame: Frame, gap: str, field: str, value: str, *expected: str, unless: tuple[str, ...] = (),
) -> Check:
    """A difference or a flag that must be 0 in every project that is evaluated."""
    return Check(rule, frame, gap, "between", field, low=0, high=0, when=("evaluated",), value=value, expected=expected,
                 unless=unless)


def _unit(rule: str, bad: str, field: str, slip: str) -> Check:
    """An amount whose unit was mistaken: any other answer of `slip` is fine here."""
    fine = tuple(word for word in (PLAUSIBLE, TOO_SMALL, TOO_LARGE) if word != bad)
    return Check(rule, "project", slip, "in_set", field, words=fine, value=field, expected=("register_fen",))


def _register(rule: str, bad: str) -> Check:
    fine = tuple(word for word in (LISTED, UNLISTED, FOREIGN, UNCHECKED) if word != bad)
    return Check(rule, "project", "standing", "in_set", "project_code", words=fine, value="project_code")


CHECKS: tuple[Check, ...] = (
    # Is everything there? One finding for a form that nobody has begun; a budget of 0 waives the rest.
    Check("R-REQ", "project", "begun", "between", "executed_fen", low=1, when=("evaluated", "has_executed_fen"),
          label="全部填报内容"),
    _written("project", "project_name", "项目名称"),
    _filled("project", "budget_fen", "全年预算数"),
    _filled("project", "executed_fen", "全年执行数"),
    _filled("project", "execution_score_cp", "预算执行得分", "counted"),
    _filled("project", "total_cp", "总分", "counted"),
    Check("S-NOIND", "project", "indicator_count", "between", "project_name", low=1, when=("evaluated",)),
    _written("indicator", "level3", "三级指标"),
    _written("indicator", "target", "年度指标值"),
    _written("indicator", "actual", "实际完成值"),
    _filled("indicator", "weight_cp", "分值"),
    _filled("indicator", "self_score_cp", "得分"),
    # Can it be true?
    *(_not_negative("project", field) for field in ("initial_fen", "budget_fen", "executed_fen", "execution_score_cp")),
    _points("project", "execution_weight_cp"),
    _points("project", "total_cp"),
    _points("indicator", "weight_cp"),
    _not_negative("indicator", "self_score_cp"),
    # The project beside the register and beside the rest of its file.
    Check("R-DUP", "project", "twin", "between", "project_code", high=-1, value="register_code", expected=("twin",)),
    _register("R-ROWEXTRA", UNLISTED),
    _register("R-NOTOURS", FOREIGN),
    _unit("R-UNIT-01", TOO_SMALL, "budget_fen", "budget_slip"),
    _unit("R-UNIT-02", TOO_LARGE, "budget_fen", "budget_slip"),
    _unit("R-UNIT-01", TOO_SMALL, "executed_fen", "executed_slip"),
    _unit("R-UNIT-02", TOO_LARGE, "executed_fen", "executed_slip"),
    Check("S-BUDGET", "project", "budget_gap_fen", "between", "budget_fen", low=0, high=0, value="budget_fen",
          expected=("register_fen",), unless=("R-UNIT-01:budget_slip", "R-UNIT-02:budget_slip")),
    Check("S-ZEROBUDGET", "project", "evaluated", "between", "budget_fen", low=1, value="budget_fen",
          unless=("S-BUDGET",)),
    # The funds block.
    Check("S-OVERSPENT", "project", "overspent_fen", "between", "executed_fen", low=0, high=0, value="executed_fen",
          expected=("budget_fen",), unless=SLIPS),
    _agrees("S-RATE", "project", "rate_gap_bp", "rate_bp", "rate_bp", "rate_due_bp", unless=SLIPS),
    _agrees("S-EXEC", "project", "execution_gap_cp", "execution_score_cp", "execution_score_cp", "execution_due_cp",
            unless=SLIPS),
    _agrees("S-UNSPENT", "project", "unspent", "executed_fen", "executed_fen"),
    Check("S-SLOW", "project", "slow_bp", "between", "reason", low=0, high=0, when=("evaluated", "has_reason"),
          value="rate_due_bp", expected=("slow_bp",), unless=("S-UNSPENT", *SLIPS)),
    # The indicators.
    _agrees("S-ZEROTARGET", "indicator", "zero_target", "target", "target"),
    Check("S-OVERWEIGHT", "indicator", "excess_cp", "between", "self_score_cp", high=0, when=("evaluated",),
          value="self_score_cp", expected=("weight_cp",)),
    _agrees("S-HIGH", "indicator", "above_cp", "self_score_cp", "self_score_cp", "score_cp", unless=("S-OVERWEIGHT",)),
    _agrees("S-TIER", "indicator", "tier_gap_cp", "self_score_cp", "self_score_cp", "low_cp", "high_cp",
            unless=("S-OVERWEIGHT",)),
    _agrees("S-LOW", "indicator", "below_cp", "self_score_cp", "self_score_cp", "score_cp", unless=("S-REASON",)),
    Check("S-REASON", "indicator", "shortfall_cp", "between", "reason", low=0, high=0, when=("evaluated", "has_reason"),
          value="points_cp", expected=("weight_cp",)),
    Check("S-OVER", "indicator", "over_bp", "between", "actual", low=0, high=0, when=("evaluated", "has_reason"),
          value="actual", expected=("over_bp",)),
    # The sums.
    Check("R-WEIGHT", "project", "weight_gap_cp", "between", "weight_cp", low=0, high=0, when=("evaluated",),
          value="weight_total_cp", limit="100", beside="first_indicator", unless=("R-RANGE:execution_weight_cp",)),
    _agrees("S-TOTAL", "project", "total_gap_cp", "total_cp", "total_cp", "filed_total_cp",
            unless=("R-RANGE:execution_weight_cp",)),
    _agrees("S-GRADE", "project", "grade_gap", "grade", "grade", "total_grade"),
)


def examine_self_evaluation(
    projects: pd.DataFrame, indicators: pd.DataFrame, files: Sequence[str],
    already: Mapping[int, Sequence[Finding]] | None = None,
) -> dict[int, list[Finding]]:
    """Findings of every file by ordinal, by sheet and row; both frames come from `tasks.rules.self_evaluation.assess`.

    `already` are the findings of the readings: a cell that could not be read is not also called empty, and nothing is
    said twice. Raises SuiteFault when the checks themselves fail.
    """
    frames = {"project": projects, "indicator": indicators}
    found = findings(examine(CHECKS, frames), frames, CHECKS, files)
    return {number: unsaid(new, (already or {}).get(number, ())) for number, new in found.items()}

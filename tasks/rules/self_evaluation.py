"""单位自评: what checks and judgement need to know of a form, computed from its own cells (D01, domain §1.3)."""

from typing import Any

import numpy as np
import pandas as pd

from config.parameters import Parameters
from tasks.rules.form_cells import cells_present
from tasks.rules.funds import funds_block
from tasks.rules.grading import grades
from tasks.rules.indicator_facts import NO_REASON, indicator_facts
from tasks.rules.register import PLAUSIBLE, TOO_SMALL, against_register, slips, twins
from tasks.rules.scoring import Mask
from tasks.rules.totals import part_sums, point_sums, weight_sums
from tasks.rules.whole import Positions, between, count_by, int64, ints

FIELDS = ("project_name", "budget_fen", "executed_fen", "execution_score_cp", "total_cp", "reason")


def assess(
    projects: pd.DataFrame, indicators: pd.DataFrame, law: Parameters, register: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both frames of tasks.rules.columns with derived columns, on RangeIndexes, rows in the order given.

    A `_gap_` is 0 where the form agrees, rounding included, and <NA> where that cannot be told. `register` has
    project_code, unit_code, project_name, budget_fen (others are ignored), or is None. Raises ValueError for an
    indicator without a project. Indicators: see `indicator_facts`, and `evaluated`, `begun`, `register_code` of their
    project. Projects:

    evaluated           the adjusted budget is not 0 (else the project is only listed, §A.15)
    begun               somebody has filled in something
    register_code, standing, register_fen, budget_gap_fen, budget_slip, executed_slip, twin   see tasks.rules.register
    rate_due_bp, rate_gap_bp, execution_due_cp, execution_gap_cp, overspent_fen               see tasks.rules.funds
    indicator_count, first_indicator   how many rows, and the position of the first one
    execution_full_cp, weight_total_cp, weight_gap_cp    see tasks.rules.totals
    filed_total_cp      sum of self-scores and filed execution points (due points where none are filed)
    total_gap_cp        printed total − that sum
    score_cp            recomputed total; <NA> when not evaluated, weights are not 100 or a part cannot be computed
    score_grade         its grade; `total_grade` that of the filed total, `grade_gap` ≠ 0 when another one is printed
    gap_cp              filed total (as printed, else summed) − score_cp
    output_cp, benefit_cp, satisfaction_cp, cost_cp      recomputed points by first-level indicator
    slow_bp             the rate below which a reason is owed, where it is owed and missing; else 0
    unspent             all indicators met, nothing spent and not a word about it
    counted             execution score, rate or total is filled: they are not formulas that nobody calculated
    has_<field>         whether the form has such a cell
    """
    projects, indicators = projects.reset_index(drop=True), indicators.reset_index(drop=True)
    home = _home(projects, indicators)
    rows = indicator_facts(indicators, law)
    possible = _possible(projects, law)
    facts = possible.assign(**_standing(possible, rows, home))
    facts = facts.assign(**weight_sums(facts, rows, home, law))
    facts = facts.assign(**funds_block(facts, law))
    facts = facts.assign(**point_sums(facts, rows, home, law), **part_sums(rows, home, len(facts)))
    facts = facts.assign(**cells_present(projects, FIELDS))
    facts = facts.assign(**_reasons(facts, rows, home, law), **_register(facts, register, law))
    rows = rows.assign(**{name: facts[name].to_numpy()[home] for name in ("evaluated", "begun", "register_code")})
    return facts.assign(**{str(name): projects[name] for name in projects.columns}), rows


def _home(projects: pd.DataFrame, indicators: pd.DataFrame) -> Positions:
    """Position of every indicator's project."""
    keys = pd.MultiIndex.from_frame(projects[["reading", "project"]])
    home = keys.get_indexer(pd.MultiIndex.from_frame(indicators[["reading", "project"]]))
    if (home < 0).any():
        raise ValueError(f"{int((home < 0).sum())} indicator rows belong to no project row")
    return np.asarray(home, dtype=np.intp)


def _possible(projects: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """The projects without numbers that cannot be true: those have findings of their own, and prove nothing else."""
    total = law.number("scoring.total_cp")
    return projects.assign(
        **{name: between(projects[name], 0) for name in ("budget_fen", "executed_fen", "execution_score_cp")},
        **{name: between(projects[name], 0, total) for name in ("execution_weight_cp", "total_cp")},
    )


def _standing(projects: pd.DataFrame, rows: pd.DataFrame, home: Positions) -> dict[str, Any]:
    """How far a form got, and where its indicators stand."""
    budget, has_budget = ints(projects["budget_fen"])
    count = count_by(home, np.ones(len(home), dtype=bool), len(projects))
    answered = (rows["actual"] != "").to_numpy(dtype=bool) | rows["self_score_cp"].notna().to_numpy(dtype=bool)
    first = np.zeros(len(projects), dtype=np.int64)
    first[home[::-1]] = np.arange(len(home))[::-1]
    own = projects[["rate_bp", "execution_score_cp", "total_cp"]].notna().any(axis=1).to_numpy(dtype=bool)
    spent = projects["executed_fen"].notna().to_numpy(dtype=bool)
    return {
        "evaluated": ~(has_budget & (budget == 0)),
        "begun": spent | (count_by(home, answered, len(projects)) > 0),
        "counted": own,
        "indicator_count": int64(count),
        "first_indicator": int64(first, count > 0),
    }


def _reasons(facts: pd.DataFrame, rows: pd.DataFrame, home: Positions, law: Parameters) -> dict[str, Any]:
    """Money that was hardly spent, or not at all, and nobody says why."""
    bound = law.number("self_evaluation.reason_required_below_bp")
    silent = facts["reason"].isin(NO_REASON).to_numpy(dtype=bool)
    rate, rated = ints(facts["rate_due_bp"])
    met = (rows["score_cp"] == rows["weight_cp"]).to_numpy(dtype=bool, na_value=False)
    count = facts["indicator_count"].to_numpy(dtype=np.int64)
    all_met = (count > 0) & (count_by(home, met, len(facts)) == count)
    nothing = (facts["executed_fen"] == 0).to_numpy(dtype=bool, na_value=False)
    return {
        "slow_bp": int64(np.where(silent & (rate < bound), bound, 0), rated),
        "unspent": int64(silent & all_met & nothing & rated),
    }


def _register(facts: pd.DataFrame, register: pd.DataFrame | None, law: Parameters) -> dict[str, Any]:
    """The form beside the register."""
    found = against_register(facts, register)
    budget, has_budget = ints(facts["budget_fen"])
    executed, has_executed = ints(facts["executed_fen"])
    listed, known = ints(found["register_fen"])
    gap = budget - listed
    executed_slip = slips(executed, has_executed, found["register_fen"], law)
    small = (executed_slip == TOO_SMALL) & _believable(facts)
    return {
        **{str(name): found[name] for name in found.columns},
        "budget_gap_fen": int64(np.where(np.abs(gap) > law.number("money.tolerance_fen"), gap, 0), known & has_budget),
        "budget_slip": slips(budget, has_budget, found["register_fen"], law),
        "executed_slip": np.where(small, PLAUSIBLE, executed_slip),
        "twin": twins(facts, found["register_code"].to_numpy(dtype=object)),
    }


def _believable(facts: pd.DataFrame) -> Mask:
    """Hardly anything spent, and the form knows it: its rate agrees, and it says why if there is room to."""
    rate, printed = ints(facts["rate_gap_bp"])
    given = ~facts["reason"].isin(NO_REASON).to_numpy(dtype=bool)
    roomless = ~facts["has_reason"].to_numpy(dtype=bool)
    return np.asarray((rate == 0) & (given | (roomless & printed)))


def conclude(facts: pd.DataFrame, law: Parameters) -> pd.DataFrame:
    """The judgement of each assessed project (D01): the self-score beside the recomputed one, which decides the grade.

    Gives self_score_cp, raw_cp, final_cp (Int64, <NA> = not scored), raw_grade, final_grade ("" = none), `rules` that
    fired, on the same index. Caps and vetoes belong to the score table: here raw and final are the same.
    """
    grade = grades(facts["score_cp"], law)
    return pd.DataFrame({
        "self_score_cp": facts["total_cp"].fillna(facts["filed_total_cp"]),
        "raw_cp": facts["score_cp"], "final_cp": facts["score_cp"], "raw_grade": grade, "final_grade": grade,
        "rules": "D01",
    }, index=facts.index)

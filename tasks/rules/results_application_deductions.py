"""F02: less money for what scored below 80 — proposals with amounts for the budget division, never a change."""

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.figures import percent, points, wan
from tasks.rules.scoring import Ints, Mask
from tasks.rules.verdicts import Verdicts

PROPOSAL = "扣减预算"


def deductions(rated: pd.DataFrame, book: Rulebook) -> Verdicts:
    """One row per project below the threshold: 建议扣减 with `amount_fen`, or 豁免扣减 without a proposal.

    amount = base × ratio of the band, half-up to 1 fen. The base is the project's approved amount of FY W; for a
    project that does not go on, that of FY W-1, taken from the department's total (F02, F04, domain §4.1).
    """
    law = book.parameters
    low = rated[rated["low"]]
    ratio, free = _ratio_bp(low, book), _exempt(low, book)
    amount = np.where(free, 0, _share(low["base_fen"].to_numpy(dtype=np.int64), ratio))
    from_project = low["continues"].to_numpy(dtype=bool) & (law.word("results_application.base") == "project")
    limit = points(law.number("results_application.threshold_cp"))
    fact = [f"评价得分{points(score)}，不到{limit}；{_says(*row)}" for score, *row in zip(
        low["score_cp"], low["base_fen"], ratio, amount, free, from_project, low["continues"], strict=True)]
    clause = f"通知三（六）；{'、'.join(law.words('results_application.basis'))}"
    rows = pd.DataFrame({
        "kind": "deduction", "subject": low["project_code"], "unit_code": low["unit_code"],
        "project_id": low["project_id"], "verdict": np.where(free, "豁免扣减", "建议扣减"), "score_cp": low["score_cp"],
        "amount_fen": amount, "rules": "F02 F04", "why": [f"{words}（{clause}）" for words in fact],
        "proposal": np.where(free, "", PROPOSAL),
        "detail": [_detail(*row) for row in zip(
            low["department_code"], low["base_fen"], ratio, from_project, low["continues"], strict=True)],
    })
    grade = low["grade"].to_numpy(dtype=object)
    steps = pd.DataFrame({
        "kind": "deduction", "subject": low["project_code"], "seq": 1, "rule": "F02", "before_cp": low["score_cp"],
        "after_cp": low["score_cp"], "before_grade": grade, "after_grade": grade, "fact": fact, "clause": clause,
    })
    return Verdicts(rows, steps)


def _ratio_bp(low: pd.DataFrame, book: Rulebook) -> Ints:
    """The ratio of each score's band. Raises ConfigError when bands and ratios do not match."""
    floors = book.parameters.numbers("results_application.deduction_floors_cp")
    ratios = book.parameters.numbers("results_application.deduction_bp")
    if len(floors) != len(ratios) or list(floors) != sorted(set(floors), reverse=True) or floors[-1] > 0:
        raise ConfigError("parameters/results_application.yaml：扣减各档的最低分须由高到低、末档为0，并与比例一一对应")
    band = np.searchsorted(np.array(floors[::-1]), low["score_cp"].to_numpy(dtype=np.int64), side="right") - 1
    return np.array(ratios[::-1], dtype=np.int64)[np.maximum(band, 0)]


def _share(base: Ints, ratio_bp: Ints) -> Ints:
    """Half-up; whole and rest apart, so that no sum of money is too large for 64 bits."""
    whole, rest = np.divmod(base, 10_000)
    return whole * ratio_bp + (rest * ratio_bp + 5_000) // 10_000


def _exempt(low: pd.DataFrame, book: Rulebook) -> Mask:
    """Of an exempt type, or paid from exempt funds alone: a mixed project could be cut in its other part."""
    funds = frozenset(book.parameters.words("results_application.exempt_funds"))
    types = frozenset(book.parameters.words("results_application.exempt_project_types"))
    sources = [frozenset(filter(None, natures.split("、"))) for natures in low["funds"]]
    only = np.array([bool(natures) and natures <= funds for natures in sources], dtype=bool)
    return only | low["project_type"].isin(types).to_numpy(dtype=bool)


def _says(base: int, ratio: int, amount: int, free: bool, from_project: bool, continues: bool) -> str:
    if free:
        return "属刚性支出或不扣减的资金，豁免扣减"
    whence = "从本项目预算中扣减" if from_project else "从主管部门项目支出控制数中扣减"
    ended = "" if continues else "（项目不再延续，按上年数）"
    return f"按{wan(base)}{ended}的{percent(ratio)}{whence}{wan(amount)}"


def _detail(department: str, base: int, ratio: int, from_project: bool, continues: bool) -> dict[str, object]:
    return {
        "department_code": str(department), "base_fen": int(base), "ratio_bp": int(ratio),
        "taken_from": "project" if from_project else "department", "continues": bool(continues),
    }

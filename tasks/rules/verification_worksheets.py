"""真实性核查: what the worksheets of one project amount to — true, corrected, to be corrected, or untrue (E06)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from config.rulebook import Rulebook
from tasks.rules.figures import within
from tasks.rules.measured import gap

OPEN, TRUE, CORRECTED, TO_CORRECT, UNTRUE = range(-1, 4)  # the worst of a project's core indicators is the project's
OUTCOMES = {
    OPEN: "核查未完", TRUE: "自评属实", CORRECTED: "更正后认可", TO_CORRECT: "待更正", UNTRUE: "自评不实",
}
_ERROR = 2  # within tolerance, whether corrected or not
_BY_PERSON = {"": OPEN, "属实": TRUE, "有误差": _ERROR, "不属实": UNTRUE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one project's worksheets amount to, and the lines that say why."""

    code: int
    faults: tuple[str, ...]
    checked: int  # core indicators with a result
    core: tuple[str, ...]


def line(row: Mapping[str, Any], as_of: date, book: Rulebook) -> int:
    """One indicator: the worse of what the numbers say and what the inspector says.

    A deviation of at most `verification.tolerance_bp` of the checked value is an error: corrected it is excused, within
    `verification.correction_workdays` of the check it waits, afterwards it is untrue. Anything more is untrue.
    """
    found = max(_by_numbers(row, book), _BY_PERSON[row["conclusion"]])
    if found != _ERROR:
        return found
    if row["corrected"]:
        return CORRECTED
    days = book.parameters.number("verification.correction_workdays")
    late = row["checked_on"] is None or as_of > book.workdays.shift(row["checked_on"], days)
    return UNTRUE if late else TO_CORRECT


def _by_numbers(row: Mapping[str, Any], book: Rulebook) -> int:
    apart = gap(row["reported"], row["checked"])
    if apart is None:
        return OPEN
    off, checked = apart
    fits = within(off, checked, book.parameters.number("verification.tolerance_bp"))
    return TRUE if off == Fraction(0) else _ERROR if fits else UNTRUE


def outcome(lines: Iterable[Mapping[str, Any]], core: Iterable[str], as_of: date, book: Rulebook) -> Outcome:
    """One project: the worst of its lines, and 核查未完 while a core indicator (level3) has none and none is untrue."""
    found = sorted(((line(row, as_of, book), row) for row in lines), key=lambda one: str(one[1]["level3"]))
    done = {row["level3"] for code, row in found if code != OPEN}
    wanted = set(core)
    worst = max((code for code, _ in found), default=OPEN)
    whole = worst != OPEN and wanted <= done
    code = worst if whole or worst >= TO_CORRECT else OPEN
    faults = tuple(
        f"“{row['level3']}”自评{row['reported']}，核实{row['checked']}{_conclusion(row)}"
        for state, row in found if state >= CORRECTED
    )
    return Outcome(code, faults, len(wanted & done), tuple(sorted(wanted)))


def _conclusion(row: Mapping[str, Any]) -> str:
    said = f"，核查结论{row['conclusion']}" if row["conclusion"] else ""
    return said + ("，已更正" if row["corrected"] else "")

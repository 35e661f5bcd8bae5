"""What a slip is: a mistake of a clerk's by name, made in one project of a paper, that says what it must lead to.

Lines 0–2 of every project are counted (≥), 3 is a rate (≥), 4 must be exactly 100 %, 5 is a rate (≥), 6 is a limit
(≤); the last three are the benefit in percent (≥), one in words, and satisfaction (≥).
"""

from collections.abc import Callable
from decimal import Decimal

from flows.rehearsal.answers import cents
from flows.rehearsal.paper import Paper

Slip = Callable[[Paper, int], None]
COUNTED = 0


class Slips(dict[str, Slip]):
    """Slips by name."""

    def named(self, name: str) -> Callable[[Slip], Slip]:
        """Put a slip in under this name."""

        def kept(slip: Slip) -> Slip:
            self[name] = slip
            return slip

        return kept


def spend(paper: Paper, project: int, share: str, reason: str = "") -> None:
    """Spend this share of the budget, with this reason."""
    answer = paper.answers[project]
    answer.executed, answer.reason = cents(answer.budget * Decimal(share)), reason


def reach(paper: Paper, project: int, line: int, factor: str, reason: str = "") -> int:
    """Let a counted line reach this multiple of its target, with the right score and this reason; the line again."""
    one = paper.answers[project].lines[line]
    one.actual, one.reason = (one.asked.target * Decimal(factor)).to_integral_value(), reason
    one.score = one.due
    return line

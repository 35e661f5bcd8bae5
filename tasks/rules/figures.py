"""Figures of the field: shares and tolerances decided exactly, and how money, percent and points are written.

What is shown is rounded down where a bar hangs on it; what decides is not rounded at all.
"""

from fractions import Fraction

WHOLE_BP = 10_000


def share_bp(part: int, whole: int) -> int:
    """`part` of `whole` in hundredths of a percent, never rounded up: 19.999 % must not read as 20 %.

    Needs 0 ≤ part ≤ whole; a share of nothing is 0.
    """
    return part * WHOLE_BP // whole if whole else 0


def least_of(whole: int, bp: int) -> int:
    """The least whole number that is at least so many hundredths of a percent of `whole`."""
    return -(-whole * bp // WHOLE_BP)


def within(gap: Fraction, of: Fraction, limit_bp: int) -> bool:
    """Whether a gap is at most so many hundredths of a percent of something, exactly; of 0 only no gap at all is."""
    return abs(gap) * WHOLE_BP <= limit_bp * abs(of)


def wan(fen: int) -> str:
    """Money in fen as 万元 with two decimals, halves away from zero: 123456000 → "123.46万元"."""
    whole, rest = divmod((abs(fen) + 5_000) // 10_000, 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}万元"


def percent(bp: int) -> str:
    """Hundredths of a percent: 1999 → "19.99%"."""
    return f"{bp // 100}.{bp % 100:02d}%"


def points(cp: int) -> str:
    """Hundredths of a point: 7999 → "79.99分"."""
    return f"{cp // 100}.{cp % 100:02d}分"

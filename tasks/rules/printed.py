"""How far a printed number may stand from the true one: forms print whole points, one decimal or two."""

import numpy as np

from tasks.rules.scoring import Ints, share

WHOLE_BP = 10_000


def step(printed: Ints) -> Ints:
    """The unit a number seems to be printed in: 100 (no decimals), 10 (one) or 1 (two)."""
    return np.where(printed % 100 == 0, 100, np.where(printed % 10 == 0, 10, 1)).astype(np.int64)


def points_gap(filed: Ints, low: Ints, high: Ints, full: "Ints | int", tolerance: int) -> Ints:
    """Filed points minus what they may be (`low`–`high`), all in cp; 0 where rounding explains the difference.

    Whole points may be half a point off, others `tolerance`. But full points for a result that is not full are no
    rounding: there only `tolerance` counts, or 9.6 of 10 would pass as 10.
    """
    gap = filed - np.clip(filed, low, high)
    allowed = np.where(filed == full, tolerance, np.maximum(tolerance, step(filed) // 2))
    return np.where(np.abs(gap) <= allowed, 0, gap)


def rate_gap(printed: Ints, low: Ints, high: Ints) -> Ints:
    """Printed rate minus the true one (`low`–`high`, bp); 0 where rounding or cutting off the decimals explains it.

    A rate above 100 % may be printed as 100 %: what is wrong then is the money.
    """
    size = step(printed)
    fits = (2 * high >= 2 * printed - size) & (low < printed + size)
    capped = (printed == WHOLE_BP) & (low >= WHOLE_BP)
    return np.where(fits | capped, 0, printed - np.clip(printed, low, high))


def slack(amount_fen: Ints) -> Ints:
    """Half the unit an amount seems to be printed in: 0.01 万元, 1 元, or exact."""
    return np.where(amount_fen % 10_000 == 0, 5_000, np.where(amount_fen % 100 == 0, 50, 0)).astype(np.int64)


def ratio_bp(part: Ints, whole: Ints) -> Ints:
    """part ÷ whole in bp, half-up, without overflow for any amount of money; 0 where whole is not positive."""
    safe = np.maximum(whole, 1)
    times, rest = np.divmod(np.maximum(part, 0), safe)
    ratio = np.minimum(times, 10**12) * WHOLE_BP + share(rest, safe, np.full_like(safe, WHOLE_BP))
    return np.where(whole > 0, ratio, 0).astype(np.int64)

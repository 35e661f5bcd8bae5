"""Whether a target and a result speak of the same thing, and both as numbers that may be divided.

What cannot be told with certainty is None: the row is then scored as filed, never against a guess.
"""

from decimal import Decimal

from config.forms_targets import target_words
from tasks.forms.quantities import Quantity
from tasks.rules.columns import AT_MOST

Pair = tuple[Decimal, Decimal]
_FRACTION = Decimal("1.5")  # a rate written as a fraction is hardly ever larger


def comparable(asked: Quantity, reached: Quantity, *, rate: bool) -> Pair | None:
    """Target and result in one measure, None when it is not certain that they are. `rate`: the name says it is one."""
    if asked.percent and reached.percent:
        return asked.value, reached.value
    if asked.percent or reached.percent:
        return _against_percent(asked, reached, rate)
    pair = _same_measure(asked, reached)
    if pair and asked.bare and reached.bare and rate:
        return _one_scale(*pair)
    return pair


def _against_percent(asked: Quantity, reached: Quantity, named: bool) -> Pair | None:
    """One cell is a percentage, the other a bare number: percent points, or a fraction where only that makes sense."""
    if asked.percent:
        points = _as_points(reached.value, asked) if reached.bare else None
        return None if points is None else (asked.value, points)
    if not asked.bare:
        return None
    if named or asked.value in (1, 100):
        points = asked.value * 100 if 0 < asked.value <= _FRACTION else asked.value
        return points, reached.value
    return None


def _as_points(bare: Decimal, asked: Quantity) -> Decimal | None:
    """A bare result beside a target in percent, in percent points."""
    if bare == 0 or bare > 3:
        return bare
    if asked.value >= 50:
        return bare * 100 if 0 < bare <= _FRACTION else None
    return bare if asked.relation == AT_MOST and bare >= 1 else None


def _one_scale(asked: Decimal, reached: Decimal) -> Pair:
    """0.95 beside 96 in a row about a rate: the small one is a fraction."""
    if 0 < asked <= _FRACTION and reached > 10:
        return asked * 100, reached
    if 0 < reached <= _FRACTION and asked > 10:
        return asked, reached * 100
    return asked, reached


def _same_measure(asked: Quantity, reached: Quantity) -> Pair | None:
    """Both values in one unit, None when their units cannot be compared. Percentages are not handled here."""
    if not (asked.unit and reached.unit):
        if (asked.bare or reached.bare) and asked.scale != reached.scale:
            return _inherited(asked.value, reached.value)
        return asked.value.scaleb(asked.scale), reached.value.scaleb(reached.scale)
    words = target_words()
    a, b = (words.units.get(one.unit, (one.unit, Decimal(1))) for one in (asked, reached))
    if a[0] != b[0] and not {a[0], b[0]} <= words.counting:
        return None
    return (asked.value * a[1]).scaleb(asked.scale), (reached.value * b[1]).scaleb(reached.scale)


def _inherited(a: Decimal, b: Decimal) -> Pair | None:
    """One cell names 万 or 亿, the other is a bare number: taken for the same, unless that is absurd."""
    if a and b and not Decimal("0.01") <= abs(b / a) <= 100:
        return None
    return a, b

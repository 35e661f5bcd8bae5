"""How far a checked value lies from a reported one: both as written, with the same unit (E06)."""

import re
from fractions import Fraction

_NUMBER = re.compile(r"[≥≤=＝>＞<＜约达]*(?P<number>-?\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>\D*)")
_WIDE = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")


def measured(text: str) -> tuple[Fraction, str] | None:
    """A number and its unit: "≥1,200.5公里" → (1200.5, "公里"). None for words, dates and ranges."""
    found = _NUMBER.fullmatch("".join(text.split()).translate(_WIDE))
    return (Fraction(found["number"].replace(",", "")), found["unit"]) if found else None


def gap(reported: str, checked: str) -> tuple[Fraction, Fraction] | None:
    """Checked − reported, and checked; None unless both are numbers in one unit. Equal words have no gap."""
    one, other = measured(reported), measured(checked)
    if one and other and one[1] == other[1]:
        return other[0] - one[0], other[0]
    return (Fraction(0), Fraction(0)) if "".join(reported.split()) == "".join(checked.split()) != "" else None

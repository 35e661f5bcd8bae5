"""One element's values out and in: fen as 元 with two decimals, points and rates as decimals, days, flags, codes.

Outward everything is text, exact to the last digit; inward a value that is not what its element says is a fault.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pandas as pd

from config.interchange import Element, Kind
from tasks.rules.codes import project_code_usual, uscc_valid

_DECIMAL = re.compile(r"[+-]?[0-9]{1,24}(\.[0-9]{0,12})?")
_STAMP = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})([0-9]{9}|[ T][0-9:.]+)?")
_USCC = re.compile(r"[0-9][0-9A-Z]{17}")
_WHOLE_PREFECTURE = ("653000-0", "653000000")  # 653000 alone means the whole prefecture, so 州本级 has its own id here


class Taken(NamedTuple):
    """What an outside text means: the value (None = blank or unreadable), and the rule that has something to say."""

    value: Any
    rule: str = ""
    expected: str = ""


def outward(value: Any, element: Element) -> str:
    """One value as the other system writes it; missing is empty. Raises ValueError for what has no room there."""
    if value is None or value is pd.NA or value != value or value == "":
        return ""
    if element.read_as in ("money", "points", "percent"):
        return _decimal_out(int(value), element)
    if element.read_as == "day":
        return f"{value:%Y%m%d}"
    if element.read_as in ("flag", "yesno"):
        return _FLAGS[element.read_as][0 if value else 1]
    if element.read_as == "region":
        return _region_out(str(value))
    shown = str(value)
    if len(shown) > element.size:
        raise ValueError(f"“{shown[:20]}…”有 {len(shown)} 个字，{element.title}最多 {element.size} 个")
    return shown


def inward(text: str, element: Element) -> Taken:
    """What a text of the other system means here."""
    text = text.strip() if element.read_as != "text" else text
    return _READERS[element.read_as](text, element) if text else Taken(None)


def _decimal_out(hundredths: int, element: Element) -> str:
    precision, scale = element.digits
    whole, part = divmod(abs(hundredths), 100)
    if whole >= 10 ** (precision - scale):
        raise ValueError(f"{element.title} {hundredths / 100:.2f} 超过 NUMBER({precision},{scale})")
    return f"{'-' if hundredths < 0 else ''}{whole}.{part:02d}{'0' * (scale - 2)}"


def _region_out(code: str) -> str:
    return _WHOLE_PREFECTURE[1] if code == _WHOLE_PREFECTURE[0] else f"{code:0<9}"


def _decimal(text: str, element: Element) -> Taken:
    plain = text.replace(",", "")
    if not _DECIMAL.fullmatch(plain):
        return Taken(None, "R-NUM")
    precision, scale = element.digits
    exact = Decimal(plain)
    if abs(exact) >= Decimal(10) ** min(precision - scale, 16):
        return Taken(None, "R-RANGE", f"NUMBER({precision},{scale})")
    hundredths = int((exact * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return Taken(hundredths, *(() if hundredths == exact * 100 else ("N-ROUND", f"{Decimal(hundredths) / 100:.2f}")))


def _integer(text: str, element: Element) -> Taken:
    number = re.fullmatch(r"([0-9]{1,18})(\.0*)?", text)
    return Taken(int(number[1])) if number else Taken(None, "R-NUM")


def _year(text: str, element: Element) -> Taken:
    found = _integer(text, element)
    return found if found.value is None or 2000 <= found.value <= 2099 else Taken(None, "R-RANGE", "2000—2099")


def _day(text: str, element: Element) -> Taken:
    parts = _STAMP.fullmatch(text)
    try:
        return Taken(date(int(parts[1]), int(parts[2]), int(parts[3]))) if parts else Taken(None, "R-DATE", "yyyyMMdd")
    except ValueError:
        return Taken(None, "R-DATE", "yyyyMMdd")


def _flag(text: str, element: Element) -> Taken:
    yes, no = _FLAGS[element.read_as]
    return Taken(text == yes) if text in (yes, no) else Taken(None, "R-TYPE", f"{yes}（是）或 {no}（否）")


def _region(text: str, element: Element) -> Taken:
    if text == _WHOLE_PREFECTURE[1]:
        return Taken(_WHOLE_PREFECTURE[0])
    return Taken(text[:6]) if re.fullmatch(r"[0-9]{6}(000)?", text) else Taken(None, "R-RANGE", "9 位财政区划代码")


def _text(text: str, element: Element) -> Taken:
    return Taken(text) if len(text) <= element.size else Taken(None, "R-LEN", str(element.size))


def _project(text: str, element: Element) -> Taken:
    found = _text(text, element)
    return found if found.value is None or project_code_usual(text) else found._replace(rule="G-PCODE")


def _agency(text: str, element: Element) -> Taken:
    """A unit's code; one that looks like a 统一社会信用代码 and fails its check is asked about."""
    found = _text(text, element)
    doubtful = found.value is not None and _USCC.fullmatch(text) is not None and not uscc_valid(text)
    return found._replace(rule="G-USCC") if doubtful else found


_FLAGS: dict[str, tuple[str, str]] = {"flag": ("1", "2"), "yesno": ("是", "否")}
_READERS: dict[Kind, Callable[[str, Element], Taken]] = {
    "text": _text, "code": _text, "project": _project, "agency": _agency, "region": _region, "year": _year,
    "money": _decimal, "points": _decimal, "percent": _decimal, "integer": _integer, "day": _day, "stamp": _text,
    "flag": _flag, "yesno": _flag,
}

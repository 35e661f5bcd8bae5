"""Numbers out of a cell: money to fen, points and rates to hundredths, always exact (notes/forms.md B5).

Rounding is half up on the decimal number the cell shows. A float's own dust (0.30000000000000004) is no rounding:
Excel shows 15 digits and so do we. What cannot be read with certainty is a finding, never a guess.
"""

import math
import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, Literal

from tasks.forms.words import SHORT, Note, Parsed, blank, folded, is_blank

Unit = Literal["万元", "元"]

MOST_YUAN = Decimal(10) ** 13  # catalogue 52
_MOST = Decimal(10) ** 7  # points, or times 100 %
_EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
_DUST = Decimal("0.001")  # of the smallest unit kept
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_BRACKETED = re.compile(r"\(([^()+-]+)\)")
_CHINESE = re.compile(r"负?[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点元角分]+")
_MINUS = str.maketrans("−‐‑‒–", "-" * 5)
_CURRENCY = re.compile(r"^([+-]?)(?:人民币|RMB|CNY|[¥￥])\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"^(.*?[0-9.)])\s*(万亿|亿|千万|百万|十万|万|千|百)?(元|圆)?\s*(?:整|正)?$")
_TIMES = {"": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff0b\uff0d\uff0e\uff05\ufe63]|[−‐‑‒–]")
_ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})


def number(cell: object) -> Parsed[Decimal]:
    """Any single number (catalogue 41-44, 49, 50, 52): full-width, comma groups, currency signs, brackets as minus.

    R-NUM when it is not one certain number, R-TYPE for a date or a boolean, R-ERRVAL for an error typed as text.
    """
    if isinstance(cell, str):
        if len(cell) > SHORT:
            return _fail("R-NUM")
        return _number_in(cell)
    return _not_text(cell, "数字")


def money_fen(cell: object, unit: Unit) -> Parsed[int]:
    """Money in a column of `unit`, in fen (catalogue 41-52). Another unit typed behind the number is W-UNIT.

    Chinese capitals are W-CNNUM; more than 10^13 元 is R-TYPE. A bare number is never rescaled (catalogue 46, 47).
    """
    scale = 1_000_000 if unit == "万元" else 100
    if type(cell) is float and abs(cell) < 1e5:  # 10^11 fen: the product's own error stays below the dust
        fen = cell * scale
        whole = math.floor(fen + 0.5)
        if abs(fen - whole) < 1e-4:
            return Parsed(whole)
    if isinstance(cell, str):
        return _money_in(cell, unit) if len(cell) <= SHORT else _fail("R-NUM")
    amount = _not_text(cell, "金额")
    return Parsed(None, amount.notes) if amount.value is None else _fen(amount.value * scale, unit, ())


def points_cp(cell: object) -> Parsed[int]:
    """Points to hundredths, half up (catalogue 51); "20分" and "20%" of 100 are 2000, blank is None."""
    if isinstance(cell, str) and len(cell) > SHORT:
        return _fail("R-NUM")
    return _points(cell)


def percent_bp(cell: object, *, as_percent: bool) -> Parsed[int]:
    """A rate to hundredths of a percent (catalogue 53, 54): "85%", 0.85 and 85 are 8500.

    `as_percent`: the cell has a percent number format, so that its float is the rate itself (1.0259 → 10259).
    Otherwise a bare number above 3 is taken for percent points, with W-PCTPOINT. For a column whose heading says (%)
    use `points_cp`: hundredths of the number as it stands.
    """
    if isinstance(cell, str) and len(cell) > SHORT:
        return _fail("R-NUM")
    return _percent(cell, as_percent)


def decimal_text(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") or "0" if "." in plain else plain


def _fail(rule: str, expected: str = "") -> Parsed[Any]:
    return Parsed(None, ((rule, expected),))


def _not_text(cell: object, expected: str) -> Parsed[Decimal]:
    if cell is None:
        return Parsed(None)
    if isinstance(cell, (bool, date, time, timedelta)) or not isinstance(cell, (int, float, Decimal)):
        return _fail("R-TYPE", expected)
    if isinstance(cell, float):
        return Parsed(Decimal(f"{cell:.15g}")) if math.isfinite(cell) else _fail("R-NUM")
    return Parsed(Decimal(cell))


@lru_cache(maxsize=16384)
def _number_in(cell: str) -> Parsed[Decimal]:
    if _PLAIN.fullmatch(cell.strip()):
        return Parsed(Decimal(cell.strip()))
    if is_blank(cell):
        return blank(cell)
    words = folded(cell)
    if words.upper() in _ERRORS:
        return _fail("R-ERRVAL")
    if (bare := _digits(_CURRENCY.sub(r"\1", words))) is not None:
        return Parsed(bare, _read_as(cell, words, decimal_text(bare)))
    if (spelt := _spelt(words)) is not None:
        return Parsed(spelt, (("W-CNNUM", decimal_text(spelt)),))
    return _fail("R-NUM")


def _read_as(cell: str, words: str, expected: str) -> tuple[Note, ...]:
    """One note, the most telling: N-WIDTH when only widths differ, N-TEXTNUM when signs or groups were taken off."""
    plain = _PLAIN.fullmatch(words.translate(_MINUS).removesuffix("%"))
    return (("N-WIDTH" if plain and _FULL_WIDTH.search(cell) else "N-TEXTNUM", expected),)


def _digits(words: str) -> Decimal | None:
    """The number in plain, grouped or bracketed digits; None when it is anything else (12,34 · 约100 · 1e3)."""
    words = words.strip().translate(_MINUS)
    if bracketed := _BRACKETED.fullmatch(words):
        words = "-" + bracketed[1].strip()
    if _PLAIN.fullmatch(words):
        return Decimal(words)
    return Decimal(re.sub("[, ]", "", words)) if _GROUPED.fullmatch(words) else None


def _spelt(words: str) -> Decimal | None:
    """Chinese numerals, as in 叁拾伍元伍角 (in 元 when one is named)."""
    words = words.removeprefix("人民币").replace("圆", "元").rstrip("整正")
    if not _CHINESE.fullmatch(words) or len(words) > 40:
        return None
    import cn2an  # seldom needed, slow to import

    try:
        return Decimal(str(cn2an.cn2an(words, "normal")))
    except Exception:  # cn2an raises IndexError and KeyError besides ValueError
        return None


@lru_cache(maxsize=16384)
def _money_in(cell: str, unit: Unit) -> Parsed[int]:
    scale = 1_000_000 if unit == "万元" else 100
    plain = _number_in(cell)
    if plain.value is not None and plain.notes[:1] != (("W-CNNUM", decimal_text(plain.value)),):
        return _fen(plain.value * scale, unit, plain.notes)
    words = folded(cell)
    if plain.value is not None:
        own = 100 if re.search("[元圆角分万亿]", words) else scale
        return _fen(plain.value * own, unit, (), "W-CNNUM")
    found = _SUFFIX.match(_CURRENCY.sub(r"\1", words))
    bare = _digits(found[1]) if found and (found[2] or found[3]) else None
    if found is None or bare is None or (found[2] in ("百", "千") and not found[3]):
        return Parsed(None, plain.notes)
    fen = bare.scaleb(_TIMES[found[2] or ""] + 2, _EXACT)
    same = (found[2] or "") == unit.removesuffix("元")
    return _fen(fen, unit, (("N-TEXTNUM", decimal_text(bare)),)) if same else _fen(fen, unit, (), "W-UNIT")


def _fen(exact: Decimal, unit: Unit, notes: tuple[Note, ...], converted: str = "") -> Parsed[int]:
    """Round to whole fen; `converted` is the rule whose note shows the result in the column's unit."""
    if abs(exact) > MOST_YUAN * 100:
        return _fail("R-TYPE", "金额")
    fen = int(exact.to_integral_value(context=_EXACT))
    amount = decimal_text(Decimal(fen).scaleb(-6 if unit == "万元" else -2, _EXACT)) + unit
    if converted:
        notes = ((converted, amount),)
    elif abs(exact - fen) >= _DUST:
        notes = (*notes, ("N-ROUND", amount))
    return Parsed(fen, notes)


@lru_cache(maxsize=16384, typed=True)
def _points(cell: object) -> Parsed[int]:
    notes: tuple[Note, ...] = ()
    if isinstance(cell, str):
        words = folded(cell)
        bare = words.removesuffix("分").removesuffix("%").strip()
        found = _number_in(bare if bare else cell)
        notes = found.notes
        if found.value is not None and not _PLAIN.fullmatch(cell.strip()):
            notes = notes if notes and notes[0][0] == "W-CNNUM" else _read_as(cell, words, decimal_text(found.value))
    else:
        found = _not_text(cell, "分值")
    return Parsed(None, notes or found.notes) if found.value is None else _hundredths(found.value, notes, "分值")


@lru_cache(maxsize=16384, typed=True)
def _percent(cell: object, as_percent: bool) -> Parsed[int]:
    if not isinstance(cell, str):
        found = _not_text(cell, "百分比")
        return Parsed(None, found.notes) if found.value is None else _rate(found.value, (), as_percent)
    words = folded(cell)
    bare, marked = re.subn(r"^百分之|\s*%$", "", words)
    found = _number_in(bare if marked else cell)
    if found.value is None:
        return Parsed(None, found.notes)
    if not marked:
        return _rate(found.value, found.notes, False)
    spelt = found.notes[:1] and found.notes[0][0] == "W-CNNUM"
    expected = decimal_text(found.value) + "%"
    return _hundredths(found.value, (("W-CNNUM", expected),) if spelt else _read_as(cell, words, expected), "百分比")


def _rate(value: Decimal, notes: tuple[Note, ...], as_percent: bool) -> Parsed[int]:
    """A bare number: the rate itself, or percent points when it is above 3 and nothing says otherwise."""
    if as_percent or abs(value) <= 3:
        return _hundredths(value * 100, notes, "百分比")
    return _hundredths(value, (*notes, ("W-PCTPOINT", decimal_text(value) + "%")), "百分比")


def _hundredths(value: Decimal, notes: tuple[Note, ...], kind: str) -> Parsed[int]:
    if abs(value) > _MOST:
        return _fail("R-TYPE", kind)
    exact = value * 100
    whole = int(exact.to_integral_value(context=_EXACT))
    if abs(exact - whole) >= _DUST:
        notes = (*notes, ("N-ROUND", decimal_text(Decimal(whole).scaleb(-2, _EXACT))))
    return Parsed(whole, notes)

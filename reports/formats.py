"""Numbers, dates and foreign text as officials read them; exact integer arithmetic; None and <NA> print as —."""

from datetime import date, datetime
from numbers import Integral
from unicodedata import category

WEEKDAYS = "一二三四五六日"
NOTHING = "—"


def wan(fen: int | None) -> str:
    """Money in fen as 万元 with two decimals, halves away from zero: 123456000 → "123.46"."""
    if not isinstance(fen, Integral):
        return NOTHING
    hundredths = (abs(fen) + 5_000) // 10_000
    return f"{'-' if fen < 0 and hundredths else ''}{hundredths // 100:,}.{hundredths % 100:02d}"


def points(cp: int | None, fixed: bool = False) -> str:
    """Points from hundredths: 8990 → "89.9", 9000 → "90"; with `fixed` always two decimals, for columns."""
    if not isinstance(cp, Integral):
        return NOTHING
    text = f"{'-' if cp < 0 else ''}{abs(cp) // 100}.{abs(cp) % 100:02d}"
    return text if fixed else text.rstrip("0").rstrip(".")


def count(number: int | None) -> str:
    """12023 → "12,023"."""
    return f"{number:,}" if isinstance(number, Integral) else NOTHING


def percent(bp: int | None, fixed: bool = False) -> str:
    """A rate from hundredths of a percent: 8765 → "87.65%", 10000 → "100%"."""
    return NOTHING if not isinstance(bp, Integral) else f"{points(bp, fixed)}%"


def day(when: date | None) -> str:
    """2023年3月31日（星期五）."""
    return NOTHING if when is None else f"{plain_day(when)}（星期{WEEKDAYS[when.weekday()]}）"


def plain_day(when: date | None) -> str:
    """2023年3月31日."""
    return NOTHING if when is None else f"{when.year}年{when.month}月{when.day}日"


def short_day(when: date | None) -> str:
    """3月31日."""
    return NOTHING if when is None else f"{when.month}月{when.day}日"


def moment(when: datetime | None) -> str:
    """2023年3月31日 10:05."""
    return NOTHING if when is None else f"{plain_day(when)} {when:%H:%M}"


def clip(text: str, longest: int) -> str:
    """At most so many characters, the last one … when something was left out."""
    line = one_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def one_line(text: str) -> str:
    """One printable line: control and direction characters, line ends and lone surrogates become blanks."""
    if text.isprintable():
        return text
    return " ".join("".join(" " if category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in text).split())

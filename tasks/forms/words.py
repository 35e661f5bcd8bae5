"""Text out of a cell: matching keys, display text, blanks and codes (notes/forms.md B5)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Note = tuple[str, str]  # finding rule id, what is expected or how it was read
SHORT = 64  # longer texts are neither numbers, nor labels worth caching

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|_x00[01][0-9A-F]_")
_NEWLINE = re.compile("\r\n?|_x000[dD]_\n?|[\x85\u2028\u2029]")
_LIVE = re.compile(r"[=+@-]\s*[A-Za-z_][^\n]*[(|!]")  # what a spreadsheet would run if it were written back carelessly
_BRACKETS = str.maketrans("[]{}【】〔〕〖〗「」﹝﹞❨❩", "()" * 8)
_EXPONENT = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_BLANK_WORDS = frozenset({
    "", "-", "--", "---", "–", "—", "——", "———", "―", "/", "//", "\\", "无", "(无)", "空", "暂无", "没有", "不适用",
    "不涉及", "未填", "未填写", "待填", "待定", "n/a", "na", "nil", "none", "null",
})


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """One cell, read: `value` None means blank or unreadable, `notes` tell which and what was put right.

    A note is (finding rule id, `expected` of that finding); the cell's own text is the finding's `value`.
    """

    value: T | None
    notes: tuple[Note, ...] = ()


BLANK: Parsed[Any] = Parsed(None)


def label(cell: object) -> str:
    """The key by which two texts count as the same: NFKC, no invisibles, no blanks, brackets as (). Never shown."""
    if cell is None:
        return ""
    words = cell if isinstance(cell, str) else shown(cell)
    return _label(words) if len(words) <= SHORT else _key(words)


def shown(cell: object) -> str:
    """A cell as a person sees it: whole floats without .0, dates as 2023-06-30, None as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def is_blank(cell: object) -> bool:
    """True for nothing, blanks and the placeholders people type instead (无 — / N/A 暂无 …; catalogue 37)."""
    return cell is None or (isinstance(cell, str) and len(cell) <= SHORT and label(cell).casefold() in _BLANK_WORDS)


def blank(cell: object) -> Parsed[Any]:
    """What a blank cell reads as: silently nothing, with N-NULLWORD when a placeholder was typed (catalogue 37)."""
    return Parsed(None, (("N-NULLWORD", ""),)) if isinstance(cell, str) and label(cell) else BLANK


def text(cell: object, limit: int = 0) -> Parsed[str]:
    """Text to keep and show (catalogue 61): control characters out, trimmed, line breaks as \\n; blank gives "".

    Notes N-TEXT when characters were taken out or the text looks like a live formula, and R-LEN above `limit`
    characters (0 = any length; the text is then cut to the limit). Full-width characters stay as they were typed.
    """
    if not isinstance(cell, str):
        return Parsed(shown(cell))
    words = cell.strip()
    if words.isprintable() and words[:1] not in ("=", "+", "-", "@") and "_x" not in words:
        notes: tuple[Note, ...] = ()
    else:
        words = _NEWLINE.sub("\n", words)
        notes = (("N-TEXT", ""),) if _CONTROL.search(words) or _LIVE.match(words) else ()
        words = _INVISIBLE.sub("", _CONTROL.sub("", words)).strip()
    if limit and len(words) > limit:
        return Parsed(words[:limit], (*notes, ("R-LEN", str(limit))))
    return Parsed(words, notes)


def code(cell: object) -> Parsed[str]:
    """A code, which only a text cell keeps whole (catalogue 58): any number, or 1.23E+17, is R-CODE."""
    if is_blank(cell):
        return blank(cell)
    if not isinstance(cell, str) or len(cell) > SHORT:
        return Parsed(None, (("R-CODE", ""),))
    key = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cell))
    key = "".join(key.split())
    return Parsed(None, (("R-CODE", ""),)) if _EXPONENT.fullmatch(key) else Parsed(key)


def folded(words: str) -> str:
    """NFKC without invisible characters, trimmed; blanks inside are kept (they separate groups of digits)."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", words)).strip()


def _key(words: str) -> str:
    bare = "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", words)).split()).translate(_BRACKETS)
    return bare if bare.isascii() else unicodedata.normalize("NFKC", bare)  # what blanks kept apart may now combine


_label = lru_cache(maxsize=16384)(_key)

"""The hidden sheet of an issued workbook: what was issued to whom, and the values under the signature."""

import json
from typing import Any

from tasks.forms.grid import Book, Sheet
from tasks.forms.layout import LOCKED, MAGIC, META_FACTS, NODE
from tasks.forms.words import shown

_NUMBERS = ("work_year", "fiscal_year", "rev")


def meta_sheet(book: Book) -> Sheet | None:
    """The hidden sheet, recognised by its first cell and not by its name."""
    return next((s for s in book.sheets if s.rows and s.rows[0] and s.rows[0][0] == MAGIC), None)


def read_meta(sheet: Sheet) -> tuple[dict[str, Any], dict[str, list[Any]]] | None:
    """The facts (texts, as signed) and project code → signed values; None when something is missing or spoilt."""
    meta: dict[str, Any] = {}
    locked: dict[str, list[Any]] = {}
    try:
        for row in sheet.rows[1:]:
            key, first, second = (shown(cell) for cell in [*row, "", "", ""][:3])
            if key == LOCKED:
                locked[first] = _list(second)
            elif key in (*META_FACTS, NODE):
                meta[key] = first
        for key in _NUMBERS:
            int(meta[key])
    except (KeyError, ValueError):
        return None
    return (meta, locked) if meta.keys() - {NODE} == set(META_FACTS) else None


def _list(words: str) -> list[Any]:
    values = json.loads(words)
    if not isinstance(values, list):
        raise ValueError(words)
    return values

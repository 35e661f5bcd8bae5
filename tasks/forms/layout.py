"""Where an issued workbook puts things: what its writer and its reader must agree on."""

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from config.forms_issued import Column, IssuedForm, SheetForm
from tasks.forms.grid import letters

META_SHEET = "_meta"
DICTIONARY_SHEET = "字典"
GUIDE_SHEET = "填报说明"
LIST_SHEET = "问题清单"  # what `annotate` puts in front
OWN_SHEETS = frozenset({META_SHEET, DICTIONARY_SHEET, GUIDE_SHEET, LIST_SHEET})

MAGIC = "jixiao-form"  # A1 of the meta sheet
META_FACTS = (
    "form", "version", "unit_code", "unit_name", "department", "work_year", "fiscal_year", "rev", "issued_on", "kid",
    "rows", "sig",
)
NODE = "node"  # of the milestone: one more fact, of the forms that are tables
LOCKED = "locked"  # rows below the facts: "locked", project code, JSON list of the signed values

HEAD_ROW, FIRST_ROW = 2, 3  # 0-based: title, sender, head, first project
_PLACE = re.compile(r"\{([^{}]+)\}")


def letter(sheet: SheetForm, field: str) -> str:
    """Column letters of a field. Raises KeyError when the sheet has no such column."""
    return letters([c.field for c in sheet.columns].index(field))


def column_name(sheet: SheetForm, field: str) -> str:
    """The defined name of a whole column: unlike a plain reference to another sheet, it survives every program."""
    return f"栏_{sheet.name}_{field}"


def choices_name(sheet: SheetForm, column: Column) -> str:
    """The defined name of a drop-down list."""
    return f"选项_{sheet.name}_{column.field}"


def expand(formula: str, form: IssuedForm, sheet: SheetForm, row: int | str) -> str:
    """Fill the places of a formula: {field} in 1-based `row` of `sheet`, {sheet.field} for a whole column."""

    def place(found: re.Match[str]) -> str:
        name, _, field = found[1].rpartition(".")
        if not name:
            return f"${letter(sheet, field)}{row}"
        return column_name(next(s for s in form.sheets if s.name == name), field)

    return _PLACE.sub(place, formula)


def signed_values(sheet: SheetForm, project: Mapping[str, Any]) -> list[Any]:
    """The values of one project that the signature covers, as text and integers."""
    return [project[column.field] for column in sheet.signed]


def meta_rows(meta: Mapping[str, Any], locked: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """The hidden sheet, row by row, every cell a text that any program keeps as it is. Raises KeyError for a fact that
    is missing."""
    facts = [(key, str(meta[key]), "") for key in (*META_FACTS, *((NODE,) if NODE in meta else ()))]
    values = [(LOCKED, code, json.dumps(row, ensure_ascii=False)) for code, row in locked.items()]
    return [(MAGIC, "", ""), *facts, *values]


@lru_cache(maxsize=4096)
def height(words: str, width: float, size: float = 10) -> float:
    """Points that a wrapped text needs in a column of `width`, by rule of thumb: nothing measures fonts on a server."""
    capacity = max(1.0, (width - 1) * 11 / size)
    lines = sum(math.ceil(max(1, len(line) + sum(c > "\u2e80" for c in line)) / capacity) for line in words.split("\n"))
    return min(409.0, lines * size * 1.3 + 6)

"""Where an issued workbook puts things: what its writer and its reader must agree on."""

import json
import re
from collections.abc import Mapping
from typing import Any

from config.forms_issued import IssuedForm, SheetForm
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
LOCKED = "locked"  # rows below the facts: "locked", project code, JSON list of the signed values

HEAD_ROW, FIRST_ROW = 2, 3  # 0-based: title, sender, head, first project
_PLACE = re.compile(r"\{([^{}]+)\}")


def letter(sheet: SheetForm, field: str) -> str:
    """Column letters of a field. Raises KeyError when the sheet has no such column."""
    return letters([c.field for c in sheet.columns].index(field))


def expand(formula: str, form: IssuedForm, sheet: SheetForm, row: int, ends: Mapping[str, int]) -> str:
    """Fill the places of a formula: {field} in 1-based `row` of `sheet`, {sheet.field} down to that sheet's end."""

    def place(found: re.Match[str]) -> str:
        name, _, field = found[1].rpartition(".")
        if not name:
            return f"${letter(sheet, field)}{row}"
        other = next(s for s in form.sheets if s.name == name)
        column = letter(other, field)
        return f"'{name}'!${column}${FIRST_ROW + 1}:${column}${ends[name]}"

    return _PLACE.sub(place, formula)


def signed_values(sheet: SheetForm, project: Mapping[str, Any]) -> list[Any]:
    """The values of one project that the signature covers, as text and integers."""
    return [project[column.field] for column in sheet.signed]


def meta_rows(meta: Mapping[str, Any], locked: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """The hidden sheet, row by row, every cell a text that any program keeps as it is."""
    facts = [(key, str(meta[key]), "") for key in META_FACTS]
    values = [(LOCKED, code, json.dumps(row, ensure_ascii=False)) for code, row in locked.items()]
    return [(MAGIC, "", ""), *facts, *values]

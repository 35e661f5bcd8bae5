"""Target and answer of one indicator row of an issued form: what was asked, what was reached, which tier."""

import re
from typing import Any

from tasks.forms.issued_cells import CellReader, Row
from tasks.forms.targets import Target, read_target
from tasks.rules.columns import QUALITATIVE

_BARE = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?")


def understand(reader: CellReader, row: Row, code: str) -> None:
    """Fill in relation, comparable values and tier; ask for what neither the cells nor the words tell."""
    if "target" not in reader.by_field or "actual" not in reader.by_field:
        return
    values, raw = row.values, row.raw
    percent = {name: _percent(reader, name, row.number) for name in ("target", "actual")}
    told = read_target(
        raw["target"], raw.get("actual"), relation=values.get("relation", ""), level3=values.get("level3", ""),
        level2=values.get("level2", ""), unit=values.get("measure", ""),
        target_percent=percent["target"], actual_percent=percent["actual"],
    )
    for name, shows_percent in percent.items():
        if shows_percent and isinstance(raw[name], (int, float)):
            values[name] = f"{raw[name] * 100:.15g}%"  # 98 % in a cell with a percent format is a bare 0.98
    values |= _with_unit(values, told.relation)
    in_words = told.relation == QUALITATIVE or told.actual_value is None
    values |= {
        "relation": told.relation, "target_value": told.target_value, "actual_value": told.actual_value,
        "tier": (values.get("tier") or told.tier) if in_words else None,  # a tier beside a number says nothing
    }
    _ask(reader, row, told, code)


def _with_unit(values: dict[str, Any], relation: str) -> dict[str, str]:
    """Target and answer as one reads them aloud, "≥50个" and "52个", where the form has split them over columns."""
    unit = values.get("measure", "")
    words = {name: values[name] for name in ("target", "actual")}
    both = {name: said + unit if _BARE.fullmatch(said) else said for name, said in words.items()}
    if relation != QUALITATIVE and both["target"][:1].isdigit():
        both["target"] = relation + both["target"]
    return both


def _ask(reader: CellReader, row: Row, told: Target, code: str) -> None:
    values = row.values
    actual, tier = reader.by_field.get("actual"), reader.by_field.get("tier")
    if told.notes and actual is not None:
        reader.notes(told.notes, row.number, actual, row.raw["actual"], code)
    if tier is not None and told.relation == QUALITATIVE and not values["tier"] and values.get("actual"):
        reader.note("R-REQ", row.number, tier, row.raw["tier"], project_code=code)


def _percent(reader: CellReader, name: str, number: int) -> bool:
    slot, shown = reader.by_field.get(name), reader.table.sheet.percent
    return slot is not None and bool(shown) and f"{slot.letters}{number + 1}" in shown

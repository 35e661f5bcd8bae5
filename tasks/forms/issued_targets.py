"""Target and answer of one indicator row of an issued form: what was asked, what was reached, which tier."""

import re
from typing import Any

from tasks.forms.issued_cells import CellReader, Row
from tasks.forms.targets import Target, read_target
from tasks.rules.columns import QUALITATIVE

_BOTH = ("target", "actual")
_NEITHER = dict.fromkeys(_BOTH, False)
_BARE = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?")


def understand(reader: CellReader, row: Row, code: str) -> None:
    """Fill in relation, comparable values and tier; ask for what neither the cells nor the words tell."""
    values = row.values
    if "target" not in values or "actual" not in values:
        return
    raw = {name: reader.raw(row, name) for name in _BOTH}
    percent = {name: _percent(reader, name, row.number) for name in _BOTH} if reader.table.sheet.percent else _NEITHER
    told = read_target(
        raw["target"], raw["actual"], relation=values.get("relation", ""), level3=values.get("level3", ""),
        level2=values.get("level2", ""), unit=values.get("measure", ""),
        target_percent=percent["target"], actual_percent=percent["actual"],
    )
    for name in _BOTH:
        if percent[name] and isinstance(raw[name], (int, float)):
            values[name] = f"{raw[name] * 100:.15g}%"  # 98 % in a cell with a percent format is a bare 0.98
    _with_unit(values, told.relation)
    if told.relation == QUALITATIVE or told.actual_value is None:
        values["tier"] = values.get("tier") or told.tier
    else:
        values["tier"] = None  # a tier beside a number says nothing
    values["relation"], values["target_value"], values["actual_value"] = (
        told.relation, told.target_value, told.actual_value)
    if told.notes or told.relation == QUALITATIVE:
        _ask(reader, row, told, code)


def _with_unit(values: dict[str, Any], relation: str) -> None:
    """Target and answer as one reads them aloud, "≥50个" and "52个", where the form has split them over columns."""
    unit, target, actual = values.get("measure", ""), values["target"], values["actual"]
    if unit:
        target, actual = (said + unit if _BARE.fullmatch(said) else said for said in (target, actual))
    if relation != QUALITATIVE and target[:1].isdigit():
        target = relation + target
    values["target"], values["actual"] = target, actual


def _ask(reader: CellReader, row: Row, told: Target, code: str) -> None:
    values = row.values
    actual, tier = reader.by_field.get("actual"), reader.by_field.get("tier")
    if told.notes and actual is not None:
        reader.notes(told.notes, row.number, actual, reader.raw(row, "actual"), code)
    if tier is not None and told.relation == QUALITATIVE and not values["tier"] and values.get("actual"):
        reader.note("R-REQ", row.number, tier, reader.raw(row, "tier"), project_code=code)


def _percent(reader: CellReader, name: str, number: int) -> bool:
    slot = reader.by_field.get(name)
    return slot is not None and f"{slot.letters}{number + 1}" in reader.table.sheet.percent

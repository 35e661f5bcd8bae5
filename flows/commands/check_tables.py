"""`jixiao check` on forms that are tables: their own checks, and their rows as JSON and in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from config.forms_table import table_forms
from config.parameters import Parameters
from expectations.tables import examine_tables
from tasks.forms.reading import Reading
from tasks.forms.tables import table_frames
from tasks.rules.finding import Finding


def add_table_findings(
    form: str, readings: Sequence[Reading], law: Parameters, found: dict[int, list[Finding]],
) -> None:
    """All files of a form through its checks together; what they say is added to `found`, by ordinal. Nothing is known
    here of the register."""
    chosen = [(number, one) for number, one in enumerate(readings) if one.form == form and not one.refused]
    senders = {number: one.unit_code for number, one in chosen}
    tables, files = table_frames(chosen, form), [one.file for one in readings]
    for number, more in examine_tables(form, tables, files, found, law=law, senders=senders).items():
        found[number] += more


def table_rows(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """Table → rows: every column as stored (days as 2023-06-30), then where the row stands."""
    return {
        name: [{key: _plain(value) for key, value in row.items() if key != "at"} for row in rows]
        for name, rows in reading.tables.items()
    }


def tables_shown(report: dict[str, Any]) -> str:
    """《…表》 and how many rows each of its tables has."""
    described = table_forms()[report["form"]]
    counts = "，".join(f"{described.tables[name].title} {len(rows)} 行" for name, rows in report["tables"].items())
    return f"《{described.title}》{counts}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

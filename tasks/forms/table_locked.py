"""What we filled into an issued table and signed, and what has become of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from config.forms_register import Column
from config.forms_table import FormTable, TableForm
from tasks.forms.normalise import label
from tasks.forms.reading import Reading
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding

Issued = dict[str, Any]  # locked column → its value as signed


def signed_rows(described: TableForm, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Any]]:
    """Line name → what the signature covers of it: the locked columns of every row we filled in, text and integers."""
    return {
        f"{name}:{number}": [signed(row.get(column)) for column in locked(table)]
        for name, table in described.tables.items() if locked(table)
        for number, row in enumerate(rows.get(name, ()), 1)
    }


def locked(table: FormTable) -> list[str]:
    """The columns that are ours."""
    return [name for name, column in table.columns.items() if column.locked]


def signed(value: Any) -> str | int | None:
    """A value as it is signed."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else value or None if isinstance(value, str) else value


def against_issued(reading: Reading, described: TableForm) -> list[Finding]:
    """F-SIG for every locked cell that was changed, R-ROWMISS or R-LINEMISS for every row that is gone (21, 30)."""
    found: list[Finding] = []
    for name, table in described.tables.items():
        issued = [
            dict(zip(locked(table), values, strict=False))
            for line, values in reading.locked.items() if line.rpartition(":")[0] == name
        ]
        found += [one for row in issued for one in _compared(reading, name, table, row)]
    return found


def _compared(reading: Reading, name: str, table: FormTable, issued: Issued) -> Iterator[Finding]:
    keys = [key for key in table.key if issued.get(key) is not None] or [k for k, v in issued.items() if v is not None]
    there = [row for row in reading.tables[name] if all(_same(row[key], issued[key]) for key in keys)]
    if not there:
        code = next((str(issued[key]) for key in keys if table.columns[key].read_as == "project"), "")
        told = "，".join(_shown(issued[key], table.columns[key]) for key in keys)
        rule = "R-ROWMISS" if code and len(keys) == 1 else "R-LINEMISS"
        yield finding(rule, file=reading.file, sheet=table.title, expected=told, project_code=code)
        return
    row = min(there, key=lambda one: len(_changed(one, issued)))
    for column in _changed(row, issued):
        described = table.columns[column]
        now = _shown(signed(row[column]), described) or "（空）"
        yield finding("F-SIG", file=reading.file, sheet=row["sheet"], cell=cell_of(row["at"], column, row["row"]),
                      value=f"{described.headings[0]} {now}", expected=_shown(issued[column], described))


def _changed(row: Mapping[str, Any], issued: Issued) -> list[str]:
    return [name for name, value in issued.items() if value is not None and not _same(row[name], value)]


def _same(now: Any, issued: Any) -> bool:
    now = signed(now)
    return label(now).casefold() == label(issued).casefold() if isinstance(issued, str) else bool(now == issued)


def _shown(value: Any, column: Column) -> str:
    return column.printed(value) if isinstance(value, int) and column.read_as != "year" else str(value or "")

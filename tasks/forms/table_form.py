"""Forms that are tables, whoever made the workbook: known by our signed sheet, else by the headings of their tables."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from config.forms_table import TableForm, table_forms
from config.routing import routing
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.issued_meta import read_meta
from tasks.forms.layout import OWN_SHEETS
from tasks.forms.normalise import label, shown
from tasks.forms.reading import Reading
from tasks.forms.sheet_rows import read_rows
from tasks.forms.sheet_table import Head, Rows, duplicates, find_rows, heads
from tasks.forms.table_locked import against_issued
from tasks.rules.finding import Finding, finding

LAYOUT = "table"
EVERYTHING = "全部填报内容"
_UNIT = re.compile(r"\s*(?:填报|报送)?单位(?:名称)?\s*[:：]\s*(\S.*?)\s*(?:[（(][^（()）]*[)）])?\s*")
_YEAR = re.compile(r"(20[0-9]{2})年度?")
Found = tuple[Sheet, Rows]


def read_table_form(book: Book) -> Reading | None:
    """The reading of an unsigned workbook, None when it holds no table of any form. Of several forms that fit, the one
    with most columns there is taken. Never raises for what a cell holds."""
    tops = _tops(book)
    fitting = {form: found for form, described in table_forms().items() if (found := _tables(tops, described))}
    if not fitting:
        return None
    form = max(fitting, key=lambda one: _weight(fitting[one]))
    reading = Reading(book.name, form=form, layout=LAYOUT)
    _written_above(reading, fitting[form])
    return _read(book, reading, fitting[form])


def read_issued_table(book: Book, hidden: Sheet) -> Reading | None:
    """The reading of a workbook that we issued; None when its hidden sheet is spoilt or names no form that is a table.

    F-SIG for a locked cell that differs from the hidden copy; whether that is ours is for `check_issue` to verify.
    """
    told = read_meta(hidden)
    if told is None or told[0]["form"] not in table_forms():
        return None
    meta, locked = told
    reading = Reading(
        book.name, form=meta["form"], layout="issued", work_year=int(meta["work_year"]),
        fiscal_year=int(meta["fiscal_year"]), unit_code=meta["unit_code"], unit_name=meta["unit_name"],
        rev=int(meta["rev"]), meta=meta, locked=locked, node=meta.get("node", ""),
    )
    return _read(book, reading, _tables(_tops(book), table_forms()[reading.form]))


def _tops(book: Book) -> list[tuple[Sheet, list[Head]]]:
    return [(sheet, heads(sheet)) for sheet in book.sheets if not sheet.hidden and sheet.name not in OWN_SHEETS]


def _tables(tops: Sequence[tuple[Sheet, list[Head]]], described: TableForm) -> list[Found]:
    return [(sheet, rows) for sheet, top in tops if (rows := find_rows(sheet, described.tables, top))]


def _weight(found: Sequence[Found]) -> tuple[int, int, float]:
    """Columns that are there, sheets that are called as printed, share of the described columns that is there."""
    columns = sum(len(rows.letters) for _, rows in found)
    named = sum(sheet.name == rows.described.title for sheet, rows in found)
    return columns, named, columns / sum(len(rows.described.columns) for _, rows in found)


def _read(book: Book, reading: Reading, found: Sequence[Found]) -> Reading:
    described = table_forms()[reading.form]
    for sheet, rows in found:
        reading.findings += _about_rows(rows, read_rows(book, sheet, rows))
        reading.findings += _regions(book, rows)
    tables = [rows for _, rows in found]
    if any(rows.withheld for rows in tables):  # not a row of such a file is kept (X08)
        return Reading(book.name, form=reading.form, layout=reading.layout, unit_code=reading.unit_code,
                       findings=[finding("F-SECRET", file=book.name)])
    reading.findings += [*_missing(book, described, tables), *_overlooked(book, reading, tables)]
    for name in described.tables:
        own = [rows for rows in tables if rows.kind == name]
        reading.tables[name] = [{**row, "sheet": rows.sheet, "at": rows.at} for rows in own for row in rows.rows]
        reading.findings += [
            finding("G-DUP", file=book.name, sheet=rows.sheet, cell=rows.cell(row, column), value=shown(row[column]),
                    expected=first)
            for rows, row, column, first in duplicates(own)
        ]
    reading.findings += against_issued(reading, described)
    return reading


def _missing(book: Book, described: TableForm, tables: Sequence[Rows]) -> Iterable[Finding]:
    """R-SHEET for a table that is gone, R-REQ for one without a row, unless it may be empty (catalogue 28, 36)."""
    for name, table in described.tables.items():
        own = [rows for rows in tables if rows.kind == name]
        if table.may_be_empty or any(rows.rows for rows in own):
            continue
        if not own:
            yield finding("R-SHEET", file=book.name, expected=table.title)
        else:
            cell = own[0].cell({"row": own[0].head + 2}, next(iter(own[0].letters)))
            yield finding("R-REQ", file=book.name, sheet=own[0].sheet, cell=cell, field=EVERYTHING)


def _overlooked(book: Book, reading: Reading, tables: Sequence[Rows]) -> Iterable[Finding]:
    """R-HEAD for a column that is gone, where it must be filled in or we issued it (catalogue 29); W-EXTRADATA for a
    table on a hidden sheet, which is not read (35)."""
    for rows in tables:
        for name, column in rows.described.columns.items():
            asked = column.filled or (reading.layout == "issued" and name != "secrecy")
            if asked and name not in rows.letters:
                yield finding("R-HEAD", file=book.name, sheet=rows.sheet, cell=address(rows.head, 0), value="（缺）",
                              expected=column.headings[0])
    described = table_forms()[reading.form].tables
    for sheet in (sheet for sheet in book.sheets if sheet.hidden and sheet.name not in OWN_SHEETS):
        hidden = find_rows(sheet, described, heads(sheet))
        if hidden and any(any(cells) for cells in sheet.rows[hidden.head + 1:]):
            yield finding("W-EXTRADATA", file=book.name, sheet=sheet.name, value=sheet.name)


def _about_rows(rows: Rows, findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one table, each with its project; a row nobody has begun gets one R-REQ. A local code (G-PCODE)
    was spoken of when the register was imported."""
    by_line = {str(row["row"]): row for row in rows.rows}
    idle = {line for line, row in by_line.items() if not begun(rows, row)}
    code = next((name for name, column in rows.described.columns.items() if column.read_as == "project"), "")
    told: Counter[str] = Counter()
    kept = []
    for one in findings:
        line = one.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if one.rule == "R-REQ" and line in idle:
            told[line] += 1
            if told[line] > 1:
                continue
            one = finding("R-REQ", file=one.file, sheet=one.sheet, cell=one.cell, field=EVERYTHING)
        if one.rule != "G-PCODE":
            kept.append(replace(one, project_code=(by_line.get(line, {}).get(code) or "") if code else ""))
    return kept


def begun(rows: Rows, row: dict[str, Any]) -> bool:
    """Whether anybody has written into a row, apart from what we filled in."""
    return any(row.get(name) is not None for name, column in rows.described.columns.items() if not column.locked)


def _regions(book: Book, rows: Rows) -> list[Finding]:
    """Turn regions into their codes; G-REGION for one that is none of ours."""
    known = {label(region.name): code for code, region in routing().regions.items()}
    known |= {code: code for code in routing().regions} | {f"{code}000": code for code in routing().regions}
    found = []
    for name in (name for name, column in rows.described.columns.items() if column.read_as == "region"):
        for row in rows.rows:
            if row[name] is not None and row[name] not in known:
                found.append(finding("G-REGION", file=book.name, sheet=rows.sheet, cell=rows.cell(row, name),
                                     value=row[name], expected="、".join(r.name for r in routing().regions.values())))
            row[name] = known.get(row[name])
    return found


def _written_above(reading: Reading, found: Sequence[Found]) -> None:
    """Who and which year, from the lines above the headings of a table that nobody signed."""
    for sheet, rows in found:
        for cell in (cell for cells in sheet.rows[:rows.head] for cell in cells if isinstance(cell, str)):
            if named := _UNIT.fullmatch(cell):
                reading.unit_name = reading.unit_name or named[1]
            if year := _YEAR.search(label(cell)):
                reading.fiscal_year = reading.fiscal_year or int(year[1])

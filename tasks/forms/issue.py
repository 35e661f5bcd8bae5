"""Issue a form: the signed, pre-filled workbook of one unit, from a description and the facts we have."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from config.forms_issued import IssuedForm, SheetForm
from tasks.forms.grid import letters
from tasks.forms.issue_guide import guide_lines, write_guide
from tasks.forms.issue_sheet import Page, SheetWriter
from tasks.forms.issue_styles import Styles
from tasks.forms.layout import (
    DICTIONARY_SHEET,
    FIRST_ROW,
    GUIDE_SHEET,
    META_SHEET,
    choices_name,
    column_name,
    letter,
    meta_rows,
    signed_values,
)
from tasks.forms.signature import FormKey, sign

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Row = dict[str, Any]


def issue(
    description: IssuedForm, unit: Mapping[str, str], projects: Sequence[Row], indicators: Sequence[Row], *,
    work_year: int, fiscal_year: int, rev: int, issued_on: date, key: FormKey,
) -> bytes:
    """The workbook (.xlsx) of one unit; the same input gives the same bytes.

    `unit` has code, name and, if known, department. Rows have the fields of the description (`_fen`, `_cp`, `_bp`
    integers, `tier` 1-3, texts; None or a missing key is a cell for the unit to fill); an indicator names its project
    by `project_code`. A project without indicators gets the empty frame of the description. Raises KeyError when a
    project lacks a signed value, ValueError when two projects share a code.
    """
    codes = [str(project["project_code"]) for project in projects]
    if len(set(codes)) < len(codes):
        raise ValueError("下发表中的项目编码重复：" + "、".join(sorted({c for c in codes if codes.count(c) > 1})))
    facts = {
        "form": description.form, "version": description.version, "unit_code": unit["code"], "unit_name": unit["name"],
        "department": unit.get("department", ""), "work_year": work_year, "fiscal_year": fiscal_year, "rev": rev,
        "issued_on": issued_on.isoformat(), "kid": key.kid, "rows": len(projects),
    }
    locked = {code: signed_values(description.projects, project) for code, project in zip(codes, projects, strict=True)}
    facts["sig"] = sign(facts, locked, key)
    rows = {sheet.name: laid_out(sheet.rows, projects, indicators, sheet.frame) for sheet in description.sheets}
    return _workbook(description, facts, locked, rows)


def laid_out(
    kind: str, projects: Sequence[Row], indicators: Sequence[Row], frame: Sequence[Mapping[str, str]],
) -> list[Row]:
    """The rows of one sheet: the projects, or their indicators in the order of the projects, or the empty frame."""
    if kind == "project":
        return list(projects)
    own: dict[str, list[Row]] = {}
    for indicator in indicators:
        own.setdefault(str(indicator["project_code"]), []).append(indicator)
    return [
        {"project_code": project["project_code"], "project_name": project["project_name"], **row}
        for project in projects
        for row in own.get(str(project["project_code"]), frame)
    ]


def _workbook(form: IssuedForm, facts: Row, locked: dict[str, list[Any]], rows: dict[str, list[Row]]) -> bytes:
    """Guide, data sheets, hidden dictionary, hidden meta, in this order."""
    stream = BytesIO()
    book = Workbook(stream, OPTIONS)
    made = datetime.combine(date.fromisoformat(facts["issued_on"]), time(), UTC).replace(tzinfo=None)
    title = form.title.format(**facts)
    book.set_properties({"title": title, "author": "预算绩效管理", "company": facts["unit_name"], "created": made})
    styles = Styles(book)
    remarks = [remark.format(**facts) for remark in form.guide]
    write_guide(book.add_worksheet(GUIDE_SHEET), styles, title, facts, remarks, guide_lines(form))
    for sheet in form.sheets:
        page = book.add_worksheet(sheet.name, Page)
        end = FIRST_ROW + max(1, len(rows[sheet.name]) + sheet.spare) - 1
        SheetWriter(page, styles, form, sheet, end).write(rows[sheet.name], title, facts)
        _name_columns(book, sheet, end)
        if sheet.rows == "project":
            page.activate()
    _write_dictionary(book, form)
    write_meta(book, styles, facts, locked)
    book.close()
    return stream.getvalue()


def write_meta(book: Workbook, styles: Styles, facts: Row, locked: dict[str, list[Any]]) -> None:
    """The hidden sheet with what was signed."""
    hidden = book.add_worksheet(META_SHEET)
    hidden.very_hidden()
    for number, cells in enumerate(meta_rows(facts, locked)):
        for column, words in enumerate(cells):
            hidden.write_string(number, column, words, styles.of("text"))


def _name_columns(book: Workbook, sheet: SheetForm, end: int) -> None:
    """A name for every column, for the formulas and the drop-downs of the other sheets."""
    for field in (column.field for column in sheet.columns if column.field):
        here = f"${letter(sheet, field)}$"
        book.define_name(column_name(sheet, field), f"='{sheet.name}'!{here}{FIRST_ROW + 1}:{here}{end + 1}")


def _write_dictionary(book: Workbook, form: IssuedForm) -> None:
    """One column of choices per drop-down, hidden, each under the name `choices_name` gives it."""
    page = book.add_worksheet(DICTIONARY_SHEET)
    page.hide()
    lists = [(s, c) for s in form.sheets for c in s.columns if c.choices]
    for number, (sheet, column) in enumerate(lists):
        page.write_column(0, number, [f"{sheet.name}·{column.title}", *column.choices])
        last = len(column.choices) + 1
        here = letters(number)
        book.define_name(choices_name(sheet, column), f"={DICTIONARY_SHEET}!${here}$2:${here}${last}")

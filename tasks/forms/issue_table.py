"""Issue a form that is tables: the signed workbook of one sender, filled in with what we know, from its description."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from config.calendar import the_calendar
from config.forms_table import FormTable, TableForm, table_forms
from tasks.forms.grid import letters
from tasks.forms.issue import OPTIONS, write_meta
from tasks.forms.issue_guide import write_guide
from tasks.forms.issue_styles import Styles
from tasks.forms.issue_table_guide import lines, remarks
from tasks.forms.issue_table_sheet import FLAGS, clean, list_name, listed, sheet_name, write_table
from tasks.forms.layout import DICTIONARY_SHEET, GUIDE_SHEET
from tasks.forms.signature import FormKey, sign
from tasks.forms.table_locked import signed_rows

VERSION = "1"  # of the layout; columns are found by their headings
Filled = Mapping[str, Sequence[Mapping[str, Any]]]


def issue_table(form: str, meta: Mapping[str, Any], key: FormKey, rows: Filled) -> bytes:
    """The workbook (.xlsx) of one sender; the same input gives the same bytes.

    `meta`: unit_code, unit_name, work_year, fiscal_year, rev, issued_on (date), and if known department, node, due
    (date). `rows`: table → what to fill in, by column as stored (fen, cp, bp, date, bool; region codes); a missing
    column or None is a cell to fill. Raises KeyError for an unknown form or a missing fact, ConfigError for a node that
    the milestone does not have.
    """
    described = table_forms()[form]
    facts = {
        "form": form, "version": VERSION, "unit_code": meta["unit_code"], "unit_name": meta["unit_name"],
        "department": meta.get("department", ""), "work_year": meta["work_year"], "fiscal_year": meta["fiscal_year"],
        "rev": meta["rev"], "issued_on": meta["issued_on"].isoformat(), "kid": key.kid,
        "rows": sum(map(len, rows.values())), "node": meta.get("node", ""),
    }
    rows = {name: [_clean(row, described.tables[name]) for row in given] for name, given in rows.items()}
    locked = signed_rows(described, rows)
    facts["sig"] = sign(facts, locked, key)
    return _workbook(described, facts, locked, rows, meta.get("due"))


def _clean(row: Mapping[str, Any], table: FormTable) -> dict[str, Any]:
    return {name: clean(row.get(name), column) for name, column in table.columns.items()}


def title_of(described: TableForm, facts: Mapping[str, Any]) -> str:
    """《项目支出绩效目标执行监控表（2023年度·5月监控）》, without the marks."""
    node = the_calendar().milestone(described.milestone).node(facts["node"]).title
    return f"{described.title}（{facts['fiscal_year']}年度{'·' if node else ''}{node}）"


def data_month(described: TableForm, node: str) -> str:
    """The month in which the node's data stand: "5"; "" where the calendar names no cut-off."""
    milestone = the_calendar().milestone(described.milestone)
    cut_off = milestone.node(node).cut_off
    return str(int(cut_off[:2])) if cut_off else ""


def _workbook(
    described: TableForm, facts: dict[str, Any], locked: dict[str, list[Any]], rows: Filled, due: date | None,
) -> bytes:
    """Guide, one sheet per table, hidden dictionary, hidden meta, in this order."""
    stream = BytesIO()
    book = Workbook(stream, OPTIONS)
    made = datetime.combine(date.fromisoformat(facts["issued_on"]), time(), UTC).replace(tzinfo=None)
    title, month = title_of(described, facts), data_month(described, facts["node"])
    book.set_properties({"title": title, "author": "预算绩效管理", "company": facts["unit_name"], "created": made})
    styles = Styles(book)
    guide = book.add_worksheet(GUIDE_SHEET)
    write_guide(guide, styles, title, facts, remarks(described, facts["node"], due), lines(described, month))
    for number, (name, table) in enumerate(described.tables.items()):
        page = book.add_worksheet(sheet_name(table))
        heading = title if len(described.tables) == 1 else f"{title}·{table.title}"
        write_table(page, styles, name, table, rows.get(name, ()), heading, facts, month)
        if number == 0:
            page.activate()
    _write_lists(book, described.tables)
    write_meta(book, styles, facts, locked)
    book.close()
    return stream.getvalue()


def _write_lists(book: Workbook, tables: Mapping[str, FormTable]) -> None:
    """One column of words per drop-down, hidden, each under the name `list_name` gives it."""
    page = book.add_worksheet(DICTIONARY_SHEET)
    page.hide()
    lists = [(t, n, c) for t, table in tables.items() for n, c in table.columns.items() if listed(c)]
    for number, (table, name, column) in enumerate(lists):
        words = column.choices or FLAGS
        page.write_column(0, number, [f"{table}·{name}", *words])
        here = letters(number)
        book.define_name(list_name(table, name), f"={DICTIONARY_SHEET}!${here}$2:${here}${len(words) + 1}")

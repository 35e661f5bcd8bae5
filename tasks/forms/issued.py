"""Read back a form that we issued: every row by its project code, every cell by the description of its column."""

from collections.abc import Mapping

from config.forms_issued import IssuedForm, issued_forms
from tasks.forms.grid import Book, Sheet, address
from tasks.forms.issued_meta import meta_sheet, read_meta
from tasks.forms.issued_rows import read_indicators, read_projects, settle
from tasks.forms.issued_table import Table, check_head, find_table
from tasks.forms.layout import OWN_SHEETS
from tasks.forms.reading import Reading
from tasks.rules.finding import finding


def looks_issued(book: Book) -> bool:
    """True for a book with our hidden sheet, or with the head of a project sheet that we issue."""
    if meta_sheet(book) is not None:
        return True
    return any(find_table(book, form.projects) is not None for form in issued_forms().values())


def read_issued(book: Book, forms: Mapping[str, IssuedForm] | None = None) -> Reading:
    """The reading of an issued form, with all findings that need nothing but the file.

    F-NOMETA without a whole hidden sheet, F-VERSION for another version than the current one: nothing else is read
    then. `meta` (texts, signature included) and `locked` are the hidden copy of what was issued, so that
    `check_issue` can verify them where the keys are; F-SIG here is a visible cell that differs from that copy.
    """
    reading = Reading(book.name, layout="issued")
    hidden = meta_sheet(book)
    told = read_meta(hidden) if hidden is not None else None
    if told is None:
        reading.findings.append(finding("F-NOMETA", file=book.name))
        return reading
    reading.meta, reading.locked = told
    _identify(reading)
    form = (issued_forms() if forms is None else forms).get(reading.form)
    if form is None or reading.meta["version"] != form.version or not _fits(reading, form):
        version = f"{reading.form} {reading.meta['version']}"
        current = f"{form.form} {form.version}" if form else "（已停用）"
        reading.findings.append(finding("F-VERSION", file=book.name, value=version, expected=current))
        return reading
    tables = _tables(book, form, reading)
    readers = []
    if (table := tables.get(form.projects.name)) is not None:
        readers.append(read_projects(reading, form, table))
        readers += [read_indicators(reading, form, tables[s.name]) for s in form.sheets[1:] if s.name in tables]
    reading.findings += settle(reading, form, readers)
    _elsewhere(book, reading, list(tables.values()), hidden)
    return reading


def _identify(reading: Reading) -> None:
    meta = reading.meta
    reading.form, reading.unit_code, reading.unit_name = meta["form"], meta["unit_code"], meta["unit_name"]
    reading.work_year, reading.fiscal_year, reading.rev = (int(meta[k]) for k in ("work_year", "fiscal_year", "rev"))


def _fits(reading: Reading, form: IssuedForm) -> bool:
    """Every hidden row has as many values as the form signs."""
    return all(len(values) == len(form.projects.signed) for values in reading.locked.values())


def _tables(book: Book, form: IssuedForm, reading: Reading) -> dict[str, Table]:
    """Sheet name of the description → the found sheet; R-SHEET for those that are gone (catalogue 28)."""
    tables = {}
    for sheet in form.sheets:
        table = find_table(book, sheet)
        if table is None:
            reading.findings.append(finding("R-SHEET", file=book.name, sheet=sheet.name, expected=sheet.name))
        else:
            tables[sheet.name] = table
            reading.findings += check_head(table, book.name)
    return tables


def _elsewhere(book: Book, reading: Reading, tables: list[Table], hidden: Sheet | None) -> None:
    """W-EXTRADATA for what stands on other sheets or beside the table, once per sheet (catalogue 35)."""
    used = {id(table.sheet): table for table in tables}
    for sheet in book.sheets:
        if sheet is hidden or sheet.name in OWN_SHEETS:
            continue
        table = used.get(id(sheet))
        found = _first_cell(sheet, table)
        if found:
            value = sheet.name if table is None else f"{sheet.name}!{found}"
            note = finding("W-EXTRADATA", file=book.name, sheet=sheet.name, cell=found, value=value)
            reading.findings.append(note)


def _first_cell(sheet: Sheet, table: Table | None) -> str:
    """The first filled cell of a foreign sheet, or beside a table under no title at all; "" when there is none."""
    start, own = 0, frozenset[int]()
    if table is not None:
        start, titles = table.head + 1, sheet.rows[table.head]
        own = frozenset(i for i, title in enumerate(titles) if title not in ("", None))
    width = max(map(len, sheet.rows), default=0)
    strange = [position for position in range(width) if position not in own]
    for number in range(start, len(sheet.rows)) if strange else ():
        cells = sheet.rows[number]
        for position in strange:
            if position < len(cells) and cells[position] not in ("", None):
                return address(number, position)
    return ""

"""Which form a workbook is: ours by its hidden sheet, the regulation's by its labels, tables by their headings."""

from tasks.forms.grid import Book, Sheet
from tasks.forms.reading import Reading
from tasks.rules.finding import Finding, finding


def recognise(book: Book, findings: list[Finding]) -> Reading:
    """The reading of one opened book; `findings` are those of the door and stand first.

    F-NOMETA when the sheets are those of a form we issued but its hidden sheet is gone (catalogue 20), F-NOFORM when
    no form is recognised (catalogue 28).
    """
    reading = _read(book)
    reading.findings = [*findings, *reading.findings]
    return reading


def warm() -> None:
    """Load what reads forms, descriptions included, so that no file pays for it."""
    _read(Book("", "xlsx", [Sheet("", [[""]])]))


def _read(book: Book) -> Reading:
    from tasks.forms.issued import looks_issued, read_issued
    from tasks.forms.issued_meta import meta_sheet
    from tasks.forms.official import read_official
    from tasks.forms.table_form import read_issued_table, read_table_form

    if (hidden := meta_sheet(book)) is not None:
        return read_issued_table(book, hidden) or read_issued(book)
    if looks_issued(book):
        return Reading(book.name, findings=[finding("F-NOMETA", file=book.name)])
    nothing = Reading(book.name, findings=[finding("F-NOFORM", file=book.name)])
    return read_official(book) or read_table_form(book) or nothing

"""What is written once for the whole work year, beside the milestones' folders: the ledger as a workbook, calendars."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine

from config.rulebook import Rulebook
from reports.ledger_workbook import NAME, ledger_workbook
from reports.site.records import Finding, Judgement, Review
from reports.site.shelf import Shelf, grouped
from reports.year_calendar import calendars, file_name
from tasks import whole
from tasks.desk import Desk
from tasks.shelf import front_shelf
from tasks.store import site
from tasks.store.engine import reading as consistently

GRADED = "self_evaluation"


def write_year(desk: Desk) -> None:
    """总台账 into reports/W/tables, and the calendars into reports/W/calendar; a past day goes into its own folder."""
    year = desk.year_reports
    tables = year / "tables" if desk.present else desk.reports / "tables"
    write_ledger(desk.engine, desk.book, desk.as_of, tables / NAME)
    if desk.present:
        for role, content in calendars(desk.book).items():
            _put(year / "calendar" / file_name(desk.work_year, role), content)


def write_ledger(engine: Engine, book: Rulebook, day: date, to: Path) -> None:
    """The whole ledger of a work year as it stood on a day. Raises ValueError for another kind of file than .xlsx."""
    if to.suffix != ".xlsx":
        raise ValueError(f"总台账只能写成 .xlsx，收到的是 {to.name}")
    with consistently(engine) as conn:
        shelf = ledger_shelf(conn, book, day)
    _put(to, ledger_workbook(shelf))


def ledger_shelf(conn: Connection, book: Rulebook, day: date) -> Shelf:
    """The shelf of the front page, with what was wrong with every file, what reviewers said, and every grade."""
    year = book.work_year
    judged, _ = site.judgements(conn, GRADED, year, day)
    return replace(
        front_shelf(conn, book, day), judgements={row[1]: Judgement(*row) for row in judged},
        findings=grouped((Finding(*row) for row in site.findings(conn, year)), lambda one: one.submission_id),
        reviews=grouped((Review(*row) for row in site.reviews(conn, year, day)), lambda one: one.submission_id),
    )


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.put(path, content)

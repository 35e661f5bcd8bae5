"""What is written once for the whole work year, beside the milestones' folders: the ledger as a workbook, calendars."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from config.rulebook import Rulebook
from reports.ledger_workbook import NAME, ledger_workbook
from reports.site.pages import made_of
from reports.site.records import Finding, Judgement, Review
from reports.site.shelf import Shelf, grouped
from reports.year_calendar import calendars, file_name
from tasks import whole
from tasks.desk import Desk
from tasks.shelf import front_shelf
from tasks.store import ledger, site, touched
from tasks.store.engine import reading as consistently

GRADED, MARK = "self_evaluation", ".总台账.json"


def write_year(desk: Desk) -> None:
    """总台账 into reports/W/tables, and the calendars into reports/W/calendar; a past day goes into its own folder."""
    year = desk.year_reports
    _renew(desk, (year if desk.present else desk.reports) / "tables")
    if desk.present:
        for role, content in calendars(desk.book).items():
            _put(year / "calendar" / file_name(desk.work_year, role), content)


def _renew(desk: Desk, tables: Path) -> None:
    """Write 总台账, unless the one that lies there was made of the same and nothing but runs has happened since.

    Known as the ledger's pages know it: by the day, the rulebook, the code and the newest event it was made of.
    """
    to, kept = tables / NAME, tables / MARK
    basis = [desk.as_of.isoformat(), desk.book.fingerprint, made_of()]
    with consistently(desk.engine) as conn:
        head = list(ledger.head(conn))
        before = _mark(kept)
        if before and before["basis"] == basis and before["content"] == _digest(to) and touched.nothing_since(
                conn, *before["head"]):
            return
        shelf = ledger_shelf(conn, desk.book, desk.as_of)
    _put(to, ledger_workbook(shelf))
    _put(kept, json.dumps({"basis": basis, "head": head, "content": _digest(to)}).encode())


def _mark(path: Path) -> dict[str, Any]:
    """What the workbook was made of; {} where nothing says so."""
    try:
        read = json.loads(path.read_bytes())
        number, digest = read["head"]
        return {"basis": read["basis"], "head": (int(number), str(digest)), "content": read["content"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


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

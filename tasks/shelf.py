"""The shelf of the front page: what stands in the year, without what only the pages of single projects show."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection

from config.rulebook import Rulebook
from reports.site.records import Debt, Decision, File, Notice, Project, Run, Unit, Verdict
from reports.site.shelf import Shelf
from tasks.rules.deadlines import days_late
from tasks.rules.reviews import is_review
from tasks.store import directory, facts, ledger, obligations, site, submissions

ASKING = "budget_gate"


def front_shelf(conn: Connection, book: Rulebook, day: date, of: site.Units = None) -> Shelf:
    """Units, projects, files, verdicts, decisions, notices, debts and runs of a work year as they stood on a day.

    `of`: the units whose projects' verdicts are all wanted (None: everybody's); of others those that are counted.
    """
    year = book.work_year
    people = directory.units(conn, day, former=True)
    number, fingerprint = ledger.head(conn)
    return Shelf(
        work_year=year, as_of=day, book=book, ledger=f"{number}:{fingerprint}",
        units={unit.code: unit for unit in _tuples(Unit, people.assign(
            division_code=people["division_code"].fillna(""), division_name=people["division_name"].fillna("")))},
        projects=[Project(*row) for row in site.projects(conn, (year - 1, year, year + 1))],
        files={file.id: file for file in _tuples(File, submissions.of_year(conn, year, day))},
        verdicts=[Verdict(*row) for row in (
            *site.verdicts(conn, year, day, units=of), *site.verdicts(conn, year - 1, day, "monitoring", units=of))],
        decisions={row[:3]: Decision(*row[3:]) for row in site.decisions(conn, year, day)},
        notices=[Notice(*row) for row in site.notices(conn, year, day)], debts=_debts(conn, book, day),
        names=_asked(conn, year, day),
        runs=[Run(*row) for row in site.runs(conn, year, day)], targets={}, entries={}, indicators={}, findings={},
        reviews={}, details={}, steps={}, judgements={}, fired={},
    )


def _tuples(kind: Any, frame: Any) -> list[Any]:
    columns = [frame[name].tolist() for name in kind._fields]
    return [kind(*row) for row in zip(*columns, strict=True)]


def _debts(conn: Connection, book: Rulebook, day: date) -> list[Debt]:
    @cache
    def late(effective: date, until: date) -> int:
        return days_late(effective, until, book)

    owed = obligations.of_year(conn, book.work_year, day)
    return [
        Debt(row["milestone"], row["node"], row["unit_code"], row["written_due"], row["effective_due"],
             row["due_reason"], row["state"], met := row["met_on"] if row["state"] == "met" else None,
             late(row["effective_due"], met or day), review, row["form"], row["occasion"])
        for row, review in zip(owed.to_dict("records"), is_review(owed, book).tolist(), strict=True)
    ]


def _asked(conn: Connection, work_year: int, day: date) -> dict[str, str]:
    """Project code → name of what money is asked for and the library does not have yet."""
    tables = [facts.in_force(conn, name, work_year, day) for name in facts.tables_of(ASKING)]
    return {str(code): str(name) for rows in tables if {"project_code", "project_name"} <= {*rows}
            for code, name in zip(rows["project_code"], rows["project_name"], strict=True) if name}

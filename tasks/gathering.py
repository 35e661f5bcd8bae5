"""Gathering facts: the frames that the rules of a milestone ask for by name, as they stood on the run's day."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from tasks.desk import Desk
from tasks.rules.outage import DAILY, KIND
from tasks.rules.reviews import is_review
from tasks.store import directory, facts, judgements, library, obligations, service, submissions, verdicts

BEFORE, AFTER = "@before", "@after"
SELF = "self_evaluation"
GRADES = ["project_id", "project_code", "unit_code", "budget_fen", "self_score_cp", "final_cp", "final_grade"]
Read = Callable[[Connection, int, date], pd.DataFrame]  # of a work year, as of a day


class Books:
    """The store as one run's rules see it: what several frames are made of is read once."""

    def __init__(self, conn: Connection, desk: Desk) -> None:
        self.conn, self.desk, self.known = conn, desk, dict[tuple[Read, int], pd.DataFrame]()

    def of(self, read: Read, shift: int) -> pd.DataFrame:
        """What `read` finds of the run's work year, or of one so many years on. Nobody changes it."""
        if (read, shift) not in self.known:
            self.known[read, shift] = read(self.conn, self.desk.work_year + shift, self.desk.as_of)
        return self.known[read, shift]


def gather(
    conn: Connection, desk: Desk, names: Iterable[str], ever: Collection[str] = (),
) -> dict[str, pd.DataFrame]:
    """Name → rows; `…@before`, `…@after`: of the year before, after. Raises KeyError for an unknown name.

    `ever`: the tables of which the rules want all that ever counted, what was replaced since included.
    """
    books = Books(conn, desk)
    return {name: _frame(books, name, facts.ever if name in ever else facts.in_force) for name in names}


def _frame(books: Books, name: str, rows: Callable[[Connection, str, int, date], pd.DataFrame]) -> pd.DataFrame:
    bare = name.removesuffix(BEFORE).removesuffix(AFTER)
    shift = -name.endswith(BEFORE) + name.endswith(AFTER)
    known, desk = BUILT_IN.get(bare), books.desk
    return known(books, shift) if known else rows(books.conn, bare, desk.work_year + shift, desk.as_of)


def _projects(books: Books, shift: int) -> pd.DataFrame:
    people = directory.units(books.conn, books.desk.as_of, former=True).rename(
        columns={"code": "unit_code", "name": "unit_name"})
    about = people[["unit_code", "unit_name", "department_code", "department_name", "region_code", "division_code"]]
    return library.projects(books.conn, books.desk.fiscal_year + shift).merge(about, on="unit_code", how="left")


def _indicators(books: Books, shift: int) -> pd.DataFrame:
    return library.targets(books.conn, books.desk.fiscal_year + shift)


def _units(books: Books, shift: int) -> pd.DataFrame:
    regions = {code: region.level for code, region in books.desk.book.routing.regions.items()}
    return directory.units(books.conn, books.desk.as_of, former=True).assign(
        level=lambda rows: rows["region_code"].map(regions).fillna(""))


def _obligations(books: Books, shift: int) -> pd.DataFrame:
    """What is owed for the calendar's forms; the reviews of what came in are the finance side's, in `reviews_owed`."""
    found = books.of(obligations.of_year, shift)
    return found[~is_review(found, books.desk.book)].reset_index(drop=True)


def _reviews_owed(books: Books, shift: int) -> pd.DataFrame:
    """What the finance side owes for what came in: only rules about the finance side itself ask for it (O02–O09, A02,
    B02)."""
    found = books.of(obligations.of_year, shift)
    return found[is_review(found, books.desk.book)].reset_index(drop=True)


def _submissions(books: Books, shift: int) -> pd.DataFrame:
    found = books.of(submissions.of_year, shift)
    return found.assign(received_on=pd.Series([at.date() for at in found["received_at"]], dtype=object))


def _filed(conn: Connection, work_year: int, as_of: date) -> pd.DataFrame:
    """The self-evaluations in force."""
    return submissions.in_force(conn, SELF, work_year, as_of)


def _grades(books: Books, shift: int) -> pd.DataFrame:
    desk = books.desk
    graded = judgements.in_force(books.conn, SELF, desk.work_year + shift, desk.as_of)[GRADES]
    return graded.merge(books.of(_filed, shift)[["project_id", "executed_fen"]], on="project_id", how="left")


def _self_indicators(books: Books, shift: int) -> pd.DataFrame:
    filed = books.of(_filed, shift)[["id", "project_id"]].rename(columns={"id": "entry_id"})
    return submissions.indicators(books.conn, SELF, books.desk.work_year + shift).merge(filed, on="entry_id")


def _results(books: Books, shift: int) -> pd.DataFrame:
    """The score table's newest verdict of each project (X05): the last version that has one."""
    found = books.of(verdicts.in_force, shift)
    found = found[(found["milestone"] == "score_table") & (found["kind"] == "project")]
    return found.sort_values(["node", "id"]).drop_duplicates("subject", keep="last").reset_index(drop=True)


def _excuses(books: Books, shift: int) -> pd.DataFrame:
    """Lateness that our own side had a part in (X06): whose, of what, and what was decided; "" is nothing yet."""
    found, desk = books.of(verdicts.in_force, shift), books.desk
    found = found[(found["milestone"] == DAILY) & (found["kind"] == KIND)]
    ruled = verdicts.decided(books.conn, found, desk.work_year + shift, desk.as_of)[["subject", "decision"]]
    return found[["subject"]].merge(ruled, on="subject", how="left").fillna({"decision": ""})


def _as_read(read: Read) -> Callable[[Books, int], pd.DataFrame]:
    return lambda books, shift: books.of(read, shift)


BUILT_IN: dict[str, Callable[[Books, int], pd.DataFrame]] = {
    "projects": _projects, "indicators": _indicators, "units": _units, "obligations": _obligations,
    "reviews_owed": _reviews_owed, "submissions": _submissions, "grades": _grades,
    "self_indicators": _self_indicators, "verdicts": _as_read(verdicts.in_force), "results": _results,
    "decisions": _as_read(verdicts.decisions), "runs": _as_read(service.ran), "notices": _as_read(service.told),
    "excuses": _excuses,
}

"""Figures falsified on purpose: each must be found, or agreement means nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.figures.agree import claims

# What is falsified in a copy of the database → a place whose figure must then be wrong.
FALSE = {
    "one deduction a fen larger": (
        "UPDATE verdict SET amount_fen = amount_fen + 1 WHERE id IN (SELECT MAX(id) FROM verdict"
        " WHERE kind = 'deduction')",
        "results_application/"),
    "one final score a hundredth lower": (
        "UPDATE verdict SET score_cp = score_cp - 1 WHERE id IN (SELECT MAX(id) FROM verdict"
        " WHERE milestone = 'score_table' AND node = 'v4' AND kind = 'project' AND score_cp > 0)", "score_table/v4"),
    "one county's score a hundredth higher": (
        "UPDATE verdict SET score_cp = score_cp + 1 WHERE id IN (SELECT MAX(id) FROM verdict"
        " WHERE milestone = 'county_assessment' AND node = 'december' AND kind = 'region')",
        "county_assessment/december"),
    "one obligation waived": (
        "INSERT INTO obligation_step SELECT id, 99, 'waived', '2023-01-01' FROM obligation"
        " WHERE milestone = 'monitoring' AND node = 'may' AND work_year = 2023 ORDER BY id LIMIT 1", "monitoring/may"),
    "one notice lost": (
        "DELETE FROM notice WHERE id = (SELECT MAX(id) FROM notice WHERE id NOT IN"
        " (SELECT carried_by FROM notice WHERE carried_by IS NOT NULL))", "tables/"),
}


def broken(workspace: Path, work_year: int) -> list[tuple[str, str, bool]]:
    """Each falsehood, the first figure that gave it away, and whether any did."""
    found = []
    for name, (sql, place) in FALSE.items():
        with falsified(workspace, sql) as copy:
            caught = [one for one in claims(copy, work_year) if not one.holds and one.place.startswith(place)]
        found.append((f"{name} is seen", caught[0].what if caught else "not seen", bool(caught)))
    return found


@contextmanager
def falsified(workspace: Path, sql: str) -> Iterator[Path]:
    """The same files beside a copy of the database in which something has been changed behind everybody's back."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "reports").symlink_to(workspace.resolve() / "reports")
        with closing(sqlite3.connect(workspace / "jixiao.db")) as there, closing(
                sqlite3.connect(copy / "jixiao.db")) as here, here:
            there.backup(here)  # with what is still in the write-ahead log
            if not here.execute(sql).rowcount:
                raise ValueError(f"nothing to falsify: {sql}")
        yield copy

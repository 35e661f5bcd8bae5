"""Figures falsified on purpose: each must be found, or agreement means nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.figures.agree import claims
from tests.figures.papers import of_papers
from tests.figures.stored import Stored

WAIVED = """INSERT INTO obligation_step SELECT id, 99, 'waived', '2023-01-01' FROM obligation WHERE work_year = 2023
            AND milestone = {} AND node = {} ORDER BY id LIMIT 1"""
FINAL = "milestone = 'score_table' AND node = 'v4' AND kind = 'project' AND score_cp > 0"
# What is falsified in a copy of the database → a place whose figure must then be wrong.
FALSE = {
    "one deduction a fen larger": (
        "UPDATE verdict SET amount_fen = amount_fen + 1 WHERE id IN (SELECT MAX(id) FROM verdict"
        " WHERE kind = 'deduction')",
        "results_application/"),
    "one final score a hundredth lower": (
        f"UPDATE verdict SET score_cp = score_cp - 1 WHERE id IN (SELECT MAX(id) FROM verdict WHERE {FINAL})",
        "score_table/v4"),
    "one county's score a hundredth higher": (
        "UPDATE verdict SET score_cp = score_cp + 1 WHERE id IN (SELECT MAX(id) FROM verdict"
        " WHERE milestone = 'county_assessment' AND node = 'december' AND kind = 'region')",
        "county_assessment/december"),
    "one obligation waived": (WAIVED.format("'monitoring'", "'may'"), "monitoring/may"),
    "one notice lost": (
        "DELETE FROM notice WHERE id = (SELECT MAX(id) FROM notice WHERE id NOT IN"
        " (SELECT carried_by FROM notice WHERE carried_by IS NOT NULL))", "tables/"),
}
CHANGED, CALLED, MORE, LESS = ("UPDATE verdict SET " + what + " WHERE " for what in (
    "detail = json_set(detail, '$.reasons[0]', '别的事由')", "verdict = {}", "amount_fen = amount_fen + 100000",
    "score_cp = score_cp - 10"))
# The same for every kind of paper → the folder of one that must then be wrong.
FALSE_PAPERS = {
    "催报通知": (WAIVED.format("'department_evaluation'", "''"), "department_evaluation/"),
    "整改通知书": (CALLED.format("'已销号'") + "kind = 'rectification'", "monitoring/august/"),
    "审核意见反馈": (CALLED.format("'不合格'") + "milestone = 'monitoring' AND kind = 'project'", "monitoring/may/"),
    "评价结果反馈": (LESS + FINAL, "results_application/"),
    "通报": (CALLED.format("'良好'") + FINAL, "results_application/"),
    "约谈通知": (CHANGED + "kind = 'talk'", "results_application/"),
    "追责建议函": (CHANGED + "milestone = 'daily' AND kind = 'accountability'", "daily/"),
    "扣减和收回资金建议": (MORE + "kind = 'recovery'", "verification/"),
    "县市考核结果通报": (LESS + "milestone = 'county_assessment' AND kind = 'year'", "county_assessment/december/"),
    "真实性核查报告": (CALLED.format("'更正后认可'") + "milestone = 'verification'", "verification/"),
    "重点评价汇总": (MORE + "milestone = 'key_evaluation' AND kind = 'project'", "key_evaluation/"),
    "向人大报告": (LESS + FINAL.replace("v4", "v2"), "yearly_summary/congress/"),
    "半年总结报告": (WAIVED.format("'overall_targets'", "''"), "county_assessment/july/"),
    "年度总结报告": (CALLED.format("'良好'") + FINAL, "yearly_summary/prefecture/"),
}


def broken(workspace: Path, work_year: int) -> list[tuple[str, str, bool]]:
    """Each falsehood, the first figure that gave it away, and whether any did; of papers each kind by its own."""
    seen = [_seen(f"{name} is seen", workspace, work_year, sql, place) for name, (sql, place) in FALSE.items()]
    return seen + [_seen(f"a false figure is seen in {kind}", workspace, work_year, sql, f"papers/{folder}{kind}")
                   for kind, (sql, folder) in FALSE_PAPERS.items()]


def _seen(what: str, workspace: Path, work_year: int, sql: str, place: str) -> tuple[str, str, bool]:
    with falsified(workspace, sql) as copy:
        every = (of_papers(Stored(copy, work_year), copy / "reports" / str(work_year))
                 if place.startswith("papers/") else claims(copy, work_year))
        caught = next((one for one in every if not one.holds and one.place.startswith(place)), None)
    return what, caught.what if caught else "not seen", caught is not None


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

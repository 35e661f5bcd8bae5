"""The tables at prefecture size: 总台账 and every milestone's workbooks, first, after one change, and after none."""

import resource
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import process_time

import pandas as pd

from config.clock import rehearse
from flows.commands.site import ledger_desk
from reports.ledger_workbook import NAME
from reports.milestone_workbook import milestone_workbook
from reports.published import published
from reports.summary_workbook import summary_workbook
from tasks import whole
from tasks.outlook import outlook
from tasks.overview import overview
from tasks.year_files import write_year
from tests.proofs.site import DAY, PROJECTS, UNITS, W, fill, send_back

GRADED = "self_evaluation"
JUDGED = "SELECT project_id, self_score_cp, final_cp, final_grade FROM judgement WHERE work_year = 2023"
MOST_SECONDS, MOST_MB = 240, 900  # CPU seconds of all tables together; of the process, the store's frames included


def prove() -> list[tuple[str, str, bool]]:
    """Measured in a process of its own: the peak of one that has proved something else before says nothing."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(measured).result()


def measured() -> list[tuple[str, str, bool]]:
    """What it takes and how large it is; a rebuild writes only files that differ, and 总台账 not even begins."""
    with tempfile.TemporaryDirectory() as where, rehearse(DAY):
        workspace = Path(where)
        submission = fill(workspace)
        first_ledger, first = year(workspace), every_milestone(workspace)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        files = list((workspace / "reports").rglob("*.xlsx"))
        size = sum(path.stat().st_size for path in files)
        send_back(workspace, submission)
        changed_ledger, changed = year(workspace), every_milestone(workspace)
        same_ledger, same = year(workspace), every_milestone(workspace)
    return [
        (f"总台账.xlsx of {UNITS:,} units and {PROJECTS:,} projects", _said(first_ledger), first_ledger[1] == [NAME]),
        ("again after one change", _said(changed_ledger), changed_ledger[1] == [NAME]),
        ("again without a change", _said(same_ledger), same_ledger[1] == [] and same_ledger[0] < first_ledger[0] / 20),
        ("汇总表, F7 and 预算科 lists of every milestone", f"{_said(first)}, peak {peak:,.0f} MB",
         len(first[1]) > 20 and first[0] < MOST_SECONDS and peak < MOST_MB),
        ("their size, with 总台账", f"{size / 2**20:.1f} MB in {len(files)} files", size < 100 * 2**20),
        ("made again after one change", _said(changed), 0 < len(changed[1]) < len(first[1])),
        ("made again without a change", _said(same), same[1] == []),
    ]


def _said(done: tuple[float, list[str]]) -> str:
    return f"{done[0]:.1f} s CPU, {len(done[1])} files written"


def year(workspace: Path) -> tuple[float, list[str]]:
    """What is written once for the whole work year: seconds, and the tables among it that were written."""
    desk, began = ledger_desk(W, None, workspace), process_time()
    path = desk.year_reports / "tables" / NAME
    before = path.stat().st_mtime_ns if path.exists() else 0
    write_year(desk)
    desk.engine.dispose()
    return process_time() - began, [NAME] if path.stat().st_mtime_ns != before else []


def every_milestone(workspace: Path) -> tuple[float, list[str]]:
    """The workbooks of every milestone's nodes, as their runs make them: seconds, and the files that were written."""
    desk, began, written = ledger_desk(W, None, workspace), process_time(), []
    for milestone, entry in desk.book.calendar.milestones.items():
        for node in [one.node for one in entry.nodes] or [""]:
            own = desk.about(milestone, node)
            own.reports.mkdir(parents=True, exist_ok=True)
            for name, content in _workbooks(own).items():
                if whole.put(own.reports / name, content):
                    written.append(f"{milestone}/{node}/{name}")
    desk.engine.dispose()
    return process_time() - began, written


def _workbooks(desk) -> dict[str, bytes]:
    if desk.milestone == GRADED:
        with desk.engine.connect() as conn:
            return {"汇总表.xlsx": summary_workbook(overview(desk, pd.read_sql(JUDGED, conn)))}
    view = outlook(desk)
    return {"汇总表.xlsx": milestone_workbook(view), **published(view)}

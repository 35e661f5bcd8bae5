"""The contents page (目录): ledgers, milestone pages, workbooks, papers, what may be published."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from reports.site.contents import Piece, contents_page
from tasks import whole
from tasks.desk import Desk

FRONT, LOCK = "index.html", ".contents.lock"
FILES = {".xlsx", ".docx", ".pdf", ".ics", ".csv", ".py", ".zip", ".txt"}
KNOWN = {"papers": "公文（代拟稿）", "tables": "表格", "calendar": "日历", "notices": "通知", "public": "公开材料"}


def ledger_folder(desk: Desk) -> Path:
    """Where the ledger of the desk's work year lies; that of a past day lies in its own dated folder."""
    year = desk.year_reports
    return year if desk.present else year / "daily" / desk.as_of.isoformat() / "ledger"


def way_back(desk: Desk) -> str:
    """The ledger's front page as seen from the page of the desk's milestone: of its own day, else of the present.

    "" where no ledger has been built yet.
    """
    found = (folder / FRONT for folder in (ledger_folder(desk), desk.year_reports) if (folder / FRONT).exists())
    return next((Path(os.path.relpath(page, desk.reports)).as_posix() for page in found), "")


def write_contents(desk: Desk) -> None:
    """List whatever lies in the known folders of all work years; reproducing a past day changes nothing in it."""
    if not desk.present:
        return
    with whole.alone(desk.workspace / "reports" / LOCK):
        _write(desk, desk.workspace / "reports")


def _write(desk: Desk, reports: Path) -> None:
    years = sorted((one for one in reports.iterdir() if re.fullmatch(r"\d{4}", one.name)), reverse=True)
    listed = [(year.name, (year / FRONT).exists(), list(_pieces(desk, reports, year))) for year in years]
    page = contents_page(listed)
    whole.put(reports / FRONT, page)


def _pieces(desk: Desk, reports: Path, year: Path) -> Iterator[Piece]:
    """What there is of one work year: known folders first, then milestone by milestone."""
    for name, title in KNOWN.items():
        for path in sorted((year / name).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and (path.suffix in FILES or path.name == FRONT):
                yield Piece(title, path.relative_to(year / name).as_posix(), path.relative_to(reports).as_posix())
    for milestone, entry in desk.book.calendar.milestones.items():
        for node in [one.node for one in entry.nodes] or [""]:
            folder = year / milestone / node
            titled = entry.title + (f"（{entry.node(node).title}）" if node else "")
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if path.is_file() and (path.suffix in FILES or path.name == FRONT):
                    yield Piece(titled, "情况页" if path.name == FRONT else path.name,
                                path.relative_to(reports).as_posix())

"""Papers in the workspace: written when there is something to say, not twice, and taken away when it is over."""

import json
from datetime import date, datetime

from config.clock import rehearse
from tasks import papers
from tasks.desk import open_desk
from tasks.papers import LIST, folder_of, write_papers
from tasks.request import Request
from tests.flows.conftest import UNITS
from tests.reports.read_back import Read


def on_day(day, **asked):
    """The papers of the self-evaluation as of a day: where they lie, and their file names."""
    with rehearse(day):
        desk = open_desk("self_evaluation", Request(work_year=2023, **asked))
    write_papers(desk)
    desk.engine.dispose()
    folder = folder_of(desk)
    return folder, sorted(path.name for path in folder.glob("*.docx"))


def test_a_paper_comes_stays_and_goes(office, monkeypatch):
    """Nobody late: no folder. Late: one paper, the same file while nothing changes. Handed in: taken away."""
    office.run(date(2023, 4, 10))
    folder, names = on_day(date(2023, 4, 10))
    assert folder == office.workspace / "reports/2023/papers/self_evaluation" and names == ["催报通知-653001.docx"]
    paper = folder / names[0]
    read = Read(paper.read_bytes())
    assert {row[1] for row in read.tables[0][1:]} == set(UNITS.values()) and "仍有3家逾期未报齐" in read.text
    assert json.loads((folder / LIST).read_text())[names[0]]["标题"] == "关于催报2022年度项目支出绩效自评材料的通知"

    written = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(papers, "_put", None)  # whoever writes now fails
        on_day(date(2023, 4, 10))
    assert written == {path: path.stat().st_mtime_ns for path in folder.iterdir()}

    past, names = on_day(date(2023, 4, 12), as_of=date(2023, 3, 20))
    assert (past, names) == (folder / "2023-03-20", []) and not past.exists() and paper.exists()

    for unit in UNITS:
        office.hand_in(unit, office.form(unit), datetime(2023, 4, 12, 10))
    office.run(date(2023, 4, 12))
    assert not list(folder.glob("*.docx")) and json.loads((folder / LIST).read_text()) == {}

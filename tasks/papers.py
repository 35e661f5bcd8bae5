"""Papers: what a milestone's official papers are written from, and where they lie: reports/W/papers/<milestone>."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from reports.naming import called
from reports.papers import EVERYTHING, needs, papers
from reports.papers.paper import Material, Paper
from tasks import whole
from tasks.desk import Desk
from tasks.rules.deadlines import deadline
from tasks.store import directory, submissions, verdicts
from tasks.store.engine import reading as consistently
from tasks.year_outlook import debts_of, names_of

LIST = "目录.json"  # file name → title, whether it waits for approval, and the digest of what it was written from
KEY = ["milestone", "node", "kind", "subject", "proposal"]


def write_papers(desk: Desk) -> int:
    """Write the papers that the milestone calls for and take away all others; returns how many there are.

    One that would say the same as the file that is there is not written again.
    """
    if not desk.owing and not needs(desk.milestone):
        return 0
    folder, made = folder_of(desk), list(papers(material(desk)))
    before = _listed(folder)
    now: dict[str, dict[str, Any]] = {}
    for paper in made:
        name = f"{paper.name}.docx"
        now[name] = {"标题": paper.figures["subject"], "待批准": paper.pending, "摘要": digest(paper)}
        if before.get(name, {}).get("摘要") != now[name]["摘要"] or not (folder / name).exists():
            _put(folder / name, paper)
    for name in before.keys() - now.keys():
        (folder / name).unlink(missing_ok=True)
    if now != before:
        folder.mkdir(parents=True, exist_ok=True)
        whole.put(folder / LIST, json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True))
    return len(made)


def folder_of(desk: Desk) -> Path:
    """Beside the milestone's own folder: a past day or some regions never overwrite the whole present."""
    return desk.year_reports / "papers" / desk.reports.relative_to(desk.year_reports)


def digest(paper: Paper) -> str:
    """Of everything that the paper's bytes are made from."""
    from reports.papers.skeleton import skeleton

    told = [dict(paper.figures), paper.pending, {name: repr(bars) for name, bars in paper.charts.items()}]
    words = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(skeleton(paper.template) + words.encode("utf-8", "surrogatepass")).hexdigest()


def _put(path: Path, paper: Paper) -> None:
    from reports.papers.word import write  # docxtpl costs a third of a second: only when something is to be written

    path.parent.mkdir(parents=True, exist_ok=True)
    whole.put(path, write(paper))


def _listed(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / LIST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def material(desk: Desk) -> Material:
    """Everything the milestone's papers are written from; the same day of the same store gives the same."""
    with consistently(desk.engine) as conn:
        units = directory.units(conn, desk.as_of, desk.regions, former=True)
        about = units.rename(columns={"code": "unit_code", "name": "unit_name"})
        files = submissions.of_year(conn, desk.work_year, desk.as_of)
        return Material(
            milestone=desk.milestone,
            node=desk.node,
            title=desk.title,
            node_title=desk.dates.title,
            work_year=desk.work_year,
            fiscal_year=desk.fiscal_year,
            as_of=desk.as_of,
            effective=deadline(desk.dates, desk.book).effective,
            owing=desk.owing,
            place=desk.book.routing,
            units=units,
            debts=debts_of(conn, desk.book, desk.as_of, about, files),
            verdicts=_verdicts(conn, desk, about, needs(desk.milestone)),
        )


def _verdicts(conn: Connection, desk: Desk, units: pd.DataFrame, wanted: Iterable[str]) -> pd.DataFrame:
    """Those in force of some milestones, with names, whose they are and what was decided about them."""
    everything = EVERYTHING in wanted
    parts = [
        verdicts.in_force(conn, desk.work_year, desk.as_of, "" if everything else one)
        for one in (("",) if everything else sorted(wanted) or ("-",))
    ]
    found = pd.concat(parts, ignore_index=True)
    said = verdicts.decided(conn, found, desk.work_year, desk.as_of)[[*KEY, "decision", "decided_by"]]
    names = names_of(conn, desk.book, units, {code: one.name for code, one in desk.book.routing.regions.items()})
    rows = found.merge(said, on=KEY, how="left").merge(
        units[["unit_code", "unit_name", "region_code"]], on="unit_code", how="left"
    )
    blank: dict[str, Any] = {
        name: rows[name].fillna("") for name in ("decision", "decided_by", "unit_name", "region_code")
    }
    return rows.assign(name=[called(one, names) or one for one in rows["subject"]], **blank)

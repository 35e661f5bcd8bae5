"""The ledger of one work year as a folder of pages: gathered in a few queries, and only what has changed is written."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import attrs
from sqlalchemy import Connection

from reports.site.pages import fingerprint, made_of, pages, rendered, stylesheet
from reports.site.places import FOLDERS, STYLE
from reports.site.records import (
    Entry,
    File,
    Finding,
    Indicator,
    Judgement,
    Review,
    Step,
    Target,
)
from reports.site.shelf import Shelf, grouped
from tasks import whole
from tasks.desk import Desk
from tasks.gathering import gather
from tasks.rules.certificate_all import facts_of_all
from tasks.rules.certificate_json import Rows
from tasks.rules.score_table import NEEDS
from tasks.rules.score_table_inherited import with_history
from tasks.rules.score_table_versions import frozen, stands_at
from tasks.shelf import front_shelf
from tasks.store import facts, site
from tasks.store.engine import reading

INDEX, FILED, TABLE, ASKING = ".site.json", "self_evaluation", "score_table", "budget_gate"


class Built(NamedTuple):
    """What a build did: pages there are, pages written because they were new or different, pages taken away."""

    pages: int
    written: int
    removed: int


def build_site(desk: Desk, folder: Path, reruns: Mapping[str, str]) -> Built:
    """Bring the ledger's pages up to the desk's day. Files that would not change are not touched.

    `reruns`: milestone → where it can be run again in the Prefect UI.
    """
    with reading(desk.engine) as conn:
        found = pages(_shelf(conn, desk, folder, reruns))
    before = _index(folder)
    marks = {page.path: fingerprint(page) for page in found}
    kept = before["pages"] if before["made_of"] == made_of() else {}
    there = _files(folder)
    wanted = [page for page in found if kept.get(page.path) != marks[page.path] or page.path not in there]
    for name in ("", *FOLDERS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if wanted:
        whole.put(folder / STYLE, stylesheet())
    for path, content in rendered(wanted, desk.book.parameters, desk.work_year):
        whole.put(folder / path, content)
    gone = before["pages"].keys() - marks.keys()
    for path in gone & there:
        (folder / path).unlink(missing_ok=True)
    if wanted or gone:
        whole.put(folder / INDEX, json.dumps({"made_of": made_of(), "pages": marks}, separators=(",", ":")))
    return Built(len(found), len(wanted), len(gone))


def _index(folder: Path) -> dict[str, Any]:
    """What the last build left; nothing where it was cut off before it could say so."""
    try:
        read = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        return {"made_of": str(read["made_of"]), "pages": dict(read["pages"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"made_of": "", "pages": {}}


def _files(folder: Path) -> set[str]:
    """The pages that lie there."""
    found = set()
    for name in ("", *FOLDERS):
        where = folder / name
        if where.is_dir():
            found |= {f"{name}/{one.name}" if name else one.name for one in os.scandir(where) if one.is_file()}
    return found


def _shelf(conn: Connection, desk: Desk, folder: Path, reruns: Mapping[str, str]) -> Shelf:
    """All records of the work year, as they stood on the desk's day."""
    year, day = desk.work_year, desk.as_of
    front = front_shelf(conn, desk.book, day)
    details, steps = site.certified(conn, year, day)
    judged, fired = site.judgements(conn, FILED, year, day)
    years = (year - 1, year, year + 1)
    files = list(front.files.values())
    version = max((v.node for v in front.verdicts if (v.milestone, v.kind) == (TABLE, "project")), default="")
    return replace(
        front, targets=grouped((Target(*row) for row in site.targets(conn, years)), lambda one: one.project_id),
        entries=_entries(files, [Entry(*row) for row in site.entries(conn, FILED, year)]),
        indicators=grouped((Indicator(*row) for row in site.indicators(conn, FILED, year)), lambda one: one.entry_id),
        findings=grouped((Finding(*row) for row in site.findings(conn, year)), lambda one: one.submission_id),
        reviews=grouped((Review(*row) for row in site.reviews(conn, year, day)), lambda one: one.submission_id),
        details=dict(details), steps=_steps(steps), judgements={row[1]: Judgement(*row) for row in judged},
        fired=_steps(fired), version=version, certificates=_certificates(conn, desk, version) if version else {},
        names=_asked(conn, desk), milestone_pages=_milestone_pages(desk, folder), reruns=reruns,
    )


def _steps(rows: site.Rows) -> dict[int, list[Step]]:
    return {key: [Step(*row[1:]) for row in mine] for key, mine in grouped(rows, lambda row: int(row[0])).items()}


def _entries(files: list[File], entries: list[Entry]) -> dict[int, Entry]:
    """Project → the entry in force: the newest in a file that counts (the files stand in the order they came)."""
    order = {file.id: place for place, file in enumerate(files) if file.counts}
    counted = sorted((one for one in entries if one.submission_id in order), key=lambda one: order[one.submission_id])
    return {one.project_id: one for one in counted}


def _certificates(conn: Connection, desk: Desk, version: str) -> dict[str, dict[str, Rows]]:
    """Project code → the facts its grade in the newest version of the score table rests on."""
    stands = stands_at(desk.book, desk.as_of, version)
    mine = attrs.evolve(desk, milestone=TABLE, node=version, as_of=stands)
    known = gather(conn, mine, NEEDS)
    return facts_of_all(with_history(frozen(known, desk.book, version), desk.book, stands))


def _asked(conn: Connection, desk: Desk) -> dict[str, str]:
    """Project code → name of what money is asked for and the library does not have yet."""
    tables = [facts.in_force(conn, name, desk.work_year, desk.as_of) for name in facts.tables_of(ASKING)]
    return {str(code): str(name) for rows in tables if {"project_code", "project_name"} <= {*rows}
            for code, name in zip(rows["project_code"], rows["project_name"], strict=True) if name}


def _milestone_pages(desk: Desk, folder: Path) -> dict[tuple[str, str], str]:
    """The page of every milestone's node that there is, as seen from the front page."""
    year = desk.workspace / "reports" / str(desk.work_year)
    day = "" if desk.present else desk.as_of.isoformat()
    found = {}
    for name, entry in desk.book.calendar.milestones.items():
        for node in [one.node for one in entry.nodes] or [""]:
            page = year / name / node / day / "index.html"
            if page.exists():
                found[name, node] = Path(os.path.relpath(page, folder)).as_posix()
    return found

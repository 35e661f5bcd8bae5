"""The ledger of one work year as a folder of pages: gathered in a few queries, and only what has changed is written."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pandas as pd
from sqlalchemy import Connection

from reports.site.pages import fingerprint, made_of, pages, rendered, stylesheet
from reports.site.places import FOLDERS, STYLE
from reports.site.records import (
    Decision,
    Entry,
    File,
    Finding,
    Indicator,
    Judgement,
    Review,
    Step,
    Target,
    Verdict,
)
from reports.site.shelf import Shelf, grouped
from tasks import whole
from tasks.desk import Desk
from tasks.gathering import gather
from tasks.rules.certificate_all import facts_of_all
from tasks.rules.certificate_json import EVALUATING, Rows
from tasks.rules.opening import MILESTONE as OPENING
from tasks.rules.score_table import NEEDS
from tasks.rules.score_table_inherited import with_history
from tasks.rules.score_table_versions import frozen, stands_at
from tasks.shelf import front_shelf
from tasks.store import ledger, site, touched
from tasks.store.engine import reading

MOST_TOUCHED = 100  # units; where the ledger tells of more, everything is looked at
BASED, KEY = ["milestone", "node", "basis"], ["milestone", "node", "kind", "subject", "proposal"]
INDEX, LOCK, FILED, TABLE = ".site.json", ".site.lock", "self_evaluation", "score_table"
Addresses = dict[tuple[str, str], str]  # (milestone, node) → its page as seen from the front page


class Built(NamedTuple):
    """What a build did: pages there are, pages written because they were new or different, pages taken away."""

    pages: int
    written: int
    removed: int


def build_site(desk: Desk, folder: Path, reruns: Mapping[str, str]) -> Built:
    """Bring the ledger's pages up to the desk's day. Files that would not change are not touched.

    `reruns`: milestone → where it can be run again in the Prefect UI. Of two builds at once the second waits, and then
    does what the first has left to do.
    """
    with whole.alone(folder / LOCK):
        return _built(desk, folder, reruns)


def _built(desk: Desk, folder: Path, reruns: Mapping[str, str]) -> Built:
    before, there = _index(folder), _files(folder)
    milestones = _milestone_pages(desk, folder)
    basis = _basis(desk, milestones, reruns)
    for name in ("", *FOLDERS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    whole.put(folder / STYLE, stylesheet())
    with reading(desk.engine) as conn:
        head = list(ledger.head(conn))
        of = _touched(conn, before) if before["basis"] == basis and before["pages"].keys() <= there else None
        if of is not None and before["head"] == head:
            return Built(len(before["pages"]), 0, 0)
        found = pages(_shelf(conn, desk, milestones, reruns, of), of)
    others = before["pages"] if of is not None else {}
    marks = others | {page.path: fingerprint(page) for page in found}
    kept = before["pages"] if before["made_of"] == made_of() else {}
    wanted = [page for page in found if kept.get(page.path) != marks[page.path] or page.path not in there]
    for path, content in rendered(wanted, desk.book.parameters, desk.work_year):
        whole.put(folder / path, content)
    gone = before["pages"].keys() - marks.keys()
    for path in gone & there:
        (folder / path).unlink(missing_ok=True)
    index = {"made_of": made_of(), "basis": basis, "head": head, "pages": marks}
    whole.put(folder / INDEX, json.dumps(index, separators=(",", ":")))
    return Built(len(marks), len(wanted), len(gone))


def _basis(desk: Desk, milestones: Addresses, reruns: Mapping[str, str]) -> str:
    """Everything but the ledger that can change a page, in a few signs."""
    parts = (desk.as_of, desk.book.fingerprint, made_of(), milestones, dict(reruns))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _touched(conn: Connection, before: Mapping[str, Any]) -> set[str] | None:
    """The units of which the ledger has told since the last build; None where all pages are to be looked at."""
    found = touched.units_since(conn, *before["head"])
    return found if found is not None and len(found) <= MOST_TOUCHED else None


def _index(folder: Path) -> dict[str, Any]:
    """What the last build left; nothing where it was cut off before it could say so."""
    try:
        read = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        number, digest = read["head"]
        return {"made_of": str(read["made_of"]), "basis": str(read["basis"]), "head": [int(number), str(digest)],
                "pages": dict(read["pages"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"made_of": "", "basis": "", "head": [0, ""], "pages": {}}


def _files(folder: Path) -> set[str]:
    """The pages that lie there."""
    found = set()
    for name in ("", *FOLDERS):
        where = folder / name
        if where.is_dir():
            found |= {f"{name}/{one.name}" if name else one.name for one in os.scandir(where) if one.is_file()}
    return found


def _shelf(
    conn: Connection, desk: Desk, milestones: Addresses, reruns: Mapping[str, str], of: site.Units,
) -> Shelf:
    """All records of the work year, as they stood on the desk's day; of single projects only those of units `of`."""
    year, day = desk.work_year, desk.as_of
    front = front_shelf(conn, desk.book, day, of)
    details, steps = site.certified(conn, year, day, of)
    judged, fired = site.judgements(conn, FILED, year, day)
    years = (year - 1, year, year + 1)
    files = list(front.files.values())
    version = max((v.node for v in front.verdicts if (v.milestone, v.kind) == (TABLE, "project")), default="")
    return replace(
        front, targets=grouped((Target(*row) for row in site.targets(conn, years, of)), lambda one: one.project_id),
        entries=_entries(files, [Entry(*row) for row in site.entries(conn, FILED, year, of)]),
        indicators=grouped(
            (Indicator(*row) for row in site.indicators(conn, FILED, year, of)), lambda one: one.entry_id),
        findings=grouped((Finding(*row) for row in site.findings(conn, year)), lambda one: one.submission_id),
        reviews=grouped((Review(*row) for row in site.reviews(conn, year, day)), lambda one: one.submission_id),
        details=dict(details), steps=_steps(steps), judgements={row[1]: Judgement(*row) for row in judged},
        fired=_steps(fired), version=version, certificates=_certificates(conn, desk, version, of) if version else {},
        milestone_pages=milestones, reruns=reruns,
        contents="../index.html" if desk.present else "",
    )


def _steps(rows: site.Rows) -> dict[int, list[Step]]:
    return {key: [Step(*row[1:]) for row in mine] for key, mine in grouped(rows, lambda row: int(row[0])).items()}


def _entries(files: list[File], entries: list[Entry]) -> dict[int, Entry]:
    """Project → the entry in force: the newest in a file that counts (the files stand in the order they came)."""
    order = {file.id: place for place, file in enumerate(files) if file.counts}
    counted = sorted((one for one in entries if one.submission_id in order), key=lambda one: order[one.submission_id])
    return {one.project_id: one for one in counted}


def _certificates(conn: Connection, desk: Desk, version: str, of: site.Units) -> dict[str, dict[str, Rows]]:
    """Project code → the facts its grade in the newest version of the score table rests on."""
    stands = stands_at(desk.book, desk.as_of, version)
    mine = attrs.evolve(desk, milestone=TABLE, node=version, as_of=stands)
    known = gather(conn, mine, [name for name in NEEDS if name.partition("@")[0] not in ("verdicts", "decisions")])
    known |= _evidence(conn, desk.work_year, stands, "", (*EVALUATING, OPENING))
    known |= _evidence(conn, desk.work_year - 1, stands, "@before", ("monitoring",))
    whole_year = with_history(frozen(known, desk.book, version), desk.book, stands)
    mine_only = whole_year["projects"]["unit_code"].isin(list(of)) if of is not None else slice(None)
    return facts_of_all({**whole_year, "projects": whole_year["projects"][mine_only]})


def _evidence(
    conn: Connection, work_year: int, day: date, when: str, milestones: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """The frames `verdicts` and `decisions` of some milestones, with the columns that certificates look at.

    `gather` would read the details of all verdicts of the year, four times over.
    """
    found = pd.DataFrame(site.evidence(conn, work_year, day, *milestones), columns=[*Verdict._fields, "detail"])
    found = found.astype({"project_id": "Int64", "score_cp": "Int64"})
    made = pd.DataFrame(site.decisions(conn, work_year, day), columns=[*BASED, *Decision._fields])
    decided = found[[*KEY, "basis"]].merge(made.drop_duplicates(BASED, keep="last"), on=BASED)
    return {f"verdicts{when}": found, f"decisions{when}": decided}


def _milestone_pages(desk: Desk, folder: Path) -> Addresses:
    """The page of every milestone's node that there is, as seen from the front page."""
    found = {}
    for name, entry in desk.book.calendar.milestones.items():
        for node in [one.node for one in entry.nodes] or [""]:
            page = desk.about(name, node).reports / "index.html"
            if page.exists():
                found[name, node] = Path(os.path.relpath(page, folder)).as_posix()
    return found

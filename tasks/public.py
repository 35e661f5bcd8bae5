"""Public: the package of what may be published (reports/W/public), and the list of what its texts would give away."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from reports.public_contents import NEEDS as CONTENT
from reports.public_contents import contents
from reports.public_package import Document, package
from tasks import whole
from tasks.desk import Desk
from tasks.gathering import gather
from tasks.rules.disclosure import NEEDS
from tasks.rules.disclosure_package import gives_away, people, publishable, secret_projects
from tasks.store import directory
from tasks.store.engine import reading as consistently

MILESTONE, HELD = "disclosure", "公开前须核实.txt"
WITH_PERSONS = ("third_parties", "worksheet_covers", "monitoring_reviews", "application_records", "draw_seeds")
Facts = dict[str, pd.DataFrame]


def write_public(desk: Desk) -> None:
    """Make the folder exactly the package of today; nothing for other milestones, past days or single regions."""
    if desk.milestone != MILESTONE or not desk.present or desk.regions:
        return
    documents, held = _documents(desk)
    folder = desk.year_reports / "public"
    files = package(desk.work_year, desk.book.routing.prefecture, documents)
    _only(folder, files)  # first of all: what may not stand there any more is gone whatever happens next
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        whole.put(folder / name, content)
    if held:
        whole.put(desk.reports / HELD, "".join(f"{line}\n" for line in held))
    else:
        (desk.reports / HELD).unlink(missing_ok=True)


def _only(folder: Path, files: Iterable[str]) -> None:
    """What is not in the package any more is taken out of the folder."""
    wanted = {folder / name for name in files}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _documents(desk: Desk) -> tuple[list[Document], list[str]]:
    """What may be published, unit by unit; and what is held back because a text in it would give something away."""
    with consistently(desk.engine) as conn:
        facts = gather(conn, desk, {*NEEDS, *CONTENT, *WITH_PERSONS})
        persons = {name for name in directory.people(conn) if len(name.strip()) > 1} | people(facts)
    secret = secret_projects(facts, desk.as_of)
    forbidden = sorted(persons | secret | _names_of(facts, secret))
    units, documents, held = facts["units"].set_index("code"), [], []
    for key, own in publishable(facts, desk.book, desk.as_of).groupby(["unit_code", "what"], sort=True):
        unit, what = map(str, key)
        name, region = str(units["name"][unit]), desk.book.routing.regions.get(str(units["region_code"][unit]))
        rows = list(contents(what, facts, unit, set(own["project_code"]), secret))
        found = [_given_away((name, *row), forbidden) for row in rows]
        held += [f"{name}　{what}　{row[0]}：有一行文字含{one}，没有公开，请核实后改正"
                 for row, one in zip(rows, found, strict=True) if one]
        kept = [row for row, one in zip(rows, found, strict=True) if not one]
        if kept and region:
            documents.append(Document(what, unit, name, region.name, kept))
    return documents, held


def _given_away(cells: Iterable[object], forbidden: list[str]) -> str:
    said = (gives_away(cell, forbidden) for cell in cells if isinstance(cell, str))
    return next(filter(None, said), "")


def _names_of(facts: Facts, codes: set[str]) -> set[str]:
    """The names of projects by their codes, this year's and last year's."""
    both = pd.concat([facts[name][["project_code", "project_name"]] for name in ("projects", "projects@before")])
    return set(both.loc[both["project_code"].isin(list(codes)).to_numpy(dtype=bool), "project_name"]) - {""}

"""The ledger's pages of counties, units and projects, held against the database."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.figures.claim import Claim
from tests.figures.shown import Page
from tests.figures.stored import Stored

GRADED = re.compile(r"打分表(?:定稿|\S*版) (\S+) ([\d.]+)分")


def of_site(stored: Stored, year: Path) -> Iterator[Claim]:
    """Every county's, unit's and project's page there is."""
    pages = {path: Page(path.read_bytes()) for folder in ("counties", "units", "projects")
             for path in sorted((year / folder).glob("*.html"))}
    if not pages:
        return
    day = next(page.day for path, page in pages.items() if path.parent.name == "counties")
    owed = stored.on(day)[0]
    for folder, column, first in (("counties", "region_code", "c"), ("units", "unit_code", "u")):
        mine = {path.stem.removeprefix(first): page for path, page in pages.items() if path.parent.name == folder}
        total = Counter(row[column] for row in owed)
        met = Counter(row[column] for row in owed if row["state"] == "met")
        yield Claim(f"{folder}/*.html", "已报齐/应报", {code: _of(page) for code, page in mine.items()},
                    {code: f"{met[code]}/{total[code]}" for code in mine})
    newest = {row["subject"]: row for node in ("v1", "v2", "v3", "v4")
              for row in stored.verdicts(day, "score_table", node, "project")}
    shown = {path.stem.partition("-")[2]: _graded(page) for path, page in pages.items()
             if path.parent.name == "projects" and path.stem.startswith(f"{stored.work_year - 1}-")}
    yield Claim("projects/*.html", "得分和等次", {code: one for code, one in shown.items() if one}, {
        code: (row["verdict"], row["score_cp"]) for code, row in newest.items() if row["score_cp"] is not None})


def _of(page: Page) -> str:
    return re.search(r"[\d,]+ / [\d,]+", page.figures()["应报事项"])[0].replace(" ", "").replace(",", "")


def _graded(page: Page) -> tuple[str, int] | None:
    """Grade and points in hundredths, as the head of the page has them; None where none is given."""
    found = GRADED.search(page.words)
    return (found[1], round(float(found[2]) * 100)) if found else None

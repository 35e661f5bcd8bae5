"""What a paper is, and what all papers are written from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from attrs import field, frozen

from config.routing import Routing
from reports.milestone_view import plain

Row = dict[str, Any]


@frozen
class Bars:
    """A chart of columns, as data: the figures of each series, in the order of `categories`; `unit` names the axis."""

    title: str
    categories: tuple[str, ...]
    series: Mapping[str, tuple[float, ...]]
    unit: str


@frozen
class Paper:
    """One paper to be written: `name` is its file name without suffix and holds no foreign text.

    `figures` is the one source of every number in its text, its tables and its charts; it has `subject`, the title in
    one line. `pending`: it says what is proposed and not yet decided (X11).
    """

    template: str  # reports/templates/documents/<template>.txt
    name: str
    figures: Mapping[str, Any]
    pending: bool = False
    charts: Mapping[str, Bars] = field(factory=dict)


@frozen(eq=False)
class Material:
    """What the papers of a milestone's node are written from, as of one day.

    verdicts: those in force of the milestones that its papers need, with name, unit_name, region_code, decision and
    decided_by ("" while nobody has decided). debts: all obligations of the work year (`tasks.year_outlook.debts_of`).
    units: code, name, kind, region_code, department_name and more, former ones too.
    """

    milestone: str
    node: str
    title: str
    node_title: str
    work_year: int
    fiscal_year: int
    as_of: date
    effective: date
    owing: bool
    place: Routing
    units: pd.DataFrame
    debts: pd.DataFrame
    verdicts: pd.DataFrame

    def of(self, kind: str, milestone: str = "", node: str | None = None) -> pd.DataFrame:
        """The verdicts of a kind: of this milestone's node, or of another milestone (all its nodes, or one)."""
        rows = self.verdicts
        where = (rows["milestone"] == (milestone or self.milestone)) & (rows["kind"] == kind)
        if not milestone or node is not None:
            where &= rows["node"] == (node if milestone else self.node)
        return rows[where.to_numpy(dtype=bool)]

    def head(self, subject: str) -> Row:
        """The figures that every paper has."""
        return {
            "subject": subject,
            "work_year": self.work_year,
            "fiscal_year": self.fiscal_year,
            "as_of": self.as_of,
            "bureau": self.place.bureau,
            "centre": self.place.centre,
            "prefecture": self.place.prefecture,
        }

    def where(self, region: str) -> Row:
        """A finance department: region (its name), finance, government and congress as papers call them."""
        one = self.place.regions[region]
        home = self.place.prefecture if one.level == "prefecture" else one.name
        return {"region": one.name, "finance": one.finance, "home": home, "county": one.level == "county"}


def by_region(rows: pd.DataFrame, material: Material) -> list[tuple[str, pd.DataFrame]]:
    """(region code, its rows) for each finance department that has some, in the order of the routing."""
    return [
        (code, part)
        for code in material.place.regions
        if len(part := rows[(rows["region_code"] == code).to_numpy(dtype=bool)])
    ]


def decided(rows: pd.DataFrame) -> list[tuple[bool, pd.DataFrame]]:
    """(pending, its rows): what a named person has approved, and what waits; what was rejected is in neither."""
    approved, waits = rows["decision"] == "approved", (rows["decision"] == "") & (rows["proposal"] != "")
    parts = ((False, rows[approved.to_numpy(dtype=bool)]), (True, rows[waits.to_numpy(dtype=bool)]))
    return [(pending, part) for pending, part in parts if len(part)]


def records(rows: pd.DataFrame) -> list[Row]:
    """The rows as dicts, None for what is missing, with `no` from 1."""
    return numbered(plain(rows))


def numbered(rows: Iterable[Row]) -> list[Row]:
    """The rows with `no` from 1."""
    return [{**row, "no": number} for number, row in enumerate(rows, 1)]


def called(title: str, about: str, pending: bool = False) -> str:
    """The file name of a paper about a code: only ASCII letters, digits and hyphens of it."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in about)[:40]
    return f"{title}-{plain}{'（待批准）' if pending else ''}"


def total(rows: Iterable[Row], name: str) -> int:
    """The sum of a column; what is missing counts nothing."""
    return sum(int(row[name]) for row in rows if row[name] is not None)


def total_told(rows: Iterable[Row], name: str) -> int:
    """The sum of a figure in the details of verdicts; what is missing counts nothing."""
    return sum(row["detail"].get(name) or 0 for row in rows)


def mean_cp(rows: Sequence[Row]) -> int | None:
    """The mean of the points of those that have some, rounded down; None when none has."""
    scores = [row["score_cp"] for row in rows if row["score_cp"] is not None]
    return sum(scores) // len(scores) if scores else None


def share_bp(part: int, whole: int) -> int | None:
    """part ÷ whole in hundredths of a percent, rounded down: 100 % only when nothing is missing."""
    return part * 10_000 // whole if whole else None

"""Sums of a self-evaluation view: by region, by grade, by rule, by day; page and workbook show the same ones."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd

from config.findings import Tier, catalogue
from config.parameters import parameters
from reports.views import SelfEvaluationView
from reports.wording import FILED_LATE, ON_TIME, OVERDUE, OWED, STANDINGS, UNGRADED

SUMMED = ("projects", "covered", "returned", "refused", "errors", "explains")
TIERS = [tier.value for tier in Tier]


@dataclass(frozen=True, slots=True)
class Tally:
    """One region, or all of them: units by standing, projects, files, findings, points, grades."""

    name: str
    units: int
    standings: dict[str, int]  # word of STANDINGS → units
    projects: int
    covered: int
    returned: int
    refused: int
    errors: int
    explains: int
    scored: int
    average_cp: int | None  # of the scored projects, halves up; None when there are none
    grades: dict[str, int] = field(default_factory=dict)  # word → projects, best first, 未评 last

    @property
    def coverage_bp(self) -> int | None:
        """Covered projects in all projects, rounded down: 100 % only when nothing is missing."""
        return self.covered * 10_000 // self.projects if self.projects else None

    @property
    def filed(self) -> int:
        """Units that have handed in everything, late or not."""
        return self.standings[ON_TIME] + self.standings[FILED_LATE]


@dataclass(frozen=True, slots=True)
class RuleTally:
    """One finding rule: how often, in how many units, and what it means."""

    rule: str
    tier: str
    count: int
    units: int
    says: str
    do: str
    source: str
    example: str


def standings(units: pd.DataFrame) -> "pd.Series[Any]":
    """For every unit its word of STANDINGS."""
    met, late = units["state"].eq("met"), units["late"]
    words = np.select([met & ~late, met & late, late], [ON_TIME, FILED_LATE, OVERDUE], OWED)
    return pd.Series(words, units.index, object)


def grade_words(view: SelfEvaluationView) -> list[str]:
    """The grades of the work year, best first."""
    return list(parameters(view.work_year).words("grading.labels"))


def whole(view: SelfEvaluationView) -> Tally:
    """The tally of everybody."""
    return _tally("合计", view.units, view.projects, grade_words(view))


def by_region(view: SelfEvaluationView) -> list[Tally]:
    """The tallies of the regions, in the order of their codes."""
    words = grade_words(view)
    units, projects = view.units, view.projects
    names = units.sort_values("region_code", kind="stable")["region_name"].drop_duplicates()
    return [
        _tally(name, units[units["region_name"] == name], projects[projects["region_name"] == name], words)
        for name in names
    ]


def average_cp(scores: "pd.Series[Any]") -> int | None:
    """The mean of points in cp, halves up; None when there are none."""
    known = scores.dropna()
    return (2 * int(known.sum()) + len(known)) // (2 * len(known)) if len(known) else None


def averages_cp(projects: pd.DataFrame) -> dict[str, int]:
    """Unit code → the mean of its scored projects in cp, halves up."""
    scores = projects.dropna(subset=["score_cp"]).groupby("unit_code")["score_cp"].agg(["sum", "count"])
    means = (2 * scores["sum"] + scores["count"]) // (2 * scores["count"])
    return {str(unit): int(mean) for unit, mean in means.items()}


def by_rule(findings: pd.DataFrame) -> list[RuleTally]:
    """The findings by rule: gravest tier first, then the most frequent."""
    groups = findings.groupby(["tier", "rule"], sort=True)
    tallies = [_rule_tally(str(rule), str(tier), rows) for (tier, rule), rows in groups]
    return sorted(tallies, key=lambda t: (_gravity(t.tier), -t.count, t.rule))


def by_day(units: pd.DataFrame) -> list[tuple[date, int, int]]:
    """(day, units that completed on it, units complete by then), for the days on which any did."""
    days = units.loc[units["state"].eq("met"), "met_on"].dropna().dt.date.value_counts().sort_index()
    return [(day, int(new), int(total)) for day, new, total in zip(days.index, days, days.cumsum(), strict=True)]


def by_notice(notices: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """(kind, title of the rung) → state → notices."""
    counts = notices.groupby(["kind", "title", "state"], sort=False).size()
    table: dict[tuple[str, str], dict[str, int]] = {}
    for key, count in counts.items():
        kind, title, state = cast(tuple[str, str, str], key)
        table.setdefault((kind, title), {})[state] = int(count)
    return table


def _tally(name: str, units: pd.DataFrame, projects: pd.DataFrame, words: list[str]) -> Tally:
    standing = standings(units).value_counts()
    grades = projects["grade"].value_counts()
    scores = projects["score_cp"]
    sums = {column: int(units[column].sum()) for column in SUMMED}
    return Tally(
        name=name, units=len(units), standings={word: int(standing.get(word, 0)) for word in STANDINGS}, **sums,
        scored=int(scores.notna().sum()), average_cp=average_cp(scores),
        grades={word: int(grades.get(word, 0)) for word in words} | {UNGRADED: int(grades.get("", 0))},
    )


def _rule_tally(rule: str, tier: str, rows: pd.DataFrame) -> RuleTally:
    wording = catalogue().get(rule)
    says, do, source = (_general(wording.says), _general(wording.do), wording.source) if wording else ("", "", "")
    units = rows["unit_code"].where(rows["unit_code"] != "", rows["unit_name"])
    return RuleTally(rule, tier, len(rows), int(units.nunique()), says, do, source, str(rows["message"].iloc[0]))


def _general(words: str) -> str:
    """The wording without its facts: {value} becomes …"""
    return words.format_map(_Dots())


def _gravity(tier: str) -> int:
    return TIERS.index(tier) if tier in TIERS else len(TIERS)


class _Dots(dict[str, str]):
    """Every fact is …"""

    def __missing__(self, key: str) -> str:
        return "…"

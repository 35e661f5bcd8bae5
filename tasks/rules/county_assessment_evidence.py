"""County assessment (K03, K04): the facts behind every point — what counts, and what of it is met.

Every source gives rows `region_code`, `label` (what an official would look up) and `done`; a rate is done rows ÷ rows,
so that it never exceeds 100 % and a fact more that is not done never raises it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.given import stamp, yes
from tasks.rules.loops import alive
from tasks.rules.node_titles import node_title
from tasks.rules.outage import excused, without
from tasks.rules.verdicts import Facts

ROWS = ("region_code", "label", "done")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What may be counted: the frames, the counties (region → bureau), the day, and the last due day that counts."""

    facts: Facts
    book: Rulebook
    counties: Mapping[str, str]
    as_of: date
    until: date
    home: Mapping[str, str]  # unit or department → region
    names: Mapping[str, str]  # unit → name
    spoken: Mapping[tuple[str, str], pd.DataFrame]  # (milestone, kind) → verdicts
    excused: Collection[str]  # lateness that our own side had a part in (X06)

    def obligations(self, *milestones: str, timely: bool = False) -> pd.DataFrame:
        """Obligations due by `until` whose deadline has passed or that are met; waived ones do not count (K03, K04).

        `timely`: done means met by the effective deadline (X07), else met at all. Whose lateness is excused, or whose
        excuse nobody has decided on, is neither timely nor late (X06).
        """
        owed = self.facts["obligations"]
        owed = without(owed, self.excused, self.book) if timely else owed
        owed = owed[owed["milestone"].isin(milestones) & owed["region_code"].isin(list(self.counties))]
        met = owed["state"] == "met"
        past = owed["effective_due"] < stamp(self.as_of)
        counts = (owed["written_due"] <= stamp(self.until)) & (met | past) & (owed["state"] != "waived")
        done = met & (owed["met_on"] <= owed["effective_due"]) if timely else met
        label = self._named(owed["unit_code"], owed["milestone"], owed["node"])
        return _rows(owed["region_code"], label, done)[counts.to_numpy(dtype=bool)]

    def projects(self, name: str, having: "pd.Series[int]", new_only: bool = False) -> pd.DataFrame:
        """Living projects with a budget of the frame `name`; done: their project_id is among `having`."""
        living = alive(self.facts[name])
        wanted = living["region_code"].isin(list(self.counties)) & yes(living["budget_fen"] > 0)
        living = living[wanted & living["is_new"]] if new_only else living[wanted]
        return _rows(living["region_code"], living["project_code"], living["project_id"].isin(having.dropna()))

    def verdicts(self, milestone: str, kind: str, good: Collection[str], bad: Collection[str] = ()) -> pd.DataFrame:
        """Verdicts of a kind; done: the word is among `good`. With `bad` given, words in neither are not due yet."""
        mine = self.spoken.get((milestone, kind), self.facts["verdicts"].iloc[:0])
        mine = mine[mine["verdict"].isin([*good, *bad])] if bad else mine
        label = self._named(mine["subject"], mine["milestone"], mine["node"])
        rows = _rows(self.region_of(mine), label, mine["verdict"].isin(list(good)))
        return rows[rows["region_code"].isin(list(self.counties))]

    def region_of(self, rows: pd.DataFrame) -> "pd.Series[str]":
        """The region of verdicts: a part of the subject, else that of the unit, else that of the department."""
        known = zip(rows["subject"], rows["unit_code"], strict=True)
        found = [next((part for part in subject.split("|") if part in self.counties), self.home.get(unit, ""))
                 for subject, unit in known]
        return pd.Series(found, index=rows.index, dtype="str")

    def _named(self, *columns: "pd.Series[str]") -> "pd.Series[str]":
        """“公路养护站（5月监控）”: a code, by its name where it is a unit's, with milestone and node in words."""
        said = [f"{self.names.get(code, code)}（{node_title(self.book, milestone, node)}）"
                for code, milestone, node in zip(*columns, strict=True)]
        return pd.Series(said, index=columns[0].index, dtype="str")

    def of_bureaus(self, done: Mapping[str, Collection[str]], wanted: Collection[str]) -> pd.DataFrame:
        """For each county the things wanted of its bureau; done: they are among what it has."""
        return pd.DataFrame(
            [(region, thing, thing in done.get(region, ())) for region in self.counties for thing in wanted],
            columns=list(ROWS),
        )


def gathered(facts: Facts, book: Rulebook, counties: Mapping[str, str], as_of: date, until: date) -> Evidence:
    """The evidence of one assessment; a department without a unit of its own code is at home where its units are."""
    units, said = facts["units"], facts["verdicts"]
    home = dict(zip(units["department_code"], units["region_code"], strict=True))
    home |= dict(zip(units["code"], units["region_code"], strict=True))
    spoken = {(str(milestone), str(kind)): own for (milestone, kind), own in said.groupby(["milestone", "kind"])}
    names = {str(code): str(name) for code, name in zip(units["code"], units["name"], strict=True) if name}
    return Evidence(facts, book, counties, as_of, until, home, names, spoken, excused(facts))


def _rows(region: "pd.Series[str]", label: "pd.Series[str]", done: "pd.Series[bool]") -> pd.DataFrame:
    return pd.DataFrame(dict(zip(ROWS, (region, label, done.astype(bool)), strict=True)))

"""Tables of the register against what is known: no unit without a region, no project without a unit, nothing twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tasks.forms.sheet_table import Rows, duplicates
from tasks.forms.targets import read_target
from tasks.rules.finding import Finding, finding

ORDER = ("divisions", "units", "projects", "targets")  # each speaks of those before it


@dataclass(slots=True)
class Known:
    """What the store knows: regions by code or name, codes of divisions and units, projects by year and code."""

    regions: dict[str, str]
    region_names: str  # for the reader of a finding
    divisions: set[str]
    units: set[str]
    projects: set[tuple[int, str]]


def check_tables(file: str, tables: Iterable[Rows], known: Known) -> list[Finding]:
    """Everything that refers to nothing or stands there twice. Fills in region codes, years of targets and relations.

    Adds to `known` what the tables bring, so that one file may hold a unit and its projects.
    """
    findings: list[Finding] = []
    for table in sorted(tables, key=lambda one: ORDER.index(one.kind)):
        check = _Check(file, table, known)
        check.twice()
        getattr(check, table.kind)()
        findings += check.findings
    return findings


class _Check:
    """One table under check."""

    def __init__(self, file: str, table: Rows, known: Known) -> None:
        self.file, self.table, self.known = file, table, known
        self.findings: list[Finding] = []

    def twice(self) -> None:
        """G-DUP for a key that stands there already."""
        for _, row, name, first in duplicates([self.table]):
            self._wrong("G-DUP", row, name, first)

    def divisions(self) -> None:
        """Each belongs to a region."""
        self._regions()
        self.known.divisions |= self._codes()

    def units(self) -> None:
        """Each has a region, a division that is known if it names one, and a successor that is known and not itself."""
        self._regions()
        self.known.units |= self._codes()
        self._refer("division_code", self.known.divisions, "G-DIVISION")
        self._refer("successor_code", self.known.units, "G-UNIT")
        for row in self.table.rows:
            if row["successor_code"] is not None and row["successor_code"] == row["code"]:
                self._wrong("G-SELF", row, "successor_code")

    def projects(self) -> None:
        """Each has a unit; without an adjusted budget the first one stands."""
        self._refer("unit_code", self.known.units, "G-UNIT")
        for row in self.table.rows:
            row["budget_fen"] = row["initial_fen"] if row["budget_fen"] is None else row["budget_fen"]
            self.known.projects.add((row["fiscal_year"] or 0, row["code"] or ""))

    def targets(self) -> None:
        """Each has a project, of the latest year where none is named; its direction is stated or read off its value."""
        years: dict[str, int] = {}
        for year, code in sorted(self.known.projects):
            years[code] = year
        for row in self.table.rows:
            if row["fiscal_year"] is None:
                row["fiscal_year"] = years.get(row["project_code"])
            if row["project_code"] and (row["fiscal_year"], row["project_code"]) not in self.known.projects:
                self._wrong("G-PROJECT", row, "project_code")
            relation, level2, level3, unit = (row[name] or "" for name in ("relation", "level2", "level3", "unit"))
            told = read_target(row["target"], None, relation=relation, level2=level2, level3=level3, unit=unit)
            row["relation"] = told.relation or "定性"

    def _codes(self) -> set[str]:
        return {row["code"] for row in self.table.rows if row["code"] is not None}

    def _regions(self) -> None:
        for row in self.table.rows:
            code = self.known.regions.get(row["region_code"] or "")
            if code is None and row["region_code"] is not None:
                self._wrong("G-REGION", row, "region_code", self.known.region_names)
            row["region_code"] = code

    def _refer(self, name: str, known: set[str], rule: str) -> None:
        for row in self.table.rows:
            if row[name] is not None and row[name] not in known:
                self._wrong(rule, row, name)

    def _wrong(self, rule: str, row: Mapping[str, Any], name: str, expected: str = "") -> None:
        self.findings.append(finding(
            rule, file=self.file, sheet=self.table.sheet, cell=self.table.cell(row, name), value=row[name],
            expected=expected,
        ))

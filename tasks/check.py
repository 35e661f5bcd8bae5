"""check 核对: hold every new file against itself, the register and what was issued; say what is wrong at which cell."""

from collections.abc import Mapping
from importlib import import_module

import pandas as pd

from config.findings import Tier
from tasks.desk import Desk
from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.reading import Reading
from tasks.handover import Checked, Filed
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding
from tasks.rules.register import UNCHECKED
from tasks.store import library, submissions
from tasks.store.engine import reading as consistently
from tasks.verb import verb


@verb("核对 check")
def check(desk: Desk, filed: Filed) -> Checked:
    """All findings of the new files: those of reading, of issuing and of the milestone's Great Expectations suite."""
    if not filed.readings:
        return Checked(filed, [], [], filed.projects.assign(project_id=[]), filed.indicators.assign(score_cp=[]))
    with consistently(desk.engine) as conn:
        register = library.register(conn, desk.fiscal_year)
        accepted = submissions.latest_rev(conn, desk.milestone, desk.work_year)
    rules, suite = import_module(f"tasks.rules.{desk.milestone}"), import_module(f"expectations.{desk.milestone}")
    examine = getattr(suite, f"examine_{desk.milestone}")
    projects, indicators = rules.assess(filed.projects, filed.indicators, desk.book.parameters, register)
    strange = _not_in_library(projects, filed)
    known = [
        [*reading.findings, *_issued(desk, reading, accepted), *strange.get(number, ())]
        for number, reading in enumerate(filed.readings)
    ]
    files = [reading.file for reading in filed.readings]
    found: Mapping[int, list[Finding]] = examine(projects, indicators, files, dict(enumerate(known)))
    findings = [[*one, *found.get(number, ())] for number, one in enumerate(known)]
    ids = register[["project_code", "project_id"]].rename(columns={"project_code": "register_code"})
    projects = projects.merge(ids, on="register_code", how="left")
    return Checked(filed, findings, [_state(one) for one in findings], projects, indicators)


def _issued(desk: Desk, reading: Reading, accepted: Mapping[str, int]) -> list[Finding]:
    """What is wrong with an issued form as ours; whose it is was settled at the door."""
    expected = Expected(desk.work_year, desk.fiscal_year, accepted_rev=accepted.get(reading.unit_code, 0))
    if reading.layout == "official" and reading.fiscal_year not in (None, desk.fiscal_year):
        return [finding("F-YEAR", file=reading.file, value=reading.fiscal_year, expected=desk.fiscal_year)]
    return check_issue(reading, {desk.key.kid: desk.key}, expected)


def _not_in_library(projects: pd.DataFrame, filed: Filed) -> dict[int, list[Finding]]:
    """Printed forms carry no code: a name that fits no project of the unit counts for none (catalogue 31)."""
    unknown = projects[(projects["standing"] == UNCHECKED) & (projects["unit_code"] != "")]
    found: dict[int, list[Finding]] = {}
    for row in unknown.to_dict("records"):
        cell, file = cell_of(row["at"], "project_name"), filed.readings[row["reading"]].file
        found.setdefault(row["reading"], []).append(
            finding("R-ROWEXTRA", file=file, sheet=row["sheet"], cell=cell, value=row["project_name"]))
    return found


def _state(findings: list[Finding]) -> str:
    """The verdict of the checks: the gravest finding decides; an older revision than the accepted one is set aside."""
    tiers = {one.tier for one in findings}
    if Tier.REFUSED in tiers:
        return "refused"
    if Tier.ERROR in tiers:
        return "returned"
    return "outdated" if any(one.rule == "W-OLDREV" for one in findings) else "accepted"

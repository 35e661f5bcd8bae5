"""check 核对: hold every new file against itself, the register and what was issued; say what is wrong at which cell."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from config.findings import Tier
from config.forms_table import table_forms
from expectations.tables import examine_tables
from tasks.deciding import check_rulings
from tasks.desk import Desk
from tasks.forms.issue_check import Expected, check_issue
from tasks.forms.reading import Reading
from tasks.handover import Checked, Filed
from tasks.reviewing import check_reviews
from tasks.rules.columns import cell_of
from tasks.rules.finding import Finding, finding
from tasks.rules.register import UNCHECKED
from tasks.rules.senders import foreign_rows, wrong_senders
from tasks.store import directory, library, submissions
from tasks.store.engine import reading as consistently
from tasks.verb import verb

Said = dict[int, list[Finding]]


@verb("核对 check")
def check(desk: Desk, filed: Filed) -> Checked:
    """All findings of the new files: those of reading, of issuing and of the forms' Great Expectations suites."""
    if not filed.readings:
        return Checked(filed, [], [], filed.projects.assign(project_id=[]), filed.indicators.assign(score_cp=[]), {})
    with consistently(desk.engine) as conn:
        register = library.register(conn, desk.fiscal_year)
        accepted = submissions.latest_rev(conn, desk.milestone, desk.work_year)
        beside = _beside(conn, desk, filed)
        said_of = _of_senders(conn, desk, filed, register, beside)
        names = [reading.file for reading in filed.readings]
        said_of += [check_rulings(conn, desk, filed.tables, names),
                    check_reviews(conn, desk, filed.tables, names, filed.senders)]
    said = {
        number: [*reading.findings, *_issued(desk, reading, accepted)] for number, reading in enumerate(filed.readings)
    }
    projects, indicators = _entries(desk, filed, register, said)
    _tables(desk, filed, register, {code for owners in beside.values() for code in owners}, said)
    for further in said_of:
        _add(said, further)
    findings = [said[number] for number in range(len(filed.readings))]
    ids = register[["project_code", "project_id"]].rename(columns={"project_code": "register_code"})
    tables = {name: _with_ids(rows, register) for name, rows in filed.tables.items() if len(rows)}
    return Checked(filed, findings, [_state(one) for one in findings],
                   projects.merge(ids, on="register_code", how="left"), indicators, tables)


def _entries(desk: Desk, filed: Filed, register: pd.DataFrame, said: Said) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The forms with a project block and its indicators (F2), as the rules see them; adds to what is said."""
    if {reading.form for reading in filed.readings} <= {"", *table_forms()}:
        return filed.projects.assign(register_code=""), filed.indicators.assign(score_cp=pd.array([], dtype="Int64"))
    rules: Any = import_module(f"tasks.rules.{desk.milestone}")
    suite: Any = import_module(f"expectations.{desk.milestone}")
    projects, indicators = rules.assess(filed.projects, filed.indicators, desk.book.parameters, register)
    _add(said, _not_in_library(projects, filed))
    files = [reading.file for reading in filed.readings]
    _add(said, getattr(suite, f"examine_{desk.milestone}")(projects, indicators, files, said))
    return projects, indicators


def _tables(desk: Desk, filed: Filed, register: pd.DataFrame, elsewhere: set[str], said: Said) -> None:
    """The forms that are tables, kind by kind."""
    files, senders = [reading.file for reading in filed.readings], dict(enumerate(filed.senders))
    for form in sorted({one.form for one in filed.readings if one.tables and not one.refused}):
        _add(said, examine_tables(form, filed.tables, files, said, law=desk.book.parameters, senders=senders,
                                  register=register, elsewhere=elsewhere))


def _of_senders(
    conn: Connection, desk: Desk, filed: Filed, register: pd.DataFrame, beside: Mapping[int, Mapping[str, str]],
) -> list[dict[int, list[Finding]]]:
    """Forms that are not the sender's to send, and rows about projects that are not its to judge (X01)."""
    people = directory.units(conn, desk.as_of, former=True)
    files = [reading.file for reading in filed.readings]
    forms = [(reading.form, sender, reading.file)
             for reading, sender in zip(filed.readings, filed.senders, strict=True)]
    offices = people[people["kind"] != "unit"]
    home = people.set_index("code")["region_code"]
    now = dict(zip(register["project_code"], register["unit_code"], strict=True))
    owning = (beside.get(-1, {}), now, beside.get(1, {}))
    owners = {code: home.get(unit, "") for year in owning for code, unit in year.items()}
    top = next(code for code, region in desk.book.routing.regions.items() if region.level == "prefecture")
    regions = dict(zip(offices["code"], offices["region_code"], strict=True))
    return [wrong_senders(forms, people), foreign_rows(filed.tables, filed.senders, files, regions, owners, top)]


def _add(said: Said, new: Mapping[int, list[Finding]]) -> None:
    for number, findings in new.items():
        said[number] = [*said[number], *findings]


def _beside(conn: Connection, desk: Desk, filed: Filed) -> dict[int, dict[str, str]]:
    """Years from the fiscal year → project code → unit, of the years beside it: a table may speak of their projects."""
    if not any(len(rows) for rows in filed.tables.values()):
        return {}
    return {shift: library.owners(conn, desk.fiscal_year + shift) for shift in (-1, 1, 2)}


def _issued(desk: Desk, reading: Reading, accepted: Mapping[tuple[str, str, str], int]) -> list[Finding]:
    """What is wrong with an issued form as ours; whose it is was settled at the door."""
    newest = accepted.get((reading.unit_code, reading.form, desk.node), 0)
    expected = Expected(desk.work_year, desk.fiscal_year, accepted_rev=newest)
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


def _with_ids(rows: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table with the library's id of their project, where they name one."""
    ids = register.set_index("project_code")["project_id"]
    codes = rows["project_code"] if "project_code" in rows else pd.Series("", index=rows.index)
    return rows.assign(project_id=codes.map(ids).astype("Int64"))

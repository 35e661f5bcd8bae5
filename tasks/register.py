"""Import of the register: one file of units, divisions, projects or targets goes in whole, or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, select

from config.findings import Tier
from tasks.forms.book import open_book
from tasks.forms.normalise import label
from tasks.forms.register_check import ORDER, Known, check_tables
from tasks.forms.register_sheet import Rows, read_tables
from tasks.rules.finding import Finding, finding
from tasks.store import ledger, register
from tasks.store.models import Division, Region, Unit

WAITING = {"G-DIVISION", "G-UNIT", "G-PROJECT"}  # cured by a file that is yet to come
TEXT = ("department_code", "department_name", "uscc", "project_type", "funds", "cancelled_reason")
OFFICES = {"预算单位": "unit", "财政部门": "finance", "业务科室": "division", "绩效中心": "centre"}
FLAGS = ("is_new", "is_key", "is_one_off")
PEOPLE = (("contact", "contact_name", "contact_email"), ("head", "head_name", "head_email"))


@dataclass(slots=True)
class Imported:
    """What became of one file: rows read and rows really written by kind, secret rows withheld, and its findings."""

    file: str
    rows: dict[str, int] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    withheld: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """True when something must be put right first: then not a row of the file was written."""
        return any(one.tier in (Tier.REFUSED, Tier.ERROR) for one in self.findings)


def import_files(engine: Engine, paths: Sequence[Path], at: datetime) -> list[Imported]:
    """Import files in whatever order they were named: one that waits for another is tried again after it."""
    outcomes = {path: import_file(engine, path, at) for path in paths}
    while waiting := [path for path, outcome in outcomes.items() if {o.rule for o in outcome.findings} & WAITING]:
        again = {path: import_file(engine, path, at) for path in waiting}
        outcomes |= again
        if all(outcome.refused for outcome in again.values()):
            break
    return list(outcomes.values())


def import_file(engine: Engine, path: Path, at: datetime) -> Imported:
    """Read a file of the register and write it in one transaction; the same file again writes nothing.

    Rows with a secrecy mark are withheld and only counted (X08). The file comes from the finance bureau's own
    operator and is read in this process; the guard still stands before it.
    """
    name = path.name.encode("utf-8", "replace").decode()  # a foreign file system may give half characters
    content, outcome = path.read_bytes(), Imported(name)
    book, outcome.findings = open_book(name, content)
    if book is None:
        return outcome
    tables, wrong = read_tables(book)
    outcome.findings = [*outcome.findings, *wrong]
    outcome.withheld = sum(table.withheld for table in tables)
    if outcome.withheld:
        outcome.findings.append(finding("G-SECRET", file=name, value=outcome.withheld))
    outcome.rows = {kind: sum(len(one.rows) for one in tables if one.kind == kind) for kind in ORDER}
    with engine.begin() as conn:
        outcome.findings += check_tables(name, tables, _known(conn))
        if not outcome.refused:
            outcome.written = {kind: sum(_put(conn, at, t) for t in tables if t.kind == kind) for kind in ORDER}
            _tell(conn, at, outcome, hashlib.sha256(content).hexdigest())
    return outcome


def _known(conn: Connection) -> Known:
    regions = conn.execute(select(Region.code, Region.name)).tuples().all()
    keys = {label(name): code for code, name in regions} | {f"{code}000": code for code, _ in regions}
    named = "、".join(f"{code} {name}" for code, name in sorted(regions))
    return Known({**keys, **{code: code for code, _ in regions}}, named, register.codes(conn, Division),
                 register.codes(conn, Unit), set(register.project_ids(conn)))


def _put(conn: Connection, at: datetime, table: Rows) -> int:
    if not table.rows:
        return 0
    rows = pd.DataFrame(table.rows).astype(object)
    if table.kind == "divisions":
        return register.put_divisions(conn, _columns(rows, table, "code", "region_code", "name", "email"))
    if table.kind == "units":
        return _put_units(conn, at, table, rows)
    if table.kind == "projects":
        names = [name for name in table.letters if name != "secrecy"]
        return register.put_projects(conn, None, at, _columns(rows, table, *names))
    ids = register.project_ids(conn)
    keys = zip(rows["fiscal_year"], rows["project_code"], strict=True)
    targets = rows.assign(project_id=[ids[year, code] for year, code in keys])
    return register.put_targets(conn, None, at, targets)


def _put_units(conn: Connection, at: datetime, table: Rows, rows: pd.DataFrame) -> int:
    people_fields = {name for _, *names in PEOPLE for name in names}
    units = _columns(rows, table, *(name for name in table.letters if name not in people_fields))
    if "kind" in units:
        units["kind"] = [OFFICES.get(word, "unit") for word in units["kind"]]
    written = register.put_units(conn, units.assign(match_key=[label(name) for name in units["name"]]))
    people: list[dict[str, Any]] = [
        {"unit_code": row["code"], "role": role, "name": row[name] or "", "email": row[email]}
        for row in table.rows for role, name, email in PEOPLE if row[email]
    ]
    return written + (register.put_people(conn, pd.DataFrame(people), at.date()) if people else 0)


def _columns(rows: pd.DataFrame, table: Rows, *names: str) -> pd.DataFrame:
    """The columns the file has: what it does not speak of stays as it is in the store."""
    found = rows[[name for name in names if name in table.letters]].copy()
    for name in found.columns:
        if name in (*TEXT, *FLAGS, "email"):
            found[name] = found[name].where(found[name].notna(), False if name in FLAGS else "")
    return found


def _tell(conn: Connection, at: datetime, outcome: Imported, sha256: str) -> None:
    if any(outcome.written.values()):
        facts = {"sha256": sha256, "rows": outcome.rows, "written": outcome.written, "withheld": outcome.withheld}
        ledger.append(conn, None, at, [ledger.Happening("register.import", outcome.file[:200], facts)])

"""Exchange with the integrated budget system by file: our rows out under its names, its rows in (L01, L02, J03).

What comes in is checked and compared with ours; taken in, it goes the way everything goes: targets into the register,
forms into the inbox, from where the ordinary run reads, checks and answers them.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, select

from config.findings import Tier
from config.interchange import Into, interchange
from tasks import whole
from tasks.forms.exchange_file import Filed, read_tables, write_table
from tasks.forms.exchange_form import filled_form
from tasks.forms.exchange_printed import printed_forms
from tasks.forms.normalise import label
from tasks.forms.targets import read_target
from tasks.rules.finding import Finding
from tasks.rules.interchange import Fault, Received, differences, export, take_in
from tasks.rules.interchange_evaluation import evaluations
from tasks.store import exchange, ledger, register
from tasks.store.engine import reading
from tasks.store.frames import frame
from tasks.store.models import Project, Unit

RELATIONS = ("≥", "≤", "=", "定性")
UNITS = ("unit_code", "about_unit")


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One table of a file: rows read, rows marked as deleted over there, and where it differs from ours."""

    name: str
    rows: int
    deleted: int
    differences: pd.DataFrame


@dataclass(slots=True, eq=False)
class Outcome:
    """What became of one file: its tables, its findings, targets changed, and the forms put into the inbox."""

    file: str
    tables: list[Compared] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    written: int = 0
    forms: list[Path] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """True when something must be put right first: then nothing of the file is taken in."""
        return any(one.tier in (Tier.REFUSED, Tier.ERROR) for one in self.findings)


def export_table(engine: Engine, name: str, work_year: int, as_of: date, at: datetime, path: Path) -> int:
    """Write one table of a work year as it stood on a day; returns the number of rows.

    Raises ValueError for a table or a kind of file that there is not, and for a value that has no room in its element.
    """
    with reading(engine) as conn:
        cells = _ours(conn, name, work_year, as_of, at)
    write_table(path, name, cells)
    return len(cells)


def compare(engine: Engine, path: Path, work_year: int, as_of: date, at: datetime) -> Outcome:
    """Check a file and hold it against ours; nothing is written."""
    outcome, _ = _read(engine, path, work_year, as_of, at)
    return outcome


def receive(engine: Engine, path: Path, work_year: int, at: datetime, inbox: Path) -> Outcome:
    """Check a file and take it in, whole or not at all; what only informs (no `into`) is left as it is."""
    outcome, taken = _read(engine, path, work_year, at.date(), at)
    if outcome.refused:
        return outcome
    forms: dict[Path, bytes] = {}
    with engine.begin() as conn:
        for filed, received in taken:
            into = filed.table.into
            if into == "targets":
                outcome.written += _put_targets(conn, at, received.rows)
            elif isinstance(into, Into):
                forms |= _forms(conn, into, filed.name, received, work_year)
        forms |= _self_evaluations(conn, [got.rows for filed, got in taken if filed.table.into == "self_evaluation"])
        facts = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "written": outcome.written,
                 "forms": len(forms), "tables": [one.name for one in outcome.tables]}
        ledger.append(conn, None, at, [ledger.Happening("exchange.received", outcome.file[:200], facts)])
    outcome.forms = [inbox / place for place in forms]
    for place, content in forms.items():
        (inbox / place).parent.mkdir(parents=True, exist_ok=True)
        whole.put(inbox / place, content)
    return outcome


def _read(
    engine: Engine, path: Path, work_year: int, as_of: date, at: datetime,
) -> tuple[Outcome, list[tuple[Filed, Received]]]:
    outcome = Outcome(path.name.encode("utf-8", "replace").decode())
    found, outcome.findings = read_tables(outcome.file, path.read_bytes())
    taken = []
    with reading(engine) as conn:
        for filed in found:
            received = take_in(filed.cells, filed.table)
            faults = [*received.faults, *_unknown(conn, filed, received.rows)]
            outcome.findings += [filed.told(outcome.file, fault) for fault in faults]
            ours = _ours(conn, filed.name, work_year, as_of, at)
            known = differences(ours, filed.cells, filed.table.key) if set(filed.table.key) <= set(
                filed.cells.columns) else pd.DataFrame()
            outcome.tables.append(Compared(filed.name, len(received.rows), received.deleted, known))
            taken.append((filed, received))
    return outcome, taken


def _ours(conn: Connection, name: str, work_year: int, as_of: date, at: datetime) -> pd.DataFrame:
    if name not in interchange().tables:
        raise ValueError(f"没有表“{name}”，有：{'、'.join(interchange().tables)}")
    table = interchange().table(name)
    stamp = f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}"
    return export(exchange.rows(conn, table.source, work_year, as_of), table, stamp)


def _unknown(conn: Connection, filed: Filed, rows: pd.DataFrame) -> list[Fault]:
    """Units and projects that are not in the register, where the rows would be taken in."""
    if filed.table.into is None:
        return []
    elements = {one.column: name for name, one in filed.table.elements.items() if one.column}
    units, regions, projects = register.codes(conn, Unit), _finance(conn), register.project_ids(conn)
    owner = next(column for column in (*UNITS, "region_code") if column in rows)
    known = units if owner in UNITS else set(regions)
    owners = zip(rows["row"], rows[owner], strict=True)
    faults = [Fault(int(row), elements[owner], "G-UNIT", code) for row, code in owners if code and code not in known]
    if "fiscal_year" in rows:
        keys = zip(rows["row"], rows["fiscal_year"].astype(object), rows["project_code"], strict=True)
        faults += [Fault(int(row), elements["project_code"], "G-PROJECT", code) for row, year, code in keys
                   if code and year is not pd.NA and (int(year), code) not in projects]
    return faults


def _put_targets(conn: Connection, at: datetime, rows: pd.DataFrame) -> int:
    ids = register.project_ids(conn)
    keys = zip(rows["fiscal_year"], rows["project_code"], strict=True)
    named = rows.assign(project_id=[ids[int(year), code] for year, code in keys])
    named["relation"] = [_relation(row) for row in named.to_dict("records")]
    return register.put_targets(conn, None, at, named)


def _relation(row: Mapping[Any, Any]) -> str:
    if row["relation"] in RELATIONS:
        return str(row["relation"])
    told = read_target(row["target"], None, relation=label(row["relation"]), level2=row["level2"], level3=row["level3"],
                       unit="")
    return told.relation or "定性"


def _forms(conn: Connection, into: Into, name: str, received: Received, work_year: int) -> dict[Path, bytes]:
    """One workbook per unit, node and year: its place in the inbox → its bytes."""
    rows = received.rows.assign(owner=_owners(conn, received.rows))
    names = dict(conn.execute(select(Unit.code, Unit.name)).tuples().all())
    by = ["owner", *(column for column in ("node", "fiscal_year") if column in rows)]
    found = {}
    for key, own in rows.groupby(by, dropna=False, sort=True):
        owner, *rest = map(str, key if isinstance(key, tuple) else (key,))
        tables = {table: own[list(columns)].drop_duplicates() for table, columns in into.tables.items()}
        year = int(own["fiscal_year"].iloc[0]) if "fiscal_year" in own else work_year
        found[Path(owner) / f"{'-'.join([name, *rest])}.xlsx"] = filled_form(into.form, tables, names[owner], year)
    return found


def _self_evaluations(conn: Connection, tables: Sequence[pd.DataFrame]) -> dict[Path, bytes]:
    """One workbook of printed forms per unit and year: its place in the inbox → its bytes."""
    projects, indicators = evaluations(tables)
    named = frame(conn, select(
        Project.code.label("project_code"), Project.fiscal_year, Project.name.label("project_name")))
    units = dict(conn.execute(select(Unit.code, Unit.name)).tuples().all())
    found = {}
    for key, own in projects.merge(named, on=["project_code", "fiscal_year"]).groupby(["unit_code", "fiscal_year"]):
        unit, year = (str(part) for part in key)
        mine = indicators[(indicators["fiscal_year"] == int(year)).to_numpy(dtype=bool)]
        found[Path(unit) / f"单位自评-{year}.xlsx"] = printed_forms(own, mine, units[unit], int(year))
    return found


def _owners(conn: Connection, rows: pd.DataFrame) -> list[str]:
    """Whose each row is: the unit named, else the finance department of its region."""
    finance = _finance(conn)
    named = next((rows[column] for column in UNITS if column in rows), None)
    return [finance[region] for region in rows["region_code"]] if named is None else [str(code) for code in named]


def _finance(conn: Connection) -> dict[str, str]:
    """Region → the unit that is its finance department."""
    query = select(Unit.region_code, Unit.code).where(Unit.kind == "finance").order_by(Unit.code.desc())
    return dict(conn.execute(query).tuples().all())

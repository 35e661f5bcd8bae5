"""Before the window opens the register goes in: a first directory with three mistakes is refused whole."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import text

from config.clock import BEIJING
from config.settings import settings
from flows.rehearsal.compare import Compared
from flows.rehearsal.registry import Register, Table, take_in, written
from flows.rehearsal.stage import Stage
from tasks.register import Imported
from tasks.store.engine import open_store, reading

DAY, DRAFT = date(2023, 2, 20), "单位名录-初稿.xlsx"
CLASSIFIED = "某保密设施改造项目"  # what must not be found anywhere afterwards
# What is wrong with the first directory: row of the sheet, column, what stands there, and the rule that says so.
WRONG = ((6, "G", "张三@财政局", "G-EMAIL"), (12, "G", "", "R-REQ"), (21, "E", "没有这个科", "G-DIVISION"))


def opening(stage: Stage) -> tuple[list[str], Compared]:
    """Import everything; what was told on the way, and whether it was as planted."""
    at, folder = datetime.combine(DAY, time(10), BEIJING), stage.workspace / "register"
    register = Register(list(stage.units.values()))
    divisions, *others = register.files(folder)
    secret = written(folder / "项目库-含涉密.xlsx", "项目库", [*register.projects(), _secret(stage)])
    draft = _spoilt(folder / DRAFT, register.directory_rows())
    outcomes = take_in(stage.workspace, [divisions, draft, others[0], secret, *others[2:]], at)
    planted = Counter([*((DRAFT, rule, f"{column}{row}") for row, column, _, rule in WRONG),
                       (secret.name, "G-SECRET", "")])
    found = Counter((one.file, finding.rule, finding.cell) for one in outcomes for finding in one.findings)
    differences = [
        *(f"没有：{one}" for one in planted - found), *(f"多出：{one}" for one in found - planted), *_counted(stage),
        *(f"{one.file} 本应整份不收" for one in outcomes if one.refused != (one.file == DRAFT)),
    ]
    compared = Compared("导入名录和项目库", sum(planted.values()), tuple(differences))
    return [line for one in outcomes for line in _told(one)], compared


def _told(one: Imported) -> list[str]:
    """One line for one file, and one for each thing wrong with it, indented."""
    if one.refused:
        wrong = [f" {found.cell} {found.message}" for found in one.findings]
        return [f"{one.file}：有 {len(one.findings)} 处错误，整份不导入", *wrong]
    rows = "、".join(f"{KINDS[kind]} {count}" for kind, count in one.rows.items() if count)
    return [f"{one.file}：导入{rows}" + (f"；涉密 {one.withheld} 行不录入，也不留存" if one.withheld else "")]


KINDS = {"divisions": "科室", "units": "单位", "projects": "项目", "targets": "绩效指标"}


def _spoilt(path: Path, table: Table) -> Path:
    """The directory with its mistakes."""
    rows = [list(row) for row in table]
    for row, column, value, _ in WRONG:
        rows[row - 1][ord(column) - 65] = value
    return written(path, "单位名录", rows)


def _secret(stage: Stage) -> Sequence[object]:
    """A classified project that somebody has left in the library."""
    first = next(iter(stage.units))
    return ["65300022T000001900001", CLASSIFIED, first, 2022, 500, 500, "秘密", ""]


def _counted(stage: Stage) -> list[str]:
    """What the store holds must be what the prefecture has, and nothing classified."""
    units = stage.units.values()
    projects = [project for unit in units for project in unit.projects]
    expected = {"unit": len(units), "project": len(projects), "contact": 2 * len(units),
                "project_indicator": sum(len(project.indicators) for project in projects)}
    engine = open_store(settings(stage.workspace).url)
    with reading(engine) as conn:
        there = {table: conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in expected}  # noqa: S608
        names = conn.execute(text("SELECT name FROM project")).scalars().all()
    engine.dispose()
    wrong = [f"{name} 有 {there[name]} 行，应为 {n} 行" for name, n in expected.items() if there[name] != n]
    return [*wrong, *(["录入了涉密项目"] if CLASSIFIED in names else [])]

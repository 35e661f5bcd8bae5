"""The centre's own files: divisions, directory, project library and targets as .xlsx, and their way into the store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

from config.routing import routing
from config.settings import settings
from flows.rehearsal.places import FISCAL_YEAR, divisions
from flows.rehearsal.world import Unit
from tasks.register import Imported, import_file
from tasks.store import directory
from tasks.store.engine import open_store

Table = Sequence[Sequence[object]]
_MOST = 19_000  # rows of targets in one file: the guard takes 20,000


@dataclass(frozen=True, slots=True)
class Register:
    """What to import, as the centre keeps it."""

    units: Sequence[Unit]

    def files(self, folder: Path) -> list[Path]:
        """Write the files in the order in which they must be imported."""
        folder.mkdir(parents=True, exist_ok=True)
        found = [written(folder / "科室.xlsx", "科室", self.divisions()), self.directory(folder / "单位名录.xlsx")]
        found.append(written(folder / "项目库.xlsx", "项目库", self.projects()))
        parts = self.targets()
        for number, rows in enumerate(parts, 1):
            name = f"绩效目标{number}.xlsx" if len(parts) > 1 else "绩效目标.xlsx"
            found.append(written(folder / name, "绩效目标", [TARGETS, *rows]))
        return found

    def directory(self, path: Path) -> Path:
        """Write the directory alone."""
        return written(path, "单位名录", self.directory_rows())

    def directory_rows(self) -> Table:
        """One row per unit, with its people."""
        return [UNITS, *(_unit(unit) for unit in self.units)]

    def divisions(self) -> Table:
        """One row per division."""
        return [["科室编码", "科室名称", "区划", "邮箱"],
                *([one.code, one.name, routing().regions[one.region].name, one.email] for one in divisions(self.units))]

    def projects(self) -> Table:
        """One row per project."""
        return [PROJECTS, *(
            [one.code, one.name, unit.code, FISCAL_YEAR, one.initial, one.budget, "公开", one.cancelled]
            for unit in self.units for one in unit.projects
        )]

    def targets(self) -> list[list[Sequence[object]]]:
        """One row per indicator, in parts of one file each: a unit's stand in one, since a file replaces them all."""
        parts: list[list[Sequence[object]]] = [[]]
        for unit in self.units:
            rows = [
                [project.code, one.level1, one.level2, one.level3, one.relation, one.asked, one.weight]
                for project in unit.projects for one in project.indicators
            ]
            if len(parts[-1]) + len(rows) > _MOST:
                parts.append([])
            parts[-1] += rows
        return parts


UNITS = (
    "单位编码", "单位名称", "区划编码", "主管部门", "科室编码", "经办人", "经办人邮箱", "单位负责人", "单位负责人邮箱",
    "停用日期", "并入单位编码",
)
PROJECTS = ("项目编码", "项目名称", "单位编码", "年度", "年初预算数（万元）", "全年预算数（万元）", "密级", "取消原因")
TARGETS = ("项目编码", "一级指标", "二级指标", "三级指标", "指标性质", "年度指标值", "分值")


def take_in(workspace: Path, files: Iterable[Path], at: datetime) -> list[Imported]:
    """Import files of the register, as `jixiao import` does."""
    engine = open_store(settings(workspace).url)
    with engine.begin() as conn:
        directory.set_regions(conn, routing().regions)
    try:
        return [import_file(engine, path, at) for path in files]
    finally:
        engine.dispose()


def _unit(unit: Unit) -> list[object]:
    return [unit.code, unit.name, unit.region, unit.department, unit.division.code, unit.contact.name,
            unit.contact.email, unit.head.name, unit.head.email, unit.closed, unit.successor]


def written(path: Path, sheet: str, rows: Table) -> Path:
    """One table as a workbook."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value not in ("", None):
                page.write(number, column, value)
    page.freeze_panes(1, 0)
    page.set_column(0, len(rows[0]) - 1, 16)
    book.close()
    return path

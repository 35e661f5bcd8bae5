"""The printed form of one project, as the regulation has it (财预〔2020〕10号 附件1) and as counties draw it."""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from flows.rehearsal.answers import EXECUTION, Answer
from flows.rehearsal.compound import old_workbook
from flows.rehearsal.grid import Grid
from flows.rehearsal.package import csv_text
from flows.rehearsal.paper import Paper, Planted
from flows.rehearsal.places import FISCAL_YEAR
from flows.rehearsal.styles import STYLES
from flows.rehearsal.workbook import Typed
from flows.rehearsal.world import IN_WORDS, Unit

SHEET = "自评表"


class PrintedPaper(Paper):
    """One printed form. `head` overrides what its head says: 项目名称, 实施单位, 项目编码, 密级, 年度, 自评等次."""

    def __init__(
        self, unit: Unit, answer: Answer, style: str = "national", head: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__([answer])
        self.style = STYLES[style]
        self.head = {"项目名称": answer.project.name, "实施单位": unit.name, "主管部门": unit.department,
                     "年度": str(FISCAL_YEAR), **(head or {})}
        self.grid = self._drawn()
        self.planted += [Planted(rule) for rule in self.style.notes]
        if not answer.budget:
            self.plant("S-ZEROBUDGET", "budget", 0)

    @property
    def file(self) -> str:
        """Its name."""
        return f"{self.head['项目名称']}自评表{self.style.suffix}"

    def at(self, field: str, project: int, line: int | None = None) -> tuple[str, str]:
        """Sheet and cell of a field."""
        sheet = self.file.rsplit(".", 1)[0] if self.style.suffix == ".csv" else self.style.sheet
        return sheet, self.grid.places[line, field]

    def data(self) -> bytes:
        """The file as it is handed in."""
        grid = self._drawn()
        if self.style.suffix == ".csv":
            return csv_text(grid.rows()).encode("gb18030")
        if self.style.old:
            return old_workbook(self.style.sheet, grid.rows())
        return _xlsx(grid, self.style.sheet, self.style.more_sheets)

    def _drawn(self) -> Grid:
        answer, grid = self.answers[0], Grid()
        lines = [self._line(number) for number in range(len(answer.lines))]
        self.style.draw(grid, self.head, self._values(answer), lines)
        return grid

    def _values(self, answer: Answer) -> dict[str, Typed]:
        """What stands in the fields of the project."""
        honest: dict[str, Typed] = {
            "name": self.head["项目名称"], "initial": answer.project.initial, "budget": answer.budget,
            "executed": answer.executed, "rate": answer.rate, "weight": EXECUTION, "execution": answer.execution,
            "total": self.own_total(0), "goal": answer.goal, "achieved": answer.achieved, "reason": answer.reason,
        }
        honest |= {f"part_{name}": honest[name] for name in ("initial", "budget", "executed")}
        return honest | {field: value for (_, line, field), value in self.typed.items() if line is None}

    def _line(self, number: int) -> dict[str, Typed]:
        """What stands in the fields of one indicator."""
        line = self.answers[0].lines[number]
        asked = line.asked
        honest: dict[str, Typed] = {
            "level1": asked.level1, "level2": asked.level2, "level3": asked.level3,
            "target": asked.asked if asked.relation == IN_WORDS else f"{asked.relation}{asked.asked}",
            "actual": line.told, "weight": line.weight, "score": line.score, "reason": line.reason,
        }
        return honest | {field: value for (_, at, field), value in self.typed.items() if at == number}


def _xlsx(grid: Grid, sheet: str, more: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    shapes: dict[str, Any] = {kind: book.add_format(about) for kind, about in {
        "": {"border": 1, "text_wrap": True, "valign": "vcenter"}, "%": {"border": 1, "num_format": "0.00%"},
        "title": {"bold": True, "align": "center", "font_size": 16},
    }.items()}
    for (top, left, bottom, right), (value, kind) in grid.cells():
        shown = float(value) if isinstance(value, Decimal) else value
        if (top, left) == (bottom, right):
            page.write(top, left, shown, shapes[kind])
        else:
            page.merge_range(top, left, bottom, right, shown, shapes[kind])
    for name in more:
        book.add_worksheet(name)
    book.close()
    return out.getvalue()

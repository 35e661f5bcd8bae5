"""The form that goes with a letter: the debtor's own, signed, filled in with whatever is known of it."""

from functools import cached_property
from typing import Any

from config.forms_issued import issued_forms
from config.forms_table import TableForm, table_forms
from tasks.arriving import waiting
from tasks.desk import Desk
from tasks.forms.issue import issue
from tasks.forms.issue_table import issue_table
from tasks.reviewing import FORM, to_review
from tasks.store import library
from tasks.store.engine import reading as consistently
from tasks.store.frames import grouped
from tasks.store.outbox import Notice

Facts = dict[str, Any]


class Forms:
    """What one run knows for filling in its forms; `units`, `projects`, `debts`: by code, by unit, by obligation."""

    def __init__(
        self, desk: Desk, units: dict[str, Facts], projects: dict[str, list[Facts]], debts: dict[int, Facts],
    ) -> None:
        self.desk, self.units, self.projects, self.debts = desk, units, projects, debts

    def name(self, unit_code: str) -> str:
        """What the file is called: 2022年度项目支出绩效自评表-653001001.xlsx, never 表 twice."""
        described = table_forms().get(self.desk.form or "")
        node = self.desk.dates.title if described and self.desk.dates.title else ""
        title = described.title if described else f"{self.desk.calendar.about or self.desk.calendar.title}表"
        return f"{self.desk.fiscal_year}年度{title}{f'（{node}）' if node else ''}-{unit_code}.xlsx"

    def form(self, notice: Notice) -> bytes:
        """The pre-filled, signed workbook of the unit; the same notice always gets the same bytes."""
        desk, code = self.desk, notice.unit_code or ""
        if desk.form in table_forms():
            return self._table_form(notice, table_forms()[desk.form])
        unit, weight = self.units[code], desk.book.parameters.number("scoring.execution_weight_cp")
        projects = [{**row, "execution_weight_cp": weight} for row in self.projects.get(code, [])]
        return issue(
            issued_forms()[desk.milestone], {"code": code, "name": unit["name"], "department": unit["department_name"]},
            projects, self.targets.get(code, []), work_year=desk.work_year,
            fiscal_year=desk.fiscal_year, rev=notice.deadline_version, issued_on=notice.created_at.date(), key=desk.key,
        )

    @cached_property
    def targets(self) -> dict[str, list[Facts]]:
        """The indicators set with the projects, by unit."""
        with consistently(self.desk.engine) as conn:
            return grouped(library.targets(conn, self.desk.fiscal_year), "unit_code")

    def _table_form(self, notice: Notice, form: TableForm) -> bytes:
        """The same for a form that is tables: what we know of the unit's projects and indicators is filled in."""
        desk, code = self.desk, notice.unit_code or ""
        unit, debt = self.units[code], self.debts[notice.obligation_id] if notice.obligation_id else {}
        about = {"unit_code": code, "unit_name": unit["name"], "department_name": unit["department_name"]}
        listed = self.to_review.get(unit["region_code"], []) if desk.form == FORM else []
        if desk.arrived:
            listed = self.arrived.get((unit["region_code"], desk.arrived, debt["occasion"]), [])
        known = {"": listed, "units": [about], "projects": self._in_charge(code),
                 "indicators": [about | row for row in self.targets.get(code, [])]}
        rows = {name: self._paid_from(known[table.fill], table.fill_funds) for name, table in form.tables.items()}
        meta = about | {
            "department": unit["department_name"], "work_year": desk.work_year, "fiscal_year": desk.fiscal_year,
            # One office has a form of each day: none of them is an older revision of another's.
            "rev": 1 if desk.arrived else notice.deadline_version, "issued_on": notice.created_at.date(),
            "node": "" if desk.form == FORM and listed else desk.node,
            "due": debt.get("effective_due"),  # what is only offered has none
        }
        return issue_table(desk.form or "", meta, desk.key, rows)

    @cached_property
    def to_review(self) -> dict[str, list[Facts]]:
        """What came in and waits for a word, by region."""
        with consistently(self.desk.engine) as conn:
            return to_review(conn, self.desk)

    @cached_property
    def arrived(self) -> dict[tuple[str, str, str], list[Facts]]:
        """What came in on each day and waits for a word, by region and form."""
        with consistently(self.desk.engine) as conn:
            return waiting(conn, self.desk)

    @property
    def partly(self) -> str:
        """What to do with what has not been reviewed yet when the form goes back."""
        return "先删去所在的行" if self.desk.arrived else "可以先空着"

    @cached_property
    def funds(self) -> dict[str, list[str]]:
        """Project code → what it is paid from: only a form about certain funds needs it."""
        with consistently(self.desk.engine) as conn:
            found = library.projects(conn, self.desk.fiscal_year)
        return {code: natures.split("、") for code, natures in zip(found["project_code"], found["funds"], strict=True)}

    def _paid_from(self, rows: list[Facts], parameter: str) -> list[Facts]:
        """The projects that have money of the nature a parameter names; all of them where none is named."""
        if not parameter:
            return rows
        nature = self.desk.book.parameters.word(parameter)
        return [row for row in rows if nature in self.funds.get(row["project_code"], ())]

    def _in_charge(self, code: str) -> list[Facts]:
        """The projects a form is about: a unit's own, a department's with those below it, a finance office's level, and
        for the centre those of all counties."""
        region, below = self.units[code].get("region_code"), [code]
        if self.desk.owner == "department":
            below = [one for one, unit in self.units.items() if unit.get("department_code") == code]
        elif self.desk.owner in ("finance", "county"):
            below = [one for one, unit in self.units.items() if unit.get("region_code") == region]
        elif self.desk.owner == "centre":
            counties = {one for one, known in self.desk.book.routing.regions.items() if known.level == "county"}
            below = [one for one, unit in self.units.items() if unit.get("region_code") in counties]
        return [
            {"unit_code": one, "unit_name": self.units[one]["name"],
             "department_name": self.units[one]["department_name"], **row}
            for one in below for row in self.projects.get(one, [])
        ]

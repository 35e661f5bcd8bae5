"""Letters: what a notice must say today and what goes with it, found out at the moment it leaves."""

from functools import cached_property
from typing import Any

from config.findings import Tier
from config.forms_issued import issued_forms
from config.forms_table import TableForm, table_forms
from tasks.coverage import by_project, covered
from tasks.desk import Desk
from tasks.forms.annotate import annotate
from tasks.forms.inbox import kept
from tasks.forms.issue import issue
from tasks.forms.issue_table import issue_table
from tasks.rules.deadlines import days_late, days_left, deadline
from tasks.rules.finding import Finding
from tasks.store import answers, directory, library, obligations, submissions
from tasks.store.engine import reading as consistently
from tasks.store.frames import grouped, records
from tasks.store.outbox import Notice

WITH_FORM = ("issue", "reminder", "overdue")
NO_OFFICE = {"department_name": "", "division_name": ""}  # of a unit that is gone since it was put in
LISTED = 30  # findings handed to a mail; it shows fewer, and the workbook shows all
RANK = {tier.value: place for place, tier in enumerate(Tier)}
Facts = dict[str, Any]
Enclosures = list[tuple[str, bytes]]


class Letters:
    """What one run knows for writing its mails, read once; only what a single answer needs is asked for each."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        with consistently(desk.engine) as conn:
            units = records(directory.units(conn, desk.as_of, former=True))
            self.people = grouped(directory.addressees(conn, desk.as_of), "unit_code")
            register = library.register(conn, desk.fiscal_year)
            owed = covered(conn, desk)
            self.by_project = by_project(desk)
            debts = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of)
            files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
        self.debts = {row["id"]: row for row in records(debts)}
        gone = {row["unit_code"]: {"name": row["unit_name"]} | NO_OFFICE for row in self.debts.values()}
        self.units = gone | {row["code"]: row for row in units}
        self.files = {row["id"]: row for row in records(files)}
        self.names = dict(zip(register["project_code"], register["project_name"], strict=True))
        self.projects = grouped(register[register["evaluated"]], "unit_code")
        self.missing = grouped(owed[owed["since"].isna()], "unit_code")

    @cached_property
    def targets(self) -> dict[str, list[Facts]]:
        """The indicators set with the projects, by unit: only letters with a form need them."""
        with consistently(self.desk.engine) as conn:
            return grouped(library.targets(conn, self.desk.fiscal_year), "unit_code")

    def matter(self, notice: Notice) -> tuple[Facts, Enclosures]:
        """What its mail says, as `reports.facts` wants it, and what goes with it: (file name, bytes)."""
        facts = self._common(notice)
        if notice.kind not in WITH_FORM:
            return self._answer(notice, facts)
        name = f"{self.desk.title}表-{notice.unit_code}.xlsx"
        timing = {"hint": self.desk.calendar.hint} if notice.kind == "issue" else self._timing(notice)
        return facts | timing | {"attachment": name}, [(name, self._form(notice))]

    def _common(self, notice: Notice) -> Facts:
        """What every mail says: who owes what by when, what is missing, why this person, whom to ask."""
        code = notice.unit_code or ""
        unit, debt = self.units[code], self.debts[notice.obligation_id]
        return {
            "title": self.desk.title, "paper": self.desk.paper, "unit_name": unit["name"],
            "projects": len(self.projects.get(code, [])) if self.by_project else 0,
            "missing": [row["project_name"] for row in self.missing.get(code, [])] if self.by_project else [],
            "deadline": {
                "words": self.desk.dates.written, "written": debt["written_due"], "effective": debt["effective_due"],
                "reason": debt["due_reason"], "provisional": deadline(self.desk.dates, self.desk.book).provisional,
            },
            "channel": self.desk.settings.hand_in.format(unit_code=code),
            "recipient": self._person(code, notice.to_name, notice.to_email),
            "copies": [self._person(code, name, address) for name, address in notice.cc],
            "ask": self._whom_to_ask(code), "office": self.desk.book.routing.centre, "sent_on": self.desk.as_of,
        }

    def _timing(self, notice: Notice) -> Facts:
        """How long there is left, or how late it is, and whether the unit's last file went back."""
        due = self.debts[notice.obligation_id]["effective_due"]
        sent = [row["state"] for row in self.files.values() if row["unit_code"] == notice.unit_code]
        facts: Facts = {"rung_title": self.desk.book.ladder.rungs[notice.rung].title,
                        "open_return": sent[-1:] == ["returned"]}
        if notice.kind == "reminder":
            return facts | {"days_left": days_left(due, self.desk.as_of, self.desk.book)}
        return facts | {"overdue_days": days_late(due, self.desk.as_of, self.desk.book)}

    def _answer(self, notice: Notice, facts: Facts) -> tuple[Facts, Enclosures]:
        """Receipt, return or refusal of one file."""
        key = notice.submission_id or 0
        file = self.files[key]
        with consistently(self.desk.engine) as conn:
            found = sorted(answers.findings_of(conn, key), key=lambda row: RANK[row["tier"]])
            received = answers.entries_of(conn, key)
        facts |= {"file": file["file"], "received_at": file["received_at"]}
        errors = [row for row in found if row["tier"] == Tier.ERROR]
        asked = [row for row in found if row["tier"] == Tier.EXPLAIN]
        if notice.kind == "refused":
            refusals = [row["message"] for row in found if row["tier"] == Tier.REFUSED]
            return facts | {"reasons": refusals or [row["message"] for row in asked]}, []
        if notice.kind == "receipt":
            late = days_late(facts["deadline"]["effective"], file["received_at"].date(), self.desk.book)
            return facts | {
                "number": f"{self.desk.work_year}-{key:06d}", "sha256": file["sha256"], "received": received,
                "overdue_days": late, "explains": self._places(asked),
            }, []
        name = f"{file['file'].rsplit('.', 1)[0][:60]}-退回修改.xlsx"
        facts |= {"errors": len(errors), "explained": len(asked), "worst": self._places(errors), "attachment": name}
        return facts, [(name, self._marked(file, found))]

    def _marked(self, file: Facts, found: list[Facts]) -> bytes:
        """The unit's own workbook with the wrong cells marked."""
        original = kept(self.desk.workspace / "store", file["sha256"]).read_bytes()
        findings = [
            Finding(row["rule"], Tier(row["tier"]), file["file"], row["sheet"], row["cell"], row["value"],
                    row["expected"], row["message"], row["project_code"])
            for row in found
        ]
        return annotate(original, findings, title=f"{self.desk.title}表 {file['file']}")

    def _places(self, found: list[Facts]) -> list[Facts]:
        return [
            {"project": self.names.get(row["project_code"], row["project_code"]),
             **{name: row[name] for name in ("sheet", "cell", "message")}}
            for row in found[:LISTED]
        ]

    def _form(self, notice: Notice) -> bytes:
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

    def _table_form(self, notice: Notice, form: TableForm) -> bytes:
        """The same for a form that is tables: what we know of the unit's projects and indicators is filled in."""
        desk, code = self.desk, notice.unit_code or ""
        unit, debt = self.units[code], self.debts[notice.obligation_id]
        about = {"unit_code": code, "unit_name": unit["name"], "department_name": unit["department_name"]}
        known = {"": [], "units": [about], "projects": self._in_charge(code),
                 "indicators": [about | row for row in self.targets.get(code, [])]}
        rows = {name: self._paid_from(known[table.fill], table.fill_funds) for name, table in form.tables.items()}
        meta = about | {
            "department": unit["department_name"], "work_year": desk.work_year, "fiscal_year": desk.fiscal_year,
            "rev": notice.deadline_version, "issued_on": notice.created_at.date(), "node": desk.node,
            "due": debt["effective_due"],
        }
        return issue_table(desk.form or "", meta, desk.key, rows)

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

    def _person(self, code: str, name: str, address: str) -> Facts:
        """Somebody who gets the mail, and as what."""
        roles = [row["role"] for row in self.people.get(code, []) if row["email"] == address]
        role = next((one for one in roles if one in ("contact", "head", "division")), "contact")
        unit = self.units[code]
        return {"name": name, "role": role, "office": unit["division_name"] if role == "division" else unit["name"]}

    def _whom_to_ask(self, code: str) -> Facts:
        """The unit's division, or the centre where it has none."""
        division = next((row for row in self.people.get(code, []) if row["role"] == "division"), None)
        chosen = self.desk.settings
        return {
            "name": division["name"] if division else "", "phone": "",
            "office": self.units[code]["division_name"] or self.desk.book.routing.centre,
            "email": division["email"] if division else chosen.mail_reply_to or chosen.mail_address,
        }

"""Letters: what a notice must say today and what goes with it, found out at the moment it leaves."""

from functools import cached_property
from typing import Any

from attrs import evolve

from config.findings import Tier
from config.forms_table import table_forms
from tasks.coverage import by_project, covered
from tasks.desk import Desk
from tasks.forms.annotate import annotate
from tasks.forms.inbox import kept
from tasks.letter_forms import Forms
from tasks.letter_people import People
from tasks.letter_verdicts import Told
from tasks.rules.deadlines import days_late, days_left, deadline
from tasks.rules.finding import Finding
from tasks.rules.office_hours import ANSWERS
from tasks.store import answers, directory, library, obligations, submissions
from tasks.store.engine import reading as consistently
from tasks.store.frames import grouped, records
from tasks.store.outbox import Notice

NO_ERRORS: "Facts" = {"errors": 0, "explained": 0, "worst": []}
ABOUT_NO_FORM: "Facts" = {"projects": 0, "missing": []}
URGING = ("division", "centre")  # who fills in no form, and gets none
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
            offices = records(directory.units(conn, desk.as_of, former=True))
            boxes = directory.addressees(conn, desk.as_of)
            register = library.register(conn, desk.fiscal_year)
            owed = covered(conn, desk)
            self.by_project = by_project(desk)
            debts = obligations.on_day(conn, desk.work_year, desk.milestone, desk.node, desk.as_of)
            came = obligations.on_arrival(conn, desk.work_year, desk.milestone, desk.as_of)
            files = submissions.on_day(conn, desk.milestone, desk.work_year, desk.as_of)
        self.debts = {row["id"]: row for row in (*records(debts), *records(came))}
        gone = {row["unit_code"]: {"name": row["unit_name"]} | NO_OFFICE for row in self.debts.values()}
        self.units = gone | {row["code"]: row for row in offices}
        self.people = People(desk, self.units, offices, boxes)
        self.files = {row["id"]: row for row in records(files)}
        self.names = dict(zip(register["project_code"], register["project_name"], strict=True))
        self.projects = grouped(register[register["evaluated"]], "unit_code")
        self.missing = grouped(owed[owed["since"].isna()], "unit_code")
        self.told = Told(desk, self.units)
        self.forms = Forms(desk, self.units, self.projects, self.debts)

    @cached_property
    def review(self) -> "Letters":
        """The letters of the finance side, which owes the review."""
        return Letters(self.desk.sides[-1])

    @cached_property
    def arrived(self) -> "dict[str, Letters]":
        """The letters of the finance side about what came in and is to be reviewed, by the form of the review."""
        forms = sorted({row["form"] for row in self.debts.values() if row["occasion"]})
        return {form: Letters(evolve(self.desk, arrived=form)) for form in forms}

    @cached_property
    def offered(self) -> "Letters":
        """The letters that bring a form nobody owes."""
        return Letters(evolve(self.desk, offering=True))

    def matter(self, notice: Notice) -> tuple[Facts, Enclosures]:
        """What its mail says, as `reports.facts` wants it, and what goes with it: (file name, bytes)."""
        if notice.verdict_id is not None:
            return self._common(notice) | ABOUT_NO_FORM | self.told.facts(notice), []
        if notice.obligation_id is None and not self.desk.offering:
            return self._unowed(notice)
        debt = self.debts.get(notice.obligation_id or 0, {})
        if debt.get("form", "") == self.desk.calendar.review and not self.desk.reviewing:
            return self.review.matter(notice)
        if debt.get("occasion") and not self.desk.arrived:
            return self.arrived[debt["form"]].matter(notice)
        facts = self._common(notice)
        if notice.kind in ANSWERS:
            return self._answer(notice, facts)
        if notice.kind == "copy":
            return facts | self._copied(facts, notice), []
        if facts["recipient"]["role"] in URGING and notice.kind == "overdue":
            return facts | self._timing(notice) | {"attachment": ""}, []
        name = self.forms.name(notice.unit_code or "")
        return facts | self._timing(notice) | {"attachment": name}, [(name, self.forms.form(notice))]

    def _unowed(self, notice: Notice) -> tuple[Facts, Enclosures]:
        """The answer to a file that nobody owed, or a form that is offered."""
        if notice.kind in ANSWERS:
            return self._answer(notice, self._common(notice) | ABOUT_NO_FORM | self._called(notice))
        return self.offered.matter(notice)

    def _common(self, notice: Notice) -> Facts:
        """What every mail says: who owes what by when, what is missing, why this person, whom to ask."""
        code = notice.unit_code or ""
        return {
            "title": self.desk.title, "paper": self.desk.paper, "unit_name": self.units[code]["name"],
            "projects": len(self.projects.get(code, [])) if self.by_project else 0,
            "missing": [row["project_name"] for row in self.missing.get(code, [])] if self.by_project else [],
            "deadline": self._deadline(notice),
            "channel": self.desk.settings.hand_in.format(unit_code=code),
            "recipient": self.people.person(code, notice.to_name, notice.to_email),
            "copies": [self.people.person(code, name, address) for name, address in notice.cc],
            "ask": self.people.to_ask(code), "office": self.people.signing(code), "sent_on": self.desk.as_of,
        }

    def _called(self, notice: Notice) -> Facts:
        """What a file is called that nobody owed: after its own form, if it has one."""
        form = table_forms().get(self.files[notice.submission_id or 0]["form"])
        if form is None:
            return {}
        return {"title": f"{self.desk.fiscal_year}年度{form.title.removesuffix('表')}", "paper": form.title}

    def _deadline(self, notice: Notice) -> Facts:
        """Both dates of a debt; what is none has none, and is as urgent as the day it is told."""
        if notice.obligation_id is None:
            return {"words": "", "reason": "", "provisional": "", **dict.fromkeys(("written", "effective"),
                                                                                  self.desk.as_of)}
        debt = self.debts[notice.obligation_id]
        return {
            "words": self.desk.dates.written, "written": debt["written_due"], "effective": debt["effective_due"],
            "reason": debt["due_reason"], "provisional": deadline(self.desk.dates, self.desk.book).provisional,
        }

    def _timing(self, notice: Notice) -> Facts:
        """How long there is left, or how late it is, and whether the unit's last file went back."""
        if notice.kind in ("issue", "review"):
            return {"hint": self.desk.calendar.hint} if notice.kind == "issue" else {"partly": self.forms.partly}
        due = self.debts[notice.obligation_id]["effective_due"]
        rung = self.desk.book.ladder.rungs[notice.rung].title
        late = {"rung_title": rung, "overdue_days": days_late(due, self.desk.as_of, self.desk.book)}
        if notice.kind == "paper":
            return late | {"released_by": notice.released_by, "released_why": notice.reason,
                           "released_on": (notice.released_at or notice.created_at).date()}
        files = [row for row in self.files.values() if row["unit_code"] == notice.unit_code]
        returned = bool(files) and (files[-1]["verdict"] or files[-1]["state"]) in ("return", "returned")
        if notice.kind == "reminder":
            left = days_left(due, self.desk.as_of, self.desk.book)
            return {"rung_title": rung, "open_return": returned, "days_left": left}
        return late | {"open_return": returned}

    def _copied(self, facts: Facts, notice: Notice) -> Facts:
        """What somebody else is urged to do, in one line and a sentence."""
        late, lacking = self._timing(notice), len(facts["missing"])
        still = f"应报{facts['projects']}个项目，还缺{lacking}个。" if facts["projects"] else "到今天还没有报齐。"
        return {"called": late["rung_title"], "mood": "bad", "why_told": still,
                "heading": f"{facts['paper']}已逾期{late['overdue_days']}个工作日"}

    def _answer(self, notice: Notice, facts: Facts) -> tuple[Facts, Enclosures]:
        """Receipt, return or refusal of one file."""
        key = notice.submission_id or 0
        file = self.files[key]
        with consistently(self.desk.engine) as conn:
            found = sorted(answers.findings_of(conn, key), key=lambda row: RANK[row["tier"]])
            received = answers.entries_of(conn, key)
        facts |= {"file": file["file"], "received_at": file["received_at"]}
        if notice.kind == "return" and file["state"] == "accepted":
            return facts | NO_ERRORS | self._sent_back(file), [(_back(file), self._original(file))]
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
        name = _back(file, "xlsx")
        facts |= {"errors": len(errors), "explained": len(asked), "worst": self._places(errors), "attachment": name}
        return facts, [(name, self._marked(file, found))]

    def _sent_back(self, file: Facts) -> Facts:
        """Which named person sent back what our checks had accepted, and why."""
        with consistently(self.desk.engine) as conn:
            reviewer, reason = answers.review_of(conn, file["id"])
        return {"returned_by": reviewer, "returned_why": reason, "attachment": _back(file)}

    def _original(self, file: Facts) -> bytes:
        return kept(self.desk.workspace / "store", file["sha256"]).read_bytes()

    def _marked(self, file: Facts, found: list[Facts]) -> bytes:
        """The unit's own workbook with the wrong cells marked."""
        findings = [
            Finding(row["rule"], Tier(row["tier"]), file["file"], row["sheet"], row["cell"], row["value"],
                    row["expected"], row["message"], row["project_code"])
            for row in found
        ]
        title = f"{self.desk.fiscal_year}年度{self.desk.paper} {file['file']}"
        return annotate(self._original(file), findings, title=title)

    def _places(self, found: list[Facts]) -> list[Facts]:
        return [
            {"project": self.names.get(row["project_code"], row["project_code"]),
             **{name: row[name] for name in ("sheet", "cell", "message")}}
            for row in found[:LISTED]
        ]


def _back(file: Facts, kind: str = "") -> str:
    """What a file is called that goes back; `kind`: its extension, where it has another one now."""
    stem, _, suffix = file["file"].rpartition(".")
    return f"{(stem or suffix)[:60]}-退回修改.{kind or suffix}"

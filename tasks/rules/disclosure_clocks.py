"""The clocks of disclosure: an approval starts one, and it runs twenty days (M01–M04, D08, domain §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.rulebook import Rulebook
from tasks.rules.deadlines import on_day
from tasks.rules.finance_of import of_own_level
from tasks.rules.loops import alive
from tasks.rules.opinions import Row, rows
from tasks.rules.verdicts import Facts

GOALS, ADJUSTED, SELF, DEPARTMENT, OVERALL, KEY = (
    "项目支出绩效目标", "调整后绩效目标", "项目支出绩效自评表", "部门评价报告", "整体支出绩效目标", "重点评价报告",
)
BY_UNIT, BY_FINANCE = "单位", "财政"
BUDGET, ACCOUNTS, OVERALL_REVIEW, ACCEPTED = "部门预算批复", "部门决算批复", "整体绩效目标审核", "重点评价报告验收"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be published by one publisher: since when its clock runs, and the effective deadline."""

    rule: str
    what: str
    unit_code: str
    project_code: str
    publisher: str
    event: str
    started: date
    due: date


def items(facts: Facts, book: Rulebook, as_of: date) -> list[Item]:
    """All clocks that have been started by an event up to `as_of`, each once, from its earliest event.

    Deadline = day of the event + days of the parameter, rolled to the next working day (M01, M03: 预算法第十四条).
    """
    own = of_own_level(facts)  # only the finance side of the unit's own level approves (O07)
    approved = [
        row for row in rows(facts, "approvals")
        if row["approved_on"] and row["approved_on"] <= as_of and (row["unit_code"], row["about_unit"]) in own
    ]
    found = [
        *_with_budget(facts, approved, book), *_with_accounts(facts, approved, book), *_overall(approved, book),
        *_adjusted(facts, as_of, book), *_key_reports(facts, approved, as_of, book),
    ]
    first: dict[tuple[str, str, str, str], Item] = {}
    for item in sorted(found, key=lambda one: (one.started, one.unit_code, one.event)):
        first.setdefault((item.what, item.unit_code, item.project_code, item.publisher), item)
    return list(first.values())


def _item(
    rule: str, what: str, row: Row, knob: str, book: Rulebook, project: str = "", publisher: str = BY_UNIT,
) -> Item:
    started = row["approved_on"]
    written = started + timedelta(days=book.parameters.number(f"disclosure.{knob}"))
    unit, event = str(row["about_unit"]), str(row["kind"])
    return Item(rule, what, unit, project, publisher, event, started, on_day(written, book).effective)


def _of(approved: Iterable[Row], kind: str, fiscal_year: int) -> list[Row]:
    return [row for row in approved if row["kind"] == kind and row["fiscal_year"] == fiscal_year]


def _with_budget(facts: Facts, approved: Sequence[Row], book: Rulebook) -> list[Item]:
    """M01: goals go with the department budget of the work year, where the unit has projects."""
    have = set(alive(facts["projects"])["unit_code"])
    budgets = _of(approved, BUDGET, book.work_year)
    return [_item("M01", GOALS, row, "budget_days", book) for row in budgets if row["about_unit"] in have]


def _with_accounts(facts: Facts, approved: Sequence[Row], book: Rulebook) -> list[Item]:
    """M03: self-evaluations and department evaluation reports go with the final accounts of the year before."""
    rated = set(facts["grades"]["unit_code"])
    evaluated = {
        row["unit_code"] for row in rows(facts, "submissions")
        if row["milestone"] == "department_evaluation" and row["counts"]
    }
    accounts = _of(approved, ACCOUNTS, book.work_year - 1)
    return [
        _item("M03", what, row, "budget_days", book)
        for what, having in ((SELF, rated), (DEPARTMENT, evaluated)) for row in accounts if row["about_unit"] in having
    ]


def _overall(approved: Sequence[Row], book: Rulebook) -> list[Item]:
    """M04: 整体绩效目标 go with the department budget; without its date, so many days after their own review."""
    budgets = _of(approved, BUDGET, book.work_year)
    known = {row["about_unit"] for row in budgets}
    reviews = [row for row in _of(approved, OVERALL_REVIEW, book.work_year) if row["about_unit"] not in known]
    return [
        *(_item("M04", OVERALL, row, "budget_days", book) for row in budgets),
        *(_item("M04", OVERALL, row, "overall_days", book) for row in reviews),
    ]


def _adjusted(facts: Facts, as_of: date, book: Rulebook) -> list[Item]:
    """M02: a goal adjusted during execution is published again, project by project."""
    projects, own = facts["projects"], of_own_level(facts)
    unit_of = dict(zip(projects["project_code"], projects["unit_code"], strict=True))
    events = [
        {"about_unit": unit_of[row["project_code"]], "approved_on": row["reviewed_on"], "kind": "绩效目标调整审核",
         "project_code": row["project_code"]}
        for row in rows(facts, "goal_adjustments")
        if (row["unit_code"], unit_of.get(row["project_code"], "")) in own
        and row["reviewed_on"] and row["reviewed_on"] <= as_of
    ]
    return [_item("M02", ADJUSTED, row, "adjust_days", book, str(row["project_code"])) for row in events]


def _key_reports(facts: Facts, approved: Sequence[Row], as_of: date, book: Rulebook) -> list[Item]:
    """D08: an accepted key evaluation report is published twice, by the finance department and by the unit.

    Acceptance is recorded among the approvals, or with the report itself (form key_evaluation).
    """
    projects, own = facts["projects@before"], of_own_level(facts)
    unit_of = dict(zip(projects["project_code"], projects["unit_code"].astype("str"), strict=True))
    reports = [row for row in _of(approved, ACCEPTED, book.work_year - 1) if row["project_code"]] + [
        {"about_unit": unit_of[row["project_code"]], "approved_on": row["accepted_on"], "kind": ACCEPTED,
         "project_code": row["project_code"]}
        for row in rows(facts, "key_reports")
        if (row["unit_code"], unit_of.get(row["project_code"], "")) in own
        and row["accepted_on"] and row["accepted_on"] <= as_of
    ]
    return [
        _item("D08", KEY, row, "key_eval_days", book, str(row["project_code"]), publisher)
        for row in reports for publisher in (BY_FINANCE, BY_UNIT)
    ]

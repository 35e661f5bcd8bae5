"""What is wrong with a calendar that is well formed: dates, inputs, windows, persons and rungs held against each other.

What no schema lets pass (a day that no month has, a due date before the opening) is refused when the file is read.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import combinations

from config.calendar import OWNERS, Milestone, Node, Owner, on
from config.findings import Tier
from config.rulebook import Rulebook
from config.strict import ConfigError
from tasks.rules.deadlines import deadline, on_day, runs_until
from tasks.rules.reminders import rung_day

# A department hands in as a unit too, a county's finance department as one of the finance departments.
ALSO: dict[Owner, Owner] = {"department": "unit", "county": "finance"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `milestone` and `key` say where in calendar.yaml, `says` is a sentence that names both."""

    tier: Tier
    milestone: str
    key: str
    says: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One node with its milestone, under the name by which others refer to it: "monitoring/may"."""

    name: str
    milestone: str
    described: Milestone
    node: Node

    @property
    def owner(self) -> Owner:
        """Who owes it."""
        return self.node.owed_by or self.described.owed_by

    @property
    def title(self) -> str:
        """As people call it: 绩效监控（5月监控）."""
        return self.described.called(self.node)

    def wrong(self, key: str, says: str, tier: Tier = Tier.ERROR) -> Fault:
        """A fault at one key of this node."""
        return Fault(tier, self.milestone, f"{self.name}.{key}", f"{self.title}的 {self.name}.{key}：{says}")


def lint(book: Rulebook, rules: Set[str]) -> list[Fault]:
    """Everything wrong with the calendar in the rulebook's work year; `rules` are the ids of the catalogue."""
    entries = [
        Entry(f"{name}/{node.node}" if node.node else name, name, described, node)
        for name, described in book.calendar.milestones.items() for node in described.nodes
    ]
    impossible = list(_impossible(entries, book.work_year))
    dated = [entry for entry in entries if entry.name not in {fault.key.split(".")[0] for fault in impossible}]
    return [
        *_rules(book, rules), *impossible, *_inputs(dated, book), *_reviews(dated, book), *_windows(dated, book),
        *_persons(dated, book), *_rungs(dated, book), *_tables(dated, book),
    ]


def _rules(book: Rulebook, known: Set[str]) -> Iterator[Fault]:
    for name, described in book.calendar.milestones.items():
        key = f"{name}.rules"
        if not described.rules:
            yield Fault(Tier.ERROR, name, key, f"{described.title}的 {key}：没有写依据哪条规则")
        for rule in described.rules:
            if rule not in known:
                yield Fault(Tier.ERROR, name, key, f"{described.title}的 {key}：规则目录里没有 {rule}")
            if described.rules.count(rule) > 1:
                yield Fault(Tier.ERROR, name, key, f"{described.title}的 {key}：{rule} 写了不止一次")


def _impossible(entries: Iterable[Entry], work_year: int) -> Iterator[Fault]:
    for entry in entries:
        for key in ("opens", "due", "runs_until", "cut_off"):
            month_day = getattr(entry.node, key)
            try:
                _ = month_day and on(month_day, work_year)
            except ConfigError:
                yield entry.wrong(key, f"{work_year} 年没有 {month_day} 这一天")


def _inputs(entries: Iterable[Entry], book: Rulebook) -> Iterator[Fault]:
    due = {entry.name: (entry, deadline(entry.node, book).effective) for entry in entries}
    for entry, day in due.values():
        for name in entry.node.after:
            if name not in due:
                yield entry.wrong("after", f"日历里没有“{name}”")
            elif due[name][1] > day:
                other, later = due[name]
                yield entry.wrong("due", f"期限 {day} 早于所用资料“{other.title}”的期限 {later}")


def _reviews(entries: Iterable[Entry], book: Rulebook) -> Iterator[Fault]:
    """Where finance has a term of its own to review what was handed in (`<milestone>.review_due`, one per node)."""
    for entry in entries:
        parameter = f"{entry.milestone}.review_due"
        if parameter not in book.parameters.known:
            continue
        terms, place = book.parameters.words(parameter), entry.described.nodes.index(entry.node)
        due = deadline(entry.node, book).effective
        try:
            term = on_day(on(terms[place], book.work_year), book).effective
        except (IndexError, ValueError):
            yield entry.wrong("due", f"参数 {parameter} 没有它的审核期限，或者不是 {book.work_year} 年的日子")
            continue
        if term < due:
            yield entry.wrong("due", f"审核期限 {term}（参数 {parameter}）早于报送期限 {due}")
        last = book.workdays.shift(term, max(rung.days for rung in book.ladder.rungs.values()))
        if entry.described.review and last > runs_until(entry.node, book):
            yield entry.wrong("runs_until", f"早于审核的最后一次催报 {last}（参数 {parameter}）")


def _windows(entries: Iterable[Entry], book: Rulebook) -> Iterator[Fault]:
    for one, other in combinations(entries, 2):
        if one.milestone == other.milestone and one.owner == other.owner:
            first, second = sorted((one, other), key=lambda entry: on(entry.node.opens, book.work_year))
            ends, starts = runs_until(first.node, book), on(second.node.opens, book.work_year)
            if starts <= ends:
                yield second.wrong("opens", f"{starts} 开始，与“{first.title}”（到 {ends} 为止）交叉")


def _persons(entries: Iterable[Entry], book: Rulebook) -> Iterator[Fault]:
    """Explained where the same owe both, hinted at where some of them do: the notice itself doubles some days."""
    owing = (entry for entry in entries if entry.node.form or entry.described.form)
    for one, other in combinations(owing, 2):
        same = deadline(one.node, book).effective
        if same != deadline(other.node, book).effective:
            continue
        says = f"与“{other.title}”同在 {same} 到期，都由{OWNERS[other.owner]}报送"
        if one.owner == other.owner:
            yield one.wrong("due", says, Tier.EXPLAIN)
        elif ALSO.get(one.owner) == other.owner or ALSO.get(other.owner) == one.owner:
            yield one.wrong("due", f"{says}，{OWNERS[one.owner]}也在其中", Tier.HINT)


def _rungs(entries: Iterable[Entry], book: Rulebook) -> Iterator[Fault]:
    for entry in entries:
        due = deadline(entry.node, book)
        if reason := book.workdays.day_off(due.effective):
            yield entry.wrong("due", f"期限 {due.effective} 是休息日（{reason}），没有顺延")
        for name, rung in book.ladder.rungs.items():
            day = rung_day(rung, due.remind_from, due.effective, book)
            if reason := book.workdays.day_off(day):
                yield entry.wrong("due", f"催报阶梯 {name}（{rung.title}）落在 {day}，是休息日（{reason}）")


def _tables(entries: Iterable[Entry], book: Rulebook) -> Iterator[Fault]:
    """The tables of the work year, and of the next one where a deadline rolls into it."""
    for year in sorted({book.work_year, *(deadline(entry.node, book).effective.year for entry in entries)}):
        if says := book.workdays.provisional(year):
            key = f"holidays/{year}.yaml"
            yield Fault(Tier.HINT, "", key, f"落在 {year} 年的期限（{key}）：{says}")

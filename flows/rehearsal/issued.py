"""The workbook a unit got by mail, filled in by its clerk, formulas calculated as Excel would have."""

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from flows.rehearsal.answers import EXECUTION, TIERS, Answer, cents
from flows.rehearsal.paper import Paper
from flows.rehearsal.workbook import Formula, Typed, Workbook

PROJECTS, TARGETS = "项目", "指标"
FIRST = 4  # below title, sender and head
# Where the form has what, read off the printed form itself.
PROJECT_COLUMNS = {
    "code": "B", "name": "C", "initial": "D", "budget": "E", "executed": "F", "rate": "G", "weight": "H",
    "execution": "I", "weights": "J", "total": "K", "goal": "L", "achieved": "M", "reason": "N",
}
LINE_COLUMNS = {
    "code": "A", "level1": "C", "level2": "D", "level3": "E", "relation": "F", "target": "G", "unit": "H",
    "actual": "I", "tier": "J", "weight": "K", "score": "L", "reason": "M",
}
Values = dict[str, Typed]


class IssuedPaper(Paper):
    """A form of ours. `after` are changes to the workbook itself, made last."""

    def __init__(self, form: bytes, answers: list[Answer]) -> None:
        self.book = Workbook(form)
        codes = _column(self.book, PROJECTS, PROJECT_COLUMNS["code"])
        order = {code: row for row, code in codes}
        super().__init__(sorted((a for a in answers if a.project.code in order), key=lambda a: order[a.project.code]))
        self.rows = [order[answer.project.code] for answer in self.answers]
        self.lines: dict[str, list[int]] = {}
        for row, code in _column(self.book, TARGETS, LINE_COLUMNS["code"]):
            self.lines.setdefault(code, []).append(row)
        self.after: list[Callable[[Workbook], None]] = []
        for number, answer in enumerate(self.answers):
            if not answer.budget:
                self.plant("S-ZEROBUDGET", "budget", number)

    def at(self, field: str, project: int, line: int | None = None) -> tuple[str, str]:
        """Sheet and cell of a field."""
        if line is None:
            return PROJECTS, f"{PROJECT_COLUMNS[field]}{self.rows[project]}"
        return TARGETS, f"{LINE_COLUMNS[field]}{self.lines[self.answers[project].project.code][line]}"

    def data(self) -> bytes:
        """The file as it is handed in."""
        typed: dict[str, Values] = {PROJECTS: {}, TARGETS: {}}
        results: dict[str, Decimal | str] = {}
        for number, answer in enumerate(self.answers):
            for (line, field), value in _answers(answer):
                sheet, cell = self.at(field, number, line)
                typed[sheet][cell] = value
            results |= {self.at(field, number)[1]: value for field, value in self._results(number).items()}
        for (project, line, field), value in self.typed.items():
            sheet, cell = self.at(field, project, line)
            typed[sheet][cell] = value
        self.book.type(PROJECTS, typed[PROJECTS], results)
        self.book.type(TARGETS, typed[TARGETS], {})
        for change in self.after:
            change(self.book)
        return self.book.data()

    def _results(self, number: int) -> dict[str, Decimal | str]:
        """What the formulas of one project come to: blank where what they need is no number."""
        answer = self.answers[number]
        own = [(number, line) for line in range(len(answer.lines))]
        weights = sum((self._number((*place, "weight"), answer.lines[place[1]].weight) for place in own), Decimal(0))
        points = sum((self._number((*place, "score"), answer.lines[place[1]].score) for place in own), Decimal(0))
        found: dict[str, Decimal | str] = dict.fromkeys(("rate", "execution", "total"), "")
        found["weights"] = cents(weights + EXECUTION)
        executed = self.typed.get((number, None, "executed"), answer.executed)
        executed = executed.shows if isinstance(executed, Formula) else executed
        if isinstance(executed, Decimal) and answer.budget:
            share = executed / answer.budget
            execution = self._number((number, None, "execution"), cents(EXECUTION * min(Decimal(1), share)))
            found["rate"] = share.quantize(Decimal("0.0001"), ROUND_HALF_UP)
            found |= {"execution": execution, "total": cents(execution + points)}
        return found

    def _number(self, place: tuple[int, int | None, str], answer: Decimal) -> Decimal:
        """The number in a cell: what was typed, if it is one (0 for anything else), or the answer."""
        typed = self.typed.get(place, answer)
        typed = typed.shows if isinstance(typed, Formula) else typed
        return typed if isinstance(typed, Decimal) else Decimal(0)


def _answers(answer: Answer) -> Iterator[tuple[tuple[int | None, str], Typed]]:
    """What a unit fills in: (line, field) and value."""
    yield from (((None, "executed"), answer.executed), ((None, "goal"), answer.goal))
    yield from (((None, "achieved"), answer.achieved), ((None, "reason"), answer.reason or None))
    for number, line in enumerate(answer.lines):
        actual: Typed = line.told if line.said or line.asked.unit == "%" else line.actual
        yield from (((number, "actual"), actual), ((number, "score"), line.score), ((number, "weight"), line.weight))
        yield (number, "reason"), line.reason or None
        yield (number, "tier"), TIERS[line.tier - 1] if line.tier else None


def _column(book: Workbook, sheet: str, letter: str) -> list[tuple[int, str]]:
    """Row and text of one column below the head, down to the first row without a serial number or a code."""
    found = []
    for at, words in book.cells(sheet).items():
        if at.rstrip("0123456789") == letter and int(at[len(letter):]) >= FIRST and words:
            found.append((int(at[len(letter):]), words))
    return sorted(found)

"""A form as it lies before a clerk: true answers, what is typed instead of some of them, and what that must lead to."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal

from flows.rehearsal.answers import Answer
from flows.rehearsal.workbook import Typed

Place = tuple[int, int | None, str]  # project, line (None: the project itself), field


@dataclass(frozen=True, slots=True, order=True)
class Planted:
    """What the story says will be found: this rule at this cell, "" where it concerns no single one."""

    rule: str
    sheet: str = ""
    cell: str = ""


class Paper(ABC):
    """One file in the making. `answers` may be changed; `typed` says what stands in a cell instead of the answer."""

    def __init__(self, answers: list[Answer]) -> None:
        self.answers = answers
        self.typed: dict[Place, Typed] = {}
        self.planted: list[Planted] = []
        self.renamed: dict[str, str] = {}  # sheet → the name its tab has got

    @abstractmethod
    def at(self, field: str, project: int, line: int | None = None) -> tuple[str, str]:
        """Sheet and cell of a field."""

    @abstractmethod
    def data(self) -> bytes:
        """The file as it is handed in."""

    def type(self, value: Typed, field: str, project: int, line: int | None = None) -> None:
        """Type something over the answer to one field."""
        self.typed[project, line, field] = value

    def plant(self, rule: str, field: str, project: int, line: int | None = None) -> None:
        """Say that a rule must fire at a field."""
        self.planted.append(Planted(rule, *self.at(field, project, line)))

    @property
    def earned(self) -> tuple[Planted, ...]:
        """All that must be found, by the names the sheets have in the end."""
        return tuple(Planted(one.rule, self.renamed.get(one.sheet, one.sheet), one.cell) for one in self.planted)

    def own_total(self, project: int) -> Decimal:
        """总分 as it stands on the form: as typed, or the sum of what stands above it."""
        answer = self.answers[project]
        typed, execution = (self.typed.get((project, None, field)) for field in ("total", "execution"))
        if isinstance(typed, Decimal):
            return typed
        return answer.own + (execution - answer.execution if isinstance(execution, Decimal) else 0)

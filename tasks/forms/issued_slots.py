"""The columns of an issued form as they are read: by the kind of each, and remembered, for most cells say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.forms_issued import Column, IssuedForm
from tasks.forms.amounts import Unit, money_fen, percent_bp, points_cp
from tasks.forms.grid import letters
from tasks.forms.words import SHORT, Parsed, code, is_blank, label, text
from tasks.rules.columns import INDICATOR_NUMBERS, PROJECT_NUMBERS

NUMBERS = frozenset(PROJECT_NUMBERS + INDICATOR_NUMBERS)
ASK, _NEW = object(), object()  # this cell needs a closer look; nobody has seen it yet
_SIMPLE = frozenset({str, float})  # not bool: True is equal to 1.0
_MOST = 4096  # cells that are remembered of one column, from form to form
_MEMORY: dict[tuple[int, Unit], tuple[Column, "Reader", dict[Any, Any]]] = {}  # holds the column: its id stays its own
Reader = Callable[[Any], Parsed[Any]]


@dataclass(slots=True)
class Slot:
    """One column that is read: its place, its reader, what nothing reads as, and what is known of its cells."""

    position: int
    letters: str
    column: Column
    field: str
    read: Reader
    nothing: str | None
    required: bool
    entry: bool
    least: float | None
    most: float | None
    formatted: bool  # the number format of a cell has a say
    known: dict[Any, Any]

    def values(self, raws: list[Any]) -> list[Any]:
        """What each of these cells reads as wherever it stands, ASK where something must be said of it."""
        if _SIMPLE.issuperset(map(type, raws)):
            found = [self.known.get(raw, _NEW) for raw in raws]
        else:
            found = [self.known.get(raw, _NEW) if type(raw) in _SIMPLE else ASK for raw in raws]
        if _NEW not in found:
            return found
        learnt = {raw: self._learn(raw) for raw, value in zip(raws, found, strict=True) if value is _NEW}
        return [learnt[raw] if value is _NEW else value for raw, value in zip(raws, found, strict=True)]

    def _learn(self, raw: Any) -> Any:
        value = self.nothing if raw == "" and not self.required else self._sure(raw)
        if type(raw) is float or len(raw) <= SHORT:
            if len(self.known) >= _MOST:
                self.known.clear()
            self.known[raw] = value
        return value

    def _sure(self, raw: Any) -> Any:
        if self.formatted or is_blank(raw):
            return ASK
        read = self.read(raw)
        value = read.value
        if read.notes or value is None or (self.least is not None and value < self.least):
            return ASK
        return ASK if self.most is not None and value > self.most else value


def slot_of(form: IssuedForm, position: int, column: Column, percent: bool) -> Slot:
    """The slot of a column found at a position; `percent`: cells of its sheet have percent formats."""
    scale = {"money": form.fen, "points": 100, "percent": 10_000}.get(column.kind)
    least, most = (None if scale is None or bound is None else bound * scale for bound in (column.least, column.most))
    formatted = percent and column.kind == "percent"
    key = id(column), form.money_unit
    if key not in _MEMORY:
        _MEMORY[key] = column, _reader(column, form.money_unit), {}
    _, read, known = _MEMORY[key]
    return Slot(position, letters(position), column, column.field, read, None if column.field in NUMBERS else "",
                column.required, column.entry, least, most, formatted, {} if formatted else known)


def _reader(column: Column, unit: Unit) -> Reader:
    """How cells of a column are read; a percent format is the business of whoever knows the cell."""
    match column.kind:
        case "money":
            return lambda raw: money_fen(raw, unit)
        case "points":
            return points_cp
        case "percent":
            return lambda raw: percent_bp(raw, as_percent=False)
        case "code":
            return code
        case "choice":
            known = _choices(column)
            unknown: Parsed[Any] = Parsed(None, (("R-RANGE", "、".join(column.choices)),))
            return lambda raw: known.get(label(raw), unknown)
        case _:
            limit = column.max_length
            return lambda raw: text(raw, limit)


def _choices(column: Column) -> dict[str, Parsed[Any]]:
    """Matching key → the value to keep: the choice itself, or its place in the list for a number field."""
    kept = {word: number if column.field in NUMBERS else word for number, word in enumerate(column.choices, 1)}
    spelt = {**{word: word for word in column.choices}, **column.synonyms}
    return {label(word): Parsed(kept[choice]) for word, choice in spelt.items()}

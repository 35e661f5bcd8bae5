"""The indicator table of a printed form, row by row, in the columns of `tasks.rules.columns`."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from config.forms_official import official_form
from tasks.forms.blocks import Block
from tasks.forms.cells import Cells
from tasks.forms.grid import letters
from tasks.forms.headings import Headings
from tasks.forms.labels import any_of, bare
from tasks.forms.normalise import is_blank, label, number
from tasks.forms.page import Page, Place
from tasks.forms.shared_points import settle
from tasks.forms.table_rows import Walk
from tasks.forms.targets import read_target
from tasks.rules.columns import INDICATOR_NUMBERS, INDICATOR_TEXT

_POINTS = re.compile(r"\s*(?:[(（【\[][0-9.]{1,5}\s*[分%]?[)）】\]]|(?<![0-9.])[0-9.]{1,5}分)\s*$")
_BREAK = re.compile(r"\s*\n\s*")
_PLACED = {  # a column of the form → the fields of a row that come from it
    "level1": ("level1",), "level2": ("level2",), "level3": ("level3",), "target": ("target", "target_value"),
    "relation": ("relation",), "actual": ("actual", "actual_value", "tier"), "weight": ("weight_cp",),
    "score": ("self_score_cp",), "reason": ("reason",),
}
_OWN = ("target", "actual", "weight", "score")  # what every indicator has of its own
_LEVELS = ("level3", "level2", "level1")


@dataclass(slots=True)
class Line:
    """One indicator: its values, and the cells that its points come from."""

    row: int
    values: dict[str, Any]
    places: dict[str, Place | None]


@dataclass(slots=True)
class Table:
    """Reads the rows of one block. Levels are carried down until the next one is named."""

    block: Block
    cells: Cells
    lines: list[Line] = field(default_factory=list)
    _level1: str = ""
    _level2: str = ""

    @property
    def page(self) -> Page:
        """The page the table stands on."""
        return self.block.page

    def read(self, walk: Walk) -> list[dict[str, Any]]:
        """Every indicator of the table, without `reading` and `project`."""
        for row, head in walk.rows():
            self._row(row, head)
        settle(self.lines, self.cells)
        return [line.values for line in self.lines]

    def _row(self, row: int, head: Headings) -> None:
        origin, last = self.page.origin, head.last
        places: dict[str, Place | None] = {}
        for name, columns in head.columns.items():  # merged cells serve every row they cover
            place = origin(row, columns[0].col)
            places[name] = place if place[0] > last else None
        self._prefer(places)
        self._carry(places)
        level = next((name for name in _LEVELS if name in head), "level3")
        if places[level] is not None and places[level] == places.get("target", (-1, -1)):
            return  # one text across the whole table: a remark
        name = self._name(places[level])
        if self._continues(row, places, places[level], name) or self._empty(places, name):
            return
        self._add(row, head, places, name)

    def _prefer(self, places: dict[str, Place | None]) -> None:
        """An adjusted target before the first one; words that stand in a column of units instead of a value."""
        if self._filled(places.get("adjusted")):
            places["target"] = places["adjusted"]
        for value, words in (("target", "unit"), ("actual", "actual_words")):
            if self._filled(places.get(words)) and not self._filled(places.get(value)):
                places[value], places[words] = places[words], None

    def _filled(self, place: Place | None) -> bool:
        return place is not None and not is_blank(self.page.cell(*place))

    def _carry(self, places: dict[str, Place | None]) -> None:
        level1, level2 = (_heading(self.cells.text(places.get(name))) for name in ("level1", "level2"))
        if level1 and level1 != self._level1:
            self._level1, self._level2 = level1, ""
        self._level2 = level2 or self._level2

    def _name(self, place: Place | None) -> str:
        """The indicator's name in one line, without the template's numbering; "" for a template's 指标2 and ……."""
        words = _BREAK.sub("", self.cells.text(place))
        if any_of(*official_form().placeholders).fullmatch(bare(label(words))):
            return ""
        return re.sub(f"^{official_form().numbering}", "", words)

    def _continues(self, row: int, places: dict[str, Place | None], named: Place | None, name: str) -> bool:
        """True for the rest of the indicator above: its cells reach down here, only a text was split."""
        mine = {n: p for n in _OWN if (p := places.get(n))}
        from_above = [n for n, place in mine.items() if place[0] < row]
        if not self.lines or not from_above:
            return False
        above = self.lines[-1]
        if any(mine[n] != above.places.get(n) for n in from_above):
            return False
        if any(self._filled(mine[n]) for n in mine if n not in from_above):
            return False
        own = bool(name) and named is not None and named[0] == row
        if own and len(from_above) < len(mine):
            return False
        if own:
            above.values["level3"] += name
        return True

    def _empty(self, places: dict[str, Place | None], name: str) -> bool:
        """True for template rows, blank lines and page numbers: no name, and hardly anything else."""
        if name:
            return False
        if not any(self._filled(places.get(n)) for n in ("target", "actual")):
            return True
        if sum(self._filled(place) for place in set(places.values())) < 2:
            return True
        return all(_is_zero(self.page, places.get(n)) for n in _OWN)

    def _add(self, row: int, head: Headings, places: dict[str, Place | None], name: str) -> None:
        cells = self.cells
        values: dict[str, Any] = dict.fromkeys(INDICATOR_TEXT, "") | dict.fromkeys(INDICATOR_NUMBERS)
        values |= {"level1": self._level1, "level2": self._level2, "level3": name}
        values |= self._asked(places, name)
        values["weight_cp"] = cells.points(places.get("weight"))
        values["self_score_cp"] = cells.points(places.get("score"))
        values["reason"] = self._reason(row, head)
        values |= {"sheet": self.page.sheet.name, "row": row + 1, "at": _at(head, places)}
        self.lines.append(Line(row, values, places))

    def _asked(self, places: dict[str, Place | None], name: str) -> dict[str, Any]:
        """Target and result, as printed and as numbers."""
        cells = self.cells
        shown = {n: cells.text(places.get(n)) for n in ("target", "actual", "relation", "unit")}
        at = {n: p if (p := places.get(n)) and cells.usable(p) else None for n in ("target", "actual")}
        raw = {n: self.page.cell(*p) if p else None for n, p in at.items()}
        percent = {n: bool(p and cells.is_percent(p)) for n, p in at.items()}
        found = read_target(
            raw["target"], raw["actual"], relation=shown["relation"], unit=shown["unit"], level3=name,
            level2=self._level2, target_percent=percent["target"], actual_percent=percent["actual"],
        )
        if (actual := places.get("actual")) is not None:
            cells.notes(found.notes, actual)
        return {
            "target": _joined(shown["relation"], shown["target"], shown["unit"]), "actual": shown["actual"],
            "relation": found.relation, "target_value": found.target_value, "actual_value": found.actual_value,
            "tier": found.tier,
        }

    def _reason(self, row: int, head: Headings) -> str:
        """偏差原因 and 改进措施, joined; 备注 only where there is neither."""
        columns = head.columns.get("reason", [])
        last = len(official_form().indicators["reason"]) - 1
        chosen = [c for c in columns if c.rank < last] or columns
        places = [self.page.origin(row, column.col) for column in chosen]
        texts = [self.cells.answer(place) for place in places if place[0] > head.last]
        return "；".join(dict.fromkeys(words for words in texts if words not in ("", "0")))


def read_indicators(block: Block, cells: Cells, walk: Walk) -> list[dict[str, Any]]:
    """The indicators of one project; `walk` then knows where the total stands and where the table ends."""
    return Table(block, cells).read(walk)


def _heading(words: str) -> str:
    """A level's name in one line, without the points printed behind it: 产出指标(50分) → 产出指标."""
    return _POINTS.sub("", _BREAK.sub("", words)).strip()


def _joined(relation: str, target: str, unit: str) -> str:
    """≥ | 50 | 个 as ≥50个."""
    if target and relation and relation not in target and len(relation) <= 2 and relation != "定性":
        target = relation + target
    return target + unit if target and unit and not target.endswith(unit) else target


def _is_zero(page: Page, place: Place | None) -> bool:
    if place is None or is_blank(cell := page.cell(*place)):
        return True
    return number(cell).value == 0


def _at(head: Headings, places: dict[str, Place | None]) -> str:
    """Column letters by field; merged cells count where their value stands."""
    columns = [
        (name, place[1] if (place := places.get(name)) else head.columns[name][0].col)
        for name in _PLACED if name in head
    ]
    return _listed(tuple(columns))


@lru_cache(maxsize=1024)
def _listed(columns: tuple[tuple[str, int], ...]) -> str:
    return ",".join(f"{field}={letters(col)}" for name, col in columns for field in _PLACED[name])

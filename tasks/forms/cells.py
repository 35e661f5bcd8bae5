"""Read single cells of a printed form; what the sender must know of them becomes a finding, harmless style does not."""

import re
from collections.abc import Iterable

from config.findings import Tier, catalogue
from config.forms_official import official_form
from tasks.forms.amounts import Unit, decimal_text
from tasks.forms.grid import address, position
from tasks.forms.labels import any_of
from tasks.forms.normalise import Note, Parsed, code, is_blank, label, money_fen, number, points_cp, shown, text
from tasks.forms.page import Page, Place
from tasks.rules.finding import Finding, finding

_ODD = {"error": "R-ERRVAL", "nocalc": "R-NOCALC"}
_INLINE = re.compile(r"[:：]")
_NEXT = re.compile(r"\s+(?=[^\s:：]{2,8}[:：])|[ \u3000]{3,}")  # another label in the same cell
_MOST = 10**7  # times 100 %
_MARKED = re.compile(r"\s*[%％]\s*$")


class Cells:
    """The cells of one project on one page. `findings` gather in the order of reading, each cell once."""

    def __init__(self, page: Page, file: str) -> None:
        self.page, self.file = page, file
        self.project_code = ""
        self.findings: list[Finding] = []
        self._told: set[tuple[str, str]] = set()
        self._odd = {position(at): kind for at, kind in page.sheet.odd.items()}
        self._percent = frozenset(map(position, page.sheet.percent))
        self._texts: dict[Place, str] = {}  # merged cells are asked for by every row

    def note(self, rule: str, place: Place, *, value: object = None, expected: object = "", **facts: object) -> None:
        """Record one finding at one cell."""
        at = address(*place)
        if (rule, at) in self._told:
            return
        self._told.add((rule, at))
        found = shown(self.page.cell(*place)) if value is None else value
        self.findings.append(finding(
            rule, file=self.file, sheet=self.page.sheet.name, cell=at, value=found, expected=expected,
            project_code=self.project_code, **facts,
        ))

    def notes(self, notes: Iterable[Note], place: Place) -> None:
        """Record what the normaliser said, as far as it asks something of the sender."""
        for rule, expected in notes:
            if catalogue()[rule].tier is not Tier.HINT:
                self.note(rule, place, expected=expected)

    def usable(self, place: Place) -> bool:
        """False for an error value and for a formula nobody calculated, which are findings."""
        rule = _ODD.get(self._odd.get(place, "")) if self._odd else None
        if rule:
            self.note(rule, place)
        return rule is None

    def is_percent(self, place: Place) -> bool:
        """True when the cell's number format is a percentage."""
        return place in self._percent

    def money(self, place: Place | None, unit: Unit) -> int | None:
        """An amount in fen. A negative one is R-NEG and kept."""
        if place is None or not self.usable(place):
            return None
        return self._kept(money_fen(self.page.cell(*place), unit), place)

    def points(self, place: Place | None) -> int | None:
        """Points in hundredths; a cell formatted as a percentage holds a share of 100 points."""
        if place is None or not self.usable(place):
            return None
        cell = self.page.cell(*place)
        if self.is_percent(place) and isinstance(cell, (int, float)) and not isinstance(cell, bool):
            cell = cell * 100
        return self._kept(points_cp(cell), place)

    def rate(self, place: Place | None, actual_bp: int | None) -> int | None:
        """An execution rate in hundredths of a percent. A bare number is read as the fraction or the percent points
        that lie nearer to what the amounts beside it give (`actual_bp`)."""
        if place is None or not self.usable(place):
            return None
        cell = self.page.cell(*place)
        marked = isinstance(cell, str) and _MARKED.search(cell)
        read = number(_MARKED.sub("", cell) if isinstance(cell, str) else cell)
        self.notes(read.notes, place)
        if read.value is None:
            return None
        if abs(read.value) > _MOST:
            self.note("R-TYPE", place, expected="百分比")
            return None
        points = int((read.value * 100).to_integral_value("ROUND_HALF_UP"))
        fraction = int((read.value * 10_000).to_integral_value("ROUND_HALF_UP"))
        if marked or self.is_percent(place):
            return points if marked else fraction
        if actual_bp is None:
            return fraction if abs(read.value) <= 3 else points
        return min(fraction, points, key=lambda bp: abs(bp - actual_bp))

    def text(self, place: Place | None) -> str:
        """Text as people read it, rates with their % sign; "" for blanks and placeholders."""
        if place is None:
            return ""
        if place not in self._texts:
            self._texts[place] = self._text(place)
        return self._texts[place]

    def _text(self, place: Place) -> str:
        if not self.usable(place):
            return ""
        cell = self.page.cell(*place)
        if is_blank(cell):
            return ""
        if self.is_percent(place) and isinstance(cell, (int, float)) and not isinstance(cell, bool):
            share = number(cell).value
            return shown(cell) if share is None else decimal_text(share * 100) + "%"
        read = text(cell)
        self.notes(read.notes, place)
        return read.value or ""

    def answer(self, place: Place | None) -> str:
        """Text that somebody wrote: "" for what the template itself says in the cell."""
        words = self.text(place)
        return "" if any_of(*official_form().instructions).search(label(words)) else words

    def code(self, place: Place | None) -> str:
        """A code out of a text cell."""
        if place is None or not self.usable(place):
            return ""
        read = code(self.page.cell(*place))
        self.notes(read.notes, place)
        return read.value or ""

    def inline(self, place: Place) -> str:
        """What stands behind the colon of a heading that carries its value in the same cell."""
        parts = _INLINE.split(shown(self.page.cell(*place)), maxsplit=1)
        words = _NEXT.split(parts[1], maxsplit=1)[0] if len(parts) > 1 else ""
        return "" if is_blank(words) else (text(words).value or "")

    def key(self, place: Place) -> str:
        """The matching key of a cell."""
        return label(self.page.cell(*place))

    def _kept(self, read: Parsed[int], place: Place) -> int | None:
        self.notes(read.notes, place)
        if read.value is not None and read.value < 0:
            self.note("R-NEG", place)
        return read.value

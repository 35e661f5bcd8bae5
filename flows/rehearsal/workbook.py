"""A workbook in a clerk's hands: cells typed into its XML, so that all else stays as Excel would have saved it.

openpyxl would do, but it drops what formulas have come to, and a unit's Excel files just that.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flows.rehearsal.package import packed, unpacked

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?: t="(\w+)")?\s*(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE = re.compile(r"<(v|t)(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
_FORMULA = re.compile(r"<f(?: [^>]*)?>.*?</f>|<f[^>]*/>", re.DOTALL)
_SHARED = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"|<sheet [^>]*?r:id="([^"]*)"[^>]*?name="([^"]*)"')
_RELATION = re.compile(r"<Relationship ([^>]*)>")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula typed by hand; `shows` is what it came to, None where nobody calculated it."""

    text: str
    shows: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """A cell that shows an error, such as #REF!."""

    shows: str


Typed = str | Decimal | bool | Formula | Error | None  # None: emptied


class Workbook:
    """The parts of an .xlsx; sheets go by the names on their tabs."""

    def __init__(self, data: bytes) -> None:
        self.parts = unpacked(data)
        self._words = [
            html.unescape("".join(words for _, words in _VALUE.findall(found[1] or "")))
            for found in _SHARED.finditer(self._text("xl/sharedStrings.xml"))
        ]
        targets = {}
        for found in _RELATION.finditer(self._text("xl/_rels/workbook.xml.rels")):
            about = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
            targets[about["Id"]] = "xl/" + about["Target"].removeprefix("/xl/")
        named = [found.groups() for found in _SHEET.finditer(self._text("xl/workbook.xml"))]
        self.sheets = {html.unescape(a or d): targets[b or c] for a, b, c, d in named}

    def cells(self, sheet: str) -> dict[str, str]:
        """Address → text of every filled cell, formulas as what they have come to."""
        found = {}
        for at, _, kind, inner in _CELL.findall(self._text(self.sheets[sheet])):
            value = _VALUE.search(inner)
            if value:
                found[at] = self._words[int(value[2])] if kind == "s" else html.unescape(value[2])
        return found

    def type(self, sheet: str, typed: Mapping[str, Typed], results: Mapping[str, Decimal | str]) -> None:
        """Type into cells that are there, and put `results` into the formulas, or where one was typed over."""

        def retyped(found: re.Match[str]) -> str:
            at, style = found[1], found[2] or ""
            if at in typed:
                return _cell(at, style, typed[at])
            if at not in results:
                return found[0]
            formula = _FORMULA.search(found[4] or "")
            return _cell(at, style, results[at], formula[0] if formula else "")

        self.change(self.sheets[sheet], lambda xml: _CELL.sub(retyped, xml))

    def add_row(self, sheet: str, cells: Mapping[str, Typed]) -> None:
        """Write a row below all others; `cells` goes by column letters and may name a row of its own ("B90")."""
        inner = "".join(_cell(at, "", value) for at, value in cells.items())
        number = re.sub("[A-Z]", "", next(iter(cells)))
        row = f'<row r="{number}">{inner}</row></sheetData>'
        self.change(self.sheets[sheet], lambda xml: xml.replace("</sheetData>", row))

    def change(self, part: str, how: Callable[[str], str]) -> None:
        """Rewrite the XML of one part."""
        self.parts[part] = how(self._text(part)).encode()

    def data(self) -> bytes:
        """The file."""
        return packed(self.parts)

    def _text(self, part: str) -> str:
        return self.parts.get(part, b"").decode()


def _cell(at: str, style: str, value: Typed, formula: str = "") -> str:
    """One cell as Excel writes it; `formula` is the markup of a formula that came to `value`."""
    head = f'<c r="{at}"{style}'
    match value:
        case None:
            return f"{head}/>"
        case Formula(text, shows):
            return f"{head}><f>{html.escape(text)}</f>{'' if shows is None else f'<v>{shows}</v>'}</c>"
        case Error(shows):
            return f'{head} t="e"><v>{shows}</v></c>'
        case bool():
            return f'{head} t="b"><v>{value:d}</v></c>'
        case Decimal():
            return f"{head}>{formula}<v>{value:f}</v></c>"
        case _ if formula:
            return f'{head} t="str">{formula}<v>{html.escape(value)}</v></c>'
        case _:
            return f'{head} t="inlineStr"><is><t xml:space="preserve">{html.escape(value)}</t></is></c>'

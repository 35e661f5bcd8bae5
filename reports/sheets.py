"""Sheets of a workbook for officials: title, header, frozen and filtered, ready to print on A4, with real numbers."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from numbers import Integral
from typing import Any, Literal

import xlsxwriter

from reports.formats import clip

Kind = Literal["text", "word", "long", "count", "wan", "points", "percent", "day", "moment"]
INK, SOFT, RULE, WASH, BAD = "#1b2733", "#566370", "#b8c1ca", "#eef2f5", "#a8321f"
# How many of the stored unit make one of the shown, and how it is shown.
NUMBERS = {"count": (1, "#,##0"), "wan": (1_000_000, "#,##0.00"), "points": (100, "0.00"), "percent": (10_000, "0.00%")}
TEXTS = ("text", "word", "long")
DAYS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
MOST_ROWS = 1_000_000  # a sheet ends at 1,048,576
LONGEST = 32_000  # a cell ends at 32,767 characters
HIGHEST = 405  # points: a row ends at 409
HEAD = 2  # row of the header, below title and note
NARROW = 100  # sheets no wider than so many characters are printed upright
POINTS = 5.5  # one character of a column's width
A_LITTLE = 1.15  # of a page: so much is pressed onto one
NO_ROWS = "（本表无内容）"
SIGNED = "填表人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　填表日期：　　　　年　　月　　日"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDE = re.compile("[\u2e80-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading with its unit, width in characters, kind, and words to be shown in red.

    text, long: wraps · word: centred, wraps · the others are numbers and dates, see NUMBERS and DAYS.
    """

    heading: str
    width: float
    kind: Kind = "text"
    alarming: frozenset[str] = frozenset()


class Sum(tuple[Any, ...]):
    """A row that adds up those above it: shown in bold."""

    __slots__ = ()


class Summary:
    """A workbook under construction. Text is never taken for a formula, a link or a number."""

    def __init__(self, title: str, made_on: date) -> None:
        """Begin; `made_on` is the date of the file, so that the same facts give the same bytes."""
        self._bytes = BytesIO()
        # No row is kept: once the next one is begun it is on the disk, so that its height comes before its cells.
        self._book = xlsxwriter.Workbook(self._bytes, {
            "constant_memory": True,
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })
        made = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001
        self._book.set_properties({"title": clip(title, 200), "created": made})
        self._formats: dict[tuple[Any, ...], Any] = {}

    def sheet(
        self, name: str, title: str, note: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]],
        total: Sequence[Any] = (), notes: Sequence[str] = (), *, signed: str = "", room: float = 0,
    ) -> None:
        """Add a sheet: `rows` in the order of the columns and in stored units (分, hundredths); None stays empty.

        `total` closes the table, `notes` stand below it, `signed` is a line for those who answer for it (SIGNED);
        `room`: rows are no lower than so many points, to be written into by hand.
        """
        paper = self._head(name, title, _told(note, len(rows)), columns)
        shown = rows[:MOST_ROWS]
        high = 80 + 16.0 * (len(notes) + 3 * bool(signed) + 2 * bool(total))
        for at, row in enumerate(shown, HEAD + 1):
            high += self._row(paper, at, columns, row, room, bold=isinstance(row, Sum))
        end = HEAD + len(shown)
        if total:
            self._row(paper, end + 1, columns, total, room, bold=True)
        paper.autofilter(HEAD, 0, max(end, HEAD + 1), len(columns) - 1)
        self._below(paper, end + (3 if total else 2), columns, notes, signed)
        _for_print(paper, columns, high)

    def finish(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._bytes.getvalue()

    def _below(self, paper: Any, at: int, columns: Sequence[Column], notes: Sequence[str], signed: str) -> None:
        width = sum(column.width for column in columns)
        for place, line in enumerate(notes, at):
            paper.set_row(place, min(_lines(line, width) * 15 + 1, HIGHEST))
            self._across(paper, place, columns, clip(line, LONGEST), "note")
        if signed:
            paper.write_string(at + len(notes) + 1, 0, signed, self._format("signed"))

    def _across(self, paper: Any, at: int, columns: Sequence[Column], line: str, style: str) -> None:
        """One text over the whole width; what is merged must be more than one cell."""
        if len(columns) > 1:
            paper.merge_range(at, 0, at, len(columns) - 1, "", self._format(style))
        paper.write_string(at, 0, line, self._format(style))

    def _head(self, name: str, title: str, note: str, columns: Sequence[Column]) -> Any:
        paper = self._book.add_worksheet(_named(name, self._book.sheetnames))
        width = sum(column.width for column in columns)
        paper.set_row(0, 28 * _lines(title, width / 1.7))  # its letters are larger
        self._across(paper, 0, columns, clip(title, 200), "title")
        paper.set_row(1, 16 * _lines(note, width))
        self._across(paper, 1, columns, clip(note, 500), "note")
        lines = max(sum(_lines(part, column.width) for part in column.heading.split("\n")) for column in columns)
        paper.set_row(HEAD, 15 * max(lines, 2) + 2)
        for at, column in enumerate(columns):
            paper.set_column(at, at, column.width)
            paper.write_string(HEAD, at, column.heading, self._format("head"))
        return paper

    def _row(
        self, paper: Any, at: int, columns: Sequence[Column], row: Sequence[Any], room: float, *, bold: bool,
    ) -> float:
        """Write one row; how high it is, in points."""
        high = max(_height(columns, row), room)
        paper.set_row(at, high)
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            kind = column.kind
            if isinstance(value, Integral) and kind in TEXTS:
                value = str(value)  # a year is a word
            if kind in NUMBERS and isinstance(value, Integral):
                paper.write_number(at, place, int(value) / NUMBERS[kind][0], self._format(kind, bold))
            elif kind in DAYS and isinstance(value, date):
                paper.write_datetime(at, place, value, self._format(kind, bold))
            elif isinstance(value, str) and value:
                style = self._format("word" if kind == "word" else "text", bold, value in column.alarming,
                                     value[0] in "=+-@")
                paper.write_string(at, place, clip(value, LONGEST), style)
            else:
                paper.write_blank(at, place, None, self._format("text", bold))
        return high

    def _format(self, style: str, bold: bool = False, alarming: bool = False, quoted: bool = False) -> Any:
        key = (style, bold, alarming, quoted)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_style(*key))
        return self._formats[key]


def _style(style: str, bold: bool, alarming: bool, quoted: bool) -> dict[str, Any]:
    """Alarming words are red; what looks like a formula stays text even when the cell is edited."""
    base = {"font_name": "微软雅黑", "font_size": 10, "font_color": INK, "valign": "vcenter"}
    if style == "title":
        return base | {"bold": True, "font_size": 16, "align": "center", "text_wrap": True}
    if style in ("note", "signed"):
        return base | {"font_color": SOFT, "text_wrap": True} if style == "note" else base
    cell: dict[str, Any] = base | {"border": 1, "border_color": RULE}
    if style == "head":
        return cell | {"bold": True, "bg_color": WASH, "text_wrap": True, "align": "center"}
    cell |= {"bold": True, "bg_color": WASH} if bold else {}
    cell |= {"font_color": BAD} if alarming else {}
    if style in NUMBERS:
        return cell | {"num_format": NUMBERS[style][1]}
    if style in DAYS:
        return cell | {"num_format": DAYS[style], "align": "center"}
    cell |= {"quote_prefix": True} if quoted else {}
    return cell | {"text_wrap": True, "align": "center" if style == "word" else "left"}


def _for_print(paper: Any, columns: Sequence[Column], high: float) -> None:
    """A4, as wide as the page, the head on every page, pages numbered; no second page for a few lines alone."""
    paper.freeze_panes(HEAD + 1, min(2, len(columns) - 1))
    wide = sum(column.width for column in columns)
    if wide > NARROW:
        paper.set_landscape()
    page = (785, 500) if wide > NARROW else (535, 745)  # points of an A4 page within its margins
    paper.set_paper(9)  # A4
    paper.fit_to_pages(1, int(high * min(1, page[0] / (wide * POINTS)) < page[1] * A_LITTLE))
    paper.repeat_rows(0, HEAD)
    paper.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    paper.center_horizontally()
    paper.set_footer("&L&A&C第 &P 页，共 &N 页")


def _named(name: str, taken: Collection[str]) -> str:
    """A name that a sheet may have and none has yet: 31 characters at most, none of []:*?/\\, no ' at an end."""
    plain = _FORBIDDEN.sub("_", clip(name, 31)).strip("'") or "_"
    lower = {one.lower() for one in taken}
    others = (f"{plain[:27]}({number})" for number in range(2, len(lower) + 3))
    return plain if plain.lower() not in lower else next(one for one in others if one.lower() not in lower)


def _told(note: str, rows: int) -> str:
    if rows > MOST_ROWS:
        return f"{note}；共 {rows} 行，只列前 {MOST_ROWS} 行"
    return note if rows else f"{note}{NO_ROWS}"


def _height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """The height in points that shows every wrapped text: not every program makes rows fit by itself."""
    lines = 1
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, str) and len(value) * 2 >= column.width:
            lines = max(lines, _lines(value, column.width))
    return min(lines * 15 + 4, HIGHEST)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes; a Chinese character is nearly twice as wide as a digit."""
    lines = -(-(len(text) + sum(map(len, _WIDE.findall(text)))) // max(int(width - 1), 1)) or 1
    return lines + lines // 4  # no line begins with 。 or ）

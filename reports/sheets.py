"""One sheet of a summary workbook: title, header, frozen and filtered, ready to print, with real numbers and dates."""

import re
from collections.abc import Sequence
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
DAYS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
MOST_ROWS = 1_000_000  # a sheet ends at 1,048,576
LONGEST = 32_000  # a cell ends at 32,767 characters
HEAD = 2  # row of the header, below title and note
_WIDE = re.compile("[\u2e80-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading with its unit, width in characters, kind, and words to be shown in red.

    text: a line · word: one word, centred · long: wraps · the others are numbers and dates, see NUMBERS and DAYS.
    """

    heading: str
    width: float
    kind: Kind = "text"
    alarming: frozenset[str] = frozenset()


class Summary:
    """A workbook under construction. Text is never taken for a formula, a link or a number."""

    def __init__(self, title: str, made_on: date) -> None:
        """Begin; `made_on` is the date of the file, so that the same facts give the same bytes."""
        self._bytes = BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })
        self._book.set_properties({"title": title, "created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def sheet(
        self, name: str, title: str, note: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]],
        total: Sequence[Any] = (), notes: Sequence[str] = (),
    ) -> None:
        """Add a sheet: `rows` in the order of the columns and in stored units (分, hundredths); None stays empty."""
        shown = rows[:MOST_ROWS]
        left_out = f"；共 {len(rows)} 行，只列前 {MOST_ROWS} 行" if len(rows) > MOST_ROWS else ""
        paper, last = self._book.add_worksheet(name), len(columns) - 1
        paper.merge_range(0, 0, 0, last, clip(title, 200), self._format(bold=True, font_size=16, align="center"))
        paper.merge_range(1, 0, 1, last, clip(note, 500) + left_out, self._format(font_color=SOFT, font_size=10))
        heading = self._format(bold=True, bg_color=WASH, border=1, border_color=RULE, text_wrap=True, align="center")
        for at, column in enumerate(columns):
            paper.set_column(at, at, column.width)
            paper.write_string(HEAD, at, column.heading, heading)
        for offset, row in enumerate(shown, HEAD + 1):
            self._row(paper, offset, columns, row, {})
        end = HEAD + len(shown)
        if total:
            self._row(paper, end + 1, columns, total, {"bold": True, "bg_color": WASH})
        paper.autofilter(HEAD, 0, max(end, HEAD + 1), last)
        for offset, line in enumerate(notes, end + (3 if total else 2)):
            paper.write_string(offset, 0, clip(line, LONGEST), self._format(font_color=SOFT, font_size=10))
        self._for_print(paper)

    def finish(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._bytes.getvalue()

    def _for_print(self, paper: Any) -> None:
        paper.freeze_panes(HEAD + 1, 2)
        paper.set_row(0, 28)
        paper.set_row(HEAD, 32)
        paper.set_landscape()
        paper.set_paper(9)  # A4
        paper.fit_to_pages(1, 0)
        paper.repeat_rows(0, HEAD)
        paper.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        paper.center_horizontally()
        paper.set_footer("&L&A&C第 &P 页，共 &N 页")

    def _row(self, paper: Any, at: int, columns: Sequence[Column], row: Sequence[Any], style: dict[str, Any]) -> None:
        paper.set_row(at, _height(columns, row))
        for column, (place, value) in zip(columns, enumerate(row), strict=True):
            self._cell(paper, at, place, column, value, style)

    def _cell(self, paper: Any, row: int, at: int, column: Column, value: Any, style: dict[str, Any]) -> None:
        style = style | {"border": 1, "border_color": RULE}
        if column.kind in NUMBERS and isinstance(value, Integral):
            per, shown = NUMBERS[column.kind]
            paper.write_number(row, at, int(value) / per, self._format(**style, num_format=shown))
        elif column.kind in DAYS and isinstance(value, date):
            paper.write_datetime(row, at, value, self._format(**style, num_format=DAYS[column.kind], align="center"))
        elif isinstance(value, str) and value:
            paper.write_string(row, at, clip(value, LONGEST), self._format(**style, **_text_style(column, value)))
        else:
            paper.write_blank(row, at, None, self._format(**style))

    def _format(self, **style: Any) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            base = {"font_name": "微软雅黑", "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._formats[key] = self._book.add_format(base | style)
        return self._formats[key]


def _height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """The height in points that shows every wrapped text: not every program makes rows fit by itself."""
    pieces = zip(columns, row, strict=True)
    long = [(column.width, value) for column, value in pieces if column.kind == "long" and isinstance(value, str)]
    lines = max((-(-_width(value) // int(width - 1)) for width, value in long), default=1)
    return min(max(lines, 1) * 15 + 4, 405)


def _width(text: str) -> int:
    """Characters as wide as a digit; a Chinese one takes two."""
    return len(text) + sum(map(len, _WIDE.findall(text)))


def _text_style(column: Column, value: str) -> dict[str, Any]:
    """Long texts wrap, alarming words are red, what looks like a formula stays text even when the cell is edited."""
    style: dict[str, Any] = {"text_wrap": column.kind == "long", "align": "center" if column.kind == "word" else "left"}
    if value in column.alarming:
        style["font_color"] = BAD
    if value[0] in "=+-@":
        style["quote_prefix"] = True
    return style

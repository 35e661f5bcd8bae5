"""How an issued workbook looks: sober enough to print, with grey for what is ours and pale yellow for what is asked."""

from functools import cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

BODY, HEADING = "宋体", "黑体"
GREY, YELLOW, HEAD = "#F2F2F2", "#FFFBE6", "#E7ECF3"
WRONG, DOUBT = "#FFC7CE", "#FFEB9C"

_NUMBERS = {"money": "#,##0.00####", "percent": "0.00%", "points": "0.00##", "integer": "0"}
_AS_TYPED = ("code", "target", "actual", "measure", "choice")  # text cells: what is typed is what arrives
_CENTRED = ("serial", "shown", "code", "choice", "measure", "target", "actual", "day")


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.cell = cache(self._cell)
        self.of = cache(self._named)

    def _cell(self, kind: str, locked: bool, required: bool) -> Format:
        """A cell of a data row."""
        look: dict[str, Any] = {"font_name": BODY, "font_size": 10, "border": 1, "valign": "vcenter", "locked": locked}
        if kind in _NUMBERS:
            look |= {"num_format": _NUMBERS[kind], "align": "right", "shrink": True}
        else:
            look |= {"text_wrap": True, "align": "center" if kind in _CENTRED else "left"}
        if kind in _AS_TYPED or kind == "day":
            look["num_format"] = "@" if kind in _AS_TYPED else "yyyy-mm-dd"
        if locked or required:
            look |= {"bg_color": GREY if locked else YELLOW}
        return self._book.add_format(look)

    def _named(self, name: str) -> Format:
        """A cell that is not a data row."""
        return self._book.add_format(_LOOKS[name])


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": HEADING, "font_size": 18, "align": "center", "valign": "vcenter"},
    "sender": {"font_name": BODY, "font_size": 10.5, "valign": "vcenter"},
    "sender_right": {"font_name": BODY, "font_size": 10.5, "valign": "vcenter", "align": "right"},
    "head": {
        "font_name": HEADING, "font_size": 10, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
        "bg_color": HEAD,
    },
    "text": {"num_format": "@"},
    "guide": {"font_name": BODY, "font_size": 11, "text_wrap": True, "valign": "vcenter"},
    "guide_head": {
        "font_name": HEADING, "font_size": 11, "border": 1, "align": "center", "valign": "vcenter", "bg_color": HEAD,
    },
    "guide_cell": {"font_name": BODY, "font_size": 10.5, "border": 1, "text_wrap": True, "valign": "vcenter"},
    "guide_mark": {"font_name": BODY, "font_size": 10.5, "border": 1, "align": "center", "valign": "vcenter"},
    "错误": {"bg_color": WRONG},
    "说明": {"bg_color": DOUBT},
}

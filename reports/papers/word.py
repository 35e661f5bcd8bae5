"""A paper as Word bytes: docxtpl fills in the template, in a sandbox, escaped, and strict about what is missing."""

from functools import cache
from io import BytesIO
from typing import Any
from unicodedata import category

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Twips
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from reports import formats
from reports.environment import strictly
from reports.papers import layout
from reports.papers.chart import insert
from reports.papers.paper import Paper
from reports.papers.skeleton import skeleton
from reports.sealed import seal

SHORT = 9  # rows, the heading included
DIGITS = "〇一二三四五六七八九"
FILTERS = (
    formats.wan,
    formats.points,
    formats.percent,
    formats.count,
    formats.day,
    formats.plain_day,
    formats.short_day,
    formats.clip,
)


def write(paper: Paper) -> bytes:
    """The docx; the same paper gives the same bytes. Raises UndefinedError for a figure that is not there."""
    template = DocxTemplate(BytesIO(skeleton(paper.template)))
    template.render({**paper.figures, "pending": paper.pending, "number": Numbering()}, environment(), autoescape=True)
    body = template.docx
    _sign(body)
    for table in body.tables:
        _fit(table._tbl)
        _hold_together(table._tbl)
    _draw(body, paper)
    held = BytesIO()
    body.save(held)
    return seal(held.getvalue())


@cache
def environment() -> SandboxedEnvironment:
    """Where templates run: they reach nothing but their figures, and every value is escaped."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_shown)
    for function in FILTERS:
        made.filters[function.__name__] = strictly(function)
    return made


class Numbering:
    """The numbers of headings, 一、（一） 1. in turn; a higher one begins the lower ones anew."""

    def __init__(self) -> None:
        """Begin before the first heading."""
        self._at = [0, 0, 0]

    def __call__(self, level: int) -> str:
        """The next number of a level (1 to 3), with its punctuation."""
        self._at[level - 1] += 1
        self._at[level:] = [0] * (3 - level)
        number = self._at[level - 1]
        return (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}. ")[level - 1]


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十, 九十九."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


def _shown(value: Any) -> Any:
    """What an expression prints: foreign text on one line and without what XML cannot hold; nothing as —."""
    if value is None:
        return formats.NOTHING
    if type(value) is not str:
        return value
    return "".join(char for char in formats.one_line(value) if category(char) != "Cn").replace("{_", "{ _")


def _sign(body: Any) -> None:
    """Office and date without a seal: the date begins two characters to the right of the office (GB/T 9704 7.3.5.1)."""
    office, room = 0.0, 0.0
    for paragraph in body.paragraphs:
        if paragraph.style.name == layout.SIGNED:
            office = _width(paragraph.text)
            room = max(2.0, 4 + _width(_date_after(paragraph)) - office)
            _indent(paragraph, room)
            _keep_before(paragraph)
        elif paragraph.style.name == layout.DATED:
            _indent(paragraph, max(2.0, room - 2 + office - _width(paragraph.text)))


def _keep_before(signed: Any) -> None:
    """The end of the text goes with the signature: no page bears a signature alone."""
    styles = signed.part.document.styles
    notes = {styles[name].style_id for name in (layout.ANNEX, layout.ANNEX_MORE)}
    above = signed._p.getprevious()
    while above is not None and above.tag == qn("w:p"):
        above.get_or_add_pPr().get_or_add_keepNext()
        if above.style not in notes and any(text.text for text in above.iter(qn("w:t"))):
            return
        above = above.getprevious()


def _fit(table: Any) -> None:
    """The widths of the cells as the template gave them, brought to the line where a loop has made more of them."""
    heads = table.tr_lst[0].tc_lst
    given = [cell.width or 0 for cell in heads]
    line = Twips(layout.WIDTH)
    widths = [Emu(line * width // sum(given)) for width in given]
    grid = table.tblGrid
    for column in list(grid.gridCol_lst):
        grid.remove(column)
    for width in widths:
        grid.add_gridCol().w = width
    for row in table.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width


def _hold_together(table: Any) -> None:
    """A short table is not torn apart by the end of a page."""
    if len(table.tr_lst) <= SHORT:
        for row in table.tr_lst[:-1]:
            for paragraph in row.iter(qn("w:p")):
                paragraph.get_or_add_pPr().get_or_add_keepNext()


def _date_after(paragraph: Any) -> str:
    following = paragraph._p.getnext()
    return "".join(text.text or "" for text in following.iter(qn("w:t"))) if following is not None else ""


def _width(text: str) -> float:
    """In Chinese characters: what is narrow takes half."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _indent(paragraph: Any, characters: float) -> None:
    twips = round(characters * layout.CHARACTER)
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:ind {nsdecls("w")} w:right="{twips}"/>'))


def _draw(body: Any, paper: Paper) -> None:
    """Each chart paragraph of the template names its chart; foreign text never stands in one."""
    number = 0
    for paragraph in body.paragraphs:
        if paragraph.style.name == layout.CHART and paragraph.text in paper.charts:
            number += 1
            insert(paragraph, paper.charts[paragraph.text], number)

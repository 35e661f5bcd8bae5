"""From a template text to a Word template: one line is one paragraph, its first mark says of which kind.

    # title line (broken by hand)    @ 主送机关：    ## 一、    ### （一）    #### 1.    (no mark) body
    ^ caption    ! chart    + 附件：1.    ++ 2.    === mark of an annex, on a page of its own    == its title
    > office that signs    >> date    ~ blank line    {% for … %}, {% if … %} alone on a line: over whole paragraphs
    |= heading:width:align | …    |* one in many    | {{ one.cell }} | …    |. last row | …

Widths are shares of the line; align is l, c or r. Tags are Jinja's; each stands in one run, as docxtpl wants it.
"""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.papers import layout
from reports.sealed import seal

FOLDER = Path(__file__).parents[1] / "templates" / "documents"
MARKS = {  # the longer ones first
    "####": layout.HEADINGS[2],
    "###": layout.HEADINGS[1],
    "##": layout.HEADINGS[0],
    "#": layout.TITLE,
    "===": layout.ANNEX_MARK,
    "==": layout.ANNEX_TITLE,
    "@": layout.TO,
    "^": layout.CAPTION,
    "!": layout.CHART,
    "++": layout.ANNEX_MORE,
    "+": layout.ANNEX,
    "% ": layout.MARK,
    "& ": layout.NUMBER,
    ">>": layout.DATED,
    ">": layout.SIGNED,
    "~": layout.TEXT,
}
NUMBERED = {layout.HEADINGS[0]: 1, layout.HEADINGS[1]: 2, layout.HEADINGS[2]: 3}
SPACED = {layout.TO, layout.ANNEX, layout.SIGNED}  # a blank line stands before them
SIDES = {"l": "left", "c": "center", "r": "right"}
_OPENS, _CLOSES = re.compile(r"{%\s*(?:if|for)\b"), re.compile(r"{%\s*end(?:if|for)\b")
_TAG = re.compile(r"{%\s*((?:(?!%}).)*?)\s*%}")


@cache
def skeleton(name: str) -> bytes:
    """The Word template of one paper. The same text gives the same template."""
    made = Document()
    layout.set_up(made)
    body = made.element.body
    for first in list(body)[:-1]:
        body.remove(first)
    lines = (FOLDER / "head.txt").read_text(encoding="utf-8") + (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    for in_table, block in groupby(filter(None, map(str.strip, lines.splitlines())), lambda line: line[0] == "|"):
        if in_table:
            _table(made, list(block))
        else:
            for line in block:
                _paragraph(made, line)
    made.core_properties.title, made.core_properties.author = "{{ subject }}", ""
    made.core_properties.comments, made.core_properties.last_modified_by = "", ""
    held = BytesIO()
    made.save(held)
    return seal(held.getvalue())


def _paragraph(made: Paper, line: str) -> Paragraph:
    tag = _TAG.fullmatch(line)
    if not tag and len(_OPENS.findall(line)) != len(_CLOSES.findall(line)):
        raise ValueError(f"这一行里的 {{% if %}} 或 {{% for %}} 没有配对：{line}")
    if tag:
        return made.add_paragraph(f"{{%p {tag[1]} %}}", made.styles[layout.TEXT])
    mark = next((mark for mark in MARKS if line.startswith(mark)), "")
    style, text = MARKS.get(mark, layout.TEXT), line.removeprefix(mark).strip()
    if style in SPACED:
        made.add_paragraph("", made.styles[layout.TEXT])
    if style in NUMBERED:
        text = f"{{{{ number({NUMBERED[style]}) }}}}{text}"
    return made.add_paragraph(text, made.styles[style])


def _table(made: Paper, lines: list[str]) -> None:
    heads = [head.rsplit(":", 2) for head in _cells(lines[0].removeprefix("|="))]
    shares = [int(share) for _, share, _ in heads]
    widths = [layout.WIDTH * share // sum(shares) for share in shares]
    sides = [SIDES[side] for *_, side in heads]
    table = made.add_table(0, len(heads))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(parse_xml(_borders()))
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(parse_xml(_margins()))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    _row(made, table, [head for head, *_ in heads], widths, ["center"] * len(heads), layout.HEAD_CELL)
    for kind, cells in _rows(lines[1:]):
        if kind == "*":
            _row(made, table, [f"{{%tr {cells[0]} %}}", *[""] * (len(heads) - 1)], widths, sides, layout.CELL)
        else:
            _row(made, table, cells, widths, sides, layout.CELL)
    made.add_paragraph("", made.styles[layout.CHART])


def _rows(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        if line.startswith("|*"):
            yield "*", [f"for {line.removeprefix('|*').strip()}"]
        elif line.startswith("|."):
            yield "*", ["endfor"]
            if line != "|.":
                yield "", _cells(line.removeprefix("|."))
        else:
            yield "", _cells(line.removeprefix("|"))


def _cells(line: str) -> list[str]:
    """Cells stand between bars; a bar inside {{ }} is Jinja's."""
    return [cell.strip() for cell in re.split(r"\|(?![^{]*}})", line)]


def _row(made: Paper, table: Table, cells: list[str], widths: list[int], sides: list[str], style: str) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if style == layout.HEAD_CELL:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell, text, width, side in zip(row.cells, cells, widths, sides, strict=True):
        cell.width = Twips(width)
        paragraph = cell.paragraphs[0]
        paragraph.style = made.styles[style]
        if side != "left":
            paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
        paragraph.add_run(text)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))


def _margins() -> str:
    """Cells hold text up to a millimetre from their sides, half of it above and below."""
    room = {"top": 28, "left": 57, "bottom": 28, "right": 57}
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in room.items())
    return f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"


def _borders() -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"

"""The page and the styles of an official paper (GB/T 9704-2012): 22 lines of 28 characters, fonts by name only.

Fonts are not embedded: where 方正小标宋简体, 仿宋_GB2312 or 楷体_GB2312 is missing, the font table names what stands in
for it (w:altName: 宋体, 仿宋, 楷体). Widths are in twentieths of a point (twips) unless they say otherwise.
"""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

CHARACTER, LINE, CONDENSED = 315, 578, -5  # 15.75 pt = 16 pt condensed by 0.25; 28.9 pt: 28 by 22 in 156 by 225 mm
WIDTH = 28 * CHARACTER
TITLE_FONT, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
STANDS_IN = {TITLE_FONT: "宋体", BODY: "仿宋", KAI: "楷体"}
MARK, NUMBER, TITLE, TO, TEXT = "拟稿标记", "发文字号", "公文标题", "主送机关", "公文正文"
ANNEX, ANNEX_MORE, SIGNED, DATED = "附件说明", "附件说明续", "发文机关署名", "成文日期"
ANNEX_MARK, ANNEX_TITLE, FOOT = "附件标记", "附件标题", "页码"
CAPTION, CHART, CELL, HEAD_CELL = "表题", "图", "表内文字", "表头"
NEEDLESS = {"stylesWithEffects", "customXml", "numbering", "thumbnail", "webSettings", "fontTable"}
HEADINGS = ("一级标题", "二级标题", "三级标题")

# name → font, size in points, paragraph properties. `two`: the first line is indented by two characters.
_TWO = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'
_LINE = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_LOOSE = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="{}"/>'
_CELL = _LOOSE.format(300, "atLeast")
_BOTH, _CENTRE, _LEFT, _RIGHT = (f'<w:jc w:val="{side}"/>' for side in ("both", "center", "left", "right"))
_KEEP = "<w:keepNext/>"
STYLES: dict[str, tuple[str, float, str]] = {
    MARK: (BLACK, 16, _LINE + _LEFT),
    NUMBER: (BODY, 16, _LINE + _CENTRE),
    TITLE: (TITLE_FONT, 22, _KEEP + _LOOSE.format(700, "exact") + _CENTRE),
    TO: (BODY, 16, _LINE + _LEFT),
    TEXT: (BODY, 16, _LINE + _TWO + _BOTH),
    HEADINGS[0]: (BLACK, 16, _KEEP + _LINE + _TWO + _BOTH + '<w:outlineLvl w:val="0"/>'),
    HEADINGS[1]: (KAI, 16, _KEEP + _LINE + _TWO + _BOTH + '<w:outlineLvl w:val="1"/>'),
    HEADINGS[2]: (BODY, 16, _LINE + _TWO + _BOTH + '<w:outlineLvl w:val="2"/>'),
    ANNEX: (BODY, 16, _LINE + f'<w:ind w:left="{5 * CHARACTER}" w:hanging="{3 * CHARACTER}"/>' + _LEFT),
    ANNEX_MORE: (BODY, 16, _LINE + f'<w:ind w:left="{5 * CHARACTER}"/>' + _LEFT),
    SIGNED: (BODY, 16, _KEEP + _LINE + _RIGHT),
    DATED: (BODY, 16, _LINE + _RIGHT),
    ANNEX_MARK: (BLACK, 16, _KEEP + "<w:pageBreakBefore/>" + _LINE + _LEFT),
    ANNEX_TITLE: (TITLE_FONT, 22, _KEEP + _LOOSE.format(700, "exact").replace('after="0"', 'after="160"') + _CENTRE),
    CAPTION: (BLACK, 12, _KEEP + _LOOSE.format(480, "exact") + _CENTRE),
    CHART: (BODY, 12, _LOOSE.format(240, "auto") + _CENTRE),
    CELL: (BODY, 10.5, _CELL + _LEFT),
    HEAD_CELL: (BLACK, 10.5, _KEEP + _CELL + _CENTRE),
    FOOT: (SONG, 14, _LOOSE.format(240, "auto")),
}


def set_up(paper: Document) -> None:
    """Make an empty document the page of an official paper, with exactly the styles above."""
    _slim(paper)
    _page(paper)
    _styles(paper)
    _font_table(paper)
    _page_numbers(paper)


def _slim(paper: Document) -> None:
    """Out with what the library's empty document brings along and no paper needs: two thirds of its bytes."""
    for rels in (paper.part.rels, paper.part.package.rels):
        for key, link in list(rels.items()):
            if link.reltype.rsplit("/", 1)[1] in NEEDLESS:
                rels.pop(key)


def _page(paper: Document) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = (
        Mm(37),
        Mm(28),
        Mm(26),
        Mm(35),
    )
    section.footer_distance = Mm(24.8)  # the dash of the page number stands 7 mm below the text
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE + 1}"/>'))


def _styles(paper: Document) -> None:
    root = paper.styles.element
    for part in [*root.findall(qn("w:latentStyles")), *root.findall(qn("w:docDefaults"))]:
        root.remove(part)
    for style in list(paper.styles):
        if not (style.type == WD_STYLE_TYPE.TABLE or style.element.get(qn("w:default")) == "1"):
            root.remove(style.element)
    for style in [one for one in paper.styles if one.type == WD_STYLE_TYPE.TABLE and one.name != "Normal Table"]:
        root.remove(style.element)
    root.insert(
        0,
        _xml(
            f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>{_font(BODY)}<w:spacing w:val="{CONDENSED}"/>'
            '<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
            '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val="0"/></w:pPr></w:pPrDefault>'
            '</w:docDefaults>'
        ),
    )
    for number, (name, (font, size, layout)) in enumerate(STYLES.items()):
        half_points = int(size * 2)
        condensed = CONDENSED if size == 16 else 0
        root.append(
            _xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="P{number}">'
                f'<w:name w:val="{name}"/><w:qFormat/><w:pPr>{layout}</w:pPr><w:rPr>{_font(font)}'
                f'<w:spacing w:val="{condensed}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
                "</w:style>"
            )
        )


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _font_table(paper: Document) -> None:
    """The names of the fonts, and what stands in where one is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}">{f"""<w:altName w:val="{STANDS_IN[name]}"/>""" if name in STANDS_IN else ""}'
        '<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name in (TITLE_FONT, BODY, BLACK, KAI, SONG)
    )
    content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    table = Part(PackURI("/word/fontTable.xml"), kind, content.encode(), paper.part.package)
    paper.part.relate_to(table, RT.FONT_TABLE)


def _page_numbers(paper: Document) -> None:
    """— 1 —, odd pages right, even pages left, one character from the edge."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.style = paper.styles[FOOT]
        space = paragraph._p.get_or_add_pPr()
        space.append(_xml(f'<w:ind {nsdecls("w")} w:{side}="280"/>'))
        space.append(_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
        paragraph.add_run("— ")
        paragraph._p.append(_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        paragraph.add_run(" —")


def _xml(text: str) -> Any:
    return parse_xml(text)
